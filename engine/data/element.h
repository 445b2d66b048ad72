// An element of a list or set: a byte string, or the canonical text of an integer kept as a number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/base/memory.h"
#include "engine/base/numbers.h"

namespace cellaret::engine {

// As a caller gives it; field for field a cellaret_element, capi/src/values.cpp asserts it.
struct ElementArgument {
  union {
    const void *data;
    std::int64_t integer;
    double number;
  };
  std::size_t size;   // of `data`
  std::uint8_t type;  // a Type: kString, kInt or kDouble
  std::uint8_t reserved[7];
};

// Room for the text of any number.
struct NumberText {
  char bytes[kDoubleTextSize];
};

// "1" and 1 are the same element, and so two elements are equal exactly when their fields are.
class Element {
 public:
  Element() = default;
  // Looks whether the bytes are a canonical integer.
  explicit Element(std::string_view bytes) : bytes_(bytes) {
    // Most byte strings end here: no integer is longer, or begins otherwise.
    if (bytes.empty() || bytes.size() > kInt64TextSize || bytes[0] > '9') return;
    if (std::int64_t integer = 0; parse_int64(bytes, integer)) *this = of_int(integer);
  }
  static Element of_int(std::int64_t value) {
    Element element;
    element.is_int_ = true;
    element.integer_ = value;
    return element;
  }
  // Bytes that are known not to be an integer.
  static Element of_bytes(std::string_view bytes) {
    Element element;
    element.bytes_ = bytes;
    return element;
  }
  // `text` has to live as long as the element: it holds the digits of a double.
  static Element of(const ElementArgument &argument, NumberText &text);

  [[nodiscard]] bool is_int() const { return is_int_; }
  [[nodiscard]] std::int64_t integer() const { return integer_; }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  // The byte string that the element is; `text` may be used for it.
  [[nodiscard]] std::string_view as_bytes(NumberText &text) const {
    return is_int_ ? std::string_view(text.bytes, format_int64(integer_, text.bytes)) : bytes_;
  }
  friend bool operator==(const Element &left, const Element &right) {
    return left.is_int_ == right.is_int_ && left.integer_ == right.integer_ &&
           left.bytes_ == right.bytes_;
  }

 private:
  bool is_int_ = false;
  std::int64_t integer_ = 0;
  std::string_view bytes_;
};

// What a block of this size may cost at most, whatever the allocator: it rounds up to a size class,
// and far above that to pages.
constexpr std::size_t block_bound(std::size_t size) { return size + size / 4 + 64; }

// An element in a block of its own: its size, then its bytes.
struct SeparateBytes {
  std::uint64_t size;

  // nullptr without memory.
  static SeparateBytes *make(std::string_view bytes);
  [[nodiscard]] static constexpr std::size_t bound(std::size_t size) {
    return block_bound(sizeof(SeparateBytes) + size);
  }
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char *>(this + 1), size};
  }
};

}  // namespace cellaret::engine
