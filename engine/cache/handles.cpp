// The table of open instances, the list of names, and the fork handlers.
#include "engine/cache/handles.h"

#include <pthread.h>

#include <atomic>
#include <cstring>
#include <utility>

#include "engine/base/epoch.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/lock.h"

namespace cellaret::engine {

HandleSlot handle_slots[kMaxInstances];

// An instance that has a name. It is in the list as long as it has handles.
struct NamedInstance {
  NamedInstance *next;
  Owned<Cache> cache;
  std::uint32_t handles;
  bool is_defined;  // it was opened with options, and these are its own
  Options options;
  std::size_t name_size;
  char name[kMaxNameSize];

  [[nodiscard]] std::string_view name_text() const { return {name, name_size}; }
};

namespace {

Lock registry_lock;
// Free slots that were used before, by slot number + 1.
std::uint32_t first_free CELLARET_GUARDED_BY(registry_lock) = 0;
std::uint32_t next_free[kMaxInstances] CELLARET_GUARDED_BY(registry_lock) = {};
std::uint32_t used_slots CELLARET_GUARDED_BY(registry_lock) = 0;  // ever
std::uint64_t made_instances CELLARET_GUARDED_BY(registry_lock) = 0;
NamedInstance *names[kNameBuckets] CELLARET_GUARDED_BY(registry_lock) = {};

// Generations count from 1 on, so that no handle is ever null or looks like a slot that was never
// used; no program closes as many handles as there are.
constexpr Handle first_handle(std::uint32_t number) { return Handle{kMaxInstances} | number; }
constexpr Handle next_handle(Handle handle) { return handle + kMaxInstances; }
constexpr std::uint32_t number_of(Handle handle) {
  return static_cast<std::uint32_t>(handle % kMaxInstances);
}

// Each instance once, however many handles it has.
template <class Apply>
void for_each_instance(Apply &&apply) CELLARET_REQUIRES(registry_lock) {
  for (std::uint32_t number = 0; number < used_slots; ++number) {
    Cache *cache = handle_slots[number].cache.load(std::memory_order_acquire);
    if (cache != nullptr && cache->registration().named == nullptr) apply(*cache);
  }
  for (NamedInstance *first : names) {
    for (NamedInstance *named = first; named != nullptr; named = named->next) apply(*named->cache);
  }
}

// A fork while another thread is inside would leave the child with locks nobody will release and
// half-made changes. So the forking thread takes them all: registry first, then every shard.
void before_fork() CELLARET_NO_ANALYSIS {
  registry_lock.acquire();
  policy_registry_lock().acquire();
  for_each_instance([](Cache &cache) CELLARET_NO_ANALYSIS { cache.lock_for_fork(); });
}

void release_after_fork() CELLARET_NO_ANALYSIS {
  for_each_instance([](Cache &cache) CELLARET_NO_ANALYSIS { cache.unlock_after_fork(); });
  policy_registry_lock().release();
  registry_lock.release();
}

void after_fork_in_child() CELLARET_NO_ANALYSIS {
  epoch_after_fork_in_child();
  for_each_instance([](Cache &cache) { cache.forget_others(); });
  // Before anything is released: that could wake a reader of the parent.
  for_each_instance([](Cache &cache) { cache.events().after_fork_in_child(); });
  release_after_fork();
}

void register_fork_handlers() {
  static const bool done = [] {
    pthread_atfork(&before_fork, &release_after_fork, &after_fork_in_child);
    return true;
  }();
  static_cast<void>(done);
}

// One more handle of an instance.
Status add_handle(Cache &cache, Handle &out) CELLARET_REQUIRES(registry_lock) {
  std::uint32_t number = first_free;
  if (number != 0) {
    --number;
    first_free = next_free[number];
  } else {
    if (used_slots == kMaxInstances) return Status::kLimit;
    number = used_slots++;
    handle_slots[number].handle.store(first_handle(number), std::memory_order_relaxed);
  }
  HandleSlot &slot = handle_slots[number];
  slot.cache.store(&cache, std::memory_order_release);
  out = slot.handle.load(std::memory_order_relaxed);
  return Status::kOk;
}

// Names are the program's own; nobody gains from making them collide.
NamedInstance *&bucket_of(std::string_view name) CELLARET_REQUIRES(registry_lock) {
  return names[XXH3_64bits(name.data(), name.size()) % kNameBuckets];
}

NamedInstance *find_named(std::string_view name) CELLARET_REQUIRES(registry_lock) {
  NamedInstance *named = bucket_of(name);
  while (named != nullptr && named->name_text() != name) named = named->next;
  return named;
}

void unlink(NamedInstance &named) CELLARET_REQUIRES(registry_lock) {
  NamedInstance **link = &bucket_of(named.name_text());
  while (*link != &named) link = &(*link)->next;
  *link = named.next;
}

Status make_cache(const Options &options, NamedInstance &named, Owned<Cache> &out)
    CELLARET_REQUIRES(registry_lock) {
  Owned<Cache> cache = Cache::make(options);
  if (cache == nullptr) return Status::kNoMemory;
  Status status = cache->start_maintenance();
  if (status != Status::kOk) return status;
  cache->registration() = {++made_instances, &named};
  out = std::move(cache);
  return Status::kOk;
}

Status make_named(std::string_view name, const Options &options, bool is_defined, Handle &out)
    CELLARET_REQUIRES(registry_lock) {
  Owned<NamedInstance> named = make_owned<NamedInstance>();
  if (named == nullptr) return Status::kNoMemory;
  Status status = make_cache(options, *named, named->cache);
  if (status == Status::kOk) status = add_handle(*named->cache, out);
  if (status != Status::kOk) return status;
  named->handles = 1;
  named->is_defined = is_defined;
  named->options = options;
  named->name_size = name.size();
  std::memcpy(named->name, name.data(), name.size());
  NamedInstance *&bucket = bucket_of(name);
  named->next = bucket;
  bucket = named.release();
  return Status::kOk;
}

// Replaces an instance that nobody has defined yet under all its handles.
Status define(NamedInstance &named, const Options &options, Owned<Cache> &out_replaced)
    CELLARET_REQUIRES(registry_lock) {
  if (differing_option(named.options, options) != nullptr) {
    Status status = make_cache(options, named, out_replaced);
    if (status != Status::kOk) return status;
    std::swap(out_replaced, named.cache);
    for (std::uint32_t number = 0; number < used_slots; ++number) {
      HandleSlot &slot = handle_slots[number];
      if (slot.cache.load(std::memory_order_relaxed) != out_replaced.get()) continue;
      slot.cache.store(named.cache.get(), std::memory_order_release);
    }
    named.options = options;
  }
  named.is_defined = true;
  return Status::kOk;
}

}  // namespace

Status open_handle(Owned<Cache> &cache, Handle &out) {
  register_fork_handlers();
  Status status = cache->start_maintenance();
  if (status != Status::kOk) return status;
  LockGuard guard(registry_lock);
  status = add_handle(*cache, out);
  if (status == Status::kOk) cache.release()->registration().number = ++made_instances;
  return status;
}

Status open_named(std::string_view name, const Options &options, bool is_definition, Handle &out,
                  const char *&out_differing) {
  register_fork_handlers();
  Owned<Cache> replaced;
  Status status = Status::kOk;
  {
    LockGuard guard(registry_lock);
    NamedInstance *named = find_named(name);
    if (named == nullptr) return make_named(name, options, is_definition, out);
    if (is_definition && named->is_defined) {
      const char *differing = differing_option(named->options, options);
      if (differing != nullptr) {
        out_differing = differing;
        return Status::kDiffers;
      }
    }
    status = add_handle(*named->cache, out);
    if (status != Status::kOk) return status;
    ++named->handles;
    if (is_definition && !named->is_defined) status = define(*named, options, replaced);
  }
  if (status != Status::kOk) close_handle(out);
  if (replaced != nullptr) epoch_wait_for_calls();
  return status;
}

Status why_not_found(Handle handle) {
  if (handle < kMaxInstances) return Status::kInvalid;
  // Handles of a slot only go up: this one or a lower one was open once, a higher one never.
  Handle latest = handle_slots[number_of(handle)].handle.load(std::memory_order_acquire);
  return handle <= latest ? Status::kClosed : Status::kInvalid;
}

void close_handle(Handle handle) {
  HandleSlot &slot = handle_slots[number_of(handle)];
  Owned<Cache> last;
  Owned<NamedInstance> named;
  {
    LockGuard guard(registry_lock);
    if (slot.handle.load(std::memory_order_relaxed) != handle) return;
    Cache *cache = slot.cache.exchange(nullptr, std::memory_order_acq_rel);
    if (cache == nullptr) return;
    NamedInstance *shared = cache->registration().named;
    if (shared == nullptr) {
      last.reset(cache);
    } else if (--shared->handles == 0) {
      unlink(*shared);
      named.reset(shared);
    }
    slot.handle.store(next_handle(handle), std::memory_order_release);
  }
  epoch_wait_for_calls();
  last.reset();
  named.reset();
  LockGuard guard(registry_lock);
  next_free[number_of(handle)] = first_free;
  first_free = number_of(handle) + 1;
}

}  // namespace cellaret::engine
