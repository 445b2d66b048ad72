// Time: the system's clocks or one that the caller moves. Only the facade holds a clock; everything
// below it is told the moment.
#pragma once

#include <time.h>

#include <atomic>
#include <cstdint>

#include "engine/base/platform.h"

namespace cellaret::engine {

enum class ClockKind : std::uint8_t { kSystem = 1, kCoarse = 2, kManual = 3 };

// The steady line is Unix time at the opening of the instance plus what has passed since on the
// monotonic clock, so both lines have comparable numbers.
class Clock {
 public:
  Clock(ClockKind kind, std::int64_t manual_start_ms);

  [[nodiscard]] ClockKind kind() const { return kind_; }

  // To the millisecond, on every kind of clock: what deadlines are computed from.
  [[nodiscard]] std::int64_t steady_ms() const;
  [[nodiscard]] std::int64_t wall_ms() const;

  // May lag the above by a timer interrupt (10 ms at most) on a coarse clock, never leads it.
  [[nodiscard]] CELLARET_ALWAYS_INLINE std::int64_t coarse_steady_ms() const {
    return kind_ == ClockKind::kCoarse ? steady_origin_ms_ + read_ms(kCoarseSteady) : steady_ms();
  }
  [[nodiscard]] CELLARET_ALWAYS_INLINE std::int64_t coarse_wall_ms() const {
    return kind_ == ClockKind::kCoarse ? read_ms(kCoarseWall) : wall_ms();
  }

  // Manual clocks only; false when the clock is not one or the result would leave [0, kMaxTime).
  [[nodiscard]] bool advance(std::int64_t ms);
  [[nodiscard]] bool step_wall(std::int64_t ms);

 private:
#if defined(CLOCK_MONOTONIC_COARSE)
  static constexpr clockid_t kCoarseSteady = CLOCK_MONOTONIC_COARSE;
  static constexpr clockid_t kCoarseWall = CLOCK_REALTIME_COARSE;
#else
  static constexpr clockid_t kCoarseSteady = CLOCK_MONOTONIC;
  static constexpr clockid_t kCoarseWall = CLOCK_REALTIME;
#endif

  [[nodiscard]] static std::int64_t read_ms(clockid_t id) {
    timespec now{};
    clock_gettime(id, &now);
    // Unsigned, since that is cheaper to divide.
    auto ns = static_cast<std::uint64_t>(now.tv_nsec);
    return std::int64_t{now.tv_sec} * 1000 + static_cast<std::int64_t>(ns / 1'000'000);
  }

  ClockKind kind_;
  std::int64_t steady_origin_ms_ = 0;  // adds to CLOCK_MONOTONIC
  std::atomic<std::int64_t> manual_steady_ms_{0};
  std::atomic<std::int64_t> manual_wall_ms_{0};
};

}  // namespace cellaret::engine
