// The process-wide state: the open instances by handle, and what happens to them in a fork.
//
// A handle is a slot number and the slot's generation. Slots are static memory, so that any handle,
// stale or made up, can be looked up; the generation goes up when the slot is closed.
#pragma once

#include <cstdint>

#include "engine/base/memory.h"
#include "engine/base/status.h"
#include "engine/cache/cache.h"

namespace cellaret::engine {

// Never 0 for an instance; 0 is the null handle.
using Handle = std::uint64_t;

// kOk, or kLimit with `cache` untouched.
Status open_handle(Owned<Cache> &cache, Handle &out);

// The instance of a handle: valid until the caller leaves its EpochGuard. kInvalid for what was
// never a handle, kClosed for one that was.
Status find_handle(Handle handle, Cache *&out);

// Takes the instance out and destroys it when no call uses it any more. A handle that is not open
// is ignored. Not from within an EpochGuard.
void close_handle(Handle handle);

}  // namespace cellaret::engine
