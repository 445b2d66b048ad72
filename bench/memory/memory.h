// Bytes an entry takes beyond its key and value, by the engine's counter and by resident set.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/harness/report.h"

namespace cellaret::bench {

Table measure_memory(const std::vector<std::string> &policies, std::uint64_t entries);

}  // namespace cellaret::bench
