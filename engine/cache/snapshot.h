// Saving an instance to a file and loading it back, in the format of docs/format.md: a record that
// begins the snapshot, one for each entry, and one that ends it and vouches for all before it.
//
// Saving is a walk (scan.h) that copies the entries it meets (entry_copy.h): no shard is held for
// longer than a piece of either takes, nor while anything is written. So a snapshot is not of one
// moment; but each entry is, and one that does not change meanwhile is there exactly once.
//
// Threads: any.
#pragma once

#include <cstdint>

#include "engine/base/status.h"
#include "engine/cache/cache.h"
#include "engine/cache/snapshot_file.h"

namespace cellaret::engine {

// kOk, kIo (errno says why), kNoMemory. On an error the file that was there still is.
Status save_snapshot(Cache &cache, const char *path, const FileCalls &calls,
                     std::uint64_t &out_entries);

// The whole file is checked before anything changes. kOk; kBadFormat, kIo, kNoMemory: nothing has
// changed, except when memory ran out later; what restore_entry gives for an entry: those before it
// are there.
Status load_snapshot(Cache &cache, const char *path, std::uint64_t &out_entries);

}  // namespace cellaret::engine
