// What lets the maintenance thread of an instance sleep long: who sets a deadline that comes before
// the time it sleeps until wakes it.
//
// Shards ask under their lock and the ring follows when that is free, as mail of the lock. No ring
// is lost: the thread says that it listens before it looks at a shard under its lock, so a deadline
// that it did not find there is set by somebody who sees that; and a ring between two sleeps ends
// the second one at once. An instance without such a thread has an alarm that nothing concerns.
//
// Threads: any; sleep() for one.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/base/atomic.h"

namespace cellaret::engine {

class Alarm {
 public:
  // For shards: whether the sleeper has to know of something that is due then, and that it is to be
  // told.
  [[nodiscard]] bool concerns(std::int64_t due_ms) const {
    return due_ms < time_ms_.load(std::memory_order_relaxed);
  }
  void ask() { is_asked_.exchange(true, std::memory_order_seq_cst); }
  void ring_if_asked() noexcept {
    if (is_asked_.exchange(false, std::memory_order_seq_cst)) ring();
  }
  // Ends the sleep, or else the next one.
  void ring() noexcept;

  // For the thread: what is due before that time concerns it; at first, and for kNothing, nothing.
  static constexpr std::int64_t kNothing = INT64_MIN;
  static constexpr std::int64_t kAnything = INT64_MAX - 1;  // a shard without timers has more
  void listen_before(std::int64_t time_ms) { time_ms_.store(time_ms, std::memory_order_seq_cst); }
  // Until it rings, or for so long.
  void sleep(std::int64_t ms) noexcept;

 private:
  Atomic<std::int64_t> time_ms_{kNothing};
  Atomic<bool> is_asked_{false};
  std::atomic<std::uint32_t> has_rung_{0};  // what the kernel looks at
};

}  // namespace cellaret::engine
