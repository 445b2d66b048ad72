// What an instance has done and holds.
#pragma once

#include <cellaret/stats.h>

#include <cstdint>
#include <string_view>

namespace cellaret {

// Counters run from opening, or from the last reset_stats; gauges are the present state. While
// other threads write, each number is right, but their moments differ a little.
// Since: 0.1
struct Stats {
  std::uint32_t shards = 0;         // gauge
  std::uint64_t hits = 0;           // reads that found their key
  std::uint64_t misses = 0;         // reads that did not
  std::uint64_t sets = 0;           // values written, increments included
  std::uint64_t deletes = 0;        // keys deleted by a call, clear not included
  std::uint64_t expirations = 0;    // keys gone because their deadline passed
  std::uint64_t evictions = 0;      // keys gone to make room
  std::uint64_t entries = 0;        // gauge; with those that expired and are not reclaimed yet
  std::uint64_t bytes_charged = 0;  // gauge; real allocated bytes that count against max_bytes
  std::uint64_t bytes_pinned = 0;   // gauge; bytes of removed values that a Value still holds
  std::uint64_t max_bytes = 0;      // as in force
  std::uint64_t max_entries = 0;    // as in force
  std::string_view policy{};        // static
  std::string_view allocator{};     // static: "mimalloc 2.0.9" or "system"
};

namespace detail {

inline Stats stats_from(const cellaret_stats &raw) {
  return {
      .shards = raw.shards,
      .hits = raw.hits,
      .misses = raw.misses,
      .sets = raw.sets,
      .deletes = raw.deletes,
      .expirations = raw.expirations,
      .evictions = raw.evictions,
      .entries = raw.entries,
      .bytes_charged = raw.bytes_charged,
      .bytes_pinned = raw.bytes_pinned,
      .max_bytes = raw.max_bytes,
      .max_entries = raw.max_entries,
      .policy = raw.policy == nullptr ? std::string_view() : std::string_view(raw.policy),
      .allocator = raw.allocator == nullptr ? std::string_view() : std::string_view(raw.allocator)};
}

}  // namespace detail

}  // namespace cellaret
