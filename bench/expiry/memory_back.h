// How soon memory is back after deadlines, in real time: with the maintenance thread, by reads
// alone, and by the first call after nobody called.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/harness/report.h"

namespace cellaret::bench {

struct MemoryBackOptions {
  std::vector<std::string> policies;
  int repeats = 0;
  std::uint64_t entries = 0;
};

Table measure_memory_back(const MemoryBackOptions &options);

}  // namespace cellaret::bench
