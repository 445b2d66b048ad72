// One value as bytes, and the whole cache in a file: members of Cache.
//
// What dump.h and snapshot.h of the C interface say holds here: what a dump keeps, how deadlines
// come along, and that a file is whole or not there.
#pragma once

#include <cellaret/dump.h>
#include <cellaret/snapshot.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "error.hpp"
#include "expiry.hpp"
#include "value.hpp"

namespace cellaret {

// How to restore a value. Since: 0.1
struct RestoreOptions {
  bool replace = false;  // overwrite a key that is there
  Expiry expiry{};       // by default the deadline in the dump
};

namespace detail {

template <class Derived>
class SnapshotCalls {
 public:
  // The value of a key as bytes, with its type, codec tag and deadline.
  // Returns: the bytes as text; std::nullopt when the key is not there.
  // Throws: Error with TOO_LARGE (4 GiB or more), NO_MEMORY; std::bad_alloc. Since: 0.1
  [[nodiscard]] std::optional<std::string> dump(std::string_view key) const {
    cellaret_value raw;
    if (check(cellaret_dump(handle(), key.data(), key.size(), &raw), "dump", key) != CELLARET_OK) {
      return std::nullopt;
    }
    return Value::adopt(raw).to_string();
  }

  // Writes the value of a dump under a key. A deadline in the dump that has passed leaves no key.
  // Returns: false when the key is there and was not to be replaced; nothing has changed then.
  // Throws: std::invalid_argument (a time of day that does not exist); Error with BAD_FORMAT (no
  //   dump, or damaged), BAD_EXPIRY, TOO_LARGE, FULL, NO_MEMORY. Since: 0.1
  bool restore(std::string_view key, std::string_view dump, const RestoreOptions &options = {}) {
    const std::uint32_t flags = options.replace ? CELLARET_RESTORE_REPLACE : 0;
    return check(cellaret_restore(handle(), key.data(), key.size(), dump.data(), dump.size(), flags,
                                  &options.expiry.raw()),
                 "restore", key) == CELLARET_OK;
  }

  // Writes all entries to a file, which replaces the one that was there in one step. The cache is
  // in use meanwhile.
  // Returns: how many entries the file has.
  // Throws: std::invalid_argument (an empty path); Error with IO (errno says why; the old file is
  //   as it was), NO_MEMORY. Since: 0.1
  std::uint64_t save(const std::filesystem::path &path) const {
    std::uint64_t entries = 0;
    check(cellaret_save(handle(), path.c_str(), &entries), "save");
    return entries;
  }

  // Writes the entries of a file into the cache; other keys stay.
  // Returns: how many entries were read.
  // Throws: std::invalid_argument (an empty path); Error with IO, BAD_FORMAT: nothing has changed;
  //   with TOO_LARGE, FULL, NO_MEMORY: the entries before the one that did not fit are there.
  // Since: 0.1
  std::uint64_t load(const std::filesystem::path &path) {
    std::uint64_t entries = 0;
    check(cellaret_load(handle(), path.c_str(), &entries), "load");
    return entries;
  }

 private:
  [[nodiscard]] cellaret_cache *handle() const noexcept {
    return static_cast<const Derived &>(*this).handle();
  }
};

}  // namespace detail
}  // namespace cellaret
