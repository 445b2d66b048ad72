// How to open an instance and how to write a value. Both are made with designated initializers;
// a field that is left out means its default.
#pragma once

#include <cellaret/cache.h>
#include <cellaret/scalar.h>
#include <cellaret/settings.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "expiry.hpp"
#include "value.hpp"

namespace cellaret {

// For Options::max_bytes, max_entries and max_entry_bytes. Since: 0.1
inline constexpr std::uint64_t kUnlimited = CELLARET_UNLIMITED;

// Where an instance takes its time from. Since: 0.1
enum class Clock : std::uint32_t {
  kDefault = CELLARET_CLOCK_DEFAULT,  // kCoarse
  kSystem = CELLARET_CLOCK_SYSTEM,    // the system's clocks, read to the millisecond on every use
  kCoarse = CELLARET_CLOCK_COARSE,    // the same for deadlines; expiring keys may lag by 10 ms
  kManual = CELLARET_CLOCK_MANUAL     // stands still until Cache::advance moves it
};

// How keys are hashed; see cache.h for which to use when. Since: 0.1
enum class Hash : std::uint32_t {
  kDefault = CELLARET_HASH_DEFAULT,  // kXxh3
  kXxh3 = CELLARET_HASH_XXH3,        // the faster one
  kSipHash = CELLARET_HASH_SIPHASH   // for keys that anyone may choose
};

// How to open an instance:
//   cellaret::Cache cache({.max_bytes = 64 << 20, .policy = "allkeys-random"});
// Lifetime: `policy` is read during the call only. Since: 0.1
struct Options {
  std::uint64_t max_bytes = 0;        // 0: 256 MiB; at least 4096; or kUnlimited
  std::uint64_t max_entries = 0;      // 0: kUnlimited
  std::uint64_t max_entry_bytes = 0;  // an entry that is charged more is TOO_LARGE; 0: kUnlimited
  std::string_view policy{};          // empty: "allkeys-lru"; see cache.h for the names
  std::uint32_t shards = 0;           // 0: chosen; else a power of two up to 1024
  Clock clock = Clock::kDefault;
  TimePoint manual_start{};  // kManual: the time at the start, 1970 or later
  std::uint64_t seed = 0;    // of hash, eviction, sampling; 0: from the system
  Expiry default_expiry{};   // never, in or daily; what Expiry::by_default() stands for
  Hash hash = Hash::kDefault;
  // Above 0: a thread gives the memory of expired entries back within that time, up to a minute,
  // though nobody calls; see cache.h. 10 ms is a good one.
  std::chrono::milliseconds maintenance{0};
};

// Limits to change; 0: as it is. Since: 0.1
struct Limits {
  std::uint64_t max_bytes = 0;        // at least 4096; or kUnlimited
  std::uint64_t max_entries = 0;      // or kUnlimited
  std::uint64_t max_entry_bytes = 0;  // or kUnlimited; of later writes
};

// When a write acts. Since: 0.1
enum class Condition : std::uint8_t {
  kAlways = CELLARET_SET_ALWAYS,
  kIfAbsent = CELLARET_SET_IF_ABSENT,
  kIfPresent = CELLARET_SET_IF_PRESENT
};

// How to write a value:
//   cache.set("key", "value", {.expiry = cellaret::Expiry::in(std::chrono::seconds(30))});
// Since: 0.1
struct SetOptions {
  Condition condition = Condition::kAlways;
  Codec codec = Codec::kNone;
  Expiry expiry{};
};

// What a write did. Since: 0.1
enum class SetResult {
  kWritten,
  kExists,  // kIfAbsent: the key is there; value and deadline are as they were
  kMissing  // kIfPresent: the key is not there; nothing was written
};

namespace detail {

inline cellaret_set_options raw_options(const SetOptions &options) noexcept {
  cellaret_set_options raw{};
  raw.struct_size = sizeof raw;
  raw.condition = static_cast<std::uint8_t>(options.condition);
  raw.codec = static_cast<std::uint8_t>(options.codec);
  raw.expiry = options.expiry.raw();
  return raw;
}

inline cellaret_limits raw_limits(const Limits &limits) noexcept {
  return {.struct_size = sizeof(cellaret_limits),
          .reserved = 0,
          .max_bytes = limits.max_bytes,
          .max_entries = limits.max_entries,
          .max_entry_bytes = limits.max_entry_bytes};
}

// The terminated copy of a policy's name.
inline std::string policy_name(std::string_view policy) {
  if (policy.find('\0') != std::string_view::npos) {
    throw std::invalid_argument("cellaret: the name of the policy has a NUL byte in it");
  }
  return std::string(policy);
}

// A whole number of them that the C API can be given; it judges the range.
inline std::uint32_t maintenance_ms(std::chrono::milliseconds maintenance) {
  const auto most = std::chrono::milliseconds(CELLARET_MAX_MAINTENANCE_MS);
  if (maintenance.count() < 0 || maintenance > most) {
    throw std::invalid_argument("cellaret: maintenance is from 0 ms to a minute");
  }
  return static_cast<std::uint32_t>(maintenance.count());
}

// policy: keeps the terminated copy of the name alive for the call.
inline cellaret_options raw_options(const Options &options, std::string &policy) {
  policy = policy_name(options.policy);
  cellaret_options raw{};
  raw.struct_size = sizeof raw;
  raw.clock = static_cast<std::uint32_t>(options.clock);
  raw.max_bytes = options.max_bytes;
  raw.max_entries = options.max_entries;
  raw.max_entry_bytes = options.max_entry_bytes;
  raw.policy = policy.empty() ? nullptr : policy.c_str();
  raw.shards = options.shards;
  raw.manual_start_ms = unix_milliseconds(options.manual_start);
  raw.seed = options.seed;
  raw.hash = static_cast<std::uint32_t>(options.hash);
  raw.default_expiry = options.default_expiry.raw();
  raw.maintenance_ms = maintenance_ms(options.maintenance);
  return raw;
}

inline Options options_from(const cellaret_options &raw) {
  return {.max_bytes = raw.max_bytes,
          .max_entries = raw.max_entries,
          .max_entry_bytes = raw.max_entry_bytes,
          .policy = raw.policy == nullptr ? std::string_view() : std::string_view(raw.policy),
          .shards = raw.shards,
          .clock = static_cast<Clock>(raw.clock),
          .manual_start = TimePoint(std::chrono::milliseconds(raw.manual_start_ms)),
          .seed = raw.seed,
          .default_expiry = Expiry(raw.default_expiry),
          .hash = static_cast<Hash>(raw.hash),
          .maintenance = std::chrono::milliseconds(raw.maintenance_ms)};
}

}  // namespace detail

}  // namespace cellaret
