// Which threads are inside the library, and which of them may be looking at shared blocks without a
// lock: what a call may still see is freed only after that call has let go.
//
// Fraser 2004, "Practical lock-freedom", section 5.2.3. A call announces itself in a record on a
// line of its own; measured against an asymmetric fence the exchange costs nothing that can be
// seen. There are two ways of being inside. A call that only works under locks protects its
// instance from being closed, which is rare: its announcement is a plain store. A call that reads
// without a lock protects, beyond that, every block it can reach; it never waits for anything
// before it has changed to the first way, so a writer may wait for readers while it holds a lock.
#pragma once

#include <cstdint>

#include "engine/base/asymmetric.h"
#include "engine/base/atomic.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

struct alignas(kCacheLine) EpochRecord {
  // 0 outside; else the epoch of entry, with kLocking in calls that hold no unlocked reference.
  Atomic<std::uint64_t> state{0};
  Atomic<bool> is_taken{false};
  std::uint32_t number = 0;     // counted from 0 in the order of making
  EpochRecord *next = nullptr;  // all records ever made; none is freed

  static constexpr std::uint64_t kLocking = std::uint64_t{1} << 63;
};

// Initial-exec keeps the access one instruction; 8 bytes fit the loader's static reserve also when
// the library is opened late.
extern constinit thread_local EpochRecord *epoch_this_thread
    __attribute__((tls_model("initial-exec")));
extern Atomic<std::uint64_t> epoch_now;

class EpochGuard {
 public:
  enum class Kind : std::uint8_t { kLocking, kReading };

  // The calling thread's record, which it has from its first call on; nullptr if there is no memory
  // for one.
  [[nodiscard]] CELLARET_ALWAYS_INLINE static EpochRecord *record_of_thread() noexcept {
    EpochRecord *record = epoch_this_thread;
    if (record == nullptr) [[unlikely]]
      record = take_record();
    return record;
  }

  CELLARET_ALWAYS_INLINE EpochGuard(EpochRecord &record, Kind kind) noexcept : record_(&record) {
    if (kind == Kind::kReading) {
      reading().begin();
    } else {
      std::uint64_t epoch = epoch_now.load(std::memory_order_acquire);
      asymmetric_store(record_->state, epoch | EpochRecord::kLocking);
    }
  }
  CELLARET_ALWAYS_INLINE ~EpochGuard() { record_->state.store(0, std::memory_order_release); }
  EpochGuard(const EpochGuard &) = delete;
  EpochGuard &operator=(const EpochGuard &) = delete;

  // What a call passes on to who ends its reading: by value, so that the guard can stay in
  // registers.
  class Reading {
   public:
    // Unlocked reading. What was seen before, in another one, may be gone.
    CELLARET_ALWAYS_INLINE void begin() const {
      std::uint64_t epoch = epoch_now.load(std::memory_order_acquire);
      record_->state.exchange(epoch, std::memory_order_acq_rel);
    }
    // Ends it; from here on the call may take locks.
    void stop() const {
      std::uint64_t epoch = record_->state.load(std::memory_order_relaxed);
      record_->state.store(epoch | EpochRecord::kLocking, std::memory_order_release);
    }
    // The number of the thread, which is inside: small, and no other live thread's.
    [[nodiscard]] std::uint32_t thread_number() const { return record_->number; }

   private:
    friend class EpochGuard;
    explicit Reading(EpochRecord *record) : record_(record) {}

    EpochRecord *record_;
  };
  [[nodiscard]] Reading reading() const { return Reading(record_); }

 private:
  CELLARET_NEVER_INLINE static EpochRecord *take_record() noexcept;

  EpochRecord *record_;
};

// The number of the calling thread, for who has no guard at hand.
[[nodiscard]] inline std::uint32_t epoch_thread_number() noexcept {
  EpochRecord *record = epoch_this_thread;
  return record != nullptr ? record->number : 0;
}

// Marks the end of an epoch, after blocks have been unlinked: they may be freed once
// epoch_has_passed() of the number returned.
[[nodiscard]] std::uint64_t epoch_seal() noexcept;
// Whether every call that was reading when the epoch ended has stopped.
[[nodiscard]] bool epoch_has_passed(std::uint64_t sealed) noexcept;
// The same, waiting for it. Not while reading.
void epoch_wait(std::uint64_t sealed) noexcept;

// Waits until every call, of either kind, that was inside when this began has left. Not from within
// a guard.
void epoch_wait_for_calls() noexcept;

// In the child of a fork: the other threads are gone, and so are their calls.
void epoch_after_fork_in_child() noexcept;

}  // namespace cellaret::engine
