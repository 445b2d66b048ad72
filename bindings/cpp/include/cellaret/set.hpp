// Sets: the members of Cache whose names begin with set_.
//
// What set.h of the C interface says holds here: costs, deadlines. On a key that holds something
// else every call throws Error with WRONG_TYPE. Calls that write can also throw Error with
// BAD_EXPIRY, FULL, TOO_LARGE, OVERFLOW (a member that is inf or NaN) and NO_MEMORY; all change
// nothing then. Calls that take members or keys throw std::invalid_argument when there are none.
#pragma once

#include <cellaret/set.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "error.hpp"
#include "expiry.hpp"
#include "values.hpp"

namespace cellaret {
namespace detail {

template <class Derived>
class SetCalls {
 public:
  // Adds members. Returns: how many were not there before. Since: 0.1
  template <ElementRange R>
  std::uint64_t set_add(std::string_view key, R &&members, const WriteOptions &options = {}) {
    return add(key, raw_elements(members), options);
  }
  std::uint64_t set_add(std::string_view key, std::initializer_list<Element> members,
                        const WriteOptions &options = {}) {
    return add(key, raw_elements(members), options);
  }

  // Takes members out. Returns: how many were there. Since: 0.1
  template <ElementRange R>
  std::uint64_t set_remove(std::string_view key, R &&members, const Expiry &expiry = {}) {
    return remove(key, raw_elements(members), expiry);
  }
  std::uint64_t set_remove(std::string_view key, std::initializer_list<Element> members,
                           const Expiry &expiry = {}) {
    return remove(key, raw_elements(members), expiry);
  }

  // Whether a member is there. Since: 0.1
  [[nodiscard]] bool set_contains(std::string_view key, const Element &member) const {
    return check(cellaret_set_contains(handle(), key.data(), key.size(), &member.raw()),
                 "set_contains", key) == CELLARET_OK;
  }

  // Whether each of several members is there, at one moment. Since: 0.1
  template <ElementRange R>
  [[nodiscard]] std::vector<bool> set_contains_many(std::string_view key, R &&members) const {
    return contains(key, raw_elements(members));
  }
  [[nodiscard]] std::vector<bool> set_contains_many(std::string_view key,
                                                    std::initializer_list<Element> members) const {
    return contains(key, raw_elements(members));
  }

  // How many members a set has; 0 when there is no key. Since: 0.1
  [[nodiscard]] std::uint64_t set_len(std::string_view key) const {
    std::uint64_t len = 0;
    check(cellaret_set_len(handle(), key.data(), key.size(), &len), "set_len", key);
    return len;
  }

  // All members, in no order; none when there is no key. Since: 0.1
  [[nodiscard]] Values set_items(std::string_view key) const {
    cellaret_values *values = nullptr;
    check(cellaret_set_items(handle(), key.data(), key.size(), &values), "set_items", key);
    return Values(values);
  }

  // Takes a random member out. Returns: it; std::nullopt when there is no key. Since: 0.1
  std::optional<Value> set_pop_one(std::string_view key, const Expiry &expiry = {}) {
    cellaret_value raw;
    const cellaret_status status =
        cellaret_set_pop_one(handle(), key.data(), key.size(), &expiry.raw(), &raw);
    if (check(status, "set_pop_one", key) != CELLARET_OK) return std::nullopt;
    return Value::adopt(raw);
  }

  // Takes up to `count` random members out.
  // Throws: std::invalid_argument (a count below 0). Since: 0.1
  Values set_pop(std::string_view key, std::int64_t count, const Expiry &expiry = {}) {
    cellaret_values *values = nullptr;
    check(cellaret_set_pop(handle(), key.data(), key.size(), count, &expiry.raw(), &values),
          "set_pop", key);
    return Values(values);
  }

  // A random member, which stays. Returns: it; std::nullopt when there is no key. Since: 0.1
  [[nodiscard]] std::optional<Value> set_sample_one(std::string_view key) const {
    cellaret_value raw;
    const cellaret_status status = cellaret_set_sample_one(handle(), key.data(), key.size(), &raw);
    if (check(status, "set_sample_one", key) != CELLARET_OK) return std::nullopt;
    return Value::adopt(raw);
  }

  // Up to `count` random members that differ; and exactly `count`, each drawn from all of them.
  // Throws: std::invalid_argument (a count below 0). Since: 0.1
  [[nodiscard]] Values set_sample(std::string_view key, std::int64_t count) const {
    cellaret_values *values = nullptr;
    check(cellaret_set_sample(handle(), key.data(), key.size(), count, &values), "set_sample", key);
    return Values(values);
  }
  [[nodiscard]] Values set_sample_with_replacement(std::string_view key, std::int64_t count) const {
    cellaret_values *values = nullptr;
    check(cellaret_set_sample_with_replacement(handle(), key.data(), key.size(), count, &values),
          "set_sample_with_replacement", key);
    return Values(values);
  }

  // The members of the first set that are in none of the others. Since: 0.1
  template <KeyRange R>
  [[nodiscard]] Values set_diff(R &&keys) const {
    return combine(cellaret_set_diff, "set_diff", raw_keys(keys));
  }
  [[nodiscard]] Values set_diff(std::initializer_list<std::string_view> keys) const {
    return set_diff(std::span(keys.begin(), keys.size()));
  }

  // The members that are in all sets. Since: 0.1
  template <KeyRange R>
  [[nodiscard]] Values set_intersect(R &&keys) const {
    return combine(cellaret_set_intersect, "set_intersect", raw_keys(keys));
  }
  [[nodiscard]] Values set_intersect(std::initializer_list<std::string_view> keys) const {
    return set_intersect(std::span(keys.begin(), keys.size()));
  }

  // The members that are in any of the sets. Since: 0.1
  template <KeyRange R>
  [[nodiscard]] Values set_union(R &&keys) const {
    return combine(cellaret_set_union, "set_union", raw_keys(keys));
  }
  [[nodiscard]] Values set_union(std::initializer_list<std::string_view> keys) const {
    return set_union(std::span(keys.begin(), keys.size()));
  }

  // How many members are in all sets; counts no further than `limit`, if that is not 0. Since: 0.1
  template <KeyRange R>
  [[nodiscard]] std::uint64_t set_intersect_len(R &&keys, std::uint64_t limit = 0) const {
    const std::vector<cellaret_key> raw = raw_keys(keys);
    std::uint64_t len = 0;
    check(cellaret_set_intersect_len(handle(), raw.data(), raw.size(), limit, &len),
          "set_intersect_len");
    return len;
  }
  [[nodiscard]] std::uint64_t set_intersect_len(std::initializer_list<std::string_view> keys,
                                                std::uint64_t limit = 0) const {
    return set_intersect_len(std::span(keys.begin(), keys.size()), limit);
  }

  // Puts the difference, intersection or union of sets under a key, in place of whatever that
  // holds; an empty one takes the key out.
  // expiry: as for set; by default the deadline is replaced.
  // Returns: the number of members. Since: 0.1
  template <KeyRange R>
  std::uint64_t set_diff_store(std::string_view destination, R &&keys, const Expiry &expiry = {}) {
    return store(cellaret_set_diff_store, "set_diff_store", destination, raw_keys(keys), expiry);
  }
  std::uint64_t set_diff_store(std::string_view destination,
                               std::initializer_list<std::string_view> keys,
                               const Expiry &expiry = {}) {
    return set_diff_store(destination, std::span(keys.begin(), keys.size()), expiry);
  }
  template <KeyRange R>
  std::uint64_t set_intersect_store(std::string_view destination, R &&keys,
                                    const Expiry &expiry = {}) {
    return store(cellaret_set_intersect_store, "set_intersect_store", destination, raw_keys(keys),
                 expiry);
  }
  std::uint64_t set_intersect_store(std::string_view destination,
                                    std::initializer_list<std::string_view> keys,
                                    const Expiry &expiry = {}) {
    return set_intersect_store(destination, std::span(keys.begin(), keys.size()), expiry);
  }
  template <KeyRange R>
  std::uint64_t set_union_store(std::string_view destination, R &&keys, const Expiry &expiry = {}) {
    return store(cellaret_set_union_store, "set_union_store", destination, raw_keys(keys), expiry);
  }
  std::uint64_t set_union_store(std::string_view destination,
                                std::initializer_list<std::string_view> keys,
                                const Expiry &expiry = {}) {
    return set_union_store(destination, std::span(keys.begin(), keys.size()), expiry);
  }

  // Takes a member out of one set and puts it into another, in one step.
  // expiry: of the destination.
  // Returns: whether it was in the source. Since: 0.1
  bool set_move(std::string_view source, std::string_view destination, const Element &member,
                const Expiry &expiry = {}) {
    return check(cellaret_set_move(handle(), source.data(), source.size(), destination.data(),
                                   destination.size(), &member.raw(), &expiry.raw()),
                 "set_move", source) == CELLARET_OK;
  }

 private:
  [[nodiscard]] cellaret_cache *handle() const noexcept {
    return static_cast<const Derived &>(*this).handle();
  }

  std::uint64_t add(std::string_view key, std::span<const cellaret_element> members,
                    const WriteOptions &options) {
    const cellaret_write_options raw = raw_options(options);
    std::uint64_t added = 0;
    check(cellaret_set_add(handle(), key.data(), key.size(), members.data(), members.size(), &raw,
                           &added),
          "set_add", key);
    return added;
  }
  std::uint64_t remove(std::string_view key, std::span<const cellaret_element> members,
                       const Expiry &expiry) {
    std::uint64_t removed = 0;
    check(cellaret_set_remove(handle(), key.data(), key.size(), members.data(), members.size(),
                              &expiry.raw(), &removed),
          "set_remove", key);
    return removed;
  }
  [[nodiscard]] std::vector<bool> contains(std::string_view key,
                                           std::span<const cellaret_element> members) const {
    std::vector<std::uint8_t> flags(members.size() + 1);
    check(cellaret_set_contains_many(handle(), key.data(), key.size(), members.data(),
                                     members.size(), flags.data()),
          "set_contains_many", key);
    return {flags.begin(), flags.end() - 1};
  }
  [[nodiscard]] Values combine(decltype(&cellaret_set_diff) call, std::string_view operation,
                               std::span<const cellaret_key> keys) const {
    cellaret_values *values = nullptr;
    check(call(handle(), keys.data(), keys.size(), &values), operation);
    return Values(values);
  }
  std::uint64_t store(decltype(&cellaret_set_diff_store) call, std::string_view operation,
                      std::string_view destination, std::span<const cellaret_key> keys,
                      const Expiry &expiry) {
    std::uint64_t len = 0;
    check(call(handle(), destination.data(), destination.size(), keys.data(), keys.size(),
               &expiry.raw(), &len),
          operation, destination);
    return len;
  }
};

}  // namespace detail
}  // namespace cellaret
