// The eviction policy of one shard, behind hooks.
//
// A policy knows entries only as slot positions of the shard's table, and keeps what it needs per
// entry in side arrays of its own; it can therefore be run on a trace without a cache. It is
// single-threaded: its shard's lock is held around every call.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/memory.h"
#include "engine/base/random.h"
#include "engine/base/slot_array.h"

namespace cellaret::engine {

// What a policy may ask of the table it serves.
class Residents {
 public:
  // A position drawn uniformly from those that hold an entry; kNoSlot when there is none.
  virtual SlotRef sample(Random &random) const = 0;

 protected:
  ~Residents() = default;
};

class Policy {
 public:
  virtual ~Policy() = default;

  // Side arrays for one half of the table, before that half is used; false without memory.
  [[nodiscard]] virtual bool reserve(unsigned half, std::uint32_t slots) = 0;
  virtual void release(unsigned half) = 0;
  // What reserve(…, slots) will cost, asked for; the real size may be a little more.
  [[nodiscard]] virtual std::size_t bytes_for(std::uint32_t slots) const = 0;
  // Real bytes of side arrays.
  [[nodiscard]] virtual std::size_t bytes() const = 0;

  virtual void on_insert(SlotRef slot) = 0;
  virtual void on_hit(SlotRef slot) = 0;
  // Hits in the order in which they happened.
  virtual void on_hits(const SlotRef *slots, std::uint32_t count) {
    for (std::uint32_t at = 0; at < count; ++at) on_hit(slots[at]);
  }
  virtual void on_remove(SlotRef slot) = 0;
  // The table moved an entry; `to` is unused so far.
  virtual void on_move(SlotRef from, SlotRef to) = 0;

  // The entry to evict next, but never `keep`; kNoSlot when the policy allows none. The caller
  // removes it, or asks again.
  [[nodiscard]] virtual SlotRef victim(const Residents &residents, Random &random,
                                       SlotRef keep) = 0;
};

}  // namespace cellaret::engine
