// Routing to shards, gathering room across them, and what concerns the whole instance.
#include "engine/cache/cache.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <new>
#include <thread>

#include "engine/shard/deadlines.h"
#include "engine/shard/key_operations.h"

namespace cellaret::engine {

Owned<Cache> Cache::make(const Options &options) {
  PinAccount *pins = PinAccount::make();
  if (pins == nullptr) return nullptr;
  void *block = allocate_lines(options.shards * sizeof(Shard));
  Owned<Cache> cache = block == nullptr ? nullptr : make_owned<Cache>(options, *pins);
  if (cache == nullptr) {
    deallocate(block);
    pins->drop();
    return nullptr;
  }
  cache->shards_ = static_cast<Shard *>(block);
  Random seeds(options.seed);
  for (std::uint32_t number = 0; number < options.shards; ++number) {
    new (cache->shards_ + number) Shard(cache->environment_, *options.policy, seeds.next(), number);
  }
  return cache;
}

Cache::Cache(const Options &options, PinAccount &pins)
    : options_(options),
      limits_{Atomic(options.max_bytes), Atomic(options.max_entries),
              Atomic(options.max_entry_bytes), Atomic(retired_bytes(options))},
      policy_(options.policy),
      has_default_expiry_(options.default_expiry.kind > ExpiryKind::kNever),
      has_short_sets_(!has_default_expiry_),
      clock_(options.clock, options.manual_start_ms),
      secret_(options.seed, options.hash),
      budget_(options.max_bytes, options.max_entries, options.shards),
      pins_(pins),
      events_(mail_),
      mail_(events_, alarm_),
      environment_{secret_,
                   budget_,
                   pins_,
                   reads_,
                   events_,
                   mail_,
                   clock_,
                   limits_,
                   std::min(std::bit_ceil(processors()), kMaxHitStripes),
                   options.max_bytes != kUnlimited || options.max_entries == kUnlimited},
      shard_mask_(options.shards - 1) {}

Status Cache::start_maintenance() {
  if (options_.maintenance_ms == 0) return Status::kOk;
  return MaintenanceThread::start(*this, options_.maintenance_ms, maintenance_);
}

Cache::~Cache() {
  maintenance_.reset();
  for (std::uint32_t number = 0; number < options_.shards; ++number) shards_[number].~Shard();
  deallocate(shards_);
  pins_.drop();
}

// Most writes carry no expiry and read no clock.
Now Cache::now_of(Moment &moment, const ExpiryArgument &expiry) const {
  bool is_default = expiry.kind == ExpiryKind::kDefault;
  const ExpiryArgument &chosen = is_default ? options_.default_expiry : expiry;
  switch (chosen.kind) {
    case ExpiryKind::kIn:
      // The wall clock matters only to a sum that could overflow.
      return {moment.steady_ms(), chosen.ms < kMaxTime ? 0 : moment.wall_ms()};
    case ExpiryKind::kAt:
    case ExpiryKind::kDaily:
      return {0, moment.wall_ms()};
    default:
      return {};
  }
}

// First what lies idle in other shards, then what their victims bring, one shard at a time and no
// lock held between two of them. Starts at the neighbour, so that no shard is everybody's prey.
bool Cache::gather_room(std::uint32_t home, WriteContext &context) {
  Room wanted = context.shortage;
  std::uint32_t mask = options_.shards - 1;
  for (std::uint32_t evictions : {std::uint32_t{0}, kMaxEvictionsPerTry}) {
    bool has_evicted = true;
    while (has_evicted) {
      has_evicted = false;
      for (std::uint32_t step = 1; step <= mask; ++step) {
        Shard &shard = shards_[(home + step) & mask];
        LockGuard guard(shard.lock());
        has_evicted |= shard.yield_room(wanted, evictions, context.grant);
        if (context.grant.covers(wanted)) return true;
      }
    }
  }
  return false;
}

Status Cache::erase(std::string_view key) {
  HashedKey hashed_key = hashed(key);
  Moment moment = exact_moment();
  Shard &shard = shard_of(hashed_key);
  LockGuard guard(shard.lock());
  return delete_key(shard, hashed_key, moment);
}

Status Cache::exists(std::string_view key, Type &out_type) {
  HashedKey hashed_key = hashed(key);
  Moment moment = coarse_moment();
  Shard &shard = shard_of(hashed_key);
  LockGuard guard(shard.lock());
  return type_of(shard, hashed_key, moment, out_type);
}

Status Cache::expire_with(std::string_view key, Moment &moment, const DeadlineChange &change,
                          ExpireCondition condition) {
  HashedKey hashed_key = hashed(key);
  return write(hashed_key, moment, [&](Shard &shard, WriteContext &context) {
    shard.lock().assume_held();
    return expire_key(shard, context, hashed_key, change, condition);
  });
}

Status Cache::expire(std::string_view key, std::int64_t ms, ExpireCondition condition) {
  Moment moment = exact_moment();
  DeadlineChange change;
  Status status = resolve_expire_in(ms, {moment.steady_ms(), moment.wall_ms()}, change);
  return status == Status::kOk ? expire_with(key, moment, change, condition) : status;
}

Status Cache::expire_at(std::string_view key, std::int64_t unix_ms, ExpireCondition condition) {
  Moment moment = exact_moment();
  DeadlineChange change;
  Status status = resolve_expire_at(unix_ms, {moment.steady_ms(), moment.wall_ms()}, change);
  return status == Status::kOk ? expire_with(key, moment, change, condition) : status;
}

Status Cache::persist(std::string_view key) {
  HashedKey hashed_key = hashed(key);
  Moment moment = exact_moment();
  Shard &shard = shard_of(hashed_key);
  LockGuard guard(shard.lock());
  return persist_key(shard, hashed_key, moment);
}

Status Cache::ttl(std::string_view key, std::int64_t &out_ms) {
  HashedKey hashed_key = hashed(key);
  Moment moment = exact_moment();
  Shard &shard = shard_of(hashed_key);
  Deadline deadline;
  LockGuard guard(shard.lock());
  Status status = deadline_of(shard, hashed_key, moment, deadline);
  if (status == Status::kOk) {
    out_ms = deadline.remaining({moment.steady_ms(), moment.wall_ms()});
  }
  return status;
}

Status Cache::expire_time(std::string_view key, std::int64_t &out_unix_ms) {
  HashedKey hashed_key = hashed(key);
  Moment moment = exact_moment();
  Shard &shard = shard_of(hashed_key);
  Deadline deadline;
  LockGuard guard(shard.lock());
  Status status = deadline_of(shard, hashed_key, moment, deadline);
  if (status == Status::kOk) {
    out_unix_ms = deadline.unix_ms({moment.steady_ms(), moment.wall_ms()});
  }
  return status;
}

void Cache::follow_up(EpochGuard::Reading reading, std::string_view bytes, bool is_hit) {
  HashedKey key = hashed(bytes);
  Shard &shard = shard_of(key);
  if (!shard.needs_follow_up(key, reading)) return;
  reading.stop();
  Moment moment = coarse_moment();
  shard.follow_up(key, is_hit, moment);
}

Status Cache::get_again(EpochGuard::Reading reading, std::string_view bytes, ReadValue &out) {
  HashedKey key = hashed(bytes);
  Shard &shard = shard_of(key);
  switch (shard.try_get_again(key, reading, out)) {
    case Shard::Outcome::kHit:
      return scalar_or_wrong_type(out);
    case Shard::Outcome::kHitAndDue:
      follow_up(reading, bytes, true);
      return scalar_or_wrong_type(out);
    case Shard::Outcome::kMiss:
      return Status::kMiss;
    case Shard::Outcome::kMissAndDue:
      follow_up(reading, bytes, false);
      return Status::kMiss;
    default:
      break;
  }
  reading.stop();
  Moment moment = coarse_moment();
  LockGuard lock(shard.lock());
  shard.tend(moment);
  return get_scalar(shard, key, moment, out);
}

Status Cache::set(std::string_view key, const ScalarWrite &write, ReadValue *out_old) {
  HashedKey hashed_key = hashed(key);
  Shard &shard = shard_of(hashed_key);
  // To read the clock takes about as long as this does.
  shard.prefetch_group(hashed_key);
  Moment moment = exact_moment();
  SetRequest request{write.value, write.codec, write.condition, {}};
  Now now = now_of(moment, write.expiry);
  Status status = resolve_replacing(write.expiry, options_.default_expiry, now, request.deadline);
  if (status != Status::kOk) return status;
  shard.lock().acquire();
  return set_resolved(shard, hashed_key, moment, request, out_old);
}

Status Cache::set_in_locked(Shard &shard, const HashedKey &key, const ScalarView &value,
                            std::uint8_t codec, std::int64_t ms, std::int64_t now_ms) {
  Moment moment(clock_, now_ms);
  SetRequest request{value, codec, SetCondition::kAlways, {}};
  ExpiryArgument expiry{.kind = ExpiryKind::kIn, .ms = ms};
  Status status = resolve_replacing(expiry, {}, now_of(moment, expiry), request.deadline);
  if (status != Status::kOk) {
    shard.lock().release();
    return status;
  }
  return set_resolved(shard, key, moment, request, nullptr);
}

Status Cache::set_resolved(Shard &shard, const HashedKey &key, Moment &moment,
                           const SetRequest &request, ReadValue *out_old) {
  bool is_plain = request.condition == SetCondition::kAlways && out_old == nullptr &&
                  request.deadline.action == DeadlineAction::kSet &&
                  !events_.wants(Removal::kReplaced);
  StoredDeadline deadline = stored(request.deadline.deadline);
  if (is_plain && shard.overwrite(key, request.value, request.codec, deadline, moment)) {
    shard.lock().release();
    return Status::kOk;
  }
  return set_locked(shard, key, moment, request, out_old);
}

Status Cache::set_locked(Shard &shard, const HashedKey &key, const ScalarView &value,
                         Shard::Overwrite outcome) {
  Moment moment = exact_moment();
  WriteContext context(moment);
  bool is_done = outcome == Shard::Overwrite::kNoKey
                     ? shard.add_plain(context, key, value)
                     : has_short_sets_.load(std::memory_order_relaxed) &&
                           shard.write_plain(context, key, value);
  if (is_done) {
    shard.lock().release();
    return Status::kOk;
  }
  SetRequest request{value, 0, SetCondition::kAlways, {}};
  Status status =
      resolve_replacing({}, options_.default_expiry, now_of(moment, {}), request.deadline);
  if (status != Status::kOk) {
    shard.lock().release();
    return status;
  }
  return set_locked(shard, key, moment, request, nullptr);
}

Status Cache::set_locked(Shard &shard, const HashedKey &key, Moment &moment,
                         const SetRequest &request, ReadValue *out_old) {
  return write_locked(shard, moment, [&](Shard &home, WriteContext &context) {
    home.lock().assume_held();
    return set_scalar(home, context, key, request, out_old);
  });
}

Status Cache::resolve(const ExpiryArgument &expiry, Moment &moment, bool replaces,
                      DeadlineChange &out) const {
  Now now = now_of(moment, expiry);
  return replaces ? resolve_replacing(expiry, options_.default_expiry, now, out)
                  : resolve_touching(expiry, options_.default_expiry, now, out);
}

Status Cache::increment_locked(Shard &shard, const HashedKey &key, std::int64_t delta,
                               const ExpiryArgument &expiry, std::int64_t &out) {
  Moment moment = exact_moment();
  DeadlineChange change;
  Now now = now_of(moment, expiry);
  Status status = resolve_touching(expiry, options_.default_expiry, now, change);
  if (status != Status::kOk) {
    shard.lock().release();
    return status;
  }
  return write_locked(shard, moment, [&](Shard &home, WriteContext &context) {
    home.lock().assume_held();
    return increment_int(home, context, key, delta, change, out);
  });
}

Status Cache::increment(std::string_view key, double delta, const ExpiryArgument &expiry,
                        double &out) {
  Moment moment = exact_moment();
  DeadlineChange change;
  Now now = now_of(moment, expiry);
  Status status = resolve_touching(expiry, options_.default_expiry, now, change);
  if (status != Status::kOk) return status;
  HashedKey hashed_key = hashed(key);
  return write(hashed_key, moment, [&](Shard &shard, WriteContext &context) {
    shard.lock().assume_held();
    return increment_double(shard, context, hashed_key, delta, change, out);
  });
}

void Cache::clear() {
  for_each_shard([](Shard &shard) {
    Owned<ShardContents> contents;
    {
      LockGuard guard(shard.lock());
      contents = shard.take_contents();
    }
    shard.free_contents(std::move(contents));
  });
}

std::uint64_t Cache::size() {
  std::uint64_t entries = 0;
  Moment moment = exact_moment();
  for_each_shard([&](Shard &shard) {
    // Expired entries do not count. They go in steps, so that nobody waits long for the lock.
    for (bool more = true; more;) {
      std::uint64_t reclaimed = 0;
      LockGuard guard(shard.lock());
      more = shard.reclaim(moment, kReclaimStep, reclaimed);
      if (!more) entries += shard.entries();
    }
  });
  return entries;
}

std::uint64_t Cache::maintain(std::uint64_t budget) {
  std::uint64_t total = 0;
  Moment moment = exact_moment();
  moment.fix();
  for_each_shard([&](Shard &shard) {
    for (bool more = true; more && total < budget;) {
      std::uint64_t left = budget - total;
      std::uint64_t reclaimed = 0;
      LockGuard guard(shard.lock());
      more = shard.reclaim(
          moment, left < kReclaimStep ? static_cast<std::uint32_t>(left) : kReclaimStep, reclaimed);
      total += reclaimed;
      shard.free_retired(true);
    }
    for (bool more = true; more;) {
      LockGuard guard(shard.lock());
      // Of expired entries nothing is left then, at a moment that stands still.
      more = total < budget ? shard.keep_up(moment) == Shard::Upkeep::kMore
                            : shard.free_buried(kFreeStepsOfMaintenance);
    }
  });
  return total;
}

Statistics Cache::statistics() {
  Statistics sum;
  // Of one moment: an entry that went here to make room for one there would be counted twice.
  lock_all();
  for_each_shard([&](Shard &shard) {
    shard.lock().assume_held();
    sum.counters.add(shard.counters());
    sum.entries += shard.entries();
    sum.bytes_charged += shard.charged();
    sum.lock_waits += shard.lock().waits();
  });
  unlock_all();
  sum.reads = reads_.sums();
  sum.bytes_pinned = pins_.bytes();
  sum.bytes_events = events_.bytes();
  std::uint32_t groups = std::max(kProbedGroups / options_.shards, 1u);
  for_each_shard([&](Shard &shard) {
    LockGuard guard(shard.lock());
    shard.count_probes(groups, sum.probes);
  });
  return sum;
}

void Cache::reset_statistics() {
  reads_.reset();
  for_each_shard([](Shard &shard) {
    LockGuard guard(shard.lock());
    shard.counters() = {};
    shard.lock().reset_waits();
  });
}

void Cache::update_short_sets() {
  // Again if somebody else changed that meanwhile, whose word may have come before this one.
  bool are_short = false;
  auto should_be = [&] { return !has_default_expiry_ && !events_.wants(Removal::kReplaced); };
  do {
    are_short = should_be();
    has_short_sets_.exchange(are_short, std::memory_order_seq_cst);
  } while (are_short != should_be());
}

Status Cache::subscribe(std::uint32_t causes, std::size_t bytes_per_shard,
                        std::uint32_t &out_number) {
  Status status = events_.add(causes, options_.shards, bytes_per_shard, out_number);
  update_short_sets();
  return status;
}

Owned<EventQueue> Cache::unsubscribe(std::uint32_t number) {
  Owned<EventQueue> queue = events_.remove(number);
  update_short_sets();
  return queue;
}

std::uint64_t Cache::recount() {
  std::uint64_t bytes = 0;
  for_each_shard([&](Shard &shard) {
    LockGuard guard(shard.lock());
    bytes += shard.recount();
  });
  return bytes;
}

void Cache::wait_for_copy(WriteContext &context) {
  context.must_wait = false;
  std::this_thread::sleep_for(std::chrono::microseconds(kCopyWaitUs));
}

void Cache::forget_others() {
  if (maintenance_ != nullptr) maintenance_->forget();
  alarm_.listen_before(Alarm::kNothing);
  for_each_shard([](Shard &shard) CELLARET_NO_ANALYSIS {
    shard.let_go();
    shard.forget_leaving();
  });
}

void Cache::lock_all() {
  for_each_shard([](Shard &shard) CELLARET_NO_ANALYSIS { shard.lock().acquire(); });
}

void Cache::unlock_all() {
  for_each_shard([](Shard &shard) CELLARET_NO_ANALYSIS { shard.lock().release(); });
}

}  // namespace cellaret::engine
