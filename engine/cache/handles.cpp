// The table of open instances, and the fork handlers.
#include "engine/cache/handles.h"

#include <pthread.h>

#include <atomic>
#include <utility>

#include "engine/base/epoch.h"
#include "engine/base/limits.h"
#include "engine/base/lock.h"

namespace cellaret::engine {

HandleSlot handle_slots[kMaxInstances];

namespace {

Lock registry_lock;
std::uint32_t first_free CELLARET_GUARDED_BY(registry_lock) = 0;  // slot number + 1
std::uint32_t used_slots CELLARET_GUARDED_BY(registry_lock) = 0;  // ever

constexpr Handle handle_of(std::uint32_t number, std::uint32_t generation) {
  return std::uint64_t{generation} << 32 | (number + 1);
}
constexpr std::uint32_t generation_of(Handle handle) {
  return static_cast<std::uint32_t>(handle >> 32);
}

HandleSlot *slot_of(Handle handle) {
  auto number = static_cast<std::uint32_t>(handle);
  return number == 0 || number > kMaxInstances ? nullptr : &handle_slots[number - 1];
}

// A fork while another thread is inside would leave the child with locks nobody will release and
// half-made changes. So the forking thread takes them all: registry first, then every shard.
void before_fork() CELLARET_NO_ANALYSIS {
  registry_lock.acquire();
  policy_registry_lock().acquire();
  for (std::uint32_t number = 0; number < used_slots; ++number) {
    if (Cache *cache = handle_slots[number].cache.load(std::memory_order_acquire))
      cache->lock_for_fork();
  }
}

void release_after_fork() CELLARET_NO_ANALYSIS {
  for (std::uint32_t number = 0; number < used_slots; ++number) {
    if (Cache *cache = handle_slots[number].cache.load(std::memory_order_acquire))
      cache->unlock_after_fork();
  }
  policy_registry_lock().release();
  registry_lock.release();
}

void after_fork_in_child() CELLARET_NO_ANALYSIS {
  epoch_after_fork_in_child();
  for (std::uint32_t number = 0; number < used_slots; ++number) {
    if (Cache *cache = handle_slots[number].cache.load(std::memory_order_acquire))
      cache->forget_copies();
  }
  release_after_fork();
}

void register_fork_handlers() {
  static const bool done = [] {
    pthread_atfork(&before_fork, &release_after_fork, &after_fork_in_child);
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

Status open_handle(Owned<Cache> &cache, Handle &out) {
  register_fork_handlers();
  LockGuard guard(registry_lock);
  std::uint32_t number = first_free;
  if (number != 0) {
    --number;
    first_free = handle_slots[number].next_free;
  } else {
    if (used_slots == kMaxInstances) return Status::kLimit;
    number = used_slots++;
    handle_slots[number].generation.store(1, std::memory_order_relaxed);
  }
  HandleSlot &slot = handle_slots[number];
  slot.cache.store(cache.release(), std::memory_order_release);
  out = handle_of(number, slot.generation.load(std::memory_order_relaxed));
  return Status::kOk;
}

Status why_not_found(Handle handle) {
  HandleSlot *slot = slot_of(handle);
  if (slot == nullptr || generation_of(handle) == 0) return Status::kInvalid;
  std::uint32_t generation = slot->generation.load(std::memory_order_acquire);
  // Generations only go up: this one or a lower one was open once, a higher one never.
  return generation_of(handle) <= generation ? Status::kClosed : Status::kInvalid;
}

void close_handle(Handle handle) {
  HandleSlot *slot = slot_of(handle);
  if (slot == nullptr) return;
  Cache *cache = nullptr;
  {
    LockGuard guard(registry_lock);
    if (slot->generation.load(std::memory_order_relaxed) != generation_of(handle)) return;
    cache = slot->cache.exchange(nullptr, std::memory_order_acq_rel);
    if (cache == nullptr) return;
    // 0 is skipped, so that no handle is ever null or looks like a slot that was never used.
    std::uint32_t next = generation_of(handle) + 1;
    slot->generation.store(next != 0 ? next : 1, std::memory_order_release);
  }
  epoch_wait_for_calls();
  Owned<Cache>(cache).reset();
  LockGuard guard(registry_lock);
  slot->next_free = first_free;
  first_free = static_cast<std::uint32_t>(handle);
}

}  // namespace cellaret::engine
