// Runs a trace through a cache: get, and on a miss set. The main job of the tool.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

#include "cellaret/cache.h"
#include "tools/latency_histogram.h"
#include "tools/trace.h"

namespace cellaret::tool {

class ProgressBar;

struct ReplayOptions {
  std::uint64_t max_bytes = CELLARET_DEFAULT_MAX_BYTES;  // or CELLARET_UNLIMITED
  std::uint64_t max_entries = CELLARET_UNLIMITED;
  std::string policy = "allkeys-lru";
  std::uint32_t shards = 0;       // 0: the library chooses
  std::uint64_t seed = 1;         // of hash and eviction, so that a replay can be repeated
  std::uint32_t value_size = 32;  // bytes, where the trace gives no size
  // By how much the clock moves for an access, 1 or more: what a sample leaves out takes time, too.
  std::uint32_t ms_per_access = 1;
};

struct ReplayResult {
  // From the library's statistics, and from nothing else.
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t evictions = 0;
  std::uint64_t expirations = 0;
  std::uint64_t entries = 0;
  std::uint64_t bytes_charged = 0;
  std::uint64_t bytes_charged_peak = 0;  // the most of what was read every 4,096 accesses
  std::uint64_t max_bytes = 0;
  std::uint64_t max_entries = 0;
  std::uint32_t shards = 0;
  std::string policy;

  // Seen from outside.
  std::uint64_t accesses = 0;
  std::uint64_t refused = 0;  // fills that the cache answered with FULL or TOO_LARGE
  double seconds = 0;         // of the whole loop
  std::uint64_t resident_before = 0;
  std::uint64_t resident_after = 0;
  std::uint64_t clock_cost_ns = 0;  // that every timed get includes
  LatencyHistogram get_latency_ns;

  double hit_ratio() const;            // hits / (hits + misses), 0 without reads
  double accesses_per_second() const;  // 0 for an empty trace
};

// The cache answered with an error; what() says which call and why.
class CacheError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The cache did not accept the options it was to be opened with.
class OptionsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Opens a cache, runs the trace through it on the calling thread and closes it.
//
// The instance has a manual clock that goes with the accesses, 1,000 of them a second, so a replay
// does not depend on the machine's speed: access i happens at i ms. A trace without ttl moves it
// by a second every 1,000 accesses, since nothing can tell the difference but the policies that
// age by the minute.
// One get in sixteen is timed, chosen by a fixed irregular pattern, because reading the clock
// costs about as much as the get.
// on_progress is told every 4,096 accesses how many are done.
using OnProgress = std::function<void(std::uint64_t accesses)>;
ReplayResult replay(const Trace &trace, const ReplayOptions &options,
                    const OnProgress &on_progress);
ReplayResult replay(const Trace &trace, const ReplayOptions &options, ProgressBar &progress);

}  // namespace cellaret::tool
