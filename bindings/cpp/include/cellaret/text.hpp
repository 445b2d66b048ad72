// The bytes of strings and numbers: members of Cache that take part of a value, or change it.
//
// A number takes part with its text, and is a string after a write. On a key that holds a list or a
// set every call throws Error with WRONG_TYPE. Calls that write can also throw Error with
// TOO_LARGE, BAD_EXPIRY, FULL and NO_MEMORY; all change nothing then.
#pragma once

#include <cellaret/text.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "error.hpp"
#include "storable.hpp"
#include "value.hpp"
#include "values.hpp"

namespace cellaret::detail {

template <class Derived>
class TextCalls {
 public:
  // The length in bytes; 0 when there is no key. Since: 0.1
  [[nodiscard]] std::uint64_t string_len(std::string_view key) const {
    std::uint64_t length = 0;
    check(cellaret_string_len(handle(), key.data(), key.size(), &length), "string_len", key);
    return length;
  }

  // The bytes from `first` to `last`, both included; negative positions count from the end, and
  // what lies outside is cut off. A character of several bytes may be cut in two.
  // Returns: a string, empty when there is no key. Since: 0.1
  [[nodiscard]] Value get_range(std::string_view key, std::int64_t first, std::int64_t last) const {
    cellaret_value raw;
    check(cellaret_get_range(handle(), key.data(), key.size(), first, last, &raw), "get_range",
          key);
    return Value::adopt(raw);
  }

  // Adds text or bytes to the end; a missing key is made, also by none.
  // Returns: the new length. Since: 0.1
  template <class T>
    requires(Text<T> || Bytes<T>)
  std::uint64_t append(std::string_view key, const T &data, const WriteOptions &options = {}) {
    const std::span<const std::byte> bytes = view(data);
    const cellaret_write_options raw = raw_options(options);
    std::uint64_t length = 0;
    check(cellaret_append(handle(), key.data(), key.size(), bytes.data(), bytes.size(), &raw,
                          &length),
          "append", key);
    return length;
  }

  // Overwrites bytes from `offset` on, with zero bytes between the end and a position behind it.
  // Without data nothing happens.
  // Returns: the new length.
  // Throws: Error with OUT_OF_RANGE (a negative offset). Since: 0.1
  template <class T>
    requires(Text<T> || Bytes<T>)
  std::uint64_t set_range(std::string_view key, std::int64_t offset, const T &data,
                          const WriteOptions &options = {}) {
    const std::span<const std::byte> bytes = view(data);
    const cellaret_write_options raw = raw_options(options);
    std::uint64_t length = 0;
    check(cellaret_set_range(handle(), key.data(), key.size(), offset, bytes.data(), bytes.size(),
                             &raw, &length),
          "set_range", key);
    return length;
  }

 private:
  [[nodiscard]] cellaret_cache *handle() const noexcept {
    return static_cast<const Derived *>(this)->handle();
  }

  template <class T>
  static std::span<const std::byte> view(const T &data) {
    if constexpr (Text<T>) {
      const std::string_view text = data;
      return std::as_bytes(std::span(text.data(), text.size()));
    } else {
      return data;
    }
  }
};

}  // namespace cellaret::detail
