// What can be done with a key whatever the type of its value. Every function runs under the shard's
// lock and is atomic.
#pragma once

#include <cstdint>

#include "engine/expiry/expiry.h"
#include "engine/shard/key_place.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

// kOk or kMiss.
Status delete_key(Shard &shard, const HashedKey &key, Moment &moment)
    CELLARET_REQUIRES(shard.lock());
// kOk with the type, or kMiss.
Status type_of(Shard &shard, const HashedKey &key, Moment &moment, Type &out)
    CELLARET_REQUIRES(shard.lock());
// kOk, kMiss (no key, or the condition does not hold), or what Shard::set_deadline gives.
Status expire_key(Shard &shard, WriteContext &context, const HashedKey &key,
                  const DeadlineChange &change, ExpireCondition condition)
    CELLARET_REQUIRES(shard.lock());
// A use in the eyes of the policy, and a new deadline. kOk, kMiss, or what Shard::set_deadline
// gives.
Status touch_key(Shard &shard, WriteContext &context, const HashedKey &key,
                 const DeadlineChange &change) CELLARET_REQUIRES(shard.lock());
// The same for all that are there, at once and without memory or room. kFull: nothing was done,
// since an entry, whose number is in `out`, has to be made to hold such a deadline first; else
// `out` says how many there were.
Status touch_keys(KeyPlaces keys, Moment &moment, const DeadlineChange &change,
                  std::uint64_t &out) CELLARET_NO_ANALYSIS;
// Makes an entry able to hold a deadline and leaves the one it has. kOk, or what
// Shard::set_deadline gives.
Status reserve_deadline(Shard &shard, WriteContext &context, const HashedKey &key,
                        const DeadlineChange &change) CELLARET_REQUIRES(shard.lock());
// kOk, kNoExpiry or kMiss.
Status persist_key(Shard &shard, const HashedKey &key, Moment &moment)
    CELLARET_REQUIRES(shard.lock());
// kOk with the deadline, kNoExpiry or kMiss.
Status deadline_of(Shard &shard, const HashedKey &key, Moment &moment, Deadline &out)
    CELLARET_REQUIRES(shard.lock());

}  // namespace cellaret::engine
