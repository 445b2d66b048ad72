// Finding keys: walks over them as a range, lists by pattern, one at random.
//
// What scan.h of the C interface says holds here: the rules of patterns, which keys a walk gives,
// and that none of this is a use or a hit.
#pragma once

#include <cellaret/scan.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error.hpp"
#include "value.hpp"
#include "values.hpp"

namespace cellaret {

// Which keys a walk gives, and how long its steps are. Since: 0.1
struct ScanOptions {
  std::optional<std::string> pattern{};  // none for every key
  std::vector<Type> types{};             // none for all
  std::uint64_t count = 0;               // keys looked at in a step, roughly; 0 for the default, 10
};

// One step of a walk: its keys, and the cursor of the next one, 0 when it is over. Since: 0.1
struct ScanStep {
  std::uint64_t cursor = 0;
  Values keys;
};

namespace detail {

// Calls scan; `cursor` moves on.
inline Values scan(cellaret_cache *handle, const ScanOptions &options, std::uint64_t &cursor) {
  cellaret_scan_options raw{};
  raw.struct_size = sizeof raw;
  for (const Type type : options.types) raw.types |= 1U << static_cast<unsigned>(type);
  if (options.pattern) {
    raw.pattern = options.pattern->data();
    raw.pattern_size = options.pattern->size();
  }
  raw.count = options.count;
  cellaret_values *keys = nullptr;
  check(cellaret_scan(handle, cursor, &raw, &cursor, &keys), "scan");
  return Values(keys);
}

}  // namespace detail

// A walk over the keys of a cache: a range that is gone through once, of std::string_view.
// Lifetime: the Cache has to outlive it; a key is valid until the iterator moves on.
// Threads: one at a time; others may use the cache meanwhile.
// Throws: while it is gone through, Error with NO_MEMORY, CLOSED; std::invalid_argument from begin
//   (types that do not exist).
// Since: 0.1
class Scan {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(Scan *scan) noexcept : scan_(scan) {}
    [[nodiscard]] std::string_view operator*() const noexcept { return scan_->keys_[scan_->at_]; }
    Iterator &operator++() {
      ++scan_->at_;
      scan_->fetch();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator &iterator, std::default_sentinel_t) noexcept {
      return iterator.is_over();
    }

   private:
    [[nodiscard]] bool is_over() const noexcept { return scan_->is_over(); }

    Scan *scan_ = nullptr;
  };

  Scan(cellaret_cache *handle, ScanOptions options)
      : handle_(handle), options_(std::move(options)) {}

  // Begins the walk; to be called once.
  [[nodiscard]] Iterator begin() {
    keys_ = detail::scan(handle_, options_, cursor_);
    fetch();
    return Iterator(this);
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return std::default_sentinel; }

 private:
  [[nodiscard]] bool is_over() const noexcept { return at_ == keys_.size() && cursor_ == 0; }
  // Goes on until there is a key or no step is left.
  void fetch() {
    while (at_ == keys_.size() && cursor_ != 0) {
      keys_ = detail::scan(handle_, options_, cursor_);
      at_ = 0;
    }
  }

  cellaret_cache *handle_;
  ScanOptions options_;
  std::uint64_t cursor_ = 0;
  Values keys_;
  std::size_t at_ = 0;
};

namespace detail {

template <class Derived>
class ScanCalls {
 public:
  // A walk over all keys, as `for (std::string_view key : cache.scan())`. A key that is there
  // throughout comes exactly once. Throws: std::bad_alloc. Since: 0.1
  [[nodiscard]] Scan scan(ScanOptions options = {}) const {
    return Scan(handle(), std::move(options));
  }

  // A walk over the keys that match a pattern. Since: 0.1
  [[nodiscard]] Scan scan(std::string_view pattern) const {
    return Scan(handle(), {.pattern = std::string(pattern)});
  }

  // One step of a walk, for those that go on in another call, or another process's request.
  // cursor: 0 begins; then what the step before gave.
  // Throws: std::invalid_argument (no cursor of this cache); Error with NO_MEMORY. Since: 0.1
  [[nodiscard]] ScanStep scan_step(std::uint64_t cursor, const ScanOptions &options = {}) const {
    Values keys = detail::scan(handle(), options, cursor);
    return {cursor, std::move(keys)};
  }

  // All keys that match, of one moment; holds the whole cache meanwhile.
  // Throws: Error with NO_MEMORY. Since: 0.1
  [[nodiscard]] Values keys(std::string_view pattern = "*") const {
    cellaret_values *found = nullptr;
    check(cellaret_keys(handle(), pattern.data(), pattern.size(), &found), "keys");
    return Values(found);
  }

  // Deletes all keys that match, in one step. Returns: how many there were. Since: 0.1
  std::uint64_t delete_matching(std::string_view pattern) {
    std::uint64_t deleted = 0;
    check(cellaret_delete_matching(handle(), pattern.data(), pattern.size(), &deleted),
          "delete_matching");
    return deleted;
  }

  // A key drawn at random, every one as likely; std::nullopt when the cache is empty.
  // Throws: Error with NO_MEMORY, std::bad_alloc. Since: 0.1
  [[nodiscard]] std::optional<std::string> random_key() const {
    cellaret_value raw;
    if (check(cellaret_random_key(handle(), &raw), "random_key") != CELLARET_OK) {
      return std::nullopt;
    }
    return Value::adopt(raw).to_string();
  }

  // The real bytes of a key's blocks with all of its value, without a share of the index;
  // std::nullopt when the key is not there. Since: 0.1
  [[nodiscard]] std::optional<std::uint64_t> memory_usage(std::string_view key) const {
    std::uint64_t bytes = 0;
    const cellaret_status status =
        check(cellaret_memory_usage(handle(), key.data(), key.size(), &bytes), "memory_usage", key);
    if (status != CELLARET_OK) return std::nullopt;
    return bytes;
  }

 private:
  [[nodiscard]] cellaret_cache *handle() const noexcept {
    return static_cast<const Derived &>(*this).handle();
  }
};

}  // namespace detail
}  // namespace cellaret
