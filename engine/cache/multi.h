// Writes of several keys that happen as one, for readers too.
//
// All shards of the keys are locked, in the order of their number. Everything that can fail is done
// first, entry by entry: memory, room, slots. Then the versions of all home groups are marked, all
// entries published, and the marks taken back: a reader without the lock that meets one of the new
// values began after the last of them was there, and any other met a mark and waits for the lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/memory.h"
#include "engine/base/status.h"
#include "engine/expiry/expiry.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

struct KeyValue {
  std::string_view key;
  ScalarView value;
  std::uint8_t codec = 0;
};

// The state of one such write over its attempts.
class MultiWrite {
 public:
  MultiWrite(Shard *shards, std::uint32_t mask) : shards_(shards), mask_(mask) {}

  // False without memory. Of pairs with the same key the last one counts. What `pairs` points at
  // must stay.
  [[nodiscard]] bool plan(const KeyValue *pairs, std::size_t count, const HashSecret &secret);

  // What the entries of the plan take at least.
  [[nodiscard]] std::size_t entries() const { return count_; }
  [[nodiscard]] std::uint64_t bytes() const;

  // kOk, kExists, or what Shard::prepare gives; then nothing has changed. kFull: the context says
  // what was lacking in the shard of that number, together with what it holds already.
  Status attempt(WriteContext &context, const DeadlineChange &deadline, bool if_absent,
                 std::uint32_t &out_lacking) CELLARET_NO_ANALYSIS;

 private:
  struct Item {
    HashedKey key;
    const KeyValue *pair;
    std::uint32_t shard;
    bool marks;  // this item marked the version of its home group
    Shard::Prepared prepared;
  };

  void lock() CELLARET_NO_ANALYSIS;
  void unlock() CELLARET_NO_ANALYSIS;
  Status prepare(WriteContext &context, const DeadlineChange &deadline, bool if_absent,
                 std::uint32_t &out_lacking) CELLARET_NO_ANALYSIS;
  // Slots and room for those of one shard's items that are not there.
  Status prepare_slots(WriteContext &context, std::size_t first,
                       std::uint32_t &out_missing) CELLARET_NO_ANALYSIS;
  void publish(WriteContext &context, const DeadlineChange &deadline) CELLARET_NO_ANALYSIS;
  void discard(WriteContext &context) CELLARET_NO_ANALYSIS;
  [[nodiscard]] Shard &shard_of(const Item &item) { return shards_[item.shard]; }
  // The first item after those of the shard of `first`.
  [[nodiscard]] std::size_t end_of_shard(std::size_t first) const;

  Shard *shards_;
  std::uint32_t mask_;
  ZeroedArray<Item> items_;  // in the order of their shards
  std::size_t count_ = 0;
};

}  // namespace cellaret::engine
