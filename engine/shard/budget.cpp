// Drawing from and giving back to the pool of room.
#include "engine/shard/budget.h"

#include <algorithm>

#include "engine/base/limits.h"

namespace cellaret::engine {

namespace {

std::int64_t endless_if_unlimited(std::uint64_t limit) {
  return static_cast<std::int64_t>(std::min(limit, static_cast<std::uint64_t>(Budget::kEndless)));
}

// A sixteenth of a shard's share: what lies idle in shards stays small against the limit.
std::int64_t chunk_of(std::int64_t limit, std::uint32_t shards, std::int64_t largest) {
  return std::clamp<std::int64_t>(limit / (std::int64_t{shards} * 16), 0, largest);
}

}  // namespace

Budget::Budget(std::uint64_t max_bytes, std::uint64_t max_entries, std::uint32_t shards)
    : bytes_(endless_if_unlimited(max_bytes)), entries_(endless_if_unlimited(max_entries)) {
  chunk_ = {chunk_of(bytes_, shards, kMaxRoomChunkBytes),
            chunk_of(entries_, shards, kMaxRoomChunkEntries)};
}

std::int64_t Budget::draw_one(std::atomic<std::int64_t> &pool, std::int64_t missing,
                              std::int64_t chunk) {
  if (missing <= 0) return 0;
  std::int64_t there = pool.load(std::memory_order_relaxed);
  std::int64_t taken = 0;
  do {
    taken = std::min(there, missing + chunk);
    if (taken <= 0) return 0;
  } while (!pool.compare_exchange_weak(there, there - taken, std::memory_order_relaxed));
  return taken;
}

void Budget::draw(const Room &wanted, Room &room) {
  Room missing = room.shortage(wanted);
  room.bytes += draw_one(bytes_, missing.bytes, chunk_.bytes);
  room.entries += draw_one(entries_, missing.entries, chunk_.entries);
}

void Budget::trim(Room &room) {
  Room surplus;
  if (room.bytes > 2 * chunk_.bytes) surplus.bytes = room.bytes - chunk_.bytes;
  if (room.entries > 2 * chunk_.entries) surplus.entries = room.entries - chunk_.entries;
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
