// The room of an instance under its limits: one pool from which the shards draw in chunks.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/base/atomic.h"

namespace cellaret::engine {

// The limits of an instance, which can change while it is open.
struct Limits {
  Atomic<std::uint64_t> max_bytes;
  Atomic<std::uint64_t> max_entries;
  Atomic<std::uint64_t> max_entry_bytes;
  Atomic<std::uint64_t> max_retired_bytes;  // of one shard

  // What an entry may be charged.
  [[nodiscard]] std::uint64_t entry_bytes() const {
    return std::min(max_bytes.load(std::memory_order_relaxed),
                    max_entry_bytes.load(std::memory_order_relaxed));
  }
};

// Bytes and entries that may still be used.
struct Room {
  std::int64_t bytes = 0;
  std::int64_t entries = 0;

  [[nodiscard]] bool covers(const Room &wanted) const {
    return bytes >= wanted.bytes && entries >= wanted.entries;
  }
  // What is missing to cover `wanted`; 0 where nothing is.
  [[nodiscard]] Room shortage(const Room &wanted) const {
    return {wanted.bytes > bytes ? wanted.bytes - bytes : 0,
            wanted.entries > entries ? wanted.entries - entries : 0};
  }
  [[nodiscard]] bool is_empty() const { return bytes <= 0 && entries <= 0; }
  void add(const Room &other) {
    bytes += other.bytes;
    entries += other.entries;
  }
};

// Invariant: pool + the rooms of all shards + what is in use = the limits. A shard uses only room
// that it holds, so the limits hold at every moment without any shard knowing of the others.
class Budget {
 public:
  Budget(std::uint64_t max_bytes, std::uint64_t max_entries, std::uint32_t shards);

  // Moves room from the pool to `room`: what it lacks to cover `wanted`, and a chunk on top where
  // there is enough, so that the next writes need not come back. True: it covers that now.
  bool draw(const Room &wanted, Room &room);
  // Whether that would bring anything, at this moment.
  [[nodiscard]] bool has_any_of(const Room &missing) const {
    return (missing.bytes > 0 && bytes_left() > 0) || (missing.entries > 0 && entries_left() > 0);
  }
  // What the pool holds at this moment, as a hint.
  [[nodiscard]] std::int64_t bytes_left() const { return bytes_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t entries_left() const {
    return entries_.load(std::memory_order_relaxed);
  }
  // Moves back what `room` holds beyond two chunks.
  void trim(Room &room);
  void give_back(Room &room);

  // Chunks for these limits. A limit changes by giving room to the pool, or by drawing some that
  // never comes back.
  void set_chunks(std::uint64_t max_bytes, std::uint64_t max_entries, std::uint32_t shards);

  // What an instance without limits counts from; no sum of real sizes comes near it.
  static constexpr std::int64_t kEndless = INT64_MAX / 4;
  [[nodiscard]] static std::int64_t endless_if_unlimited(std::uint64_t limit) {
    return limit < std::uint64_t{kEndless} ? static_cast<std::int64_t>(limit) : kEndless;
  }

 private:
  static std::int64_t draw_one(std::atomic<std::int64_t> &pool, std::int64_t missing,
                               const std::atomic<std::int64_t> &chunk);

  std::atomic<std::int64_t> bytes_;
  std::atomic<std::int64_t> entries_;
  std::atomic<std::int64_t> chunk_bytes_;
  std::atomic<std::int64_t> chunk_entries_;
};

}  // namespace cellaret::engine
