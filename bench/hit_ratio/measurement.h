// Runs policies of the library over traces, through the C API as a user would.
//
// Capacity is counted in entries, as in the reference; sizes and lifetimes in a trace are ignored.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/hit_ratio/reference.h"

namespace cellaret::bench {

struct MeasuredCell {
  const ReferenceCell *reference;
  double hit_ratio;

  // In points, below the best policy of the reference and below its LRU.
  double regret() const { return (reference->best_hit_ratio() - hit_ratio) * 100; }
  double below_lru() const { return (reference->hit_ratios.at("LRU") - hit_ratio) * 100; }
};

struct PolicyResult {
  std::string policy;
  std::vector<MeasuredCell> cells;

  double mean_regret() const;
  double worst_regret() const;
  // Cells that are more than a point below LRU.
  std::uint64_t cells_below_lru() const;
};

struct BenchOptions {
  std::string traces;     // a folder of NAME.gz
  std::string reference;  // a file
  std::vector<std::string> policies;
  std::uint32_t shards = 1;
  std::uint64_t min_entries_per_shard = 1;  // smaller cells are left out
  std::uint64_t seed = 1;
};

// Cells of the reference whose trace is in the folder. `progress` is called after each replay with
// how many are done, and of how many. Throws what the tool's replay throws, and std::runtime_error
// when there is no such cell.
std::vector<PolicyResult> measure(const BenchOptions &options,
                                  const std::vector<ReferenceCell> &reference,
                                  const std::function<void(std::size_t, std::size_t)> &progress);

}  // namespace cellaret::bench
