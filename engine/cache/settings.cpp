// Changing the limits and the policy of an instance that is in use.
#include "engine/cache/cache.h"

namespace cellaret::engine {

Options Cache::options() const {
  Options options = options_;
  options.max_bytes = limits_.max_bytes.load(std::memory_order_relaxed);
  options.max_entries = limits_.max_entries.load(std::memory_order_relaxed);
  options.max_entry_bytes = limits_.max_entry_bytes.load(std::memory_order_relaxed);
  options.policy = policy_.load(std::memory_order_acquire);
  options.policy_name = options.policy->name;
  return options;
}

// Shards are visited one at a time, and no lock of one is held between two of them. At first what
// lies idle is taken, then what victims bring; a table that became too large for what is left of
// its entries is part of that.
bool Cache::make_room(const Room &wanted, bool shrinks, Room &room) {
  Moment moment = exact_moment();
  for (std::uint32_t evictions : {std::uint32_t{0}, kMaxEvictionsPerTry}) {
    for (bool has_progress = true; has_progress;) {
      has_progress = false;
      for (std::uint32_t number = 0; number < options_.shards; ++number) {
        // What the last shard had too much may have come back to the pool.
        budget_.draw(wanted, room);
        if (room.covers(wanted)) return true;
        Shard &shard = shards_[number];
        LockGuard guard(shard.lock());
        has_progress |= shard.yield_room(wanted, evictions, room);
        has_progress |= shrinks && shard.shrink_table(moment, room);
      }
    }
  }
  budget_.draw(wanted, room);
  return room.covers(wanted);
}

namespace {

// By how much a limit changes, in what the budget counts.
std::int64_t change_of(std::uint64_t before, std::uint64_t after) {
  return Budget::endless_if_unlimited(after) - Budget::endless_if_unlimited(before);
}

std::uint64_t or_else(std::uint64_t given, std::uint64_t otherwise) {
  return given != 0 ? given : otherwise;
}

}  // namespace

// A limit is lowered by obtaining the room that it loses, as a write does, and never giving that
// back: so both limits hold all the time, and on failure the old ones are still in force.
Status Cache::set_limits(const LimitChange &change) {
  if (change.max_bytes != 0 && change.max_bytes < kMinMaxBytes) return Status::kInvalid;
  LockGuard settings(settings_lock_);
  Options after = options();
  Room more{change_of(after.max_bytes, or_else(change.max_bytes, after.max_bytes)),
            change_of(after.max_entries, or_else(change.max_entries, after.max_entries))};
  after.max_bytes = or_else(change.max_bytes, after.max_bytes);
  after.max_entries = or_else(change.max_entries, after.max_entries);
  after.max_entry_bytes = or_else(change.max_entry_bytes, after.max_entry_bytes);
  Room less{std::max<std::int64_t>(-more.bytes, 0), std::max<std::int64_t>(-more.entries, 0)};
  Room room;
  if (!less.is_empty()) {
    std::uint64_t fixed = 0;
    for_each_shard([&](Shard &shard) {
      LockGuard guard(shard.lock());
      fixed += shard.fixed_bytes();
    });
    bool has_room = fixed <= after.max_bytes && make_room(less, true, room);
    if (!has_room) {
      budget_.give_back(room);
      return Status::kFull;
    }
  }
  limits_.max_bytes.store(after.max_bytes, std::memory_order_relaxed);
  limits_.max_entries.store(after.max_entries, std::memory_order_relaxed);
  limits_.max_entry_bytes.store(after.max_entry_bytes, std::memory_order_relaxed);
  limits_.max_retired_bytes.store(retired_bytes(after), std::memory_order_relaxed);
  budget_.set_chunks(after.max_bytes, after.max_entries, after.shards);
  room.add(more);
  budget_.give_back(room);
  return Status::kOk;
}

Status Cache::set_policy(const PolicyKind &kind) {
  LockGuard settings(settings_lock_);
  const PolicyKind &former = *policy_.load(std::memory_order_relaxed);
  if (&kind == &former) return Status::kOk;
  Room room;
  Status status = Status::kOk;
  std::uint32_t number = 0;
  for (; number < options_.shards && status == Status::kOk; ++number) {
    status = change_policy(shards_[number], kind, room);
  }
  if (status == Status::kOk) {
    policy_.store(&kind, std::memory_order_release);
  } else {
    // The way back costs about what the way there gave back, which is still at hand.
    for (--number; number-- > 0;) {
      static_cast<void>(change_policy(shards_[number], former, room));
    }
  }
  budget_.give_back(room);
  return status;
}

Status Cache::change_policy(Shard &shard, const PolicyKind &kind, Room &room) {
  for (;;) {
    Room shortage;
    Status status = Status::kOk;
    {
      LockGuard guard(shard.lock());
      status = shard.start_policy(kind, room, shortage);
    }
    if (status == Status::kOk) break;
    if (status != Status::kFull) return status;
    shortage.add(room);
    if (!make_room(shortage, false, room)) return Status::kFull;
  }
  for (bool more = true; more;) {
    LockGuard guard(shard.lock());
    more = shard.continue_policy(kEntriesHandedOver, room);
  }
  return Status::kOk;
}

}  // namespace cellaret::engine
