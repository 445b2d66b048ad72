// Which threads are inside the library: every call announces itself for its duration, so that what
// a call may be looking at is freed only after that call has left.
//
// Fraser 2004, "Practical lock-freedom", section 5.2.3. The announcement is a sequentially
// consistent exchange on a line that only its own thread writes; measured against an asymmetric
// fence it costs nothing that can be seen.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/base/platform.h"

namespace cellaret::engine {

class EpochGuard {
 public:
  // May fail once per thread, for want of memory; see entered().
  EpochGuard() noexcept;
  ~EpochGuard();
  EpochGuard(const EpochGuard &) = delete;
  EpochGuard &operator=(const EpochGuard &) = delete;

  [[nodiscard]] bool entered() const { return record_ != nullptr; }

  struct alignas(kCacheLine) Record {
    std::atomic<std::uint64_t> epoch{0};  // 0: outside
    std::atomic<bool> is_taken{false};
    Record *next = nullptr;  // all records ever made; none is freed
  };

 private:
  Record *record_;
};

// Waits until every call that was inside when this began has left. Must not be called from within
// a guard.
void epoch_synchronize() noexcept;

// In the child of a fork: the other threads are gone, and so are their calls.
void epoch_after_fork_in_child() noexcept;

}  // namespace cellaret::engine
