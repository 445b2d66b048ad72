// Medians of thirds, and the resident set as the page tables have it.
#include "tests/soak/flatness.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <numeric>

namespace cellaret::soak {

double mean(const std::vector<double> &values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Drift drift_of(const std::vector<double> &rounds) {
  auto begin = rounds.begin() + static_cast<std::ptrdiff_t>(rounds.size() / 4);
  std::ptrdiff_t third = (rounds.end() - begin) / 3;
  return {median({begin, begin + third}), median({rounds.end() - third, rounds.end()})};
}

std::uint64_t resident_bytes() {
  std::FILE *file = std::fopen("/proc/self/smaps_rollup", "r");
  if (file == nullptr) return 0;
  unsigned long long kib = 0;
  int found = std::fscanf(file, "%*[^\n] Rss: %llu", &kib);
  std::fclose(file);
  return found == 1 ? std::uint64_t{kib} << 10 : 0;
}

}  // namespace cellaret::soak
