// Copying, renaming and touching: members of Cache for keys that hold anything.
#pragma once

#include <cellaret/key.h>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "error.hpp"
#include "expiry.hpp"
#include "storable.hpp"
#include "values.hpp"

namespace cellaret {

// What copy did. Since: 0.1
enum class CopyResult : std::uint8_t {
  kCopied,
  kExists,  // the destination is there, and was left
  kMissing  // there is no source
};

namespace detail {

template <class Derived>
class KeyCalls {
 public:
  // Copies a value to another key, with its codec and its deadline.
  // replace: whether a destination that is there is replaced.
  // Throws: std::invalid_argument (both are the same key); Error with TOO_LARGE, FULL, NO_MEMORY.
  // Since: 0.1
  CopyResult copy(std::string_view source, std::string_view destination, bool replace = false) {
    const cellaret_status status =
        check(cellaret_copy(handle(), source.data(), source.size(), destination.data(),
                            destination.size(), replace ? 1 : 0),
              "copy", source);
    if (status == CELLARET_OK) return CopyResult::kCopied;
    return status == CELLARET_EXISTS ? CopyResult::kExists : CopyResult::kMissing;
  }

  // Gives a value another key, in place of what that holds; codec and deadline go with it. A key
  // may be renamed to itself.
  // Throws: Error with NO_KEY (there is no source), TOO_LARGE, FULL, NO_MEMORY. Since: 0.1
  void rename(std::string_view source, std::string_view destination) {
    check(cellaret_rename(handle(), source.data(), source.size(), destination.data(),
                          destination.size()),
          "rename", source);
  }

  // The same if nothing is under the new key. Returns: whether it was renamed. Since: 0.1
  bool rename_if_absent(std::string_view source, std::string_view destination) {
    return check(cellaret_rename_if_absent(handle(), source.data(), source.size(),
                                           destination.data(), destination.size()),
                 "rename_if_absent", source) == CELLARET_OK;
  }

  // Uses a key without reading it: the eviction policy learns of it, and its deadline is set anew.
  // expiry: by default leaves the deadline alone unless the instance has a default expiry.
  // Returns: whether the key is there.
  // Throws: Error with BAD_EXPIRY, FULL, NO_MEMORY. Since: 0.1
  bool touch(std::string_view key, const Expiry &expiry = {}) {
    return check(cellaret_touch(handle(), key.data(), key.size(), &expiry.raw()), "touch", key) ==
           CELLARET_OK;
  }

  // The same for several keys as one.
  // Returns: how many are there; a key that is named twice counts twice. Since: 0.1
  template <KeyRange R>
  std::uint64_t touch_many(R &&keys, const Expiry &expiry = {}) {
    const std::vector<cellaret_key> raw = raw_keys(keys);
    std::uint64_t touched = 0;
    check(cellaret_touch_many(handle(), raw.data(), raw.size(), &expiry.raw(), &touched),
          "touch_many");
    return touched;
  }
  std::uint64_t touch_many(std::initializer_list<std::string_view> keys,
                           const Expiry &expiry = {}) {
    return touch_many(std::span(keys.begin(), keys.size()), expiry);
  }

  // How many of several keys are there; a key that is named twice counts twice. Since: 0.1
  template <KeyRange R>
  [[nodiscard]] std::uint64_t exists_many(R &&keys) const {
    const std::vector<cellaret_key> raw = raw_keys(keys);
    std::uint64_t existing = 0;
    check(cellaret_exists_many(handle(), raw.data(), raw.size(), &existing), "exists_many");
    return existing;
  }
  [[nodiscard]] std::uint64_t exists_many(std::initializer_list<std::string_view> keys) const {
    return exists_many(std::span(keys.begin(), keys.size()));
  }

 private:
  [[nodiscard]] cellaret_cache *handle() const noexcept {
    return static_cast<const Derived *>(this)->handle();
  }
};

}  // namespace detail
}  // namespace cellaret
