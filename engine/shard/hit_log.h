// Hits that readers noted without the lock, for policies that order entries by use.
//
// Each shard has a few stripes; a thread writes to its own, so that hits of different threads share
// no line. A stripe is drained into the policy by its writer when it is full and the lock is free,
// and before every locked operation of that thread: one thread alone is followed exactly. When
// threads share a stripe, or the lock is taken, or they read by turns, hits get lost; nothing
// depends on each of them.
//
// A noted position may be used by another entry, or by none, when it is drained; then that one gets
// the hit.
#pragma once

#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/platform.h"
#include "engine/base/slot_array.h"

namespace cellaret::engine {

class HitLog {
 public:
  // With half as many, two threads that read one shard by turns take a tenth longer.
  static constexpr std::uint32_t kSize = 62;

  // Starts as zeros.
  struct alignas(kCacheLine) Stripe {
    Atomic<std::uint32_t> count;
    // Inverted, from 1 on; before them one that no position is like.
    Atomic<std::uint32_t> inverted[kSize + 1];
  };
  static_assert(sizeof(Stripe) == 4 * kCacheLine);

  // Whose memory the stripes are in, and that it outlives readers, is the caller's business. Their
  // number is a power of two. Without stripes, nothing is noted. `with_repeats`: also a hit of the
  // entry that was noted last.
  void use(Stripe *stripes, std::uint32_t count, bool with_repeats) {
    mask_.store(count - 1, std::memory_order_relaxed);
    with_repeats_.store(with_repeats, std::memory_order_relaxed);
    stripes_.store(stripes, std::memory_order_release);
  }
  [[nodiscard]] bool is_used() const { return stripes_.load(std::memory_order_relaxed) != nullptr; }
  void use_none() { stripes_.store(nullptr, std::memory_order_release); }

  // How far hits are counted by marks beside the slots, instead of here or besides; 0: not at all.
  // `full`: the marks of a slot at the cap, as in its word.
  void use_marks(std::uint64_t full) {
    full_marks_.store(static_cast<std::uint8_t>(full), std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t full_marks() const {
    return full_marks_.load(std::memory_order_relaxed);
  }

  // Any thread, without the lock. True: the stripe is full, drain it.
  [[nodiscard]] CELLARET_ALWAYS_INLINE bool note(std::uint32_t thread, SlotRef slot) {
    Stripe *stripes = stripes_.load(std::memory_order_acquire);
    if (stripes == nullptr) return false;
    Stripe &stripe = stripes[thread & mask_.load(std::memory_order_relaxed)];
    std::size_t count = stripe.count.load(std::memory_order_relaxed);
    Atomic<std::uint32_t> *last = &stripe.inverted[count];
    // The same entry again changes no order. A hot key writes nothing here.
    bool is_repeat = last->load(std::memory_order_relaxed) == ~slot;
    if (is_repeat && !with_repeats_.load(std::memory_order_relaxed)) [[unlikely]]
      return false;
    if (count == kSize) [[unlikely]]
      return true;
    last[1].store(~slot, std::memory_order_relaxed);
    stripe.count.store(static_cast<std::uint32_t>(count + 1), std::memory_order_relaxed);
    return count + 1 == kSize;
  }

  // Whether the thread's stripe is to be drained. As note(), while the stripes cannot go.
  [[nodiscard]] bool is_full(std::uint32_t thread) const {
    const Stripe *stripes = stripes_.load(std::memory_order_acquire);
    return stripes != nullptr && stripes[thread & mask_.load(std::memory_order_relaxed)].count.load(
                                     std::memory_order_relaxed) == kSize;
  }

  // Whether drain() would find anything. Under the lock.
  [[nodiscard]] bool has_noted(std::uint32_t thread) const {
    const Stripe *stripes = stripes_.load(std::memory_order_relaxed);
    return stripes != nullptr && stripes[thread & mask_.load(std::memory_order_relaxed)].count.load(
                                     std::memory_order_relaxed) != 0;
  }
  // Empties the thread's stripe unread. Under the lock.
  void forget(std::uint32_t thread) {
    Stripe *stripes = stripes_.load(std::memory_order_relaxed);
    if (stripes == nullptr) return;
    stripes[thread & mask_.load(std::memory_order_relaxed)].count.store(0,
                                                                        std::memory_order_relaxed);
  }
  // Takes what the thread's stripe holds; how many. Under the lock.
  [[nodiscard]] std::uint32_t drain(std::uint32_t thread, SlotRef (&out)[kSize]) {
    Stripe *stripes = stripes_.load(std::memory_order_relaxed);
    if (stripes == nullptr) return 0;
    Stripe &stripe = stripes[thread & mask_.load(std::memory_order_relaxed)];
    std::uint32_t count = stripe.count.load(std::memory_order_relaxed);
    if (count == 0) return 0;
#pragma GCC unroll 4
    for (std::uint32_t at = 0; at < count; ++at) {
      out[at] = ~stripe.inverted[at + 1].load(std::memory_order_relaxed);
    }
    stripe.count.store(0, std::memory_order_relaxed);
    return count;
  }

 private:
  Atomic<Stripe *> stripes_{nullptr};
  Atomic<std::uint32_t> mask_{0};
  Atomic<bool> with_repeats_{false};
  Atomic<std::uint8_t> full_marks_{0};
};

// Whose hits reach the policy where several threads read one shard: its memory would go from core
// to core with every batch, and take longer than the reads. Of the batches that follow another
// thread's one in four is taken; that left hit ratios as they were, and two threads read half as
// fast again. A thread alone has all of its hits taken, and so has one that takes over from
// another.
class ReaderTurns {
 public:
  // Whether to take the batch that this thread brings.
  [[nodiscard]] bool is_next(std::uint32_t thread) {
    if (thread == last_) {
      ++run_;
      return true;
    }
    bool takes_over = run_ >= kLongRun;
    last_ = thread;
    run_ = 0;
    // By chance, so that no order of threads leaves one of them out.
    chance_ = chance_ * 1664525 + 1013904223;
    return takes_over || chance_ >> 30 == 0;
  }

 private:
  static constexpr std::uint32_t kLongRun = 8;

  std::uint32_t last_ = UINT32_MAX;
  std::uint32_t run_ = kLongRun;  // how many batches it has brought since the first
  std::uint32_t chance_ = 0;
};

}  // namespace cellaret::engine
