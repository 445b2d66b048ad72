// Counters of reads, striped by thread: the hit path writes only a line of its own thread.
#pragma once

#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/limits.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

class ReadCounters {
 public:
  struct Sums {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t retries = 0;
  };

  // By the thread of that number: see EpochGuard. Returns how many of them the thread's line has
  // counted; 0 while reads are watched.
  std::uint64_t count_hit(std::uint32_t thread) { return bump(thread, &Line::hits); }
  std::uint64_t count_miss(std::uint32_t thread) { return bump(thread, &Line::misses); }
  void count_retry(std::uint32_t thread) { bump(thread, &Line::retries); }

  // Watched reads cost those that are not nothing: a comparison that each makes has a number in it
  // that makes it fail.
  void watch(bool is_watched) {
    lines_in_use_.store(is_watched ? 0 : kCounterLines, std::memory_order_relaxed);
  }

  [[nodiscard]] bool is_watched() const {
    return lines_in_use_.load(std::memory_order_relaxed) == 0;
  }

  // Hits and misses since opening.
  [[nodiscard]] std::uint64_t reads_in_all() const {
    Sums all = totals();
    return all.hits + all.misses;
  }
  // Since the last reset.
  [[nodiscard]] Sums sums() const {
    Sums all = totals();
    return {all.hits - base_hits_.load(std::memory_order_relaxed),
            all.misses - base_misses_.load(std::memory_order_relaxed),
            all.retries - base_retries_.load(std::memory_order_relaxed)};
  }
  // Lines belong to their threads: a reset remembers what they had instead of writing them.
  void reset() {
    Sums all = totals();
    base_hits_.store(all.hits, std::memory_order_relaxed);
    base_misses_.store(all.misses, std::memory_order_relaxed);
    base_retries_.store(all.retries, std::memory_order_relaxed);
  }

 private:
  struct alignas(kCacheLine) Line {
    Atomic<std::uint64_t> hits;
    Atomic<std::uint64_t> misses;
    Atomic<std::uint64_t> retries;
  };

  // A line of one thread needs no locked instruction; the shared last one does.
  std::uint64_t bump(std::uint32_t thread, Atomic<std::uint64_t> Line::*counter) {
    if (thread >= lines_in_use_.load(std::memory_order_relaxed)) [[unlikely]] {
      return bump_apart(thread, counter);
    }
    return bump_own(thread, counter);
  }
  CELLARET_NEVER_INLINE std::uint64_t bump_apart(std::uint32_t thread,
                                                 Atomic<std::uint64_t> Line::*counter) {
    std::uint64_t count = 0;
    if (thread < kCounterLines) {
      bump_own(thread, counter);
    } else {
      count = (lines_[kCounterLines].*counter).fetch_add(1, std::memory_order_relaxed) + 1;
    }
    return is_watched() ? 0 : count;
  }
  std::uint64_t bump_own(std::uint32_t thread, Atomic<std::uint64_t> Line::*counter) {
    Atomic<std::uint64_t> &own = lines_[thread].*counter;
    std::uint64_t count = own.load(std::memory_order_relaxed) + 1;
    own.store(count, std::memory_order_relaxed);
    return count;
  }

  [[nodiscard]] Sums totals() const {
    Sums all;
    for (const Line &line : lines_) {
      all.hits += line.hits.load(std::memory_order_relaxed);
      all.misses += line.misses.load(std::memory_order_relaxed);
      all.retries += line.retries.load(std::memory_order_relaxed);
    }
    return all;
  }

  Line lines_[kCounterLines + 1];
  Atomic<std::uint64_t> base_hits_;
  Atomic<std::uint64_t> base_misses_;
  Atomic<std::uint64_t> base_retries_;
  Atomic<std::uint32_t> lines_in_use_{kCounterLines};
};

}  // namespace cellaret::engine
