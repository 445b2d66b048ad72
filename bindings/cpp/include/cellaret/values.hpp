// Elements of lists and sets, as they are given to a call and as they come back.
#pragma once

#include <cellaret/values.h>

#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "expiry.hpp"
#include "storable.hpp"
#include "value.hpp"

namespace cellaret {

// An element to store or to look for: text, bytes, or a number, which stands for its decimal text.
// Lifetime: refers to text and bytes; they have to outlive it. Since: 0.1
class Element {
 public:
  // Throws: std::invalid_argument (an unsigned number over 2^63 - 1). Since: 0.1
  template <Storable T>
  Element(const T &value) : raw_(raw_of(value)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const cellaret_element &raw() const noexcept { return raw_; }

 private:
  template <Storable T>
  static cellaret_element raw_of(const T &value) {
    if constexpr (Integer<T>) {
      return cellaret_element_int(detail::int64(value));
    } else if constexpr (Number<T>) {
      return cellaret_element_double(value);
    } else if constexpr (Text<T>) {
      const std::string_view text = value;
      return cellaret_element_bytes(text.data(), text.size());
    } else {
      const std::span<const std::byte> bytes = value;
      return cellaret_element_bytes(bytes.data(), bytes.size());
    }
  }

  cellaret_element raw_;
};
static_assert(sizeof(Element) == sizeof(cellaret_element));

// A range of elements that outlive the call. Since: 0.1
template <class R>
concept ElementRange =
    std::ranges::input_range<R> && Storable<std::ranges::range_value_t<R>> && !Storable<R> &&
    (std::is_lvalue_reference_v<std::ranges::range_reference_t<R>> ||
     std::is_trivially_copyable_v<std::ranges::range_reference_t<R>>);

// How to write elements. Since: 0.1
struct WriteOptions {
  Expiry expiry{};             // by default leaves the deadline alone, unless the instance has one
  Codec codec = Codec::kNone;  // of a collection that is made; others keep theirs
};

// Several values that were read: a range of std::string_view, and an array by index.
// Lifetime: the bytes live as long as this object, also when the cache is closed. Move-only; one
// that was moved from is empty. Since: 0.1
class Values {
 public:
  // Walks over the texts. Since: 0.1
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(const cellaret_item *item) noexcept : item_(item) {}
    [[nodiscard]] std::string_view operator*() const noexcept { return text(*item_); }
    Iterator &operator++() noexcept {
      ++item_;
      return *this;
    }
    Iterator operator++(int) noexcept { return Iterator(item_++); }
    friend bool operator==(const Iterator &, const Iterator &) = default;

   private:
    const cellaret_item *item_ = nullptr;
  };

  Values() = default;
  // Takes values of the C interface over, which must not be released any more. Since: 0.1
  explicit Values(cellaret_values *raw) noexcept : raw_(raw) {}
  ~Values() { cellaret_values_release(raw_); }
  Values(const Values &) = delete;
  Values &operator=(const Values &) = delete;
  Values(Values &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Values &operator=(Values &&other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }

  [[nodiscard]] std::size_t size() const noexcept { return items().size(); }
  [[nodiscard]] bool empty() const noexcept { return items().empty(); }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept {
    return text(items()[index]);
  }
  [[nodiscard]] Iterator begin() const noexcept { return Iterator(items().data()); }
  [[nodiscard]] Iterator end() const noexcept { return Iterator(items().data() + size()); }
  // Copies of all of them. Throws: std::bad_alloc. Since: 0.1
  [[nodiscard]] std::vector<std::string> to_strings() const {
    std::vector<std::string> strings;
    strings.reserve(size());
    for (const std::string_view text : *this) strings.emplace_back(text);
    return strings;
  }

  // What the C interface gave, for what this class does not have. Since: 0.1
  [[nodiscard]] std::span<const cellaret_item> items() const noexcept {
    if (raw_ == nullptr) return {};
    return {raw_->items, raw_->count};
  }

 private:
  static std::string_view text(const cellaret_item &item) noexcept {
    return {static_cast<const char *>(item.as.data), item.size};
  }

  cellaret_values *raw_ = nullptr;
};

namespace detail {

// Elements as the C interface takes them.
template <ElementRange R>
std::vector<cellaret_element> raw_elements(R &&elements) {
  std::vector<cellaret_element> raw;
  for (auto &&element : elements) raw.push_back(Element(element).raw());
  return raw;
}
inline std::span<const cellaret_element> raw_elements(std::initializer_list<Element> elements) {
  return {reinterpret_cast<const cellaret_element *>(elements.begin()), elements.size()};
}

// Keys as the C interface takes them.
template <KeyRange R>
std::vector<cellaret_key> raw_keys(R &&keys) {
  std::vector<cellaret_key> raw;
  for (auto &&key : keys) {
    const std::string_view view = key;
    raw.push_back({view.data(), view.size()});
  }
  return raw;
}

inline cellaret_write_options raw_options(const WriteOptions &options) noexcept {
  cellaret_write_options raw{};
  raw.struct_size = sizeof raw;
  raw.codec = static_cast<std::uint8_t>(options.codec);
  raw.expiry = options.expiry.raw();
  return raw;
}

}  // namespace detail
}  // namespace cellaret
