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

// What is left to do for a key when reading has stopped.
enum class Left : std::uint8_t { kNothing, kMustLock, kHitDue, kMissDue };

}  // namespace

// Some of the keys of one call. What a key needs next is asked for a round before it is needed.
class Cache::KeysAhead {
 public:
  KeysAhead(Cache &cache, const KeyBytes *keys, std::size_t count, ReadValue *out)
      : cache_(cache), keys_(keys), count_(count), out_(out) {}

  // True: finish() is to be called when reading has stopped.
  bool read(EpochGuard::Reading reading) {
    for (std::size_t at = 0; at < count_; ++at) {
      HashedKey key = cache_.hashed(keys_[at].view());
      Shard &shard = cache_.shard_of(key);
      steps_[at].hash = key.hash;
      steps_[at].shard = &shard;
      shard.begin_get(key, steps_[at].lookup);
    }
    for (std::size_t at = 0; at < count_; ++at) {
      steps_[at].shard->continue_get(key(at), steps_[at].lookup);
    }
    bool is_more = false;
    for (std::size_t at = 0; at < count_; ++at) {
      Step &step = steps_[at];
      ReadValue &out = out_[at];
      Shard::Outcome outcome = step.shard->finish_get(key(at), step.lookup, reading, out);
      step.left = Left::kNothing;
      if (outcome != Shard::Outcome::kHit) [[unlikely]] {
        step.left = read_otherwise(at, outcome, reading);
        is_more = is_more || step.left != Left::kNothing;
      }
    }
    return is_more;
  }

  void finish(Moment &moment) {
    for (std::size_t at = 0; at < count_; ++at) {
      Step &step = steps_[at];
      if (step.left == Left::kNothing) continue;
      if (step.left != Left::kMustLock) {
        step.shard->follow_up(key(at), step.left == Left::kHitDue, moment);
        continue;
      }
      LockGuard guard(step.shard->lock());
      step.shard->tend(moment);
      if (get_scalar(*step.shard, key(at), moment, out_[at]) != Status::kOk) out_[at].set_none();
    }
  }

 private:
  struct Step {
    std::uint64_t hash;
    Shard *shard;
    Shard::Lookup lookup;
    Left left;
  };

  [[nodiscard]] HashedKey key(std::size_t at) const { return {keys_[at].view(), steps_[at].hash}; }

  // A key that was not simply hit.
  CELLARET_NEVER_INLINE Left read_otherwise(std::size_t at, Shard::Outcome outcome,
                                            EpochGuard::Reading reading) {
    Shard &shard = *steps_[at].shard;
    HashedKey key = this->key(at);
    if (outcome == Shard::Outcome::kUndecided) {
      outcome = shard.try_get_again(key, reading, out_[at]);
    }
    bool is_hit = outcome == Shard::Outcome::kHit || outcome == Shard::Outcome::kHitAndDue;
    // Of a collection a read without the lock gets nothing but the type.
    if (!is_hit || is_collection(static_cast<Type>(out_[at].type))) out_[at].set_none();
    switch (outcome) {
      case Shard::Outcome::kHit:
      case Shard::Outcome::kMiss:
        return Left::kNothing;
      case Shard::Outcome::kHitAndDue:
      case Shard::Outcome::kMissAndDue:
        if (!shard.needs_follow_up(key, reading)) return Left::kNothing;
        return is_hit ? Left::kHitDue : Left::kMissDue;
      default:
        return Left::kMustLock;
    }
  }

  Cache &cache_;
  const KeyBytes *keys_;
  std::size_t count_;
  ReadValue *out_;
  Step steps_[kKeysAhead];
};

void Cache::multi_get(EpochGuard::Reading reading, const KeyBytes *keys, std::size_t count,
                      ReadValue *out) {
  for (std::size_t at = 0; at < count; at += kKeysAhead) {
    KeysAhead some(*this, keys + at, std::min(kKeysAhead, count - at), out + at);
    if (!some.read(reading)) continue;
    reading.stop();
    Moment moment = coarse_moment();
    some.finish(moment);
    if (at + kKeysAhead < count) reading.begin();
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
