// What an instance has done and holds.
#pragma once

#include <cellaret/stats.h>

#include <array>
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
  std::uint64_t evictions_for_bytes = 0;    // of the evictions, those for want of bytes
  std::uint64_t evictions_for_entries = 0;  // and those because max_entries was reached
  std::uint64_t cleared = 0;                // keys gone by clear
  std::uint64_t read_retries = 0;           // reads that met a writer and looked again
  std::uint64_t lock_waits = 0;             // calls that had to wait for the lock of a shard
  std::uint64_t bytes_events = 0;           // gauge; bytes of the queues of events, not charged
  // Gauge; entries, or a sample of them, whose lookup ends in the first, second, third, or a later
  // group of the table.
  std::array<std::uint64_t, 4> probes{};
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
      .allocator = raw.allocator == nullptr ? std::string_view() : std::string_view(raw.allocator),
      .evictions_for_bytes = raw.evictions_for_bytes,
      .evictions_for_entries = raw.evictions_for_entries,
      .cleared = raw.cleared,
      .read_retries = raw.read_retries,
      .lock_waits = raw.lock_waits,
      .bytes_events = raw.bytes_events,
      .probes = {raw.probes[0], raw.probes[1], raw.probes[2], raw.probes[3]}};
}

}  // namespace detail

}  // namespace cellaret
