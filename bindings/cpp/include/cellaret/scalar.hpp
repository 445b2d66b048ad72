// Members of Cache for strings, integers and doubles that do more than get and set.
#pragma once

#include <cellaret/scalar.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "error.hpp"
#include "expiry.hpp"
#include "storable.hpp"
#include "value.hpp"
#include "values.hpp"

namespace cellaret {

// A key and a value to write under it. Lifetime: refers to both. Since: 0.1
struct Pair {
  std::string_view key;
  Element value;
  Codec codec = Codec::kNone;
};

// What compare_and_set did. Since: 0.1
struct CompareResult {
  enum class Outcome : std::uint8_t {
    kWritten,
    kChanged,  // the key has another version
    kMissing   // there is no key
  };

  Outcome outcome;
  std::uint64_t version = 0;  // with kWritten

  explicit operator bool() const noexcept { return outcome == Outcome::kWritten; }
};

namespace detail {

template <class Derived>
class ScalarCalls {
 public:
  // As get_string, get_int or get_double, by the type of `otherwise`, which is what comes back for
  // a key that is not there. Since: 0.1
  template <Storable T>
    requires(!Bytes<T>)
  [[nodiscard]] auto get_or_default(std::string_view key, const T &otherwise) const {
    const auto &cache = static_cast<const Derived &>(*this);
    if constexpr (Integer<T>) {
      return cache.get_int(key).value_or(int64(otherwise));
    } else if constexpr (Number<T>) {
      return cache.get_double(key).value_or(otherwise);
    } else {
      std::optional<std::string> value = cache.get_string(key);
      return value ? *std::move(value) : std::string(std::string_view(otherwise));
    }
  }

  // Reads a value and deletes its key.
  // Throws: Error with WRONG_TYPE (the key holds a collection, and stays). Since: 0.1
  std::optional<Value> get_and_delete(std::string_view key) {
    cellaret_value raw;
    return value_of(cellaret_get_and_delete(handle(), key.data(), key.size(), &raw), raw,
                    "get_and_delete", key);
  }

  // Reads a value and sets its deadline anew: a sliding expiry. Expiry::never() takes it away.
  // Throws: Error with WRONG_TYPE, BAD_EXPIRY, FULL, NO_MEMORY. Since: 0.1
  std::optional<Value> get_and_touch(std::string_view key, const Expiry &expiry = {}) {
    cellaret_value raw;
    return value_of(cellaret_get_and_touch(handle(), key.data(), key.size(), &expiry.raw(), &raw),
                    raw, "get_and_touch", key);
  }

  // Writes if nobody has written since the value was read.
  // expected: the version that a read gave; 0 for a key that was not there.
  // options: the expiry leaves the deadline alone by default, unless the instance has one.
  // Throws: std::invalid_argument (an unsigned number over 2^63 - 1); Error with TOO_LARGE,
  //   OVERFLOW (inf and NaN), BAD_EXPIRY, FULL, NO_MEMORY. Since: 0.1
  template <Storable T>
  CompareResult compare_and_set(std::string_view key, std::uint64_t expected, const T &value,
                                const WriteOptions &options = {}) {
    const cellaret_write_options raw = raw_options(options);
    std::uint64_t version = 0;
    const cellaret_status status =
        check(cellaret_compare_and_set(handle(), key.data(), key.size(), expected,
                                       &Element(value).raw(), &raw, &version),
              "compare_and_set", key);
    using Outcome = CompareResult::Outcome;
    if (status == CELLARET_OK) return {Outcome::kWritten, version};
    return {status == CELLARET_EXISTS ? Outcome::kChanged : Outcome::kMissing};
  }

  // Subtracts from an integer; the rest as increment.
  // Throws: as increment; Error with OVERFLOW for the smallest integer, which has no negative.
  // Since: 0.1
  template <Integer T = std::int64_t>
  std::int64_t decrement(std::string_view key, T delta = 1, const Expiry &expiry = {}) {
    std::int64_t difference = 0;
    check(cellaret_int_decrement(handle(), key.data(), key.size(), int64(delta), &expiry.raw(),
                                 &difference),
          "decrement", key);
    return difference;
  }
  // The same for a double. Since: 0.1
  template <Number T>
  double decrement(std::string_view key, T delta, const Expiry &expiry = {}) {
    double difference = 0;
    check(cellaret_double_decrement(handle(), key.data(), key.size(), delta, &expiry.raw(),
                                    &difference),
          "decrement", key);
    return difference;
  }

  // Reads several values: the same as get for each, but faster; not atomic as a whole.
  // Returns: as many, in the order of the keys; std::nullopt for a key that is not there or holds
  //   a list or set.
  // Throws: std::bad_alloc; Error with NO_MEMORY. Since: 0.1
  template <KeyRange R>
  [[nodiscard]] std::vector<std::optional<Value>> multi_get(R &&keys) const {
    const std::vector<cellaret_key> names = raw_keys(keys);
    std::vector<std::optional<Value>> values;
    values.reserve(names.size());
    std::vector<cellaret_value> raw(names.size());
    check(cellaret_multi_get(handle(), names.data(), names.size(), raw.data()), "multi_get");
    for (const cellaret_value &value : raw) {
      values.emplace_back();
      if (value.type != CELLARET_TYPE_NONE) values.back() = Value::adopt(value);
    }
    return values;
  }
  [[nodiscard]] std::vector<std::optional<Value>> multi_get(
      std::initializer_list<std::string_view> keys) const {
    return multi_get(std::span(keys.begin(), keys.size()));
  }

  // Writes several values as one: whoever sees one of them sees all of them. Of equal keys the last
  // one counts.
  // expiry: of all; their deadlines are replaced, unless it is Expiry::keep().
  // Throws: Error with TOO_LARGE, OVERFLOW, BAD_EXPIRY, FULL, NO_MEMORY; then nothing has changed.
  // Since: 0.1
  void multi_set(std::span<const Pair> pairs, const Expiry &expiry = {}) {
    const std::vector<cellaret_pair> raw = raw_pairs(pairs);
    check(cellaret_multi_set(handle(), raw.data(), raw.size(), &expiry.raw()), "multi_set");
  }
  void multi_set(std::initializer_list<Pair> pairs, const Expiry &expiry = {}) {
    multi_set(std::span(pairs.begin(), pairs.size()), expiry);
  }

  // The same if none of the keys is there. Returns: whether they were written. Since: 0.1
  bool multi_set_if_absent(std::span<const Pair> pairs, const Expiry &expiry = {}) {
    const std::vector<cellaret_pair> raw = raw_pairs(pairs);
    return check(cellaret_multi_set_if_absent(handle(), raw.data(), raw.size(), &expiry.raw()),
                 "multi_set_if_absent") == CELLARET_OK;
  }
  bool multi_set_if_absent(std::initializer_list<Pair> pairs, const Expiry &expiry = {}) {
    return multi_set_if_absent(std::span(pairs.begin(), pairs.size()), expiry);
  }

 private:
  [[nodiscard]] cellaret_cache *handle() const noexcept {
    return static_cast<const Derived *>(this)->handle();
  }

  static std::optional<Value> value_of(cellaret_status status, const cellaret_value &raw,
                                       std::string_view operation, std::string_view key) {
    if (check(status, operation, key) != CELLARET_OK) return std::nullopt;
    return Value::adopt(raw);
  }

  static std::vector<cellaret_pair> raw_pairs(std::span<const Pair> pairs) {
    std::vector<cellaret_pair> raw;
    raw.reserve(pairs.size());
    for (const Pair &pair : pairs) {
      raw.push_back({{pair.key.data(), pair.key.size()},
                     pair.value.raw(),
                     static_cast<std::uint8_t>(pair.codec),
                     {}});
    }
    return raw;
  }
};

}  // namespace detail
}  // namespace cellaret
