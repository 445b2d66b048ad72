// An asymmetric barrier: two sides each write one place and then read the other's, and one of them
// must see the other. Usually both need a locked instruction between the two; here the frequent
// side has a plain store, and the rare side interrupts every thread of the process (membarrier).
//
// Where the system does not offer that, and under ThreadSanitizer, which cannot see it, the
// frequent side pays for a locked instruction and the rare side for none. That is the only thing
// that differs.
#pragma once

#include "engine/base/atomic.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

// Whether the rare side has the barrier. Decided once, before anything is shared.
extern const bool kHasAsymmetricBarrier;

// The frequent side's store, before its load.
template <class T>
CELLARET_ALWAYS_INLINE void asymmetric_store(Atomic<T> &place, T value) {
  if (kHasAsymmetricBarrier) [[likely]] {
    place.store(value, std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  } else {
    place.exchange(value, std::memory_order_seq_cst);
  }
}

// The rare side, between its store and its load; both are sequentially consistent.
void asymmetric_barrier() noexcept;

// In the child of a fork.
void asymmetric_after_fork_in_child() noexcept;

}  // namespace cellaret::engine
