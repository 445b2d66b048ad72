// Copying the value of a key to another key, and giving a value another key. Every function runs
// under the locks of both shards and is atomic, for readers without the lock, too.
//
// The key is a part of its entry, so a scalar is copied either way; a list or set that is renamed
// is not. Room is made in the shard of the destination, where the source is not evicted for it.
#pragma once

#include "engine/shard/key_place.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

enum class IfThere : std::uint8_t { kReplace, kLeave };

// Codec and deadline are those of the source. kOk; kMiss: no source; kExists: there is a
// destination, and it is left; kTooLarge, kFull, kNoMemory: nothing has changed.
Status copy_key(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                IfThere if_there) CELLARET_NO_ANALYSIS;
// The same, and the source is gone. kNoKey: no source. A key may be renamed to itself.
Status rename_key(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                  IfThere if_there) CELLARET_NO_ANALYSIS;
// The value of a source that is there goes to the destination, with this deadline.
Status move_value(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                  const StoredDeadline &deadline) CELLARET_NO_ANALYSIS;

}  // namespace cellaret::engine
