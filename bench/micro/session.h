// What all groups of cells share: the settings of the run, the threads, the table they add to.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bench/harness/crew.h"
#include "bench/harness/instance.h"
#include "bench/micro/cell.h"

namespace cellaret::bench {

struct MicroOptions {
  std::vector<std::string> policies;
  std::vector<std::uint64_t> entries;
  int rounds = 0;
  std::uint64_t burst_operations = 0;
  std::string filter;            // only cells whose name contains it
  bool takes_any_burst = false;  // as in CellOptions
};

class Session {
 public:
  explicit Session(const MicroOptions &options)
      : options_(options), table_(cell_table("Operations: time and ratios in the same rounds")) {}

  const MicroOptions &options() const { return options_; }
  const Table &table() const { return table_; }
  Crew &crew() { return crew_; }
  int missing() const { return missing_; }  // rows for which no round was clean

  // Whether one of the cells is asked for; a group asks before it builds its stores.
  bool wants_any(const std::vector<std::string> &names) const;
  void add(const Cell &cell);

  // Runs an action over the keys on so many threads, each taking an equal part.
  void fill(const Action &action, const Keys &keys, unsigned threads = 1);

  // A bounded instance for each policy.
  std::vector<std::unique_ptr<Instance>> instances(std::uint64_t max_entries) const;

  // How long the streams are that keys of so many entries are drawn into.
  std::uint64_t stream_length(std::uint64_t entries) const;

 private:
  MicroOptions options_;
  Crew crew_{2};
  std::mt19937_64 random_{20'240'611};
  Table table_;
  int missing_ = 0;
};

// The groups of cells, one file each.
void add_plain_cells(Session &session, std::uint64_t entries);
void add_evicting_cells(Session &session, std::uint64_t entries);
void add_number_cells(Session &session, std::uint64_t entries);
void add_expiry_cells(Session &session, std::uint64_t entries);
void add_policy_cells(Session &session, std::uint64_t entries);
void add_curve_cells(Session &session, std::uint64_t entries);

// Opening and closing, and the bytes of an empty instance.
Table measure_instances(const MicroOptions &options);

}  // namespace cellaret::bench
