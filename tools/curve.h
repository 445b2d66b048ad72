// Miss-ratio curves: a trace through caches of several policies and sizes, on several threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/curve_sizes.h"
#include "tools/replay.h"
#include "tools/trace_samples.h"

namespace cellaret::tool {

class ProgressBar;

struct CurveOptions {
  std::vector<std::string> policies;
  SizeUnit unit = SizeUnit::kEntries;
  std::uint32_t shards = 1;
  std::uint64_t seed = 1;
  std::uint32_t value_size = 32;
  std::uint32_t threads = 1;
};

struct CurvePoint {
  std::uint64_t size = 0;     // of the whole cache, in the unit of the curve
  double miss_ratio = 0;      // between 0 and 1
  double standard_error = 0;  // of the miss ratio; 0 for a whole trace
  std::uint64_t refused = 0;  // fills that the caches had no room for
};

struct Curve {
  std::string policy;
  std::vector<CurvePoint> points;  // by ascending size
};

// The least size that can be asked for: what an instance accepts, times what the sample leaves out.
std::uint64_t smallest_size(SizeUnit unit, std::uint32_t keys_in);

// What the library charges for every key of the trace at once, in a cache without limits.
std::uint64_t bytes_of_all_keys(const TraceSamples &trace, const CurveOptions &options);

// One replay for each policy, size and sample. The result does not depend on the number of threads.
// Throws CacheError, OptionsError.
std::vector<Curve> measure_curves(const TraceSamples &trace, const CurveOptions &options,
                                  const std::vector<std::uint64_t> &sizes, ProgressBar &progress);

}  // namespace cellaret::tool
