// What all changes of lists and sets have in common: room before, the deadline, the version and the
// account after, and the end of a collection with its last element.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/collection.h"
#include "engine/expiry/expiry.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

// Elements as a caller gives them.
struct ElementSpan {
  const ElementArgument *elements = nullptr;
  std::uint64_t count = 0;

  // `text` as for Element::of.
  [[nodiscard]] Element at(std::uint64_t index, NumberText &text) const {
    return Element::of(elements[index], text);
  }
};

// What a change brings besides its elements.
struct CollectionWrite {
  std::uint8_t codec = 0;  // of a collection that is made
  DeadlineChange deadline;
};

// The entry of a key, and its collection if it is of the type looked for.
struct FoundCollection {
  SlotRef slot = kNoSlot;
  Collection *collection = nullptr;
};

enum class Change : std::uint8_t { kMade, kNone, kNoMemory };

// kOk, kMiss or kWrongType. For a change, after Shard::tend.
Status find_collection(Shard &shard, const HashedKey &key, Moment &moment, Type type,
                       FoundCollection &out) CELLARET_REQUIRES(shard.lock());
// The same for reading, which counts as a hit or a miss.
Status read_collection(Shard &shard, const HashedKey &key, Moment &moment, Type type,
                       FoundCollection &out) CELLARET_REQUIRES(shard.lock());
// 0 when there is no key; a read.
Status size_of_collection(Shard &shard, const HashedKey &key, Moment &moment, Type type,
                          std::uint64_t &out) CELLARET_REQUIRES(shard.lock());

// The steps of a change to a collection that is there. prepare: sees to the new deadline and
// to room for `growth` bytes; an error has changed nothing, but the entry
// may have come to another slot. It is the first change of its operation, or the operation has
// asked Shard::is_held before. finish: accounts for what was done since the collection had
// `bytes_before`, and cannot fail but with the change itself.
struct PreparedChange {
  StoredDeadline old_deadline;  // of an entry that gets another
  std::size_t bytes_before = 0;
};
Status prepare_change(Shard &shard, WriteContext &context, const HashedKey &key,
                      FoundCollection &found, std::size_t growth, const DeadlineChange &deadline,
                      PreparedChange &out) CELLARET_REQUIRES(shard.lock());
Status finish_change(Shard &shard, WriteContext &context, const HashedKey &key,
                     const FoundCollection &found, const PreparedChange &prepared,
                     const DeadlineChange &deadline, Change change) CELLARET_REQUIRES(shard.lock());

// apply() makes the change between the two and says what became of it.
template <class Apply>
Status change_collection(Shard &shard, WriteContext &context, const HashedKey &key,
                         FoundCollection &found, std::size_t growth, const DeadlineChange &deadline,
                         Apply &&apply) CELLARET_REQUIRES(shard.lock()) {
  PreparedChange prepared;
  Status status = prepare_change(shard, context, key, found, growth, deadline, prepared);
  if (status != Status::kOk) return status;
  return finish_change(shard, context, key, found, prepared, deadline, apply());
}

// Puts a new collection, which nobody has charged yet, under a key; `existing` is what find() gave,
// an entry that is replaced. Room for it was obtained. On an error, and when a deadline that has
// passed leaves no key, the collection is freed.
Status store_collection(Shard &shard, WriteContext &context, const HashedKey &key, SlotRef existing,
                        Collection *collection, const CollectionWrite &write)
    CELLARET_REQUIRES(shard.lock());

}  // namespace cellaret::engine
