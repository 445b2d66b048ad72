// The process-wide state: the open instances by handle and by name, and what happens to them in a
// fork.
//
// A handle is the slot's generation and its number, 16 bits. Slots are static memory, so that any
// handle, stale or made up, can be looked up; the generation goes up when the slot is closed. Each
// opening of a named instance has a handle of its own, so that nobody can close what another one
// holds.
#pragma once

#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/limits.h"
#include "engine/base/memory.h"
#include "engine/base/status.h"
#include "engine/cache/cache.h"

namespace cellaret::engine {

// Never 0 for an instance; 0 is the null handle.
using Handle = std::uint64_t;

// kOk, or with `cache` still the caller's: kLimit, kNoMemory.
Status open_handle(Owned<Cache> &cache, Handle &out);

// Opens the instance of a name, 1 to kMaxNameSize bytes, which is made with these resolved options
// if there is none. `is_definition`: they are what it has to be. Otherwise it is taken as it is,
// and one that was made like that gives way to the first definition. kDiffers: out_differing names
// the option. Otherwise kOk, kLimit, kNoMemory. Not from within an EpochGuard.
Status open_named(std::string_view name, const Options &options, bool is_definition, Handle &out,
                  const char *&out_differing);

struct HandleSlot {
  Atomic<Handle> handle;  // that is or will be open here; 0: never used
  Atomic<Cache *> cache;
};
static_assert(kMaxInstances == 1u << 16);
extern HandleSlot handle_slots[kMaxInstances];

// kInvalid for what was never a handle, kClosed for one that was.
Status why_not_found(Handle handle);

// The instance of a handle: valid until the caller leaves its EpochGuard. nullptr: see
// why_not_found().
inline Cache *find_handle(Handle handle) {
  HandleSlot &slot = handle_slots[handle % kMaxInstances];
  // The null handle finds a slot that was never used: there is no instance in it.
  if (slot.handle.load(std::memory_order_acquire) != handle) [[unlikely]]
    return nullptr;
  return slot.cache.load(std::memory_order_acquire);
}

// Waits until no call uses the handle any more, and destroys the instance with its last handle. A
// handle that is not open is ignored. Not from within an EpochGuard.
void close_handle(Handle handle);

}  // namespace cellaret::engine
