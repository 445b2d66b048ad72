// Cells that compare the hooks of `adaptive` with those of `sieve`, the cheapest policy that is any
// good: hits and inserts into a full cache, in the same rounds.
#include "bench/micro/actions.h"
#include "bench/micro/key_sources.h"
#include "bench/micro/session.h"

namespace cellaret::bench {
namespace {

constexpr const char *kReadCell = "get hit, adaptive";
constexpr const char *kInsertCell = "evicting insert, adaptive";

// The yardstick, its equal (which shows how far two equal instances are apart), and the policy.
struct Trio {
  explicit Trio(std::uint64_t max_entries)
      : sieve({.policy = "sieve", .max_entries = max_entries}),
        control({.policy = "sieve", .max_entries = max_entries}),
        adaptive({.policy = "adaptive", .max_entries = max_entries}) {}

  Instance sieve, control, adaptive;
};

void add_ratios(Cell &cell, const Goal &goal) {
  cell.ratios.push_back(
      {"adaptive", 2, "time / sieve", [](const Times &t) { return t[2] / t[0]; }, goal});
  cell.ratios.push_back({"sieve", 1, "control: equal", [](const Times &t) { return t[1] / t[0]; }});
}

void add_read_cell(Session &session, std::uint64_t entries) {
  Trio trio(2 * entries);
  StreamKeys keys = StreamKeys::drawn(Spread::kUniform, entries, session.stream_length(entries));
  Cell cell{.name = kReadCell, .entries = entries, .spread = "uniform"};
  for (Instance *store : {&trio.sieve, &trio.control, &trio.adaptive}) {
    session.fill(setting(*store), keys_from(0, entries));
    cell.measures.push_back({.keys = &keys, .action = getting(*store), .hits = Hits::kAll});
  }
  add_ratios(cell, at_most(1.10, 1.03));
  session.add(cell);
}

void add_insert_cell(Session &session, std::uint64_t entries) {
  Trio trio(entries);
  FreshKeys fresh(2 * entries, 1);
  Cell cell{.name = kInsertCell, .entries = entries, .spread = "new"};
  for (Instance *store : {&trio.sieve, &trio.control, &trio.adaptive}) {
    // Twice what fits: a policy that has just become full has not found its pace yet.
    session.fill(setting(*store), keys_from(0, 2 * entries));
    cell.measures.push_back({.keys = &fresh, .action = setting(*store)});
  }
  add_ratios(cell, at_most(1.5, 1.25));
  session.add(cell);
}

}  // namespace

void add_policy_cells(Session &session, std::uint64_t entries) {
  if (session.wants_any({kReadCell})) add_read_cell(session, entries);
  if (session.wants_any({kInsertCell})) add_insert_cell(session, entries);
}

}  // namespace cellaret::bench
