// The thread that an instance has if its options ask for one: what has expired goes within a tick,
// and what else calls have left to do within a second, though nobody calls.
//
// It wakes for deadlines. While something is due within a tick it looks once a tick, and takes no
// lock but those of shards that have work; otherwise it looks at every shard once, and then sleeps
// until the first deadline, or kLookMs. Work is done in steps, with the lock free in between.
//
// It calls nothing of the host but the functions of a policy that was registered, as every caller
// does; signals go to other threads. A child of a fork has no such thread: there calls do its work,
// as in an instance without.
#pragma once

#include <pthread.h>

#include <bitset>
#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/limits.h"
#include "engine/base/memory.h"
#include "engine/base/moment.h"
#include "engine/base/status.h"

namespace cellaret::engine {

class Cache;

class MaintenanceThread {
 public:
  // `cache` outlives the thread. kNoMemory; kLimit: the system starts no more threads.
  static Status start(Cache &cache, std::uint32_t tick_ms, Owned<MaintenanceThread> &out);
  MaintenanceThread(Cache &cache, std::uint32_t tick_ms) : cache_(cache), tick_ms_(tick_ms) {}
  // Waits for the thread to end, no longer than for one step.
  ~MaintenanceThread();
  MaintenanceThread(const MaintenanceThread &) = delete;
  MaintenanceThread &operator=(const MaintenanceThread &) = delete;

  // In the child of a fork.
  void forget() { is_running_ = false; }

 private:
  static void *run(void *self);
  void work();
  // Does what there is to do, in shards where something is due or, with `all`, in every one.
  void tidy(bool all);
  [[nodiscard]] bool is_anything_left() const { return waiting_.any(); }
  // Milliseconds until something is due, kLookMs at most; 0 or less when it is.
  [[nodiscard]] std::int64_t time_left() const;
  [[nodiscard]] bool is_ending() const { return is_ending_.load(std::memory_order_acquire); }

  Cache &cache_;
  const std::int64_t tick_ms_;
  bool is_running_ = false;
  pthread_t thread_{};
  Atomic<bool> is_ending_{false};
  Atomic<std::uint32_t> state_{kStarting};
  static constexpr std::uint32_t kStarting = 0;
  static constexpr std::uint32_t kRunning = 1;
  static constexpr std::uint32_t kFailed = 2;
  std::bitset<kMaxShards> waiting_;  // shards where something is left for the next tick
};

}  // namespace cellaret::engine
