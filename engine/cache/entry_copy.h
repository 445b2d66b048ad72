// Entries as records of the common format, and entries made from records.
//
// Copying holds the shard for a bounded piece at a time, so a large list or set is copied in many.
// The entry's stamp says whether all pieces are of one state: a change in between makes the copy
// begin anew. One that changes all the time is held after some tries: its writers wait then, with
// no lock held, and nobody else does. Large strings are pinned and copied with the lock let go.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/status.h"
#include "engine/cache/cache.h"
#include "engine/data/byte_buffer.h"
#include "engine/data/record.h"

namespace cellaret::engine {

// Appends the record of a key's entry, of one moment. kOk, kMiss, kNoMemory; nothing is appended
// then.
Status copy_entry(Cache &cache, std::string_view key, bool with_key, ByteBuffer &out);

// Writes the value of a record whose payload has been checked. A bare default expiry means the
// deadline of the record. kOk; kExists (there and not to be replaced); kBadExpiry, kInvalid,
// kTooLarge, kFull, kNoMemory; nothing has changed then.
Status restore_entry(Cache &cache, std::string_view key, const RecordView &record,
                     const ExpiryArgument &expiry, bool replace);

}  // namespace cellaret::engine
