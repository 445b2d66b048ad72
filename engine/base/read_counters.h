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

  // By the thread of that number: see EpochGuard. Each returns how many reads of that kind the
  // thread's line has counted.
  std::uint64_t count_hit(std::uint32_t thread) { return bump(thread, &Line::hits); }
  std::uint64_t count_miss(std::uint32_t thread) { return bump(thread, &Line::misses); }
  void count_retry(std::uint32_t thread) { bump(thread, &Line::retries); }

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
    if (thread >= kCounterLines) [[unlikely]] {
      return (lines_[kCounterLines].*counter).fetch_add(1, std::memory_order_relaxed) + 1;
    }
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
};

}  // namespace cellaret::engine
