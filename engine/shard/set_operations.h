// What can be done with one set in one shard. Every function runs under the shard's lock and is
// atomic; outputs are written with kOk only. The costs are those of engine/data/set.h.
#pragma once

#include <cstdint>

#include "engine/data/set.h"
#include "engine/data/values.h"
#include "engine/shard/collection_operations.h"

namespace cellaret::engine {

// How many were not there before.
Status add_to_set(Shard &shard, WriteContext &context, const HashedKey &key, ElementSpan members,
                  const CollectionWrite &write, std::uint64_t &out_added)
    CELLARET_REQUIRES(shard.lock());
// How many were there.
Status remove_from_set(Shard &shard, WriteContext &context, const HashedKey &key,
                       ElementSpan members, const DeadlineChange &deadline,
                       std::uint64_t &out_removed) CELLARET_REQUIRES(shard.lock());
// Takes a random member out. kMiss when there is no key.
Status pop_set(Shard &shard, WriteContext &context, const HashedKey &key,
               const DeadlineChange &deadline, ReadValue &out) CELLARET_REQUIRES(shard.lock());
// Up to `count` random members; none when there is no key.
Status pop_set_many(Shard &shard, WriteContext &context, const HashedKey &key, std::uint64_t count,
                    const DeadlineChange &deadline, Values *&out) CELLARET_REQUIRES(shard.lock());

// 1 for each member that is there, 0 for each that is not.
Status contained_in_set(Shard &shard, const HashedKey &key, Moment &moment, ElementSpan members,
                        std::uint8_t *out) CELLARET_REQUIRES(shard.lock());
Status items_of_set(Shard &shard, const HashedKey &key, Moment &moment, Values *&out)
    CELLARET_REQUIRES(shard.lock());
// kMiss when there is no key.
Status sample_set(Shard &shard, const HashedKey &key, Moment &moment, ReadValue &out)
    CELLARET_REQUIRES(shard.lock());
// Up to `count` members that differ, or with repetition exactly `count`; none when there is no key.
Status sample_set_many(Shard &shard, const HashedKey &key, Moment &moment, std::uint64_t count,
                       bool with_repetition, Values *&out) CELLARET_REQUIRES(shard.lock());

}  // namespace cellaret::engine
