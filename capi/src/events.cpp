// Subscriptions to removals.
#include <cellaret/events.h>
#include <cellaret/key.h>

#include <bit>

#include "capi/src/call.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(sizeof(cellaret_event) == 24 && sizeof(cellaret_events_options) == 16);
static_assert(CELLARET_EVENT_EVICTED == static_cast<int>(engine::Removal::kEvicted));
static_assert(CELLARET_EVENT_EXPIRED == static_cast<int>(engine::Removal::kExpired));
static_assert(CELLARET_EVENT_DELETED == static_cast<int>(engine::Removal::kDeleted));
static_assert(CELLARET_EVENT_REPLACED == static_cast<int>(engine::Removal::kReplaced));
static_assert(CELLARET_EVENT_CLEARED == static_cast<int>(engine::Removal::kCleared));
static_assert(CELLARET_EVENT_ALL == engine::kAllRemovals);
static_assert(CELLARET_MIN_EVENT_BYTES == engine::kMinEventBytes);
static_assert(CELLARET_MAX_EVENT_BYTES == engine::kMaxEventBytes);

namespace {

// A subscription's number: that of its instance above, its own below.
constexpr unsigned kInstanceShift = 24;
constexpr std::uint64_t kOwnMask = (std::uint64_t{1} << kInstanceShift) - 1;

std::uint64_t number_in(engine::Cache &cache, std::uint32_t own) {
  return cache.registration().number << kInstanceShift | own;
}

// 0 for the number of another instance's.
std::uint32_t own_number(engine::Cache &cache, std::uint64_t subscription) {
  if (subscription >> kInstanceShift != cache.registration().number) return 0;
  return static_cast<std::uint32_t>(subscription & kOwnMask);
}

// Runs body(engine::EventQueue &) on a subscription, which cannot go away meanwhile.
template <class Body>
cellaret_status with_queue(cellaret_cache *cache, std::uint64_t subscription, Body &&body) {
  return with_cache(cache, [&](engine::Cache &instance) -> Status {
    std::uint32_t own = own_number(instance, subscription);
    engine::EventQueue *queue = instance.events().find(own);
    if (queue != nullptr) return body(*queue);
    return instance.events().was_open(own) ? Status::kClosed : Status::kInvalid;
  });
}

Status read_some(engine::EventQueue &queue, cellaret_event *out, std::size_t max, void *buffer,
                 std::size_t size, std::size_t &out_count) {
  return queue.read(
      [&](std::size_t at, const engine::Event &event) {
        out[at] = {event.key.data(), event.key.size(), static_cast<std::uint32_t>(event.cause),
                   event.shard};
      },
      max, static_cast<unsigned char *>(buffer), size, out_count);
}

}  // namespace

cellaret_status cellaret_events_subscribe(cellaret_cache *cache,
                                          const cellaret_events_options *options,
                                          std::uint64_t *out_subscription) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    cellaret_events_options given{};
    if (out_subscription == nullptr) return Status::kInvalid;
    if (options != nullptr && !read_struct(options, given)) return Status::kInvalid;
    if (given.causes > CELLARET_EVENT_ALL || given.reserved != 0) return Status::kInvalid;
    if (given.causes == 0) given.causes = CELLARET_EVENT_ALL;
    if (given.shard_bytes == 0) given.shard_bytes = engine::kDefaultEventBytes;
    if (!std::has_single_bit(given.shard_bytes) || given.shard_bytes < engine::kMinEventBytes ||
        given.shard_bytes > engine::kMaxEventBytes) {
      return Status::kInvalid;
    }
    std::uint32_t own = 0;
    Status status = instance.subscribe(given.causes, given.shard_bytes, own);
    if (status == Status::kOk) *out_subscription = number_in(instance, own);
    return status;
  });
}

cellaret_status cellaret_events_read(cellaret_cache *cache, std::uint64_t subscription,
                                     cellaret_event *out_events, std::size_t max_events,
                                     void *buffer, std::size_t buffer_size,
                                     std::size_t *out_count) noexcept {
  return with_queue(cache, subscription, [&](engine::EventQueue &queue) {
    if (out_events == nullptr || max_events == 0 || out_count == nullptr ||
        !is_bytes(buffer, buffer_size)) {
      return Status::kInvalid;
    }
    return read_some(queue, out_events, max_events, buffer, buffer_size, *out_count);
  });
}

cellaret_status cellaret_events_dropped(cellaret_cache *cache, std::uint64_t subscription,
                                        std::uint64_t *out_dropped) noexcept {
  return with_queue(cache, subscription, [&](engine::EventQueue &queue) {
    if (out_dropped == nullptr) return Status::kInvalid;
    *out_dropped = queue.dropped();
    return Status::kOk;
  });
}

cellaret_status cellaret_events_descriptor(cellaret_cache *cache, std::uint64_t subscription,
                                           int *out_descriptor) noexcept {
  return with_queue(cache, subscription, [&](engine::EventQueue &queue) {
    return out_descriptor == nullptr ? Status::kInvalid : queue.descriptor(*out_descriptor);
  });
}

// One batch after another: between them, and around the calls, nothing is held.
cellaret_status cellaret_events_dispatch(cellaret_cache *cache, std::uint64_t subscription,
                                         std::size_t max_events, cellaret_events_callback callback,
                                         void *user_data, std::size_t *out_count) noexcept {
  constexpr std::size_t kBatch = 64;
  engine::ZeroedArray<unsigned char> buffer;
  cellaret_event events[kBatch];
  std::size_t done = 0;
  std::size_t taken = 0;
  do {
    taken = 0;
    cellaret_status status = with_queue(cache, subscription, [&](engine::EventQueue &queue) {
      if (callback == nullptr || max_events == 0) return Status::kInvalid;
      if (!buffer && !buffer.allocate(engine::kMaxKeySize)) return Status::kNoMemory;
      return read_some(queue, events, std::min(kBatch, max_events - done), buffer.get(),
                       engine::kMaxKeySize, taken);
    });
    if (status != CELLARET_OK && done == 0) return status;
    for (std::size_t at = 0; at < taken; ++at) callback(&events[at], user_data);
    done += taken;
  } while (taken != 0 && done < max_events);
  if (out_count != nullptr) *out_count = done;
  return CELLARET_OK;
}

cellaret_status cellaret_events_close(cellaret_cache *cache, std::uint64_t subscription) noexcept {
  engine::Owned<engine::EventQueue> queue;
  cellaret_status status = with_cache(cache, [&](engine::Cache &instance) {
    std::uint32_t own = own_number(instance, subscription);
    queue = instance.unsubscribe(own);
    return queue != nullptr || instance.events().was_open(own) ? Status::kOk : Status::kInvalid;
  });
  // Those who found it before are calls that are still running.
  if (queue != nullptr) engine::epoch_wait_for_calls();
  return status;
}
