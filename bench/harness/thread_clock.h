// What a thread can learn about its own time: how much it ran, and whether it was switched out.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace cellaret::bench {

inline std::uint64_t clock_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}
inline std::uint64_t monotonic_ns() { return clock_ns(CLOCK_MONOTONIC); }
inline std::uint64_t thread_cpu_ns() { return clock_ns(CLOCK_THREAD_CPUTIME_ID); }

// How often this thread was made to give its processor away. Giving it up of its own will, by
// waiting, is not counted: that is part of what an operation costs.
inline std::int64_t preemptions() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

// How long the constructing thread has waited for a processor while it was ready to run.
class RunQueueClock {
 public:
  RunQueueClock() : file_(open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) throw std::runtime_error("the kernel has no /proc/thread-self/schedstat");
  }
  RunQueueClock(const RunQueueClock &) = delete;
  RunQueueClock &operator=(const RunQueueClock &) = delete;
  ~RunQueueClock() { close(file_); }

  // The file holds: time on the processor, time waiting for one, both in ns, and time slices.
  std::uint64_t waited_ns() const {
    char text[128] = {};
    if (pread(file_, text, sizeof text - 1, 0) <= 0) {
      throw std::runtime_error("/proc/thread-self/schedstat cannot be read");
    }
    char *rest = text;
    std::strtoull(rest, &rest, 10);
    return std::strtoull(rest, nullptr, 10);
  }

 private:
  int file_;
};

}  // namespace cellaret::bench
