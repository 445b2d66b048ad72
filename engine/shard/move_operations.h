// What can be done with lists and sets of several keys at once: moving elements, and popping from
// the first list that has any. Every function runs under the locks of all shards it is given, and
// is atomic.
#pragma once

#include <cstdint>

#include "engine/data/list.h"
#include "engine/data/values.h"
#include "engine/shard/collection_operations.h"
#include "engine/shard/key_place.h"

namespace cellaret::engine {

struct ListMove {
  List::End from;
  List::End to;
};

// Takes an element out of one list and puts it into another, or the same. kMiss when there is no
// source. `write` is for the destination; the source keeps its deadline.
Status move_in_lists(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                     ListMove move, const CollectionWrite &write,
                     ReadValue &out) CELLARET_NO_ANALYSIS;
// kMiss when the member is not in the source.
Status move_in_sets(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                    const Element &member, const CollectionWrite &write) CELLARET_NO_ANALYSIS;
// Pops up to `count` elements, 1 or more, from the first key that is there. kMiss when there is
// none.
Status pop_first_list(KeyPlaces keys, WriteContext &context, List::End end, std::uint64_t count,
                      const DeadlineChange &deadline, std::uint64_t &out_index,
                      Values *&out) CELLARET_NO_ANALYSIS;

}  // namespace cellaret::engine
