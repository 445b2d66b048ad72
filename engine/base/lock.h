// The engine's lock, with Clang's thread-safety annotations: a short spin, then a wait in the
// kernel. Never a pure spin: a holder can be preempted. Releasing it takes no locked instruction;
// who is about to sleep makes up for that.
//
// What a holder may not do under the lock, such as waking somebody, it leaves as mail: then the
// release does it, once the lock is free.
#pragma once

#include <cstdint>

#include "engine/base/asymmetric.h"
#include "engine/base/atomic.h"
#include "engine/base/platform.h"

#if defined(__clang__)
#define CELLARET_ANNOTATION(x) __attribute__((x))
#else
#define CELLARET_ANNOTATION(x)
#endif
#define CELLARET_CAPABILITY(name) CELLARET_ANNOTATION(capability(name))
#define CELLARET_SCOPED_CAPABILITY CELLARET_ANNOTATION(scoped_lockable)
#define CELLARET_GUARDED_BY(lock) CELLARET_ANNOTATION(guarded_by(lock))
#define CELLARET_REQUIRES(...) CELLARET_ANNOTATION(requires_capability(__VA_ARGS__))
#define CELLARET_EXCLUDES(...) CELLARET_ANNOTATION(locks_excluded(__VA_ARGS__))
#define CELLARET_ACQUIRE(...) CELLARET_ANNOTATION(acquire_capability(__VA_ARGS__))
#define CELLARET_RELEASE(...) CELLARET_ANNOTATION(release_capability(__VA_ARGS__))
#define CELLARET_TRY_ACQUIRE(...) CELLARET_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define CELLARET_RETURN_CAPABILITY(lock) CELLARET_ANNOTATION(lock_returned(lock))
#define CELLARET_NO_ANALYSIS CELLARET_ANNOTATION(no_thread_safety_analysis)

namespace cellaret::engine {

// What is done for a holder after the release. It may be called by several threads, and once more
// than needed.
class Outbox {
 public:
  virtual void drain() noexcept = 0;

 protected:
  ~Outbox() = default;
};

class CELLARET_CAPABILITY("lock") Lock {
 public:
  Lock() = default;
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;

  void acquire() CELLARET_ACQUIRE() {
    if (!try_acquire()) [[unlikely]]
      acquire_contended();
  }

  bool try_acquire() CELLARET_TRY_ACQUIRE(true) {
    std::uint32_t expected = kFree;
    return state_.compare_exchange(expected, kHeld, std::memory_order_acquire);
  }

  // Any thread may release: a lock is handed over a fork.
  CELLARET_ALWAYS_INLINE void release() CELLARET_RELEASE() {
    asymmetric_store(state_, kFree);
    if (waiters_.load(std::memory_order_relaxed) != 0) [[unlikely]]
      follow_up();
  }

  // Leaves mail. All mail of one lock goes to the same outbox, which outlives every call that uses
  // the lock.
  void leave(Outbox &outbox) CELLARET_ANNOTATION(requires_capability(this)) {
    outbox_.store(&outbox, std::memory_order_relaxed);
    waiters_.fetch_or(kHasMail, std::memory_order_seq_cst);
  }
  // How often somebody had to wait for it since the last reset_waits().
  [[nodiscard]] std::uint64_t waits() const CELLARET_ANNOTATION(requires_capability(this)) {
    return waits_;
  }
  // Whether somebody sleeps until it is free, or is just waking up. Any thread; a hint.
  [[nodiscard]] bool has_sleepers() const {
    return (waiters_.load(std::memory_order_relaxed) & ~kHasMail) != 0;
  }
  void reset_waits() CELLARET_ANNOTATION(requires_capability(this)) { waits_ = 0; }

  // Tells the analysis what it cannot see, inside a function object that runs under the lock.
  void assume_held() const CELLARET_ANNOTATION(assert_capability(this)) {}

 private:
  static constexpr std::uint32_t kFree = 0;
  static constexpr std::uint32_t kHeld = 1;
  static constexpr std::uint32_t kHasMail = 1u << 31;
  static constexpr int kSpins = 24;      // looks at the lock before the kernel is asked
  static constexpr int kMaxPauses = 64;  // between two of them

  void acquire_contended();
  // After a release: wakes a sleeper, and sees to the mail.
  void follow_up();

  Atomic<std::uint32_t> state_{kFree};
  Atomic<std::uint32_t> waiters_{0};  // who sleep, or are about to; and kHasMail
  std::uint64_t waits_ = 0;           // the holder's
  Atomic<Outbox *> outbox_{nullptr};
};

class CELLARET_SCOPED_CAPABILITY LockGuard {
 public:
  explicit LockGuard(Lock &lock) CELLARET_ACQUIRE(lock) : lock_(lock) { lock_.acquire(); }
  ~LockGuard() CELLARET_RELEASE() { lock_.release(); }
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;

 private:
  Lock &lock_;
};

}  // namespace cellaret::engine
