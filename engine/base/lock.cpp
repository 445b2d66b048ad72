// The slow half of the lock: spin a little, then sleep.
#include "engine/base/lock.h"

namespace cellaret::engine {

namespace {

// To a controlled schedule that is one turn of another thread.
void hold_off(int times) {
#if defined(CELLARET_SCHEDULED)
  times = 1;
#endif
  for (int at = 0; at < times; ++at) spin_pause();
}

}  // namespace

// Each look takes the line away from the holder, who may want the lock again at once: it is twice
// as long to the next look each time, so that two threads that write one key take turns of many
// writes.
//
// A waiter counts itself, and only then looks whether the lock is still held. The holder frees it,
// and only then looks for waiters. The barrier sees to it that one of them notices the other.
void Lock::acquire_contended() CELLARET_NO_ANALYSIS {
  int pauses = 1;
  for (int spin = 0; spin < kSpins; ++spin) {
    hold_off(pauses);
    if (pauses < kMaxPauses) pauses *= 2;
    if (state_.load(std::memory_order_relaxed) == kFree && try_acquire()) {
      ++waits_;
      return;
    }
  }
  waiters_.fetch_add(1, std::memory_order_seq_cst);
  asymmetric_barrier();
  while (!try_acquire()) state_.wait(kHeld, std::memory_order_relaxed);
  waiters_.fetch_sub(1, std::memory_order_relaxed);
  ++waits_;
}

// The exchange puts the release before the library's own look for sleepers. Who takes the mail sees
// all that was done before any of it was left.
void Lock::follow_up() {
  std::uint32_t waiters = waiters_.fetch_and(~kHasMail, std::memory_order_seq_cst);
  if ((waiters & ~kHasMail) != 0) state_.notify_one();
  if ((waiters & kHasMail) != 0) outbox_.load(std::memory_order_relaxed)->drain();
}

}  // namespace cellaret::engine
