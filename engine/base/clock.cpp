// Reads the system's clocks, and keeps the manual one.
#include "engine/base/clock.h"

#include <time.h>

#include "engine/base/limits.h"

namespace cellaret::engine {

namespace {

std::int64_t read_ms(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

#if defined(CLOCK_MONOTONIC_COARSE)
constexpr clockid_t kCoarseSteady = CLOCK_MONOTONIC_COARSE;
constexpr clockid_t kCoarseWall = CLOCK_REALTIME_COARSE;
#else
constexpr clockid_t kCoarseSteady = CLOCK_MONOTONIC;
constexpr clockid_t kCoarseWall = CLOCK_REALTIME;
#endif

// Adds `ms` unless the sum leaves [0, kMaxTime). Clock moves are rare: a loop is good enough.
bool add_within_range(std::atomic<std::int64_t> &time, std::int64_t ms) {
  std::int64_t now = time.load(std::memory_order_relaxed);
  do {
    if (ms > 0 ? now > kMaxTime - 1 - ms : now < -ms) return false;
  } while (!time.compare_exchange_weak(now, now + ms));
  return true;
}

}  // namespace

Clock::Clock(ClockKind kind, std::int64_t manual_start_ms)
    : kind_(kind), manual_steady_ms_(manual_start_ms), manual_wall_ms_(manual_start_ms) {
  if (kind != ClockKind::kManual) {
    steady_origin_ms_ = read_ms(CLOCK_REALTIME) - read_ms(CLOCK_MONOTONIC);
  }
}

std::int64_t Clock::steady_ms() const {
  if (kind_ == ClockKind::kManual) return manual_steady_ms_.load(std::memory_order_acquire);
  return steady_origin_ms_ + read_ms(CLOCK_MONOTONIC);
}

std::int64_t Clock::wall_ms() const {
  if (kind_ == ClockKind::kManual) return manual_wall_ms_.load(std::memory_order_acquire);
  return read_ms(CLOCK_REALTIME);
}

std::int64_t Clock::coarse_steady_ms() const {
  if (kind_ != ClockKind::kCoarse) return steady_ms();
  return steady_origin_ms_ + read_ms(kCoarseSteady);
}

std::int64_t Clock::coarse_wall_ms() const {
  if (kind_ != ClockKind::kCoarse) return wall_ms();
  return read_ms(kCoarseWall);
}

bool Clock::advance(std::int64_t ms) {
  if (kind_ != ClockKind::kManual || ms < 0) return false;
  if (manual_wall_ms_.load() > kMaxTime - 1 - ms) return false;
  if (!add_within_range(manual_steady_ms_, ms)) return false;
  return add_within_range(manual_wall_ms_, ms);
}

bool Clock::step_wall(std::int64_t ms) {
  if (kind_ != ClockKind::kManual || ms == INT64_MIN) return false;
  return add_within_range(manual_wall_ms_, ms);
}

}  // namespace cellaret::engine
