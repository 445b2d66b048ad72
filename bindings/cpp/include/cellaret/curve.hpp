// What another limit would buy: the hit ratio of an instance, estimated at other sizes.
#pragma once

#include <cellaret/curve.h>

#include <cstdint>

namespace cellaret {

// A question: limits as in Options, 0 for the instance's own. And the answer.
// Since: 0.1
struct CurvePoint {
  std::uint64_t max_bytes = 0;
  std::uint64_t max_entries = 0;
  double hit_ratio = 0;       // out; between 0 and 1
  double standard_error = 0;  // out; how far it is off by chance
};

// How the estimate is doing.
// Since: 0.1
struct CurveInfo {
  std::uint32_t sample_keys = 0;     // followed at present
  std::uint64_t reads = 0;           // since the start: what the ratios are of
  std::uint64_t followed_reads = 0;  // of keys in the sample
  double sample_rate = 0;            // the part of all keys that is followed, between 0 and 1
  std::uint64_t bytes_charged = 0;   // for the sample
};

}  // namespace cellaret
