// Hit ratios that other programs measured: the table reference-hit-ratios.tsv.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cellaret::bench {

// A trace at one cache size, with the hit ratio of each policy in the table.
struct ReferenceCell {
  std::string trace;
  std::string size_fraction;  // of the different keys, as the table writes it
  std::uint64_t entries = 0;
  std::map<std::string, double> hit_ratios;

  // The policy of an ordinary cache that does best: not Belady's, which knows the future, and none
  // that was measured with expiry.
  const std::string &best_policy() const;
  double best_hit_ratio() const { return hit_ratios.at(best_policy()); }
};

// In the order of the file. Throws std::runtime_error when the file cannot be read or a line is not
// what it should be.
std::vector<ReferenceCell> read_reference(const std::string &path);

}  // namespace cellaret::bench
