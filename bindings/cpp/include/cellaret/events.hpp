// Which keys are gone, and why: a queue that its owner empties.
#pragma once

#include <cellaret/events.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string_view>
#include <type_traits>
#include <utility>

#include "error.hpp"

namespace cellaret {

// Why a key is gone; see events.h for each. Since: 0.1
enum class Removal : std::uint32_t {
  kEvicted = CELLARET_EVENT_EVICTED,
  kExpired = CELLARET_EVENT_EXPIRED,
  kDeleted = CELLARET_EVENT_DELETED,
  kReplaced = CELLARET_EVENT_REPLACED,
  kCleared = CELLARET_EVENT_CLEARED
};

// Several causes: Removal::kEvicted | Removal::kExpired. Since: 0.1
class Removals {
 public:
  constexpr Removals() noexcept = default;
  // NOLINTNEXTLINE(google-explicit-constructor): one cause is a set of causes.
  constexpr Removals(Removal cause) noexcept : bits_(static_cast<std::uint32_t>(cause)) {}
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }
  friend constexpr Removals operator|(Removals left, Removals right) noexcept {
    left.bits_ |= right.bits_;
    return left;
  }

 private:
  std::uint32_t bits_ = 0;  // 0: all of them
};
constexpr Removals operator|(Removal left, Removal right) noexcept {
  return Removals(left) | Removals(right);
}

// One removal. `key` is valid during the call that gets it. Since: 0.1
struct RemovalEvent {
  std::string_view key;
  Removal cause;
  std::uint32_t shard;  // events of one shard are in order
};

// A subscription to the removals of a cache; it ends with this object. Move-only.
// Threads: any, as for Cache. Destruction must not overlap with another use. Since: 0.1
class Events {
 public:
  Events(Events &&other) noexcept
      : cache_(other.cache_), subscription_(std::exchange(other.subscription_, 0)) {}
  Events &operator=(Events &&other) noexcept {
    std::swap(cache_, other.cache_);
    std::swap(subscription_, other.subscription_);
    return *this;
  }
  Events(const Events &) = delete;
  Events &operator=(const Events &) = delete;
  ~Events() {
    if (subscription_ != 0) cellaret_events_close(cache_, subscription_);
  }

  // Takes up to `max` events out of the queue and calls visit(const RemovalEvent &) for each, on
  // this thread and with no lock held. What `visit` throws comes out of this once the events that
  // were taken along are through; they are not visited.
  // Returns: how many were taken.
  // Throws: Error with CLOSED, NO_MEMORY. Since: 0.1
  template <class Visit>
  std::size_t dispatch(Visit &&visit, std::size_t max = SIZE_MAX) {
    using Caller = Call<std::remove_reference_t<Visit>>;
    Caller call{&visit, nullptr};
    std::size_t count = 0;
    detail::check(cellaret_events_dispatch(cache_, subscription_, max, &Caller::run, &call, &count),
                  "Events::dispatch");
    if (call.thrown) std::rethrow_exception(call.thrown);
    return count;
  }

  // How many events were lost because the queue was full. Throws: Error with CLOSED. Since: 0.1
  [[nodiscard]] std::uint64_t dropped() const {
    std::uint64_t count = 0;
    detail::check(cellaret_events_dropped(cache_, subscription_, &count), "Events::dropped");
    return count;
  }

  // A descriptor for poll: readable while events wait. It is closed with this object.
  // Throws: Error with CLOSED, LIMIT. Since: 0.1
  [[nodiscard]] int descriptor() const {
    int number = -1;
    detail::check(cellaret_events_descriptor(cache_, subscription_, &number), "Events::descriptor");
    return number;
  }

 private:
  friend class Cache;

  template <class Visit>
  struct Call {
    Visit *visit;
    std::exception_ptr thrown;

    static void run(const cellaret_event *event, void *user_data) {
      auto &call = *static_cast<Call *>(user_data);
      if (call.thrown) return;
      try {
        (*call.visit)(RemovalEvent{{static_cast<const char *>(event->key), event->key_size},
                                   static_cast<Removal>(event->cause),
                                   event->shard});
      } catch (...) {
        call.thrown = std::current_exception();
      }
    }
  };

  Events(cellaret_cache *cache, Removals causes, std::uint32_t shard_bytes) : cache_(cache) {
    cellaret_events_options options{};
    options.struct_size = sizeof options;
    options.causes = causes.bits();
    options.shard_bytes = shard_bytes;
    detail::check(cellaret_events_subscribe(cache, &options, &subscription_), "Cache::events");
  }

  cellaret_cache *cache_;
  std::uint64_t subscription_ = 0;
};

}  // namespace cellaret
