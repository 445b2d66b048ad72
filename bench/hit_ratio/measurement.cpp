// Implementation of measurement.h.
#include "bench/hit_ratio/measurement.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "tools/input_file.h"
#include "tools/progress_bar.h"
#include "tools/replay.h"
#include "tools/trace_parser.h"

namespace cellaret::bench {

namespace {

tool::Trace read_keys(const std::string &path) {
  tool::ProgressBar hidden(false, "", "", 0);
  tool::Trace whole;
  tool::InputFile file(path);
  tool::read_trace(file, UINT64_MAX, hidden, whole);
  tool::Trace keys;
  tool::Trace::Reader reader(whole);
  for (tool::Access access; reader.next(access);) keys.append({.key = access.key});
  return keys;
}

double hit_ratio(const tool::Trace &trace, const std::string &policy, std::uint64_t entries,
                 const BenchOptions &options) {
  tool::ReplayOptions replay_options;
  replay_options.max_bytes = CELLARET_UNLIMITED;
  replay_options.max_entries = entries;
  replay_options.policy = policy;
  replay_options.shards = options.shards;
  replay_options.seed = options.seed;
  tool::ProgressBar hidden(false, "", "", 0);
  return tool::replay(trace, replay_options, hidden).hit_ratio();
}

}  // namespace

double PolicyResult::mean_regret() const {
  double sum = 0;
  for (const MeasuredCell &cell : cells) sum += cell.regret();
  return sum / static_cast<double>(cells.size());
}

double PolicyResult::worst_regret() const {
  const auto is_less = [](const MeasuredCell &left, const MeasuredCell &right) {
    return left.regret() < right.regret();
  };
  return std::max_element(cells.begin(), cells.end(), is_less)->regret();
}

std::uint64_t PolicyResult::cells_below_lru() const {
  const auto is_below = [](const MeasuredCell &cell) { return cell.below_lru() > 1; };
  return static_cast<std::uint64_t>(std::count_if(cells.begin(), cells.end(), is_below));
}

std::vector<PolicyResult> measure(const BenchOptions &options,
                                  const std::vector<ReferenceCell> &reference,
                                  const std::function<void(std::size_t, std::size_t)> &progress) {
  const auto path_of = [&](const ReferenceCell &cell) {
    return options.traces + "/" + cell.trace + ".gz";
  };
  std::vector<const ReferenceCell *> cells;
  for (const ReferenceCell &cell : reference) {
    bool is_large = cell.entries >= options.min_entries_per_shard * options.shards;
    if (is_large && std::filesystem::exists(path_of(cell))) cells.push_back(&cell);
  }
  if (cells.empty()) {
    throw std::runtime_error("no trace of the reference is in " + options.traces);
  }
  std::vector<PolicyResult> results;
  for (const std::string &policy : options.policies) results.push_back({policy, {}});
  tool::Trace trace;
  std::string trace_name;
  std::size_t done = 0;
  for (const ReferenceCell *cell : cells) {
    if (cell->trace != trace_name) {
      trace = read_keys(path_of(*cell));
      trace_name = cell->trace;
    }
    for (PolicyResult &result : results) {
      result.cells.push_back({cell, hit_ratio(trace, result.policy, cell->entries, options)});
      progress(++done, cells.size() * results.size());
    }
  }
  return results;
}

}  // namespace cellaret::bench
