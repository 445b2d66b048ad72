// Reading and writing several keys in one call.
#include <algorithm>

#include "engine/cache/cache.h"
#include "engine/shard/key_operations.h"
#include "engine/shard/scalar_operations.h"

namespace cellaret::engine {

namespace {

// Keys whose lines are on their way from memory at the same time; a processor has about as many
// misses outstanding.
constexpr std::size_t kKeysAhead = 16;

// What is left to do for a key when reading has stopped, kept in a field that is zero otherwise.
constexpr std::uint8_t kDone = 0;
constexpr std::uint8_t kMustLock = 1;
constexpr std::uint8_t kHitDue = 2;
constexpr std::uint8_t kMissDue = 3;

}  // namespace

// Three rounds over a few keys: what each needs next is asked for before it is needed.
void Cache::get_some(EpochGuard::Reading reading, const KeyBytes *keys, std::size_t count,
                     ReadValue *out, bool &is_more) {
  std::uint64_t hashes[kKeysAhead];
  for (std::size_t at = 0; at < count; ++at) {
    HashedKey key = hashed(keys[at].view());
    hashes[at] = key.hash;
    shard_of(key).prefetch_group(key);
  }
  for (std::size_t at = 0; at < count; ++at) {
    HashedKey key{keys[at].view(), hashes[at]};
    shard_of(key).prefetch_entry(key);
  }
  for (std::size_t at = 0; at < count; ++at) {
    HashedKey key{keys[at].view(), hashes[at]};
    std::uint8_t left = kDone;
    Shard &shard = shard_of(key);
    Shard::Outcome outcome = shard.try_get(key, reading, out[at]);
    if (outcome == Shard::Outcome::kUndecided) {
      HashedKey again = key;
      outcome = shard.try_get_again(again, reading, out[at]);
    }
    switch (outcome) {
      case Shard::Outcome::kHit:
        break;
      case Shard::Outcome::kHitAndDue:
        if (shard.needs_follow_up(key, reading)) left = kHitDue;
        break;
      case Shard::Outcome::kMiss:
        out[at].set_none();
        break;
      case Shard::Outcome::kMissAndDue:
        out[at].set_none();
        if (shard.needs_follow_up(key, reading)) left = kMissDue;
        break;
      default:
        out[at].set_none();
        left = kMustLock;
    }
    // Of a collection a read without the lock gets nothing but the type.
    if (is_collection(static_cast<Type>(out[at].type))) out[at].set_none();
    out[at].reserved_0 = left;
    is_more = is_more || left != kDone;
  }
}

void Cache::multi_get(EpochGuard::Reading reading, const KeyBytes *keys, std::size_t count,
                      ReadValue *out) {
  bool is_more = false;
  for (std::size_t at = 0; at < count; at += kKeysAhead) {
    get_some(reading, keys + at, std::min(kKeysAhead, count - at), out + at, is_more);
  }
  if (!is_more) return;
  reading.stop();
  Moment moment = coarse_moment();
  for (std::size_t at = 0; at < count; ++at) {
    std::uint8_t left = out[at].reserved_0;
    out[at].reserved_0 = 0;
    if (left == kDone) continue;
    HashedKey key = hashed(keys[at].view());
    Shard &shard = shard_of(key);
    if (left != kMustLock) {
      shard.follow_up(key, left == kHitDue, moment);
      continue;
    }
    LockGuard guard(shard.lock());
    shard.tend(moment);
    if (get_scalar(shard, key, moment, out[at]) != Status::kOk) out[at].set_none();
  }
}

// Entries are made ready one by one, which nobody notices, until the locks of all find all ready.
Status Cache::touch(const std::string_view *keys, std::uint64_t count, const ExpiryArgument &expiry,
                    std::uint64_t &out) {
  Moment moment = exact_moment();
  DeadlineChange change;
  Status status = resolve(expiry, moment, false, change);
  if (status != Status::kOk) return status;
  Places places;
  if (!places.find(*this, keys, count)) return Status::kNoMemory;
  for (std::uint32_t tries = 0; tries < kMaxWriteTries; ++tries) {
    std::uint64_t number = 0;
    places.lock(*this);
    status = touch_keys(places.all(), moment, change, number);
    places.unlock(*this);
    if (status == Status::kOk) out = number;
    if (status != Status::kFull) return status;
    const HashedKey &key = places.all()[number].key;
    status = write(key, moment, [&](Shard &shard, WriteContext &context) {
      shard.lock().assume_held();
      return reserve_deadline(shard, context, key, change);
    });
    if (status != Status::kOk) return status;
  }
  return Status::kFull;
}

Status Cache::multi_set(const KeyValue *pairs, std::size_t count, const ExpiryArgument &expiry,
                        bool if_absent) {
  Moment moment = exact_moment();
  DeadlineChange change;
  Status status =
      resolve_replacing(expiry, options_.default_expiry, now_of(moment, expiry), change);
  if (status != Status::kOk || count == 0) return status;
  MultiWrite write(shards_, options_.shards - 1);
  if (!write.plan(pairs, count, secret_)) return Status::kNoMemory;
  // What can never fit evicts nobody.
  if (write.bytes() > limits_.max_bytes.load(std::memory_order_relaxed) ||
      write.entries() > limits_.max_entries.load(std::memory_order_relaxed)) {
    return Status::kFull;
  }
  WriteContext context(moment);
  for (std::uint32_t tries = 1;; ++tries) {
    std::uint32_t lacking = 0;
    status = write.attempt(context, change, if_absent, lacking);
    if (status != Status::kFull || tries == kMaxWriteTries) return status;
    bool is_worth_it = context.has_evicted;
    context.has_evicted = false;
    if (is_worth_it || gather_room(lacking, context)) continue;
    Shard &shard = shards_[lacking];
    LockGuard guard(shard.lock());
    shard.give_room_back(context.grant);
    return Status::kFull;
  }
}

}  // namespace cellaret::engine
