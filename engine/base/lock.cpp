// The slow half of the lock: spin a little, then sleep.
#include "engine/base/lock.h"

namespace cellaret::engine {

// The three-state mutex of Ulrich Drepper, "Futexes Are Tricky" (2011), behind a bounded spin.
// A waiter leaves the lock marked contended even when it was the last one: one needless wake-up
// instead of a count of waiters.
void Lock::acquire_contended() CELLARET_NO_ANALYSIS {
  for (int spin = 0; spin < kSpins; ++spin) {
    spin_pause();
    if (state_.load(std::memory_order_relaxed) == kFree && try_acquire()) return;
  }
  while (state_.exchange(kContended, std::memory_order_acquire) != kFree) {
    state_.wait(kContended, std::memory_order_relaxed);
  }
}

}  // namespace cellaret::engine
