// One shard: the lock, and what it guards - table, policy, timers and the room of this shard.
//
// Invariants, whenever the lock is free.
// 1. Every entry of the table is known to the policy, and to the wheel of its clock if it has a
//    deadline; nothing else is.
// 2. charged() is the sum of the real sizes of all entries, of the contents' own block and of all
//    side arrays; recount() computes it afresh. What is charged was taken from room before it
//    became part of the shard.
//
// Operations on values are functions in files of their own (scalar_operations.h, ...), built from
// the primitives here.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/hash.h"
#include "engine/base/lock.h"
#include "engine/base/memory.h"
#include "engine/base/moment.h"
#include "engine/base/random.h"
#include "engine/base/status.h"
#include "engine/data/entry.h"
#include "engine/data/read_value.h"
#include "engine/eviction/registry.h"
#include "engine/shard/budget.h"
#include "engine/shard/table.h"
#include "engine/shard/timers.h"

namespace cellaret::engine {

// What the shards of an instance have in common; it outlives them.
struct ShardEnvironment {
  const HashSecret &secret;
  const PolicyKind &policy;
  Budget &budget;
  PinAccount &pins;
  std::uint64_t max_bytes;
  std::uint64_t max_entry_bytes;
};

struct ShardCounters {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t sets = 0;
  std::uint64_t deletes = 0;
  std::uint64_t expirations = 0;
  std::uint64_t evictions = 0;

  void add(const ShardCounters &other);
};

// The state of one write over its attempts. When an attempt answers kFull, `shortage` says what
// was missing; the facade gathers it elsewhere, puts it into `grant` and tries again.
struct WriteContext {
  explicit WriteContext(Moment &now) : moment(now) {}

  Moment &moment;
  Room grant;
  Room shortage;
  bool has_evicted = false;  // the attempt made room and is worth repeating as it is
};

// Everything a shard holds, in a block of its own: an empty shard has none, and clearing a shard is
// letting go of it.
struct ShardContents {
  ShardContents() : timers(table) {}

  Table table;
  Owned<Policy> policy;
  Timers timers;
};

class alignas(kCacheLine) Shard final : private Residents {
 public:
  Shard(const ShardEnvironment &environment, std::uint64_t seed)
      : environment_(environment), random_(seed) {}
  ~Shard();

  [[nodiscard]] Lock &lock() CELLARET_RETURN_CAPABILITY(lock_) { return lock_; }

  // Bounded work that every write does first: expired entries go, the table moves a little.
  void tend(Moment &moment) CELLARET_REQUIRES(lock_);
  // Reclaims expired entries in at most `budget` steps; true when more are due.
  bool reclaim(Moment &moment, std::uint32_t budget, std::uint64_t &reclaimed)
      CELLARET_REQUIRES(lock_);

  // The entry of a key that has not expired, or kNoSlot. Valid until the next call that may evict.
  [[nodiscard]] SlotRef find(const HashedKey &key, Moment &moment) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Entry &entry(SlotRef slot) CELLARET_REQUIRES(lock_) {
    return *contents_->table.entry(slot);
  }
  // The policy learns that an entry was used.
  void touch(SlotRef slot) CELLARET_REQUIRES(lock_) { contents_->policy->on_hit(slot); }

  // Writes a value and its deadline under a key. `existing` is what find() gave: that entry is
  // overwritten, in place if its block fits. On an error the old entry stays; others may have been
  // evicted.
  Status write(WriteContext &context, const HashedKey &key, SlotRef existing,
               const ScalarView &value, std::uint8_t codec, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  // Changes the deadline alone.
  Status set_deadline(WriteContext &context, const HashedKey &key, SlotRef slot,
                      const StoredDeadline &deadline) CELLARET_REQUIRES(lock_);
  void clear_deadline(SlotRef slot) CELLARET_REQUIRES(lock_) { change_deadline(slot, {}); }
  void remove(SlotRef slot) CELLARET_REQUIRES(lock_);
  // Copies or pins the value for a caller.
  void read(SlotRef slot, ReadValue &out) CELLARET_REQUIRES(lock_) {
    out.read(entry(slot), environment_.pins);
  }

  // For a write elsewhere that lacks room: gives away idle room, then what up to `evictions`
  // evictions bring. Adds to `room` until it covers `wanted`; true when it evicted.
  bool yield_room(const Room &wanted, std::uint32_t evictions, Room &room) CELLARET_REQUIRES(lock_);
  // Takes back what a grant had left.
  void give_room_back(Room &room) CELLARET_REQUIRES(lock_);

  // Empties the shard at once. What it held stays charged until the caller has freed it with
  // free_contents().
  [[nodiscard]] Owned<ShardContents> take_contents() CELLARET_REQUIRES(lock_);
  // Frees what take_contents gave, some entries at a time, with the lock free in between.
  void free_contents(Owned<ShardContents> contents) CELLARET_EXCLUDES(lock_);

  [[nodiscard]] std::uint64_t entries() const CELLARET_REQUIRES(lock_) {
    return contents_ == nullptr ? 0 : contents_->table.size();
  }
  [[nodiscard]] std::uint64_t charged() const CELLARET_REQUIRES(lock_) { return charged_; }
  // charged(), computed afresh from every block.
  [[nodiscard]] std::uint64_t recount() const CELLARET_REQUIRES(lock_);
  [[nodiscard]] ShardCounters &counters() CELLARET_REQUIRES(lock_) { return counters_; }

 private:
  SlotRef sample(Random &random) const override;

  [[nodiscard]] std::size_t side_bytes() const CELLARET_REQUIRES(lock_);
  // Brings the charge for contents and side arrays up to date.
  void recharge_sides() CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool pay_for_sides(WriteContext &context, SlotRef keep) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool obtain(WriteContext &context, const Room &wanted, SlotRef keep)
      CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool evict_one(SlotRef keep) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_contents(WriteContext &context) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_timers(WriteContext &context, const StoredDeadline &deadline,
                                     SlotRef keep) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_slot(WriteContext &context) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status resize(WriteContext &context, std::uint32_t groups) CELLARET_REQUIRES(lock_);
  void move_some(std::uint32_t groups) CELLARET_REQUIRES(lock_);
  void change_deadline(SlotRef slot, const StoredDeadline &deadline) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool write_in_place(SlotRef slot, const ScalarView &value, std::uint8_t codec,
                                    const StoredDeadline &deadline) CELLARET_REQUIRES(lock_);
  // Allocates, pays for and publishes an entry; `fill` writes its value.
  template <class Fill>
  Status put_entry(WriteContext &context, const HashedKey &key, SlotRef existing,
                   std::size_t value_size, const StoredDeadline &deadline, Fill &&fill)
      CELLARET_REQUIRES(lock_);

  Lock lock_;
  const ShardEnvironment &environment_;
  Random random_ CELLARET_GUARDED_BY(lock_);
  Owned<ShardContents> contents_ CELLARET_GUARDED_BY(lock_);
  Room room_ CELLARET_GUARDED_BY(lock_);
  std::uint64_t charged_ CELLARET_GUARDED_BY(lock_) = 0;
  std::uint64_t charged_sides_ CELLARET_GUARDED_BY(lock_) = 0;
  std::uint64_t last_stamp_ CELLARET_GUARDED_BY(lock_) = 0;
  ShardCounters counters_ CELLARET_GUARDED_BY(lock_);
};

}  // namespace cellaret::engine
