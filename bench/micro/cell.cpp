// Implementation of cell.h.
#include "bench/micro/cell.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "bench/harness/summary.h"

namespace cellaret::bench {
namespace {

constexpr int kTries = 20;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

void check_hits(const Cell &cell, Hits expected, std::uint64_t hits, std::uint64_t operations) {
  if (expected == Hits::kAny || hits == (expected == Hits::kAll ? operations : 0)) return;
  throw std::runtime_error(cell.name + ", " + std::to_string(cell.entries) + " entries: " +
                           std::to_string(hits) + " hits in " + std::to_string(operations) +
                           " operations, which is not what the cell measures");
}

// With one thread its own time counts, so what others do to it is left out. Several threads may
// wait for each other, which must count: there it is the time that passed.
double nanoseconds_each(const std::vector<Lap> &laps, double operations) {
  if (laps.size() == 1) return static_cast<double>(laps[0].cpu_ns) / operations;
  double rate = 0;
  for (const Lap &lap : laps) rate += operations / static_cast<double>(lap.elapsed_ns);
  return 1 / rate;
}

// One burst of a measure; kMissing if it was not clean.
double burst_time(const Cell &cell, const Measure &measure, Crew &crew, std::uint64_t index,
                  std::uint64_t operations, bool takes_any) {
  std::vector<std::span<const Key>> keys(measure.threads);
  std::atomic<std::uint64_t> hits{0};
  const auto before = [&](unsigned thread) {
    const Action &warm_up = measure.warm_up ? measure.warm_up : measure.action;
    warm_up({thread, measure.keys->burst(thread, 2 * index, (operations + 1) / 2)});
    keys[thread] = measure.keys->burst(thread, 2 * index + 1, operations);
  };
  const auto timed = [&](unsigned thread) { hits += measure.action({thread, keys[thread]}); };
  const std::vector<Lap> laps = crew.run(measure.threads, before, timed);
  check_hits(cell, measure.hits, hits, operations * measure.threads);
  if (measure.undo) {
    crew.run(
        measure.threads, [](unsigned) {},
        [&](unsigned thread) { measure.undo({thread, keys[thread]}); });
  }
  return takes_any || is_clean(laps) ? nanoseconds_each(laps, static_cast<double>(operations))
                                     : kMissing;
}

Times round_times(const Cell &cell, Crew &crew, std::uint64_t round, const CellOptions &options,
                  std::mt19937_64 &random) {
  const std::uint64_t operations = std::min(options.burst_operations, cell.longest_burst);
  std::vector<std::size_t> order(cell.measures.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  Times times(order.size(), kMissing);
  for (const std::size_t place : order) {
    for (int attempt = 0; attempt < kTries && std::isnan(times[place]); ++attempt) {
      const std::uint64_t index = round * kTries + static_cast<std::uint64_t>(attempt);
      times[place] =
          burst_time(cell, cell.measures[place], crew, index, operations, options.takes_any_burst);
    }
  }
  return times;
}

// A row whose rounds are all missing says so and nothing else. Returns whether there is one.
bool add_row(Table &table, const Cell &cell, const Ratio &ratio, const std::vector<Times> &rounds) {
  std::vector<double> times, ratios;
  for (const Times &round : rounds) {
    times.push_back(round[ratio.measure]);
    ratios.push_back(ratio.of(round));
  }
  const Summary time = summarize(times), of = summarize(ratios);
  const unsigned threads = cell.measures[ratio.measure].threads;
  std::vector<std::string> cells{
      cell.name,        short_count(cell.entries), cell.spread, std::to_string(threads),
      ratio.contestant, fixed(time.median, 1),     ratio.name};
  if (of.rounds == 0) {
    cells.insert(cells.end(), {"", "too busy", "0", "", "", ""});
    table.add(std::move(cells), {{"cell", cell.name}, {"rounds", 0}});
    return false;
  }
  cells.insert(cells.end(), {fixed(of.median, 2), fixed(of.low, 2) + ".." + fixed(of.high, 2),
                             std::to_string(of.rounds)});
  append_goal(cells, ratio.goal, of.median);
  nlohmann::json json{
      {"cell", cell.name},        {"entries", cell.entries},    {"keys", cell.spread},
      {"threads", threads},       {"policy", ratio.contestant}, {"ns_each", time.median},
      {"ratio_name", ratio.name}, {"ratio", of.median},         {"ratio_low", of.low},
      {"ratio_high", of.high},    {"rounds", of.rounds}};
  put_goal(json, ratio.goal, of.median);
  table.add(std::move(cells), std::move(json));
  return true;
}

}  // namespace

Table cell_table(const std::string &title) {
  return Table(title, {"cell", "entries", "keys", "threads", "policy", "ns/op", "ratio", "median",
                       "low..high", "rounds", "floor", "goal", "met"});
}

int add_cell(Table &table, const Cell &cell, Crew &crew, const CellOptions &options,
             std::mt19937_64 &random) {
  std::vector<Times> rounds;
  for (int round = 0; round < options.rounds; ++round) {
    rounds.push_back(round_times(cell, crew, static_cast<std::uint64_t>(round), options, random));
  }
  int missing = 0;
  for (const Ratio &ratio : cell.ratios) missing += !add_row(table, cell, ratio, rounds);
  return missing;
}

}  // namespace cellaret::bench
