// Differences, intersections and unions of several sets. Every function runs under the locks of all
// shards it is given, and is atomic.
//
// A key that is not there is an empty set; one of another type is kWrongType, whatever the others
// hold. Members are looked up in the other sets, none of which is copied: a difference costs the
// members of the first set times the other sets, an intersection those of the smallest, a union all
// members times the sets before theirs.
#pragma once

#include <cstdint>

#include "engine/data/values.h"
#include "engine/shard/collection_operations.h"
#include "engine/shard/key_place.h"

namespace cellaret::engine {

enum class SetAlgebra : std::uint8_t { kDifference, kIntersection, kUnion };

Status combine_sets(KeyPlaces keys, Moment &moment, SetAlgebra algebra,
                    Values *&out) CELLARET_NO_ANALYSIS;
// How many members there would be; counts no further than `limit`, if that is not 0.
Status count_combined(KeyPlaces keys, Moment &moment, SetAlgebra algebra, std::uint64_t limit,
                      std::uint64_t &out) CELLARET_NO_ANALYSIS;
// Puts the result under the first key, in place of whatever that holds, or takes that key out when
// there is no member. The others are the operands.
Status store_combined(KeyPlaces keys, WriteContext &context, SetAlgebra algebra,
                      const CollectionWrite &write, std::uint64_t &out_size) CELLARET_NO_ANALYSIS;

}  // namespace cellaret::engine
