// The moment of one operation: the clock is read when the first entry with a deadline asks for it,
// and not at all by an operation that meets none.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/clock.h"

namespace cellaret::engine {

class Moment {
 public:
  // Reads of a coarse clock may lag; deadlines are computed from an exact moment.
  enum class Precision : std::uint8_t { kExact, kCoarse };

  Moment(const Clock &clock, Precision precision) : clock_(clock), precision_(precision) {}
  // An exact one, of which the steady clock has been read.
  Moment(const Clock &clock, std::int64_t steady_ms)
      : clock_(clock), precision_(Precision::kExact), steady_ms_(steady_ms) {}

  std::int64_t steady_ms() {
    if (!steady_ms_) {
      steady_ms_ = precision_ == Precision::kExact ? clock_.steady_ms() : clock_.coarse_steady_ms();
    }
    return *steady_ms_;
  }

  std::int64_t wall_ms() {
    if (!wall_ms_) {
      wall_ms_ = precision_ == Precision::kExact ? clock_.wall_ms() : clock_.coarse_wall_ms();
    }
    return *wall_ms_;
  }

  // Both clocks are read now, for work in many steps at one moment.
  void fix() {
    steady_ms();
    wall_ms();
  }

  // For work that may as well be done a little later: never leads the time above.
  [[nodiscard]] std::int64_t rough_steady_ms() const {
    return steady_ms_ ? *steady_ms_ : clock_.coarse_steady_ms();
  }
  [[nodiscard]] std::int64_t rough_wall_ms() const {
    return wall_ms_ ? *wall_ms_ : clock_.coarse_wall_ms();
  }

 private:
  const Clock &clock_;
  Precision precision_;
  std::optional<std::int64_t> steady_ms_;
  std::optional<std::int64_t> wall_ms_;
};

}  // namespace cellaret::engine
