// Reads the system's clocks, and keeps the manual one.
#include "engine/base/clock.h"

#include "engine/base/limits.h"

namespace cellaret::engine {

namespace {

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
