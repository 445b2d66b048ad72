// The eviction policy of one shard, behind hooks.
//
// A policy knows entries only as slot positions of the shard's table, and keeps what it needs per
// entry in side arrays of its own; it can therefore be run on a trace without a cache. It is
// single-threaded: its shard's lock is held around every call.
//
// Weights are in the unit of the limit that governs: bytes, or 1 for every entry where only the
// number of entries is limited. A policy that divides its space does so by weight, and takes what
// it holds for its capacity: at the limit, where its decisions count, the two are the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

#include "engine/base/memory.h"
#include "engine/base/platform.h"
#include "engine/base/random.h"
#include "engine/base/slot_array.h"

namespace cellaret::engine {

// What a policy may ask of the table it serves.
class Residents {
 public:
  // A position drawn uniformly from those that hold an entry; kNoSlot when there is none.
  virtual SlotRef sample(Random &random) const = 0;
  // The hash of the entry's key. Computed afresh: who needs it often keeps bits of it.
  [[nodiscard]] virtual std::uint64_t hash(SlotRef slot) const = 0;
  [[nodiscard]] virtual std::uint32_t weight(SlotRef slot) const = 0;
  // Hits since the entry came or set_marks() was called, up to the cap that the policy's row in
  // the registry names; kept beside the slot and moved with it. Of policies that learn of hits by
  // marks.
  [[nodiscard]] virtual std::uint32_t marks(SlotRef slot) const = 0;
  virtual void set_marks(SlotRef slot, std::uint32_t marks) = 0;
  // Whether the entry has a deadline.
  [[nodiscard]] virtual bool expires(SlotRef slot) const = 0;
  // The moment, coarsely; reads a clock.
  [[nodiscard]] virtual std::int64_t now_ms() const = 0;
  // The entry that expires first, roughly (semantics of `volatile-ttl`); kNoSlot if no other than
  // `keep` expires.
  [[nodiscard]] virtual SlotRef first_to_expire(SlotRef keep) = 0;
  // Memory for what a policy changes with every entry that comes or goes: on a line that changes
  // then in any case, and goes from core to core for that. Who asks first has it as long as the
  // residents are there; nullptr for others, and if so much is too much.
  [[nodiscard]] virtual void *lend(std::size_t /*bytes*/) { return nullptr; }

 protected:
  ~Residents() = default;
};

// A part of a policy, in memory that the residents lend if they do.
template <class Part>
class Lent {
  static_assert(std::is_trivially_destructible_v<Part> && alignof(Part) <= alignof(SlotRef));

 public:
  explicit Lent(Residents &residents) {
    if (void *place = residents.lend(sizeof(Part)); place != nullptr) part_ = new (place) Part();
  }
  Lent(const Lent &) = delete;
  Lent &operator=(const Lent &) = delete;

  [[nodiscard]] Part &operator*() { return *part_; }
  [[nodiscard]] Part *operator->() { return part_; }
  [[nodiscard]] const Part *operator->() const { return part_; }

 private:
  Part own_;
  Part *part_ = &own_;
};

// Policy::sample_mask() for no hits at all, and the bits of a hash that it may name otherwise.
inline constexpr std::uint64_t kNoSample = UINT64_MAX;
inline constexpr std::uint64_t kMaxSampleMask = 0xfffe;

// The most that marks can count.
inline constexpr std::uint32_t kMaxMarks = 3;

class Policy {
 public:
  virtual ~Policy() = default;

  // Side arrays for one half of the table, before that half is used; false without memory.
  [[nodiscard]] virtual bool reserve(unsigned half, std::uint32_t slots) = 0;
  // What is large of those of a half that is not used any more goes to `old`.
  virtual void release(unsigned half, OldPages &old) = 0;
  // Real bytes of everything but the policy's own block. May change only in reserve() and
  // release(), since only there it is paid for.
  [[nodiscard]] virtual std::size_t bytes() const = 0;

  // An entry came, by a write of a key that was not there. Its marks are 0.
  virtual void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) = 0;
  // The entry was read or overwritten. Only for policies that learn of hits through the log. The
  // log is read late: a position can be one that the policy does not know, or that is beyond its
  // arrays. Those it ignores.
  virtual void on_hit(SlotRef) {}
  // Hits in the order in which they happened.
  virtual void on_hits(const SlotRef *slots, std::uint32_t count) {
    for (std::uint32_t at = 0; at < count; ++at) on_hit(slots[at]);
  }
  // The entry weighs something else now.
  virtual void on_resize(SlotRef, std::uint32_t /*from*/, std::uint32_t /*to*/) {}
  // The entry goes, by deletion or expiry.
  virtual void on_remove(SlotRef slot, std::uint32_t weight) = 0;
  // The entry goes because victim() chose it; its key can still be asked for.
  virtual void on_evict(SlotRef slot, std::uint32_t weight) { on_remove(slot, weight); }
  // The table moved an entry; `to` is unused so far.
  virtual void on_move(SlotRef from, SlotRef to) = 0;
  // Entries in some of `count` slots from `from` on move soon, and come to about `to`. A hint.
  virtual void expect_moves(SlotRef /*from*/, SlotRef /*to*/, std::uint32_t /*count*/) const {}

  // Which hits the policy wants by the log besides marks: those of keys that have none of these
  // bits in their hash; kNoSample: none. It may get others. Asked after every hook that may change
  // it, of policies that want a sample.
  [[nodiscard]] virtual std::uint64_t sample_mask() const { return kNoSample; }

  // The entry to evict next, but never `keep`; kNoSlot when the policy allows none. The caller
  // evicts it, or asks again.
  [[nodiscard]] virtual SlotRef victim(Residents &residents, Random &random, SlotRef keep) = 0;

  // Whom victim() is likely to look at next, and after that, in each of two queues, for who wants
  // to have them at hand; kNoSlot where that cannot be told. The policy's own part of them it
  // fetches.
  struct Ahead {
    SlotRef next = kNoSlot;
    SlotRef after = kNoSlot;
  };
  [[nodiscard]] virtual std::array<Ahead, 2> ahead() const { return {}; }
  // A key with this hash is about to come: on_insert() wants what it looks at to be near. A hint.
  virtual void expect(std::uint64_t /*hash*/) const {}
  // What ahead() says of a queue from this position on.
  template <class Nodes>
  [[nodiscard]] static Ahead look_ahead(const Nodes &nodes, SlotRef next) {
    if (next == kNoSlot) return {};
    SlotRef after = nodes[next].newer;
    if (after != kNoSlot) prefetch(&nodes[after]);
    return {next, after};
  }

  // Where another policy begins to take the entries over: the one that is worth least, whatever its
  // hits since. kNoSlot when there is none, or no order.
  [[nodiscard]] virtual SlotRef least() const { return kNoSlot; }
};

}  // namespace cellaret::engine
