// The slowest operations: while a table grows, and while many entries expire.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/harness/report.h"

namespace cellaret::bench {

struct WorstOptions {
  std::vector<std::string> policies;
  int repeats = 0;                     // of each scene
  std::uint64_t growth_entries = 0;    // how far a table grows
  std::uint64_t expiring_entries = 0;  // how many entries expire in a second
};

Table measure_worst(const WorstOptions &options);

}  // namespace cellaret::bench
