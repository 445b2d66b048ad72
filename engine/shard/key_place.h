// A key of a call on several, and the shard it belongs to.
//
// Such a call holds the locks of all its shards, which were taken in the order of their numbers.
// Room for what grows is made in that key's shard, and may cost another key of the call its entry;
// so the functions of such calls read what they need before they obtain room, and look again
// afterwards.
#pragma once

#include "engine/base/hash.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

struct KeyPlace {
  Shard *shard;
  HashedKey key;
};

inline bool is_same(const KeyPlace &left, const KeyPlace &right) {
  return left.shard == right.shard && left.key.bytes == right.key.bytes;
}

struct KeyPlaces {
  const KeyPlace *places;
  std::uint64_t count;

  const KeyPlace &operator[](std::uint64_t at) const { return places[at]; }
};

}  // namespace cellaret::engine
