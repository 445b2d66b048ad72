// Times one operation after another and leaves out those that the thread was preempted in.
#pragma once

#include <algorithm>
#include <cstdint>

#include "bench/harness/thread_clock.h"
#include "tools/latency_histogram.h"

namespace cellaret::bench {

class Stopwatch {
 public:
  // The kernel's count of preemptions is read right before and after, untimed. The longer an
  // operation, the likelier it is left out; so that slow ones do not hide, the thread's own time in
  // those is kept: it is what they took at least.
  template <class Operation>
  void time(const Operation &operation) {
    const std::int64_t before = preemptions();
    const std::uint64_t cpu = thread_cpu_ns();
    const std::uint64_t started = monotonic_ns();
    operation();
    const std::uint64_t elapsed = monotonic_ns() - started;
    if (preemptions() == before) {
      histogram_.record(elapsed);
    } else {
      ++left_out_;
      left_out_cpu_ns_ = std::max(left_out_cpu_ns_, thread_cpu_ns() - cpu);
    }
  }

  const tool::LatencyHistogram &histogram() const { return histogram_; }
  std::uint64_t left_out() const { return left_out_; }

  // The slowest operation in ns: that passed, or of the thread's own time in one left out.
  std::uint64_t slowest_ns() const { return std::max(histogram_.maximum(), left_out_cpu_ns_); }

 private:
  tool::LatencyHistogram histogram_;
  std::uint64_t left_out_ = 0;
  std::uint64_t left_out_cpu_ns_ = 0;
};

}  // namespace cellaret::bench
