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

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "engine/base/epoch.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/lock.h"
#include "engine/base/memory.h"
#include "engine/base/moment.h"
#include "engine/base/random.h"
#include "engine/base/status.h"
#include "engine/data/entry.h"
#include "engine/data/read_value.h"
#include "engine/eviction/registry.h"
#include "engine/shard/budget.h"
#include "engine/shard/curve_sampler.h"
#include "engine/shard/hit_log.h"
#include "engine/shard/shard_contents.h"
#include "engine/shard/table.h"
#include "engine/shard/table_scan.h"

namespace cellaret::engine {

// Of what is done under the lock; reads are counted in ReadCounters.
struct ShardCounters {
  std::uint64_t sets = 0;
  std::uint64_t evictions_for_entries = 0;  // because max_entries was reached
  std::uint64_t evictions_for_bytes = 0;    // for any other reason
  std::uint64_t deletes = 0;
  std::uint64_t expirations = 0;
  std::uint64_t cleared = 0;

  [[nodiscard]] std::uint64_t evictions() const {
    return evictions_for_entries + evictions_for_bytes;
  }
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
  bool must_wait = false;    // kFull for a collection that is held: see Shard::hold
};

class alignas(kCacheLine) Shard final {
 public:
  Shard(const ShardEnvironment &environment, const PolicyKind &policy, std::uint64_t seed,
        std::uint32_t number)
      : environment_(environment), policy_kind_(&policy), random_(seed), number_(number) {}
  ~Shard();

  // Reads without the lock. kHitAndDue, kMissAndDue: call follow_up() after reading has stopped.
  // kUndecided: nothing was read, and try_get_again() may know more; kMustLock: nothing was read,
  // stop reading, take the lock and do it there.
  enum class Outcome : std::uint8_t { kHit, kHitAndDue, kMiss, kMissAndDue, kMustLock, kUndecided };
  [[nodiscard]] CELLARET_ALWAYS_INLINE Outcome try_get(const HashedKey &key,
                                                       EpochGuard::Reading reading, ReadValue &out);
  // The same in three steps, for who reads several keys in turn: each step asks for the memory that
  // the next one needs.
  struct Lookup {
    TableView::Found found;
    TableView::Sight sight;
  };
  CELLARET_ALWAYS_INLINE void begin_get(const HashedKey &key, Lookup &lookup) const;
  CELLARET_ALWAYS_INLINE void continue_get(const HashedKey &key, Lookup &lookup) const;
  [[nodiscard]] CELLARET_ALWAYS_INLINE Outcome finish_get(const HashedKey &key, Lookup &lookup,
                                                          EpochGuard::Reading reading,
                                                          ReadValue &out);
  // For any entry anywhere, and not giving up at once when a writer is in the
  // way. Never kUndecided.
  [[nodiscard]] Outcome try_get_again(const HashedKey &key, EpochGuard::Reading reading,
                                      ReadValue &out);
  // While reads are watched each of them is due; whether it is for another reason than that, or for
  // a key that the curve follows. Still reading.
  [[nodiscard]] bool needs_follow_up(const HashedKey &key, EpochGuard::Reading reading) const;
  // What the policy or a timer wants done under the lock, if that is free, and the read noted for
  // the curve, in any case. Not while reading, since what goes may have to wait for readers.
  void follow_up(const HashedKey &key, bool is_hit, Moment &moment);
  // Whether the table is on its way to another size. Any thread; a hint.
  [[nodiscard]] bool is_resizing() const { return view_.is_split(); }
  // Reads the key's home group ahead, with or without the lock.
  void prefetch_group(const HashedKey &key) const { view_.prefetch_group(key); }
  [[nodiscard]] Lock &lock() CELLARET_RETURN_CAPABILITY(lock_) { return lock_; }

  // Bounded work that a write does first, and a get that needs the lock: expired entries go, the
  // table moves a little.
  void tend(Moment &moment) CELLARET_REQUIRES(lock_) {
    if (contents_ == nullptr) return;
    const Table &table = contents_->table;
    bool has_work = next_due_.load(std::memory_order_relaxed) != INT64_MAX || table.is_resizing() ||
                    table.wants_shrinking() || !contents_->graveyard.empty();
    if (has_work) tend_to_all(moment);
  }
  // Noted hits of this thread reach the policy, as they must before entries come or go.
  void drain_hits() CELLARET_REQUIRES(lock_) {
    if (hits_.has_noted(epoch_thread_number())) drain_noted_hits();
  }
  // Reclaims expired entries in at most `budget` steps; true when more are due.
  bool reclaim(Moment &moment, std::uint32_t budget, std::uint64_t &reclaimed)
      CELLARET_REQUIRES(lock_);
  // A short step of work that nobody waits for: see shard_upkeep.cpp.
  enum class Upkeep : std::uint8_t { kDone, kWaits, kMore };  // kWaits: for readers; later, then
  Upkeep keep_up(Moment &moment) CELLARET_REQUIRES(lock_);
  // Without the lock: whether timers are due, and a time before which none is, or INT64_MAX.
  [[nodiscard]] bool has_due_timers(const Moment &moment) const;
  [[nodiscard]] std::int64_t next_due() const;
  // Frees retired blocks; with `wait`, all of them.
  void free_retired(bool wait) CELLARET_REQUIRES(lock_);

  // The entry of a key that has not expired, or kNoSlot. Valid until the next call that may evict.
  [[nodiscard]] SlotRef find(const HashedKey &key, Moment &moment) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Entry &entry(SlotRef slot) CELLARET_REQUIRES(lock_) {
    return *contents_->table.entry(slot);
  }
  // Where the entry of a key is that has been found before: it may have come to another slot.
  [[nodiscard]] SlotRef slot_of(const HashedKey &key) CELLARET_REQUIRES(lock_) {
    return contents_->table.find(key);
  }
  // The policy learns that an entry was used.
  void touch(SlotRef slot) CELLARET_REQUIRES(lock_);

  // Writes a value and its deadline under a key. `existing` is what find() gave: that entry is
  // overwritten, in place if its block fits. On an error the old entry stays; others may have been
  // evicted, and the old one may have come to another slot.
  Status write(WriteContext &context, const HashedKey &key, SlotRef existing,
               const ScalarView &value, std::uint8_t codec, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  // The same for a text with other bytes in it, which may be that of the entry itself.
  Status write(WriteContext &context, const HashedKey &key, SlotRef existing,
               const SplicedText &value, std::uint8_t codec, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  // The short way of most overwrites: a small entry in its home group, a value of the same size, no
  // deadline before or after. If not kDone nothing was done; kNoKey: the key has no entry.
  enum class Overwrite : std::uint8_t { kDone, kNoKey, kUndecided };
  [[nodiscard]] CELLARET_ALWAYS_INLINE Overwrite overwrite_at_home(const HashedKey &key,
                                                                   const ScalarView &value,
                                                                   std::uint32_t thread)
      CELLARET_REQUIRES(lock_);
  // The same for an entry whose deadline is put off, on the steady clock.
  [[nodiscard]] CELLARET_ALWAYS_INLINE bool refresh_at_home(
      const HashedKey &key, const ScalarView &value, std::uint8_t codec, std::int64_t now_ms,
      std::int64_t deadline_ms, std::uint32_t thread) CELLARET_REQUIRES(lock_);
  // Both, for an entry of any size anywhere, and with all that can be given.
  [[nodiscard]] bool overwrite(const HashedKey &key, const ScalarView &value, std::uint8_t codec,
                               const StoredDeadline &deadline, Moment &moment)
      CELLARET_REQUIRES(lock_);
  // A write of nothing but a value, if the entry can be overwritten so or the key is new and the
  // table need not grow for it. As overwrite(), but others may have been evicted.
  [[nodiscard]] bool write_plain(WriteContext &context, const HashedKey &key,
                                 const ScalarView &value) CELLARET_REQUIRES(lock_);
  // The second half of that: for a key that has no entry.
  [[nodiscard]] bool add_plain(WriteContext &context, const HashedKey &key, const ScalarView &value)
      CELLARET_REQUIRES(lock_);
  // The same for adding to an integer, which keeps its deadline. The sum is in `out`; an overflow
  // is left to increment_int.
  [[nodiscard]] CELLARET_ALWAYS_INLINE bool increment_at_home(const HashedKey &key,
                                                              std::int64_t delta,
                                                              std::uint32_t thread,
                                                              std::int64_t &out)
      CELLARET_REQUIRES(lock_);
  // Changes the deadline alone, and is no use.
  Status set_deadline(WriteContext &context, const HashedKey &key, SlotRef slot,
                      const StoredDeadline &deadline) CELLARET_REQUIRES(lock_);
  void clear_deadline(const HashedKey &key, SlotRef slot) CELLARET_REQUIRES(lock_) {
    change_deadline(key, slot, {});
  }
  void remove(SlotRef slot, Removal cause = Removal::kDeleted) CELLARET_REQUIRES(lock_);
  // The same for an entry whose collection, if it holds one, is held by another by now, which is in
  // the shard `heir`; that shard's lock is held, too.
  void remove_moved(SlotRef slot, Shard &heir) CELLARET_NO_ANALYSIS;
  // The value of a key gave way to another one.
  void note_replaced(const HashedKey &key) CELLARET_REQUIRES(lock_) {
    note_removal(Removal::kReplaced, key.bytes);
  }
  // Whether set_deadline() would succeed without memory and room.
  [[nodiscard]] bool can_hold(SlotRef slot, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);

  // An entry that prepare() and prepare_slots() may not evict for room, until unkeep().
  void keep(SlotRef slot) CELLARET_REQUIRES(lock_) { kept_ = slot; }
  void unkeep() CELLARET_REQUIRES(lock_) { kept_ = kNoSlot; }

  // The steps of write() one by one, for several keys as one: see multi.h. prepare() makes an entry
  // and pays for its bytes, prepare_slots() sees to slots and room for so many new ones and says
  // whether it evicted for that; publish() and discard() cannot fail.
  struct Prepared {
    Entry *entry = nullptr;
    std::size_t bytes = 0;
    StoredDeadline deadline;
  };
  Status prepare(WriteContext &context, const HashedKey &key, const ScalarView &value,
                 std::uint8_t codec, const StoredDeadline &deadline, Prepared &out)
      CELLARET_REQUIRES(lock_);
  Status prepare_slots(WriteContext &context, std::uint32_t count, bool &out_has_evicted)
      CELLARET_REQUIRES(lock_);
  // In the eyes of the policy an entry that is written over is used.
  enum class Use : bool { kNo, kYes };
  void publish(const HashedKey &key, SlotRef existing, const Prepared &prepared,
               Use use = Use::kYes) CELLARET_REQUIRES(lock_);
  void discard(const Prepared &prepared) CELLARET_REQUIRES(lock_);
  // The mark on the version of the key's home group, over more than one change; false if it has one
  // already, or nothing is there to mark.
  [[nodiscard]] bool mark_busy(const HashedKey &key) CELLARET_REQUIRES(lock_);
  void unmark_busy(const HashedKey &key) CELLARET_REQUIRES(lock_);
  // Copies or pins the value for a caller.
  void read(SlotRef slot, ReadValue &out) CELLARET_REQUIRES(lock_) {
    out.read(entry(slot), entry(slot).head(), environment_.pins);
  }

  // For operations on collections. What one is about to grow by at most is obtained first; kFull,
  // kTooLarge. What it did change by is settled afterwards; without a slot while no entry holds it.
  Status obtain_for(WriteContext &context, SlotRef slot, const Collection *collection,
                    std::size_t growth) CELLARET_REQUIRES(lock_);
  void settle(SlotRef slot, std::size_t bytes_before, std::size_t bytes_after)
      CELLARET_REQUIRES(lock_);
  // The entry's collection was changed in place: a write of the entry, and a use.
  void restamp(const HashedKey &key, SlotRef slot) CELLARET_REQUIRES(lock_);
  // Takes over a collection that no entry holds.
  void bury(Collection *collection) CELLARET_REQUIRES(lock_);
  // Takes over what a list has let go of, before the change of that list is settled.
  void bury(Remains &remains) CELLARET_REQUIRES(lock_);
  // Frees some of what was buried; true when there is more.
  bool free_buried(std::uint32_t steps) CELLARET_REQUIRES(lock_);
  // While a collection is held nothing changes it in place; who wants to waits with no lock held.
  // It may go, though. False if another one is held. For copies that are made in pieces.
  [[nodiscard]] bool hold(const Collection *collection) CELLARET_REQUIRES(lock_) {
    if (held_ != nullptr) return false;
    held_ = collection;
    return true;
  }
  void let_go() CELLARET_REQUIRES(lock_) { held_ = nullptr; }
  // To be asked before an operation changes the first thing; it gives kFull then.
  [[nodiscard]] bool is_held(const Collection *collection, WriteContext &context) const
      CELLARET_REQUIRES(lock_) {
    context.must_wait = held_ == collection;
    return context.must_wait;
  }
  // Room at hand that a collection may use for a while.
  [[nodiscard]] std::size_t spare_bytes() const CELLARET_REQUIRES(lock_) {
    return room_.bytes > 0 ? static_cast<std::size_t>(room_.bytes) : 0;
  }
  [[nodiscard]] Random &random() CELLARET_REQUIRES(lock_) { return random_; }
  [[nodiscard]] const HashSecret &secret() const { return environment_.secret; }
  [[nodiscard]] PinAccount &pins() { return environment_.pins; }

  // For operations on all keys. One step of a walk over all entries, expired ones too: see
  // TableScan::step.
  template <class Visit>
  [[nodiscard]] std::uint64_t scan(std::uint64_t point, std::uint64_t limit, Visit &&visit) const
      CELLARET_REQUIRES(lock_) {
    if (contents_ == nullptr) return limit;
    return TableScan(contents_->table, environment_.secret).step(point, limit, visit);
  }
  // After mark_busy() of any number of keys.
  void unmark_all_busy() CELLARET_REQUIRES(lock_) {
    if (contents_ != nullptr) TableScan(contents_->table, environment_.secret).unmark_all();
  }
  // An entry drawn uniformly, which may have expired; kNoSlot if there is none.
  [[nodiscard]] SlotRef random_slot() CELLARET_REQUIRES(lock_) {
    return contents_ == nullptr ? kNoSlot : contents_->table.sample(random_);
  }
  // Real bytes of an entry with its collection.
  [[nodiscard]] std::size_t entry_bytes(SlotRef slot) const CELLARET_REQUIRES(lock_);

  // For a write elsewhere that lacks room: gives away idle room, then what up to `evictions`
  // evictions bring. Adds to `room` until it covers `wanted`; true when it evicted.
  bool yield_room(const Room &wanted, std::uint32_t evictions, Room &room) CELLARET_REQUIRES(lock_);
  // Moves idle room to `room`, but for so many entries.
  void take_idle(Room &room, std::int64_t entries_kept) CELLARET_REQUIRES(lock_);
  // Takes back what a grant had left.
  void give_room_back(Room &room) CELLARET_REQUIRES(lock_);

  // Another policy. start_policy() makes it, pays for it out of `room`, and makes readers note hits
  // as it wants them; then continue_policy() hands so many entries over at a time, until it says
  // that this was the last; what the former policy cost goes to `room`. kFull, with what `room`
  // lacks in `shortage`, and kNoMemory leave things as they were. Not while a change is under way.
  Status start_policy(const PolicyKind &kind, Room &room, Room &shortage) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool continue_policy(std::uint32_t steps, Room &room) CELLARET_REQUIRES(lock_);

  // Moves a table that is larger than it need be some way to a smaller one, which is paid for out
  // of `room`; what this brings goes there. True when something was done.
  bool shrink_table(Moment &moment, Room &room) CELLARET_REQUIRES(lock_);
  // What the shard costs at least while it holds anything.
  [[nodiscard]] std::uint64_t fixed_bytes() const CELLARET_REQUIRES(lock_);

  // Empties the shard at once. What it held stays charged until the caller has freed it with
  // free_contents().
  [[nodiscard]] Owned<ShardContents> take_contents() CELLARET_REQUIRES(lock_);
  // Waits for readers, then frees what take_contents gave, some entries at a time, with the lock
  // free in between. Not while reading.
  void free_contents(Owned<ShardContents> contents) CELLARET_EXCLUDES(lock_);

  // In the child of a fork: whoever was freeing contents is gone, and their blocks with him.
  void forget_leaving() CELLARET_REQUIRES(lock_);

  // The estimate of the miss-ratio curve: see curve_sampler.h. A sampler is paid for, then started;
  // what take_curve() gives is not charged any more.
  Status reserve_curve(WriteContext &context, Owned<CurveSampler> &made) CELLARET_REQUIRES(lock_);
  void start_curve() CELLARET_REQUIRES(lock_);
  [[nodiscard]] Owned<CurveSampler> take_curve() CELLARET_REQUIRES(lock_);
  [[nodiscard]] const CurveSampler *curve() const CELLARET_REQUIRES(lock_) { return curve_.get(); }
  [[nodiscard]] std::uint64_t curve_bytes() const CELLARET_REQUIRES(lock_);
  // Real bytes of all entries, without what stands beside them.
  [[nodiscard]] std::uint64_t all_entry_bytes() const CELLARET_REQUIRES(lock_);
  // A read under the lock that found this slot, or none.
  void note_read(const HashedKey &key, SlotRef slot, Moment &moment) CELLARET_REQUIRES(lock_) {
    if (curve_ != nullptr) [[unlikely]]
      note_watched_read(key.hash, slot, moment);
  }

  [[nodiscard]] std::uint64_t entries() const CELLARET_REQUIRES(lock_) {
    return contents_ == nullptr ? 0 : contents_->table.size();
  }
  [[nodiscard]] std::uint64_t charged() const CELLARET_REQUIRES(lock_) { return charged_; }
  // charged(), computed afresh from every block.
  [[nodiscard]] std::uint64_t recount() const CELLARET_REQUIRES(lock_);
  [[nodiscard]] ShardCounters &counters() CELLARET_REQUIRES(lock_) { return counters_; }
  // How far entries are from home, in a sample of at most so many groups.
  void count_probes(std::uint32_t groups, ProbeCounts &out) const CELLARET_REQUIRES(lock_) {
    if (contents_ != nullptr) contents_->table.count_probes(groups, out);
  }
  [[nodiscard]] ReadCounters &reads() { return environment_.reads; }

 private:
  // What a lookup at home came to.
  [[nodiscard]] CELLARET_ALWAYS_INLINE Outcome read_found(TableView::Found found,
                                                          const TableView::Sight &sight,
                                                          EpochGuard::Reading reading,
                                                          ReadValue &out);
  // Reads the entry that a lookup found; kUndecided: it has to look again. read(const Sight &)
  // copies the value and says whether the sight held.
  template <class Read>
  [[nodiscard]] CELLARET_ALWAYS_INLINE Outcome read_sight(const TableView::Sight &sight,
                                                          EpochGuard::Reading reading, Read &&read);
  // Copies the value of a small entry that a lookup found, and says whether the sight held.
  [[nodiscard]] CELLARET_ALWAYS_INLINE static bool copy_small(const TableView::Sight &sight,
                                                              ReadValue &out);
  // The same for a small entry with a deadline, and for any.
  [[nodiscard]] CELLARET_ALWAYS_INLINE Outcome read_expiring(const TableView::Sight &sight,
                                                             EpochGuard::Reading reading,
                                                             ReadValue &out);
  [[nodiscard]] Outcome read_any(const TableView::Sight &sight, EpochGuard::Reading reading,
                                 ReadValue &out);
  [[nodiscard]] static Outcome also_due(Outcome outcome);
  Outcome count_miss(EpochGuard::Reading reading) {
    std::uint64_t misses = environment_.reads.count_miss(reading.thread_number());
    return is_check_due(misses) ? Outcome::kMissAndDue : Outcome::kMiss;
  }
  // Whether it is the turn of a read to look for timers, after so many of its kind.
  [[nodiscard]] bool is_check_due(std::uint64_t reads) const {
    return reads % kReadsPerTimerCheck == 0 &&
           next_due_.load(std::memory_order_relaxed) != INT64_MAX;
  }
  // By a clock that may lag, and by an operation's own moment.
  [[nodiscard]] static bool has_expired(const StoredDeadline &deadline, const Clock &clock);
  [[nodiscard]] static bool has_expired(const StoredDeadline &deadline, Moment &moment) {
    if (!deadline.exists()) return false;
    return (deadline.on_wall_clock ? moment.wall_ms() : moment.steady_ms()) > deadline.ms;
  }
  void note_timers() CELLARET_REQUIRES(lock_);
  [[nodiscard]] Owned<Changeover> make_changeover(const PolicyKind &kind) CELLARET_REQUIRES(lock_);
  void finish_policy(Room &room) CELLARET_REQUIRES(lock_);
  [[nodiscard]] const PolicyKind &policy_kind() const CELLARET_REQUIRES(lock_) {
    return *policy_kind_;
  }
  // Tells readers how hits are to be noted from now on.
  void announce_policy() CELLARET_REQUIRES(lock_);

  void set_next_due(std::int64_t due_ms) CELLARET_REQUIRES(lock_);
  static constexpr std::int64_t kNothingDue = INT64_MAX - 1;
  // Whether the curve follows the key.
  [[nodiscard]] bool is_watched(std::uint64_t hash) const {
    return CurveSampler::mixed(hash) < curve_threshold_.load(std::memory_order_relaxed);
  }
  CELLARET_NEVER_INLINE void note_watched_read(std::uint64_t hash, SlotRef slot, Moment &moment)
      CELLARET_REQUIRES(lock_);
  // An entry was written, or is about to go for another reason than want of room.
  void note_write(SlotRef slot) CELLARET_REQUIRES(lock_) {
    if (curve_ != nullptr) [[unlikely]]
      note_watched_write(slot);
  }
  CELLARET_NEVER_INLINE void note_watched_write(SlotRef slot) CELLARET_REQUIRES(lock_);
  CELLARET_NEVER_INLINE void note_watched_deadline(SlotRef slot) CELLARET_REQUIRES(lock_);
  CELLARET_NEVER_INLINE void note_watched_removal(SlotRef slot) CELLARET_REQUIRES(lock_);
  void update_curve() CELLARET_REQUIRES(lock_);
  // Work that tend() found to do.
  void tend_to_all(Moment &moment) CELLARET_REQUIRES(lock_);
  // What becomes of the collection that an entry holds when the entry goes.
  enum class Held : std::uint8_t { kBuried, kElsewhere };
  // Takes an entry out that has no timer.
  void drop(SlotRef slot, Removal cause, Held held = Held::kBuried) CELLARET_REQUIRES(lock_);
  CELLARET_ALWAYS_INLINE void take_out(const Table::Place &place, const Entry::Head &head,
                                       Removal cause, Held held) CELLARET_REQUIRES(lock_);
  void note_removal(Removal cause, std::string_view key) CELLARET_REQUIRES(lock_) {
    if (environment_.events.wants(cause)) [[unlikely]]
      environment_.events.note(number_, lock_, cause, key);
  }
  void note_cleared() CELLARET_REQUIRES(lock_);
  void drain_noted_hits() CELLARET_REQUIRES(lock_);
  // The same for a thread that reads, unless it is to leave its hits out.
  void drain_hits_of_reader() CELLARET_REQUIRES(lock_);
  // Slots change when entries come home or the table is resized.
  void on_move(SlotRef from, SlotRef to) CELLARET_REQUIRES(lock_);
  // Whether it reads the entry's deadline.
  [[nodiscard]] bool reads_on_move() const CELLARET_REQUIRES(lock_) {
    return policy_kind().volatile_only || contents_->timers.has_wheels();
  }

  // Whether hits on a slot with this word go to the log.
  [[nodiscard]] bool is_in_sample(std::uint64_t word) const {
    return (word & sample_mask_.load(std::memory_order_relaxed)) == 0;
  }
  // The policy's way to learn of a hit; true: the log is full.
  [[nodiscard]] CELLARET_ALWAYS_INLINE bool note_hit(const TableView::Sight &sight,
                                                     std::uint32_t thread) {
    sight.mark(hits_.full_marks());
    return is_in_sample(sight.word) && hits_.note(thread, sight.slot());
  }
  void update_sample() CELLARET_REQUIRES(lock_);
  void enroll(SlotRef slot, std::uint64_t hash, std::uint32_t weight) CELLARET_REQUIRES(lock_);

  // What a block weighs for the policy, and whether the policy knows entries with this deadline.
  [[nodiscard]] std::uint32_t weight_of(std::size_t bytes) const {
    return environment_.weight_of(bytes);
  }
  [[nodiscard]] bool is_enrolled(const StoredDeadline &deadline) const CELLARET_REQUIRES(lock_) {
    return !policy_kind().volatile_only || deadline.exists() || contents_->changeover != nullptr;
  }
  // Whether the policy has to be told that an entry got or lost its deadline.
  [[nodiscard]] bool changes_enrolment(const StoredDeadline &before,
                                       const StoredDeadline &after) const CELLARET_REQUIRES(lock_) {
    return before.exists() != after.exists() &&
           (policy_kind().volatile_only || contents_->changeover != nullptr);
  }

  // Brings the charge for contents and side arrays up to date.
  void recharge_sides() CELLARET_REQUIRES(lock_);
  void add_freed(std::uint64_t bytes) CELLARET_REQUIRES(lock_);
  void retire(Entry *entry) CELLARET_REQUIRES(lock_);
  struct Block;  // memory for an entry; its `at` is nullptr if there is none
  [[nodiscard]] CELLARET_ALWAYS_INLINE Block take_block(std::size_t size) CELLARET_REQUIRES(lock_);
  // Makes room for it and for so many entries, and pays for it.
  [[nodiscard]] CELLARET_ALWAYS_INLINE bool obtain(WriteContext &context, const Block &block,
                                                   std::int64_t entries) CELLARET_REQUIRES(lock_);
  void give_up(const Block &block) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool pay_for_sides(WriteContext &context) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool obtain(WriteContext &context, const Room &wanted) CELLARET_REQUIRES(lock_);
  // For want of bytes, or of entries.
  enum class Want : std::uint8_t { kBytes, kEntries };
  [[nodiscard]] bool free_buried_for(const Room &wanted) CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool evict_one(Want want) CELLARET_REQUIRES(lock_);
  void prefetch_victims() CELLARET_REQUIRES(lock_);
  [[nodiscard]] static Want want_of(const Room &shortage) {
    return shortage.bytes <= 0 && shortage.entries > 0 ? Want::kEntries : Want::kBytes;
  }
  [[nodiscard]] Status ensure_contents(WriteContext &context) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_timers(WriteContext &context, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status ensure_slots(WriteContext &context, std::uint32_t count)
      CELLARET_REQUIRES(lock_);
  enum class Growth : std::uint8_t { kNo, kAfterEvictions, kNow };
  [[nodiscard]] std::int64_t growth_price(unsigned size_class) const CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status grow(WriteContext &context, std::uint32_t count) CELLARET_REQUIRES(lock_);
  // Whether a table that wants to grow has to, is worth evicting for, or finds plenty of room.
  [[nodiscard]] bool is_growth_due() CELLARET_REQUIRES(lock_) {
    const Table &table = contents_->table;
    if (contents_->growth.room_wanted != 0) [[unlikely]]
      return !table.is_resizing();
    return table.wants_growth() && is_wanted_growth_due();
  }
  [[nodiscard]] bool is_wanted_growth_due() CELLARET_REQUIRES(lock_);
  [[nodiscard]] bool has_plenty_for(unsigned size_class) const CELLARET_REQUIRES(lock_);
  void keep_from_filling(WriteContext &context) CELLARET_REQUIRES(lock_);
  [[nodiscard]] Growth plan_growth(unsigned size_class, std::int64_t price, bool is_pressed) const
      CELLARET_REQUIRES(lock_);
  [[nodiscard]] Status resize(WriteContext &context, unsigned size_class) CELLARET_REQUIRES(lock_);
  void move_some(std::uint32_t groups) CELLARET_REQUIRES(lock_);
  void change_deadline(const HashedKey &key, SlotRef slot, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  // The entry at home that can be overwritten the short way. kNothing only if there is no other
  // work for a write, either.
  [[nodiscard]] CELLARET_ALWAYS_INLINE TableView::Found find_at_home(const HashedKey &key,
                                                                     TableView::Sight &sight)
      CELLARET_REQUIRES(lock_);
  // What tend() would see to; of timers and what is left to free only every so many writes.
  [[nodiscard]] bool is_other_work_due() const CELLARET_REQUIRES(lock_) {
    return is_resizing() || ((counters_.sets & write_check_mask_) == 0 && has_other_work());
  }
  [[nodiscard]] bool has_other_work() const CELLARET_REQUIRES(lock_);
  // Whether an entry is visible for certain, by a clock that may lag. By value, since it is asked
  // in the middle of the short way.
  [[nodiscard]] bool is_far_from(StoredDeadline deadline) const;
  [[nodiscard]] bool overwrite_sight(const TableView::Sight &sight, const ScalarView &value,
                                     std::uint8_t codec, const StoredDeadline &deadline,
                                     Moment &moment) CELLARET_REQUIRES(lock_);
  CELLARET_ALWAYS_INLINE void finish_at_home(const TableView::Sight &sight, std::uint32_t thread)
      CELLARET_REQUIRES(lock_);
  // `Content` is what an entry can be written with: a ScalarView or a SplicedText.
  template <class Content>
  Status write_content(WriteContext &context, const HashedKey &key, SlotRef existing,
                       const Content &value, std::uint8_t codec, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  template <class Content>
  [[nodiscard]] bool write_in_place(const HashedKey &key, SlotRef slot, const Content &value,
                                    std::uint8_t codec, const StoredDeadline &deadline)
      CELLARET_REQUIRES(lock_);
  // Moves a timer and sets the entry's field; inside an InPlaceChange.
  void store_deadline(SlotRef slot, const StoredDeadline &deadline) CELLARET_REQUIRES(lock_);
  // Allocates, pays for and publishes an entry, in the place of kept_ if that is one.
  template <class Content>
  Status put_entry(WriteContext &context, const HashedKey &key, const Content &value,
                   std::uint8_t codec, const StoredDeadline &deadline, Use use)
      CELLARET_REQUIRES(lock_);
  template <class Content>
  Status prepare_entry(WriteContext &context, const HashedKey &key, const Content &value,
                       std::uint8_t codec, const StoredDeadline &deadline, std::int64_t entries,
                       Prepared &out) CELLARET_REQUIRES(lock_);
  // Bytes behind a value that are likely to be needed soon, if there is plenty of room.
  [[nodiscard]] std::size_t spare_behind(const ScalarView &) const { return 0; }
  [[nodiscard]] std::size_t spare_behind(const SplicedText &value) const CELLARET_REQUIRES(lock_);
  void publish_new(const HashedKey &key, Entry *entry, std::size_t bytes,
                   const StoredDeadline &deadline) CELLARET_REQUIRES(lock_);
  void publish_over(SlotRef slot, const Prepared &prepared, Use use) CELLARET_REQUIRES(lock_);

  // Four lines, since an instance has many shards, and most instances few entries.
  //
  // Read without the lock, written seldom.
  TableView view_;
  HitLog hits_;
  const ShardEnvironment &environment_;
  Atomic<std::uint64_t> sample_mask_{0};  // of slot words whose hits go to the log
  // Of the timers, on whichever clock; kNothingDue while the curve wants every read to be followed
  // up, INT64_MAX otherwise.
  Atomic<std::int64_t> next_due_{INT64_MAX};
  Owned<ShardContents> contents_ CELLARET_GUARDED_BY(lock_);

  // What every write changes, and one that evicts for want of entries: it goes from core to core
  // with the lock.
  alignas(kCacheLine) Lock lock_;
  std::uint64_t last_stamp_ CELLARET_GUARDED_BY(lock_) = 0;
  Room room_ CELLARET_GUARDED_BY(lock_);
  ShardCounters counters_ CELLARET_GUARDED_BY(lock_);  // its first two end the line

  // What other writes change, and what all of them read.
  std::uint64_t charged_ CELLARET_GUARDED_BY(lock_) = 0;
  std::uint64_t charged_sides_ CELLARET_GUARDED_BY(lock_) = 0;
  const PolicyKind *policy_kind_ CELLARET_GUARDED_BY(lock_);  // rows live for ever
  // Which writes that go the short way look for other work: one in so many, or each.
  std::uint64_t write_check_mask_ CELLARET_GUARDED_BY(lock_) = kWritesPerTimerCheck - 1;

  // Seldom written.
  Random random_ CELLARET_GUARDED_BY(lock_);
  Room leaving_ CELLARET_GUARDED_BY(lock_);  // what take_contents gave and is not freed yet
  Owned<CurveSampler> curve_ CELLARET_GUARDED_BY(lock_);
  Atomic<std::uint64_t> curve_threshold_{0};  // of the keys that the curve follows
  const Collection *held_ CELLARET_GUARDED_BY(lock_) = nullptr;
  // The entry that a write in progress goes to: never a victim, and followed when it moves.
  SlotRef kept_ CELLARET_GUARDED_BY(lock_) = kNoSlot;
  const std::uint32_t number_;  // among the shards of the instance
};
static_assert(sizeof(Shard) == 4 * kCacheLine);

}  // namespace cellaret::engine

#include "engine/shard/short_ways.h"
