// Cells of entries with a deadline against entries without, each in an instance of its own.
#include "bench/micro/actions.h"
#include "bench/micro/key_sources.h"
#include "bench/micro/session.h"

namespace cellaret::bench {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

// The design's goal for a hit is "not measurable"; here: within 2 %. The control shows how far two
// equal instances are apart, which is what can be told at all.
constexpr double kNotMeasurable = 1.02;

// Measures are plain, control and expiring, in this order, for each policy.
void add_rows(Cell &cell, const std::string &policy, const Goal &goal) {
  const std::size_t plain = cell.measures.size() - 3, control = plain + 1, expiring = plain + 2;
  cell.ratios.push_back({policy, expiring, "time / no TTL",
                         [=](const Times &t) { return t[expiring] / t[plain]; }, goal});
  cell.ratios.push_back(
      {policy, control, "control: equal", [=](const Times &t) { return t[control] / t[plain]; }});
}

}  // namespace

void add_expiry_cells(Session &session, std::uint64_t entries) {
  if (!session.wants_any({"get hit, TTL", "set, TTL"})) return;
  const Keys all = keys_from(0, entries);
  StreamKeys keys = StreamKeys::drawn(Spread::kUniform, entries, session.stream_length(entries));
  Cell reads{.name = "get hit, TTL", .entries = entries, .spread = "uniform"};
  Cell writes{.name = "set, TTL", .entries = entries, .spread = "uniform"};
  auto plain = session.instances(2 * entries), control = session.instances(2 * entries),
       expiring = session.instances(2 * entries);
  for (std::size_t engine = 0; engine < plain.size(); ++engine) {
    session.fill(setting(*plain[engine]), all);
    session.fill(setting(*control[engine]), all);
    session.fill(setting_expiring(*expiring[engine], kHourMs), all);
    for (Instance *store : {plain[engine].get(), control[engine].get(), expiring[engine].get()}) {
      const bool expires = store == expiring[engine].get();
      reads.measures.push_back({.keys = &keys, .action = getting(*store), .hits = Hits::kAll});
      writes.measures.push_back(
          {.keys = &keys, .action = expires ? setting_expiring(*store, kHourMs) : setting(*store)});
    }
    add_rows(reads, session.options().policies[engine], at_most(1.05, kNotMeasurable));
    add_rows(writes, session.options().policies[engine], at_most(1.15, 1.05));
  }
  session.add(reads);
  session.add(writes);
}

}  // namespace cellaret::bench
