// What the hit-ratio bench prints: a table for people, JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "bench/hit_ratio/measurement.h"

namespace cellaret::bench {

std::string to_table(const std::vector<PolicyResult> &results);
std::string to_json(const BenchOptions &options, const std::vector<PolicyResult> &results);

}  // namespace cellaret::bench
