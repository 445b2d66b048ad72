// One comparison: the same operations on several contestants, round by round, and the ratios.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "bench/harness/crew.h"
#include "bench/harness/goal.h"
#include "bench/harness/report.h"
#include "bench/micro/keys.h"

namespace cellaret::bench {

// What one thread does at a stretch.
struct Burst {
  unsigned thread;
  std::span<const Key> keys;
};

// Does one operation for each key of the burst; returns how many found their key.
using Action = std::function<std::uint64_t(const Burst &)>;

// Where the keys of bursts come from. Two calls with the same thread, index and length give the
// same keys, so contestants of one round meet the same ones; the span is valid until the thread's
// call after next.
class KeySource {
 public:
  virtual ~KeySource() = default;
  virtual std::span<const Key> burst(unsigned thread, std::uint64_t index,
                                     std::uint64_t length) = 0;
};

enum class Hits { kAll, kNone, kAny };

// One contestant in one cell.
struct Measure {
  unsigned threads = 1;
  KeySource *keys = nullptr;
  Action action;
  Hits hits = Hits::kAny;  // what the action must answer, or the bench ends with an error
  Action warm_up = {};     // before each burst, untimed, with other keys; empty: `action`
  Action undo = {};        // after each burst, untimed, with the same keys
};

// Nanoseconds an operation by measure, of one round. With several threads, of all together.
using Times = std::vector<double>;

struct Ratio {
  std::string contestant;  // the eviction policy, or what else the row is about
  std::size_t measure;     // whose time is shown
  std::string name;
  std::function<double(const Times &)> of;
  std::optional<Goal> goal = {};
};

struct Cell {
  std::string name;
  std::uint64_t entries;
  std::string spread;
  std::uint64_t longest_burst = UINT64_MAX;  // operations
  std::vector<Measure> measures = {};
  std::vector<Ratio> ratios = {};
};

struct CellOptions {
  int rounds;
  std::uint64_t burst_operations;
  bool takes_any_burst = false;  // also those that are not clean: for trial runs
};

// A table with the columns of add_cell.
Table cell_table(const std::string &title);

// Runs a cell's rounds, the measures of each in an order of its own, and adds a row for each ratio.
// A burst that is not clean is repeated up to 20 times, and then missing in its round. Returns how
// many of the ratios have not one round.
int add_cell(Table &table, const Cell &cell, Crew &crew, const CellOptions &options,
             std::mt19937_64 &random);

}  // namespace cellaret::bench
