// Whether a resident set drifts: the measure and the one rule by which a soak is judged.
//
// The rule: rounds are numbers; the first quarter is warm-up; of the rest, the median of the last
// third may differ from that of the first third, up or down, by less than a given part of it.
// Medians, since single rounds are above or below the others; thirds, so that a slow rise shows.
#pragma once

#include <cstdint>
#include <vector>

namespace cellaret::soak {

constexpr std::size_t kMinRounds = 12;

struct Drift {
  double before = 0;
  double after = 0;
  [[nodiscard]] double percent() const { return (after - before) / before * 100; }
  [[nodiscard]] bool is_below(double max_percent) const {
    return percent() < max_percent && percent() > -max_percent;
  }
};

// At least kMinRounds of them.
Drift drift_of(const std::vector<double> &rounds);

// `values` is not empty.
double mean(const std::vector<double> &values);
double median(std::vector<double> values);

// What the page tables have now, which is exact: the kernel's own count is kept by each processor
// and is some hundred KiB behind. 0: the system does not say.
std::uint64_t resident_bytes();

}  // namespace cellaret::soak
