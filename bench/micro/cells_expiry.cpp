// Cells of entries with a deadline against entries without, each in an instance of its own.
#include "bench/micro/actions.h"
#include "bench/micro/bounds.h"
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

// What asking for the time alone adds to the limit map's operation.
template <class Make>
void add_bound(Cell &cell, const Make &make, LimitMap &map, auto &clocked, const Goal &goal) {
  const std::size_t plain = cell.measures.size(), with_clock = plain + 1;
  cell.measures.push_back(make(map));
  cell.measures.push_back(make(clocked));
  cell.ratios.push_back({"(limit)", with_clock, "time / no clock",
                         [=](const Times &t) { return t[with_clock] / t[plain]; }, goal});
}

}  // namespace

void add_expiry_cells(Session &session, std::uint64_t entries) {
  if (!session.wants_any({"get hit, TTL", "set, TTL"})) return;
  const Keys all = keys_from(0, entries);
  StreamKeys keys = StreamKeys::drawn(Spread::kUniform, entries, session.stream_length(entries));
  Cell reads{.name = "get hit, TTL", .entries = entries, .spread = "uniform"};
  Cell writes{.name = "set, TTL", .entries = entries, .spread = "uniform"};
  const Goal over_plain_get = at_most(1.05, kNotMeasurable), over_plain_set = at_most(1.15, 1.05);
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
    add_rows(reads, session.options().policies[engine], over_plain_get);
    add_rows(writes, session.options().policies[engine], over_plain_set);
  }
  LimitMap map(entries);
  ClockedMap clocked(map);
  session.fill(setting(map), all);
  add_bound(
      reads,
      [&](auto &store) {
        return Measure{.keys = &keys, .action = getting(store), .hits = Hits::kAll};
      },
      map, clocked, over_plain_get);
  add_bound(
      writes, [&](auto &store) { return Measure{.keys = &keys, .action = setting(store)}; }, map,
      clocked, over_plain_set);
  session.add(reads);
  session.add(writes);
}

}  // namespace cellaret::bench
