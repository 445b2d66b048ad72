// Drawing from and giving back to the pool of room.
#include "engine/shard/budget.h"

#include <algorithm>

#include "engine/base/limits.h"

namespace cellaret::engine {

namespace {

// A sixteenth of a shard's share: what lies idle in shards stays small against the limit.
std::int64_t chunk_of(std::int64_t limit, std::uint32_t shards, std::int64_t largest) {
  return std::clamp<std::int64_t>(limit / (std::int64_t{shards} * 16), 0, largest);
}

}  // namespace

Budget::Budget(std::uint64_t max_bytes, std::uint64_t max_entries, std::uint32_t shards)
    : bytes_(endless_if_unlimited(max_bytes)), entries_(endless_if_unlimited(max_entries)) {
  set_chunks(max_bytes, max_entries, shards);
}

void Budget::set_chunks(std::uint64_t max_bytes, std::uint64_t max_entries, std::uint32_t shards) {
  chunk_bytes_.store(chunk_of(endless_if_unlimited(max_bytes), shards, kMaxRoomChunkBytes),
                     std::memory_order_relaxed);
  chunk_entries_.store(chunk_of(endless_if_unlimited(max_entries), shards, kMaxRoomChunkEntries),
                       std::memory_order_relaxed);
}

std::int64_t Budget::draw_one(std::atomic<std::int64_t> &pool, std::int64_t missing,
                              const std::atomic<std::int64_t> &chunk) {
  if (missing <= 0) return 0;
  std::int64_t there = pool.load(std::memory_order_relaxed);
  std::int64_t taken = 0;
  do {
    taken = std::min(there, missing + chunk.load(std::memory_order_relaxed));
    if (taken <= 0) return 0;
  } while (!pool.compare_exchange_weak(there, there - taken, std::memory_order_relaxed));
  return taken;
}

bool Budget::draw(const Room &wanted, Room &room) {
  Room missing = room.shortage(wanted);
  std::int64_t bytes = draw_one(bytes_, missing.bytes, chunk_bytes_);
  std::int64_t entries = draw_one(entries_, missing.entries, chunk_entries_);
  room.add({bytes, entries});
  return bytes >= missing.bytes && entries >= missing.entries;
}

void Budget::trim(Room &room) {
  Room surplus;
  std::int64_t bytes = chunk_bytes_.load(std::memory_order_relaxed);
  std::int64_t entries = chunk_entries_.load(std::memory_order_relaxed);
  if (room.bytes > 2 * bytes) surplus.bytes = room.bytes - bytes;
  if (room.entries > 2 * entries) surplus.entries = room.entries - entries;
  if (surplus.is_empty()) return;
  room.bytes -= surplus.bytes;
  room.entries -= surplus.entries;
  give_back(surplus);
}

void Budget::give_back(Room &room) {
  if (room.bytes != 0) bytes_.fetch_add(room.bytes, std::memory_order_relaxed);
  if (room.entries != 0) entries_.fetch_add(room.entries, std::memory_order_relaxed);
  room = {};
}

}  // namespace cellaret::engine
