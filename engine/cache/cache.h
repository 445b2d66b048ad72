// An instance: it finds the shard of a key, reads the clock, and sees to room that one shard alone
// cannot make. Operations themselves are in the shard's files.
//
// Threads: any; each method takes the locks it needs, never two at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "engine/base/clock.h"
#include "engine/base/epoch.h"
#include "engine/base/hash.h"
#include "engine/base/lock.h"
#include "engine/base/memory.h"
#include "engine/base/moment.h"
#include "engine/base/read_counters.h"
#include "engine/base/status.h"
#include "engine/cache/maintenance_thread.h"
#include "engine/cache/multi.h"
#include "engine/cache/options.h"
#include "engine/data/read_value.h"
#include "engine/expiry/expiry.h"
#include "engine/shard/key_place.h"
#include "engine/shard/scalar_operations.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

struct NamedInstance;

struct Statistics {
  ReadCounters::Sums reads;
  ShardCounters counters;
  std::uint64_t entries = 0;
  std::uint64_t bytes_charged = 0;
  std::uint64_t bytes_pinned = 0;
  std::uint64_t bytes_events = 0;
  std::uint64_t lock_waits = 0;
  ProbeCounts probes;
};

// A question to the curve, and its answer: the hit ratio with these limits, and how far it is off
// by chance.
struct CurvePoint {
  std::uint64_t max_bytes = 0;
  std::uint64_t max_entries = 0;
  double hit_ratio = 0;
  double standard_error = 0;
};

struct CurveStatistics {
  std::uint64_t reads = 0;           // since the start
  std::uint64_t followed_reads = 0;  // of keys of the sample
  std::uint64_t followed_keys = 0;   // at present
  double rate = 0;                   // of the sample, at present
  std::uint64_t bytes = 0;           // charged for it
};

// A write of a scalar as the caller asks for it: the expiry is not resolved yet.
struct ScalarWrite {
  ScalarView value;
  std::uint8_t codec = 0;
  SetCondition condition = SetCondition::kAlways;
  ExpiryArgument expiry;
};

// Limits to change; 0: as it is.
struct LimitChange {
  std::uint64_t max_bytes = 0;
  std::uint64_t max_entries = 0;
  std::uint64_t max_entry_bytes = 0;
};

class Cache {
 public:
  // nullptr without memory. `options` has been through resolve_options.
  static Owned<Cache> make(const Options &options);
  // The thread that the options ask for, if they do; before anybody else knows the instance.
  // kNoMemory; kLimit: the system starts no more threads.
  Status start_maintenance();
  ~Cache();
  Cache(const Cache &) = delete;
  Cache &operator=(const Cache &) = delete;

  // With the limits and the policy in force; of several that change, some may be old, some new.
  [[nodiscard]] Options options() const;
  // What the list of open instances knows of this one: see handles.h.
  struct Registration {
    std::uint64_t number = 0;        // no other instance of the process ever has it
    NamedInstance *named = nullptr;  // if it has a name
  };
  [[nodiscard]] Registration &registration() { return registration_; }
  [[nodiscard]] Clock &clock() { return clock_; }
  [[nodiscard]] Alarm &alarm() { return alarm_; }
  // A manual clock is moved; false: see Clock.
  [[nodiscard]] bool advance_clock(std::int64_t ms) { return rings(clock_.advance(ms)); }
  [[nodiscard]] bool step_wall_clock(std::int64_t ms) { return rings(clock_.step_wall(ms)); }
  [[nodiscard]] PinAccount &pins() { return pins_; }

  [[nodiscard]] HashedKey hashed(std::string_view key) const {
    return {key, hash_bytes(key, secret_)};
  }
  // False for one that is too long.
  [[nodiscard]] CELLARET_ALWAYS_INLINE bool hash_key(std::string_view key, HashedKey &out) const {
    out.bytes = key;
    return hash_at_most(kMaxKeySize, key, secret_, out.hash);
  }

  // Keys of any type. Statuses are those of the C functions of the same name.
  Status erase(std::string_view key);
  Status exists(std::string_view key, Type &out_type);
  Status expire(std::string_view key, std::int64_t ms, ExpireCondition condition);
  Status expire_at(std::string_view key, std::int64_t unix_ms, ExpireCondition condition);
  Status persist(std::string_view key);
  Status ttl(std::string_view key, std::int64_t &out_ms);
  Status expire_time(std::string_view key, std::int64_t &out_unix_ms);

  // All or nothing. `out` says how many were there, one that is named twice counts twice.
  Status touch(const std::string_view *keys, std::uint64_t count, const ExpiryArgument &expiry,
               std::uint64_t &out);

  // Scalars.
  // The caller is reading; it may have stopped afterwards.
  CELLARET_ALWAYS_INLINE Status get(EpochGuard::Reading reading, std::string_view key,
                                    ReadValue &out) {
    HashedKey hashed_key;
    return hash_key(key, hashed_key) ? get(reading, hashed_key, out) : Status::kMiss;
  }
  // The slow way hashes the key anew, so that the short one can forget the hash early.
  CELLARET_ALWAYS_INLINE Status get(EpochGuard::Reading reading, const HashedKey &hashed_key,
                                    ReadValue &out) {
    Shard &shard = shard_of(hashed_key);
    switch (shard.try_get(hashed_key, reading, out)) {
      case Shard::Outcome::kHit:
        return Status::kOk;
      case Shard::Outcome::kHitAndDue:
        follow_up(reading, hashed_key.bytes, true);
        return Status::kOk;
      case Shard::Outcome::kMiss:
        return Status::kMiss;
      case Shard::Outcome::kMissAndDue:
        follow_up(reading, hashed_key.bytes, false);
        return Status::kMiss;
      default:
        return get_again(reading, hashed_key.bytes, out);
    }
  }
  Status set(std::string_view key, const ScalarWrite &write, ReadValue *out_old);
  // The same with nothing but the value given.
  CELLARET_ALWAYS_INLINE Status set(std::string_view key, const ScalarView &value) {
    return set(hashed(key), value, epoch_thread_number());
  }
  CELLARET_ALWAYS_INLINE Status set(const HashedKey &hashed_key, const ScalarView &value,
                                    std::uint32_t thread) {
    Shard &shard = shard_of(hashed_key);
    shard.lock().acquire();
    Shard::Overwrite outcome = Shard::Overwrite::kUndecided;
    if (has_short_sets_.load(std::memory_order_relaxed)) [[likely]] {
      outcome = shard.overwrite_at_home(hashed_key, value, thread);
    }
    if (outcome == Shard::Overwrite::kDone) [[likely]] {
      shard.lock().release();
      return Status::kOk;
    }
    // Copies, so that on the short way both stay in registers.
    HashedKey key_copy = hashed_key;
    ScalarView value_copy = value;
    return set_locked(shard, key_copy, value_copy, outcome);
  }
  // With a deadline `ms` from now, which is at least 1 and below kMaxTime. To read the clock takes
  // about as long as a group is on its way.
  CELLARET_ALWAYS_INLINE Status set_in(const HashedKey &hashed_key, const ScalarView &value,
                                       std::uint8_t codec, std::int64_t ms, std::uint32_t thread) {
    Shard &shard = shard_of(hashed_key);
    shard.prefetch_group(hashed_key);
    std::int64_t now_ms = clock_.steady_ms();
    shard.lock().acquire();
    if (!events_.wants(Removal::kReplaced) &&
        shard.refresh_at_home(hashed_key, value, codec, now_ms, now_ms + ms, thread)) [[likely]] {
      shard.lock().release();
      return Status::kOk;
    }
    HashedKey key_copy = hashed_key;
    ScalarView value_copy = value;
    return set_in_locked(shard, key_copy, value_copy, codec, ms, now_ms);
  }
  Status increment(std::string_view key, std::int64_t delta, const ExpiryArgument &expiry,
                   std::int64_t &out) {
    HashedKey hashed_key = hashed(key);
    if (leaves_deadline(expiry)) return increment(hashed_key, delta, epoch_thread_number(), out);
    Shard &shard = shard_of(hashed_key);
    shard.lock().acquire();
    return increment_locked(shard, hashed_key, delta, expiry, out);
  }
  // The same with the default expiry.
  CELLARET_ALWAYS_INLINE Status increment(const HashedKey &hashed_key, std::int64_t delta,
                                          std::uint32_t thread, std::int64_t &out) {
    Shard &shard = shard_of(hashed_key);
    shard.lock().acquire();
    if (!has_default_expiry_ && shard.increment_at_home(hashed_key, delta, thread, out))
        [[likely]] {
      shard.lock().release();
      return Status::kOk;
    }
    HashedKey copy = hashed_key;
    return increment_locked(shard, copy, delta, {}, out);
  }
  Status increment(std::string_view key, double delta, const ExpiryArgument &expiry, double &out);

  // Several keys. Each of `out` is a value or none: a miss, or not a scalar.
  void multi_get(EpochGuard::Reading reading, const KeyBytes *keys, std::size_t count,
                 ReadValue *out);
  // All or nothing, for readers too. kExists only with `if_absent`.
  Status multi_set(const KeyValue *pairs, std::size_t count, const ExpiryArgument &expiry,
                   bool if_absent);

  // Lists and sets: their operations are functions of a shard, run here under the lock of the key's
  // shard. read(Shard &, const HashedKey &, Moment &) once; change(Shard &, WriteContext &, const
  // HashedKey &, const DeadlineChange &) again while room can be found for it.
  template <class Read>
  Status read_key(std::string_view key, Read &&read) {
    HashedKey hashed_key = hashed(key);
    Moment moment = coarse_moment();
    Shard &shard = shard_of(hashed_key);
    LockGuard guard(shard.lock());
    return read(shard, hashed_key, moment);
  }
  template <class Change>
  Status change_key(std::string_view key, const ExpiryArgument &expiry, Change &&change);

  // The same for operations on several keys, which hold all their shards: read(KeyPlaces, Moment
  // &), change(KeyPlaces, WriteContext &, const DeadlineChange &). Room is made in the shard of the
  // key number `growing`. `replaces`: the deadline as for a write that replaces what the key held.
  template <class Read>
  Status read_keys(const std::string_view *keys, std::uint64_t count, Read &&read);
  template <class Change>
  Status change_keys(const std::string_view *keys, std::uint64_t count, std::uint64_t growing,
                     const ExpiryArgument &expiry, bool replaces, Change &&change);

  // For operations in files of their own: scan.h, entry_copy.h, snapshot.h.
  [[nodiscard]] std::uint32_t shard_count() const { return options_.shards; }
  [[nodiscard]] Shard &shard_of(const HashedKey &key) { return shards_[shard_number(key)]; }
  [[nodiscard]] Shard &shard(std::uint32_t number) { return shards_[number]; }
  [[nodiscard]] Moment exact_moment() const { return {clock_, Moment::Precision::kExact}; }

  // The whole instance.
  void clear();
  [[nodiscard]] std::uint64_t size();
  std::uint64_t maintain(std::uint64_t budget);
  [[nodiscard]] Statistics statistics();
  void reset_statistics();

  // The estimate of the instance's miss-ratio curve, from start to stop; a sample of so many keys,
  // or 0 for the default. kMiss: none was started.
  Status start_curve(std::uint64_t keys);
  Status stop_curve();
  Status read_curve(CurvePoint *points, std::size_t count, CurveStatistics &out);

  // Bytes charged, computed afresh from every block.
  [[nodiscard]] std::uint64_t recount();

  // Who wants to know what is removed.
  Status subscribe(std::uint32_t causes, std::size_t bytes_per_shard, std::uint32_t &out_number);
  [[nodiscard]] Owned<EventQueue> unsubscribe(std::uint32_t number);
  [[nodiscard]] Events &events() { return events_; }

  // Other limits, and another policy: see cellaret_cache_set_limits, cellaret_cache_set_policy.
  Status set_limits(const LimitChange &change);
  Status set_policy(const PolicyKind &kind);
  // Holds every shard, in the order of their number, for a sum of one moment.
  void lock_all() CELLARET_NO_ANALYSIS;
  void unlock_all() CELLARET_NO_ANALYSIS;
  // The same while the process forks; a change of settings ends before.
  void lock_for_fork() CELLARET_NO_ANALYSIS {
    settings_lock_.acquire();
    lock_all();
  }
  void unlock_after_fork() CELLARET_NO_ANALYSIS {
    unlock_all();
    settings_lock_.release();
  }
  // In the child of a fork, with every shard locked: who was copying or clearing is not here.
  void forget_others() CELLARET_NO_ANALYSIS;

 private:
  Cache(const Options &options, PinAccount &pins);
  template <class T, class... Arguments>
  friend Owned<T> make_owned(Arguments &&...);

  class Places;

  bool rings(bool has_moved) {
    if (has_moved && maintenance_ != nullptr) alarm_.ring();
    return has_moved;
  }
  void update_short_sets();
  [[nodiscard]] std::uint32_t shard_number(const HashedKey &key) const {
    return key.shard_bits() & shard_mask_;
  }
  [[nodiscard]] Moment coarse_moment() const { return {clock_, Moment::Precision::kCoarse}; }

  // What the policy, a timer or the curve wants done after a read.
  CELLARET_NEVER_INLINE void follow_up(EpochGuard::Reading reading, std::string_view key,
                                       bool is_hit);
  CELLARET_NEVER_INLINE Status get_again(EpochGuard::Reading reading, std::string_view key,
                                         ReadValue &out);
  // The moment a deadline is computed from.
  [[nodiscard]] Now now_of(Moment &moment, const ExpiryArgument &expiry) const;
  // Whether a write that only touches leaves the deadline alone.
  [[nodiscard]] bool leaves_deadline(const ExpiryArgument &expiry) const {
    return expiry.is_bare_default() && !has_default_expiry_;
  }
  // The rest of a write whose shard's lock is held; they release it.
  CELLARET_NEVER_INLINE Status set_locked(Shard &shard, const HashedKey &key,
                                          const ScalarView &value, Shard::Overwrite outcome)
      CELLARET_RELEASE(shard.lock());
  Status set_locked(Shard &shard, const HashedKey &key, Moment &moment, const SetRequest &request,
                    ReadValue *out_old) CELLARET_RELEASE(shard.lock());
  CELLARET_NEVER_INLINE Status set_in_locked(Shard &shard, const HashedKey &key,
                                             const ScalarView &value, std::uint8_t codec,
                                             std::int64_t ms, std::int64_t now_ms)
      CELLARET_RELEASE(shard.lock());
  Status set_resolved(Shard &shard, const HashedKey &key, Moment &moment, const SetRequest &request,
                      ReadValue *out_old) CELLARET_RELEASE(shard.lock());
  CELLARET_NEVER_INLINE Status increment_locked(Shard &shard, const HashedKey &key,
                                                std::int64_t delta, const ExpiryArgument &expiry,
                                                std::int64_t &out) CELLARET_RELEASE(shard.lock());
  // Repeats a write while room can be found for it. The lock of the key's shard is held, and
  // released in the end.
  template <class Attempt>
  Status write_locked(Shard &shard, Moment &moment, Attempt &&attempt)
      CELLARET_RELEASE(shard.lock());
  template <class Attempt>
  Status write(const HashedKey &key, Moment &moment, Attempt &&attempt) {
    Shard &shard = shard_of(key);
    shard.lock().acquire();
    return write_locked(shard, moment, attempt);
  }
  class KeysAhead;
  // A read without the lock can meet a collection; then it got nothing but the type.
  static Status scalar_or_wrong_type(ReadValue &out) {
    if (!is_collection(static_cast<Type>(out.type))) return Status::kOk;
    out.set_none();
    return Status::kWrongType;
  }
  // What a write does to the deadline; a plain set replaces it.
  Status resolve(const ExpiryArgument &expiry, Moment &moment, bool replaces,
                 DeadlineChange &out) const;
  // The same for several shards: one attempt after another under locks that `locked` takes.
  template <class Locked>
  Status repeat(std::uint32_t home, Moment &moment, Locked &&locked);
  [[nodiscard]] bool gather_room(std::uint32_t home, WriteContext &context);
  // The same without a home, into `room`; with `shrinks`, out of tables that are too large, too.
  [[nodiscard]] bool make_room(const Room &wanted, bool shrinks, Room &room);
  Status change_policy(Shard &shard, const PolicyKind &kind, Room &room);
  // Gives the copy of a collection that a write has to wait for some time.
  static void wait_for_copy(WriteContext &context);
  Status expire_with(std::string_view key, Moment &moment, const DeadlineChange &change,
                     ExpireCondition condition);
  template <class Apply>
  void for_each_shard(Apply &&apply) {
    for (std::uint32_t number = 0; number < options_.shards; ++number) apply(shards_[number]);
  }

  Options options_;  // as the instance was opened
  Registration registration_;
  Lock settings_lock_;  // held while settings change; taken before the lock of any shard
  Limits limits_;
  Atomic<const PolicyKind *> policy_;
  bool has_default_expiry_;
  // Whether a set with nothing but the value may go the short way: without a default expiry, and
  // with nobody who wants to know of replaced values.
  Atomic<bool> has_short_sets_;
  Clock clock_;
  HashSecret secret_;
  Budget budget_;
  PinAccount &pins_;
  ReadCounters reads_;
  Alarm alarm_;
  Events events_;
  Mail mail_;
  ShardEnvironment environment_;
  Shard *shards_ = nullptr;  // options_.shards of them
  const std::uint32_t shard_mask_;
  Owned<MaintenanceThread> maintenance_;
  std::uint64_t reads_before_curve_ = 0;  // of all time; guarded by the locks of all shards
};

template <class Locked>
Status Cache::repeat(std::uint32_t home, Moment &moment, Locked &&locked) {
  Shard &shard = shards_[home];
  WriteContext context(moment);
  for (std::uint32_t tries = 1;; ++tries) {
    Status status = locked(shard, context);
    if (status != Status::kFull || tries == kMaxWriteTries) return status;
    if (context.must_wait) {
      wait_for_copy(context);
      --tries;
      continue;
    }
    bool is_worth_it = context.has_evicted;
    context.has_evicted = false;
    if (!is_worth_it && !gather_room(home, context)) {
      LockGuard guard(shard.lock());
      shard.give_room_back(context.grant);
      return Status::kFull;
    }
  }
}

template <class Attempt>
Status Cache::write_locked(Shard &shard, Moment &moment, Attempt &&attempt) {
  auto home = static_cast<std::uint32_t>(&shard - shards_);
  WriteContext context(moment);
  for (std::uint32_t tries = 1;; ++tries) {
    Status status = attempt(shard, context);
    if (!context.grant.is_empty()) shard.give_room_back(context.grant);
    shard.lock().release();
    if (status != Status::kFull || tries == kMaxWriteTries) return status;
    if (context.must_wait) {
      wait_for_copy(context);
      --tries;
      shard.lock().acquire();
      continue;
    }
    bool is_worth_it = context.has_evicted;
    context.has_evicted = false;
    bool has_room = is_worth_it || gather_room(home, context);
    shard.lock().acquire();
    if (has_room) continue;
    shard.give_room_back(context.grant);
    shard.lock().release();
    return Status::kFull;
  }
}

template <class Change>
Status Cache::change_key(std::string_view key, const ExpiryArgument &expiry, Change &&change) {
  Moment moment = exact_moment();
  DeadlineChange deadline;  // kKeep
  if (!leaves_deadline(expiry)) {
    Status status = resolve(expiry, moment, false, deadline);
    if (status != Status::kOk) return status;
  }
  HashedKey hashed_key = hashed(key);
  return write(hashed_key, moment, [&](Shard &shard, WriteContext &context) {
    shard.lock().assume_held();
    return change(shard, context, hashed_key, deadline);
  });
}

// The keys of one call with their shards, and which shards those are.
class Cache::Places {
 public:
  [[nodiscard]] bool find(Cache &cache, const std::string_view *keys, std::uint64_t count) {
    if (count > kFew && !many_.allocate(count)) return false;
    count_ = count;
    for (std::uint64_t at = 0; at < count; ++at) {
      HashedKey key = cache.hashed(keys[at]);
      std::uint32_t number = cache.shard_number(key);
      data()[at] = {cache.shards_ + number, key};
      involved_[number / 64] |= std::uint64_t{1} << number % 64;
    }
    return true;
  }
  [[nodiscard]] KeyPlaces all() { return {data(), count_}; }

  // In the order of their numbers, so that calls that share shards wait for each other in turn.
  void lock(Cache &cache) CELLARET_NO_ANALYSIS {
    for_each([&](std::uint32_t number)
                 CELLARET_NO_ANALYSIS { cache.shards_[number].lock().acquire(); });
  }
  void unlock(Cache &cache) CELLARET_NO_ANALYSIS {
    for_each([&](std::uint32_t number)
                 CELLARET_NO_ANALYSIS { cache.shards_[number].lock().release(); });
  }

 private:
  static constexpr std::uint64_t kFew = 8;

  [[nodiscard]] KeyPlace *data() { return many_ ? many_.get() : few_; }
  template <class Apply>
  void for_each(Apply &&apply) {
    for (std::uint32_t word = 0; word < kMaxShards / 64; ++word) {
      for (std::uint64_t left = involved_[word]; left != 0; left &= left - 1) {
        apply(word * 64 + static_cast<std::uint32_t>(std::countr_zero(left)));
      }
    }
  }

  KeyPlace few_[kFew] = {};
  ZeroedArray<KeyPlace> many_;
  std::uint64_t count_ = 0;
  std::uint64_t involved_[kMaxShards / 64] = {};
};

template <class Read>
Status Cache::read_keys(const std::string_view *keys, std::uint64_t count, Read &&read) {
  Places places;
  if (!places.find(*this, keys, count)) return Status::kNoMemory;
  Moment moment = coarse_moment();
  places.lock(*this);
  Status status = read(places.all(), moment);
  places.unlock(*this);
  return status;
}

template <class Change>
Status Cache::change_keys(const std::string_view *keys, std::uint64_t count, std::uint64_t growing,
                          const ExpiryArgument &expiry, bool replaces, Change &&change) {
  Moment moment = exact_moment();
  DeadlineChange deadline;
  Status resolved = resolve(expiry, moment, replaces, deadline);
  if (resolved != Status::kOk) return resolved;
  Places places;
  if (!places.find(*this, keys, count)) return Status::kNoMemory;
  std::uint32_t home = shard_number(places.all()[growing].key);
  return repeat(home, moment, [&](Shard &shard, WriteContext &context) CELLARET_NO_ANALYSIS {
    places.lock(*this);
    Status status = change(places.all(), context, deadline);
    if (!context.grant.is_empty()) shard.give_room_back(context.grant);
    places.unlock(*this);
    return status;
  });
}

}  // namespace cellaret::engine
