// What the tests of the C API share: an instance that closes itself, and calls that read as claims.
#pragma once

#include <cellaret/cellaret.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cellaret::test {

inline constexpr std::int64_t kStart = 1'893'456'000'000;  // 2030-01-01 00:00 UTC

// The same in every run: the clock stands still, one shard, a fixed seed.
inline cellaret_options manual_options() {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.clock = CELLARET_CLOCK_MANUAL;
  options.manual_start_ms = kStart;
  options.shards = 1;
  options.seed = 7;
  return options;
}

// A value that was read, released when it goes.
class Value {
 public:
  Value() { std::memset(&raw_, 0, sizeof raw_); }
  Value(const Value &) = delete;
  Value &operator=(const Value &) = delete;
  Value(Value &&other) noexcept : raw_(other.raw_) { other.raw_.is_pinned = 0; }
  Value &operator=(Value &&other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Value() { cellaret_value_release(&raw_); }

  cellaret_value *raw() { return &raw_; }
  const cellaret_value *operator->() const { return &raw_; }
  std::string_view text() const {
    return {static_cast<const char *>(cellaret_value_data(&raw_)), raw_.size};
  }

 private:
  cellaret_value raw_;
};

class Cache {
 public:
  explicit Cache(const cellaret_options &options = manual_options()) {
    EXPECT_EQ(cellaret_cache_open(&options, &handle_), CELLARET_OK);
  }
  Cache(const Cache &) = delete;
  Cache &operator=(const Cache &) = delete;
  ~Cache() { close(); }

  cellaret_cache *handle() const { return handle_; }
  operator cellaret_cache *() const { return handle_; }
  void close() { cellaret_cache_close(handle_); }

  cellaret_status set(std::string_view key, std::string_view value,
                      const cellaret_set_options *options = nullptr,
                      cellaret_value *out_old = nullptr) {
    return cellaret_set(handle_, key.data(), key.size(), value.data(), value.size(), options,
                        out_old);
  }
  cellaret_status set(std::string_view key, std::string_view value, const cellaret_expiry &expiry) {
    cellaret_set_options options{};
    options.struct_size = sizeof options;
    options.expiry = expiry;
    return set(key, value, &options);
  }
  cellaret_status get(std::string_view key, Value &out) {
    return cellaret_get(handle_, key.data(), key.size(), out.raw());
  }
  // The bytes of a string; nothing for a miss.
  std::optional<std::string> text(std::string_view key) {
    Value value;
    cellaret_status status = get(key, value);
    if (status != CELLARET_OK) {
      EXPECT_EQ(status, CELLARET_MISS);
      return std::nullopt;
    }
    EXPECT_EQ(value->type, CELLARET_TYPE_STRING);
    return std::string(value.text());
  }
  std::optional<std::int64_t> integer(std::string_view key) {
    Value value;
    if (get(key, value) != CELLARET_OK) return std::nullopt;
    EXPECT_EQ(value->type, CELLARET_TYPE_INT);
    return value->as.integer;
  }
  std::optional<double> number(std::string_view key) {
    Value value;
    if (get(key, value) != CELLARET_OK) return std::nullopt;
    EXPECT_EQ(value->type, CELLARET_TYPE_DOUBLE);
    return value->as.number;
  }
  bool exists(std::string_view key) {
    return cellaret_exists(handle_, key.data(), key.size()) == CELLARET_OK;
  }
  cellaret_status erase(std::string_view key) {
    return cellaret_delete(handle_, key.data(), key.size());
  }
  cellaret_status expire(std::string_view key, std::int64_t ms,
                         std::uint32_t condition = CELLARET_EXPIRE_ALWAYS) {
    return cellaret_expire(handle_, key.data(), key.size(), ms, condition);
  }
  cellaret_status expire_at(std::string_view key, std::int64_t unix_ms,
                            std::uint32_t condition = CELLARET_EXPIRE_ALWAYS) {
    return cellaret_expire_at(handle_, key.data(), key.size(), unix_ms, condition);
  }
  cellaret_status persist(std::string_view key) {
    return cellaret_persist(handle_, key.data(), key.size());
  }
  // Milliseconds; -1 for a key without deadline, -2 for no key.
  std::int64_t ttl(std::string_view key) {
    std::int64_t ms = 0;
    cellaret_status status = cellaret_ttl(handle_, key.data(), key.size(), &ms);
    return status == CELLARET_OK ? ms : status == CELLARET_NO_EXPIRY ? -1 : -2;
  }
  std::int64_t expire_time(std::string_view key) {
    std::int64_t ms = 0;
    cellaret_status status = cellaret_expire_time(handle_, key.data(), key.size(), &ms);
    return status == CELLARET_OK ? ms : status == CELLARET_NO_EXPIRY ? -1 : -2;
  }
  cellaret_status increment(std::string_view key, std::int64_t delta, std::int64_t *out = nullptr,
                            const cellaret_expiry *expiry = nullptr) {
    return cellaret_int_increment(handle_, key.data(), key.size(), delta, expiry, out);
  }
  cellaret_status add(std::string_view key, double delta, double *out = nullptr,
                      const cellaret_expiry *expiry = nullptr) {
    return cellaret_double_increment(handle_, key.data(), key.size(), delta, expiry, out);
  }
  void advance(std::int64_t ms) { EXPECT_EQ(cellaret_clock_advance(handle_, ms), CELLARET_OK); }
  void step_wall(std::int64_t ms) { EXPECT_EQ(cellaret_clock_step_wall(handle_, ms), CELLARET_OK); }
  std::uint64_t len() {
    std::uint64_t entries = 0;
    EXPECT_EQ(cellaret_len(handle_, &entries), CELLARET_OK);
    return entries;
  }
  cellaret_stats stats() {
    cellaret_stats stats{};
    stats.struct_size = sizeof stats;
    EXPECT_EQ(cellaret_stats_read(handle_, &stats), CELLARET_OK);
    return stats;
  }
  cellaret_options options() {
    cellaret_options options{};
    options.struct_size = sizeof options;
    EXPECT_EQ(cellaret_cache_options(handle_, &options), CELLARET_OK);
    return options;
  }

 private:
  cellaret_cache *handle_ = nullptr;
};

inline cellaret_set_options set_options(std::uint8_t condition,
                                        const cellaret_expiry &expiry = cellaret_expiry_default(),
                                        std::uint8_t codec = 0) {
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.condition = condition;
  options.codec = codec;
  options.expiry = expiry;
  return options;
}

inline std::string numbered(std::string_view prefix, std::uint64_t number) {
  return std::string(prefix) + std::to_string(number);
}

}  // namespace cellaret::test
