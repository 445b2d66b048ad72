// What can be done with one list in one shard. Every function runs under the shard's lock and is
// atomic; outputs are written with kOk only. The costs are those of engine/data/list.h.
#pragma once

#include <cstdint>

#include "engine/data/list.h"
#include "engine/data/values.h"
#include "engine/shard/collection_operations.h"

namespace cellaret::engine {

// kMiss when there is no key and `only_if_exists`.
Status push_list(Shard &shard, WriteContext &context, const HashedKey &key, List::End end,
                 ElementSpan elements, bool only_if_exists, const CollectionWrite &write,
                 std::uint64_t &out_size) CELLARET_REQUIRES(shard.lock());
// kMiss when there is no key.
Status pop_list(Shard &shard, WriteContext &context, const HashedKey &key, List::End end,
                const DeadlineChange &deadline, ReadValue &out) CELLARET_REQUIRES(shard.lock());
// Up to `count`, in the order in which they are popped. kMiss when there is no key.
Status pop_list_many(Shard &shard, WriteContext &context, const HashedKey &key, List::End end,
                     std::uint64_t count, const DeadlineChange &deadline, Values *&out)
    CELLARET_REQUIRES(shard.lock());
// kOutOfRange, kNoKey.
Status set_list(Shard &shard, WriteContext &context, const HashedKey &key, std::int64_t index,
                const Element &element, const DeadlineChange &deadline)
    CELLARET_REQUIRES(shard.lock());
// kMiss when the pivot is not there; 0 when there is no key.
Status insert_list(Shard &shard, WriteContext &context, const HashedKey &key, const Element &pivot,
                   const Element &element, bool before, const DeadlineChange &deadline,
                   std::uint64_t &out_size) CELLARET_REQUIRES(shard.lock());
// Up to `count` equal elements from an end on.
Status remove_list(Shard &shard, WriteContext &context, const HashedKey &key,
                   const Element &element, std::uint64_t count, List::End from,
                   const DeadlineChange &deadline, std::uint64_t &out_removed)
    CELLARET_REQUIRES(shard.lock());
// kMiss when there is no key.
Status trim_list(Shard &shard, WriteContext &context, const HashedKey &key, std::int64_t from,
                 std::int64_t to, const DeadlineChange &deadline) CELLARET_REQUIRES(shard.lock());

// kMiss when there is no such element.
Status get_list(Shard &shard, const HashedKey &key, Moment &moment, std::int64_t index,
                ReadValue &out) CELLARET_REQUIRES(shard.lock());
Status range_of_list(Shard &shard, const HashedKey &key, Moment &moment, std::int64_t from,
                     std::int64_t to, Values *&out) CELLARET_REQUIRES(shard.lock());

struct PositionQuery {
  Element element;
  std::int64_t rank = 1;      // from which match on; negative: counted from the end. Not 0.
  std::uint64_t count = 1;    // of matches; 0: all
  std::uint64_t max_len = 0;  // elements looked at; 0: all
};
// Indexes as numbers. kMiss when there is none.
Status position_in_list(Shard &shard, const HashedKey &key, Moment &moment,
                        const PositionQuery &query, Values *&out) CELLARET_REQUIRES(shard.lock());

}  // namespace cellaret::engine
