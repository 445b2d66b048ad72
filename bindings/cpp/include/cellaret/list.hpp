// Lists: the members of Cache whose names begin with list_.
//
// What list.h of the C interface says holds here: costs, indexes, deadlines. On a key that holds
// something else every call throws Error with WRONG_TYPE. Calls that write can also throw Error
// with BAD_EXPIRY, FULL, TOO_LARGE, OVERFLOW (an element that is inf or NaN) and NO_MEMORY; all
// change nothing then.
#pragma once

#include <cellaret/list.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "error.hpp"
#include "expiry.hpp"
#include "values.hpp"

namespace cellaret {

// An end of a list. Since: 0.1
enum class End : std::uint8_t { kLeft = CELLARET_LEFT, kRight = CELLARET_RIGHT };

// What list_pop_first_of found. Since: 0.1
struct PoppedFrom {
  std::size_t index;  // of the key
  Values values;
};

namespace detail {

template <class Derived>
class ListCalls {
 public:
  // Adds elements at the left end, one after another: a, b, c are then read as c, b, a.
  // elements: at least one.
  // Returns: the new length.
  // Throws: std::invalid_argument (no elements). Since: 0.1
  template <ElementRange R>
  std::uint64_t list_push_left(std::string_view key, R &&elements,
                               const WriteOptions &options = {}) {
    return push(cellaret_list_push_left, "list_push_left", key, detail::raw_elements(elements),
                options)
        .value_or(0);
  }
  std::uint64_t list_push_left(std::string_view key, std::initializer_list<Element> elements,
                               const WriteOptions &options = {}) {
    return push(cellaret_list_push_left, "list_push_left", key, detail::raw_elements(elements),
                options)
        .value_or(0);
  }

  // Adds elements at the right end in their order. Since: 0.1
  template <ElementRange R>
  std::uint64_t list_push_right(std::string_view key, R &&elements,
                                const WriteOptions &options = {}) {
    return push(cellaret_list_push_right, "list_push_right", key, detail::raw_elements(elements),
                options)
        .value_or(0);
  }
  std::uint64_t list_push_right(std::string_view key, std::initializer_list<Element> elements,
                                const WriteOptions &options = {}) {
    return push(cellaret_list_push_right, "list_push_right", key, detail::raw_elements(elements),
                options)
        .value_or(0);
  }

  // The same, but only to lists that are there.
  // Returns: the new length; std::nullopt when there is no key. Since: 0.1
  template <ElementRange R>
  std::optional<std::uint64_t> list_push_left_if_exists(std::string_view key, R &&elements,
                                                        const WriteOptions &options = {}) {
    return push(cellaret_list_push_left_if_exists, "list_push_left_if_exists", key,
                detail::raw_elements(elements), options);
  }
  std::optional<std::uint64_t> list_push_left_if_exists(std::string_view key,
                                                        std::initializer_list<Element> elements,
                                                        const WriteOptions &options = {}) {
    return push(cellaret_list_push_left_if_exists, "list_push_left_if_exists", key,
                detail::raw_elements(elements), options);
  }
  template <ElementRange R>
  std::optional<std::uint64_t> list_push_right_if_exists(std::string_view key, R &&elements,
                                                         const WriteOptions &options = {}) {
    return push(cellaret_list_push_right_if_exists, "list_push_right_if_exists", key,
                detail::raw_elements(elements), options);
  }
  std::optional<std::uint64_t> list_push_right_if_exists(std::string_view key,
                                                         std::initializer_list<Element> elements,
                                                         const WriteOptions &options = {}) {
    return push(cellaret_list_push_right_if_exists, "list_push_right_if_exists", key,
                detail::raw_elements(elements), options);
  }

  // Takes an element out at an end.
  // Returns: it; std::nullopt when there is no key. Since: 0.1
  std::optional<Value> list_pop_left(std::string_view key, const Expiry &expiry = {}) {
    return pop(cellaret_list_pop_left, "list_pop_left", key, expiry);
  }
  std::optional<Value> list_pop_right(std::string_view key, const Expiry &expiry = {}) {
    return pop(cellaret_list_pop_right, "list_pop_right", key, expiry);
  }

  // Takes up to `count` elements out at an end, in the order in which they go.
  // Returns: them; std::nullopt when there is no key. Since: 0.1
  std::optional<Values> list_pop_left(std::string_view key, std::uint64_t count,
                                      const Expiry &expiry = {}) {
    return pop_many(cellaret_list_pop_left_many, "list_pop_left", key, count, expiry);
  }
  std::optional<Values> list_pop_right(std::string_view key, std::uint64_t count,
                                       const Expiry &expiry = {}) {
    return pop_many(cellaret_list_pop_right_many, "list_pop_right", key, count, expiry);
  }

  // How many elements a list has; 0 when there is no key. Since: 0.1
  [[nodiscard]] std::uint64_t list_len(std::string_view key) const {
    std::uint64_t len = 0;
    check(cellaret_list_len(handle(), key.data(), key.size(), &len), "list_len", key);
    return len;
  }

  // The element at an index; std::nullopt when there is none, or no key. Since: 0.1
  [[nodiscard]] std::optional<Value> list_get(std::string_view key, std::int64_t index) const {
    cellaret_value raw;
    const cellaret_status status = cellaret_list_get(handle(), key.data(), key.size(), index, &raw);
    if (check(status, "list_get", key) != CELLARET_OK) return std::nullopt;
    return Value::adopt(raw);
  }

  // Replaces the element at an index.
  // Throws: Error with OUT_OF_RANGE (no such index), NO_KEY. Since: 0.1
  void list_set(std::string_view key, std::int64_t index, const Element &element,
                const Expiry &expiry = {}) {
    check(cellaret_list_set(handle(), key.data(), key.size(), index, &element.raw(), &expiry.raw()),
          "list_set", key);
  }

  // All elements in order; none when there is no key. Since: 0.1
  [[nodiscard]] Values list_items(std::string_view key) const {
    cellaret_values *values = nullptr;
    check(cellaret_list_items(handle(), key.data(), key.size(), &values), "list_items", key);
    return Values(values);
  }

  // The elements from one index to another, both included, as far as there are any. Since: 0.1
  [[nodiscard]] Values list_get_range(std::string_view key, std::int64_t from,
                                      std::int64_t to) const {
    cellaret_values *values = nullptr;
    check(cellaret_list_get_range(handle(), key.data(), key.size(), from, to, &values),
          "list_get_range", key);
    return Values(values);
  }

  // Keeps the elements from one index to another, both included; an empty range takes the key out.
  // Since: 0.1
  void list_trim(std::string_view key, std::int64_t from, std::int64_t to,
                 const Expiry &expiry = {}) {
    check(cellaret_list_trim(handle(), key.data(), key.size(), from, to, &expiry.raw()),
          "list_trim", key);
  }

  // Puts an element beside the first one that is equal to `pivot`.
  // Returns: the new length, 0 when there is no key; std::nullopt when there is no pivot.
  // Since: 0.1
  std::optional<std::uint64_t> list_insert_before(std::string_view key, const Element &pivot,
                                                  const Element &element,
                                                  const Expiry &expiry = {}) {
    return insert(cellaret_list_insert_before, "list_insert_before", key, pivot, element, expiry);
  }
  std::optional<std::uint64_t> list_insert_after(std::string_view key, const Element &pivot,
                                                 const Element &element,
                                                 const Expiry &expiry = {}) {
    return insert(cellaret_list_insert_after, "list_insert_after", key, pivot, element, expiry);
  }

  // Takes out elements that are equal to one: all, the first, or the last `count`.
  // count: 0 or more.
  // Returns: how many there were.
  // Throws: std::invalid_argument (a count below 0). Since: 0.1
  std::uint64_t list_remove_all(std::string_view key, const Element &element,
                                const Expiry &expiry = {}) {
    std::uint64_t removed = 0;
    check(cellaret_list_remove_all(handle(), key.data(), key.size(), &element.raw(), &expiry.raw(),
                                   &removed),
          "list_remove_all", key);
    return removed;
  }
  std::uint64_t list_remove_first(std::string_view key, std::int64_t count, const Element &element,
                                  const Expiry &expiry = {}) {
    return remove(cellaret_list_remove_first, "list_remove_first", key, count, element, expiry);
  }
  std::uint64_t list_remove_last(std::string_view key, std::int64_t count, const Element &element,
                                 const Expiry &expiry = {}) {
    return remove(cellaret_list_remove_last, "list_remove_last", key, count, element, expiry);
  }

  // The indexes of elements that are equal to one.
  // rank: 1 begins with the first match, -1 with the last and looks from the end. count, max_len: 0
  //   for all.
  // Throws: std::invalid_argument (rank 0). Since: 0.1
  [[nodiscard]] std::vector<std::uint64_t> list_position(std::string_view key,
                                                         const Element &element,
                                                         std::int64_t rank = 1,
                                                         std::uint64_t count = 1,
                                                         std::uint64_t max_len = 0) const {
    cellaret_values *raw = nullptr;
    check(cellaret_list_position(handle(), key.data(), key.size(), &element.raw(), rank, count,
                                 max_len, &raw),
          "list_position", key);
    const Values values(raw);
    std::vector<std::uint64_t> indexes;
    for (const cellaret_item &item : values.items()) {
      indexes.push_back(static_cast<std::uint64_t>(item.as.integer));
    }
    return indexes;
  }

  // Takes an element out at one end of a list and puts it in at an end of another, or of the same,
  // in one step.
  // expiry: of the destination.
  // Returns: the element; std::nullopt when there is no source. Since: 0.1
  std::optional<Value> list_move(std::string_view source, std::string_view destination, End from,
                                 End to, const Expiry &expiry = {}) {
    cellaret_value raw;
    const cellaret_status status = cellaret_list_move(
        handle(), source.data(), source.size(), destination.data(), destination.size(),
        static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), &expiry.raw(), &raw);
    if (check(status, "list_move", source) != CELLARET_OK) return std::nullopt;
    return Value::adopt(raw);
  }

  // Takes up to `count` elements, 1 or more, out at an end of the first list that is there.
  // Returns: std::nullopt when none is there.
  // Throws: std::invalid_argument (no keys, count 0). Since: 0.1
  template <KeyRange R>
  std::optional<PoppedFrom> list_pop_first_of(R &&keys, End end, std::uint64_t count = 1,
                                              const Expiry &expiry = {}) {
    const std::vector<cellaret_key> raw = raw_keys(keys);
    std::size_t index = 0;
    cellaret_values *values = nullptr;
    const cellaret_status status = cellaret_list_pop_first_of(
        handle(), raw.data(), raw.size(), static_cast<std::uint32_t>(end), count, &expiry.raw(),
        &index, &values);
    if (check(status, "list_pop_first_of", {}) != CELLARET_OK) return std::nullopt;
    return PoppedFrom{index, Values(values)};
  }
  std::optional<PoppedFrom> list_pop_first_of(std::initializer_list<std::string_view> keys, End end,
                                              std::uint64_t count = 1, const Expiry &expiry = {}) {
    return list_pop_first_of(std::span(keys.begin(), keys.size()), end, count, expiry);
  }

 private:
  [[nodiscard]] cellaret_cache *handle() const noexcept {
    return static_cast<const Derived &>(*this).handle();
  }

  std::optional<std::uint64_t> push(decltype(&cellaret_list_push_left) call,
                                    std::string_view operation, std::string_view key,
                                    std::span<const cellaret_element> elements,
                                    const WriteOptions &options) {
    const cellaret_write_options raw = raw_options(options);
    std::uint64_t len = 0;
    const cellaret_status status =
        call(handle(), key.data(), key.size(), elements.data(), elements.size(), &raw, &len);
    if (check(status, operation, key) != CELLARET_OK) return std::nullopt;
    return len;
  }
  std::optional<Value> pop(decltype(&cellaret_list_pop_left) call, std::string_view operation,
                           std::string_view key, const Expiry &expiry) {
    cellaret_value raw;
    const cellaret_status status = call(handle(), key.data(), key.size(), &expiry.raw(), &raw);
    if (check(status, operation, key) != CELLARET_OK) return std::nullopt;
    return Value::adopt(raw);
  }
  std::optional<Values> pop_many(decltype(&cellaret_list_pop_left_many) call,
                                 std::string_view operation, std::string_view key,
                                 std::uint64_t count, const Expiry &expiry) {
    cellaret_values *values = nullptr;
    const cellaret_status status =
        call(handle(), key.data(), key.size(), count, &expiry.raw(), &values);
    if (check(status, operation, key) != CELLARET_OK) return std::nullopt;
    return Values(values);
  }
  std::optional<std::uint64_t> insert(decltype(&cellaret_list_insert_before) call,
                                      std::string_view operation, std::string_view key,
                                      const Element &pivot, const Element &element,
                                      const Expiry &expiry) {
    std::uint64_t len = 0;
    const cellaret_status status =
        call(handle(), key.data(), key.size(), &pivot.raw(), &element.raw(), &expiry.raw(), &len);
    if (check(status, operation, key) != CELLARET_OK) return std::nullopt;
    return len;
  }
  std::uint64_t remove(decltype(&cellaret_list_remove_first) call, std::string_view operation,
                       std::string_view key, std::int64_t count, const Element &element,
                       const Expiry &expiry) {
    std::uint64_t removed = 0;
    check(call(handle(), key.data(), key.size(), count, &element.raw(), &expiry.raw(), &removed),
          operation, key);
    return removed;
  }
};

}  // namespace detail
}  // namespace cellaret
