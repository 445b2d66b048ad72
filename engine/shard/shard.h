// One shard: the lock, and what it guards - table, policy, timers and the room of this shard.
//
// Invariants, whenever the lock is free.
// 1. Every entry of the table is known to the policy, and to the wheel of its clock if it has a
//    deadline; nothing else is.
// 2. charged() is the sum of the real sizes of all entries, of the contents' own block, of all side
//    arrays and of retired blocks; recount() computes it afresh. What is charged was taken from
//    room before it became part of the shard.
//
// try_get() is the one thing that is done without the lock. Operations on values are functions in
// files of their own (scalar_operations.h, ...), built from the primitives here.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/hash.h"
#include "engine/base/lock.h"
#include "engine/base/memory.h"
#include "engine/base/moment.h"
#include "engine/base/random.h"
#include "engine/base/read_counters.h"
#include "engine/base/status.h"
#include "engine/data/entry.h"
#include "engine/data/read_value.h"
#include "engine/eviction/registry.h"
#include "engine/shard/budget.h"
#include "engine/shard/hit_log.h"
#include "engine/shard/limbo.h"
#include "engine/shard/table.h"
#include "engine/shard/timers.h"

namespace cellaret::engine {

// What the shards of an instance have in common; it outlives them.
struct ShardEnvironment {
  const HashSecret &secret;
  const PolicyKind &policy;
  Budget &budget;
  PinAccount &pins;
  ReadCounters &reads;
  std::uint64_t max_bytes;
  std::uint64_t max_entry_bytes;
  std::uint64_t max_retired_bytes;  // of one shard
  std::uint32_t hit_stripes;
};

// Of what is done under the lock; reads are counted in ReadCounters.
struct ShardCounters {
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
  bool may_evict = true;
  bool has_evicted = false;  // the attempt made room and is worth repeating as it is
};

// Everything a shard holds, in a block of its own: an empty shard has none, and clearing a shard is
// letting go of it.
struct ShardContents {
  ShardContents(TableView &view, const ShardEnvironment &environment)
      : table(view), timers(table), limbo(environment.pins, environment.max_retired_bytes) {}

  // Real bytes of everything but entries, in the table or in limbo.
  [[nodiscard]] std::size_t side_bytes() const;

  Table table;
  Owned<Policy> policy;
  Timers timers;
  ZeroedArray<HitLog::Stripe> hit_stripes;  // if the policy wants hits
  Limbo limbo;
};

class alignas(kCacheLine) Shard final : private Residents {
 public:
  Shard(const ShardEnvironment &environment, std::uint64_t seed)
      : environment_(environment), random_(seed) {}
  ~Shard();

  // Reads without the lock, in a reading epoch. kHitAndDue: call follow_up() after reading has
  // stopped. kMustLock: nothing was read; stop reading, take the lock and do it there.
  enum class Outcome : std::uint8_t { kHit, kHitAndDue, kMiss, kMustLock };
  [[nodiscard]] Outcome try_get(const HashedKey &key, Moment &moment, ReadValue &out);
  // What the policy or a timer wants done under the lock, if that is free. Not while reading, since
  // what goes may have to wait for readers.
  void follow_up(Moment &moment);
  [[nodiscard]] Lock &lock() CELLARET_RETURN_CAPABILITY(lock_) { return lock_; }

  // Bounded work that every locked operation does first: noted hits reach the policy, expired
  // entries go, the table moves a little.
  void tend(Moment &moment) CELLARET_REQUIRES(lock_);
  // Noted hits of this thread reach the policy.
  void drain_hits() CELLARET_REQUIRES(lock_);
  // Reclaims expired entries in at most `budget` steps; true when more are due.
  bool reclaim(Moment &moment, std::uint32_t budget, std::uint64_t &reclaimed)
      CELLARET_REQUIRES(lock_);
  // Frees retired blocks; with `wait`, all of them.
  void free_retired(bool wait) CELLARET_REQUIRES(lock_);

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
  void clear_deadline(const HashedKey &key, SlotRef slot) CELLARET_REQUIRES(lock_) {
    change_deadline(key, slot, {});
  }
  void remove(SlotRef slot) CELLARET_REQUIRES(lock_);
  // Copies or pins the value for a caller.
  void read(SlotRef slot, ReadValue &out) CELLARET_REQUIRES(lock_) {
    out.read(entry(slot), entry(slot).head(), environment_.pins);
  }

  // For a write elsewhere that lacks room: gives away idle room, then what up to `evictions`
  // evictions bring. Adds to `room` until it covers `wanted`; true when it evicted.
  bool yield_room(const Room &wanted, std::uint32_t evictions, Room &room) CELLARET_REQUIRES(lock_);
  // Takes back what a grant had left.
  void give_room_back(Room &room) CELLARET_REQUIRES(lock_);

  // Empties the shard at once. What it held stays charged until the caller has freed it with
  // free_contents().
  [[nodiscard]] Owned<ShardContents> take_contents() CELLARET_REQUIRES(lock_);
  // Waits for readers, then frees what take_contents gave, some entries at a time, with the lock
  // free in between. Not while reading.
  void free_contents(Owned<ShardContents> contents) CELLARET_EXCLUDES(lock_);

  [[nodiscard]] std::uint64_t entries() const CELLARET_REQUIRES(lock_) {
    return contents_ == nullptr ? 0 : contents_->table.size();
  }
  [[nodiscard]] std::uint64_t charged() const CELLARET_REQUIRES(lock_) { return charged_; }
  // charged(), computed afresh from every block.
  [[nodiscard]] std::uint64_t recount() const CELLARET_REQUIRES(lock_);
  [[nodiscard]] ShardCounters &counters() CELLARET_REQUIRES(lock_) { return counters_; }
  [[nodiscard]] ReadCounters &reads() { return environment_.reads; }

 private:
  SlotRef sample(Random &random) const override;

  [[nodiscard]] bool has_due_timers(const Moment &moment) const;
  void note_timers() CELLARET_REQUIRES(lock_);
  // Takes an entry out that has no timer.
  void drop(SlotRef slot) CELLARET_REQUIRES(lock_);

  // Brings the charge for contents and side arrays up to date.
  void recharge_sides() CELLARET_REQUIRES(lock_);
  void add_freed(std::uint64_t bytes) CELLARET_REQUIRES(lock_);
  void retire(Entry *entry) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool pay_for_sides(WriteContext &context, SlotRef keep) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool obtain(WriteContext &context, const Room &wanted, SlotRef keep)
      CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool evict_one(SlotRef keep) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_contents(WriteContext &context) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_timers(WriteContext &context, const StoredDeadline &deadline,
                                     SlotRef keep) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_slot(WriteContext &context) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status resize(WriteContext &context, unsigned size_class) CELLARET_REQUIRES(lock_);
  void move_some(std::uint32_t groups) CELLARET_REQUIRES(lock_);
  void change_deadline(const HashedKey &key, SlotRef slot, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool write_in_place(const HashedKey &key, SlotRef slot, const ScalarView &value,
                                    std::uint8_t codec, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  // Moves a timer and sets the entry's field; inside begin_change.
  void store_deadline(SlotRef slot, const StoredDeadline &deadline) CELLARET_REQUIRES(lock_);
  // Allocates, pays for and publishes an entry; `fill` writes its value.
  template <class Fill>
  Status put_entry(WriteContext &context, const HashedKey &key, SlotRef existing,
                   std::size_t value_size, const StoredDeadline &deadline, Fill &&fill)
      CELLARET_REQUIRES(lock_);

  // Read without the lock, written seldom: the first line. (The pointer to the vtable is there,
  // too.)
  TableView view_;
  HitLog hits_;
  const ShardEnvironment &environment_;
  Atomic<std::int64_t> next_due_{INT64_MAX};  // of the timers, on whichever clock

  alignas(kCacheLine) Lock lock_;
  Random random_ CELLARET_GUARDED_BY(lock_);
  Owned<ShardContents> contents_ CELLARET_GUARDED_BY(lock_);
  Room room_ CELLARET_GUARDED_BY(lock_);
  std::uint64_t charged_ CELLARET_GUARDED_BY(lock_) = 0;
  std::uint64_t charged_sides_ CELLARET_GUARDED_BY(lock_) = 0;
  std::uint64_t last_stamp_ CELLARET_GUARDED_BY(lock_) = 0;
  ShardCounters counters_ CELLARET_GUARDED_BY(lock_);
};

}  // namespace cellaret::engine
