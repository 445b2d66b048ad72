// Cells of the online curve: what reads and writes cost while an instance estimates its hit ratios.
#include <stdexcept>

#include "bench/micro/actions.h"
#include "bench/micro/key_sources.h"
#include "bench/micro/session.h"

namespace cellaret::bench {
namespace {

// The estimate with the default sample.
void start_curve(const Instance &store) {
  if (cellaret_curve_start(store.handle(), nullptr) != CELLARET_OK) {
    throw std::runtime_error("the curve could not be started");
  }
}

// Of one policy: without the estimate, and with it.
void add_rows(Cell &cell, const std::string &policy) {
  const std::size_t off = cell.measures.size() - 2, on = off + 1;
  cell.ratios.push_back(
      {policy, on, "time / curve off", [=](const Times &t) { return t[on] / t[off]; }});
}

}  // namespace

void add_curve_cells(Session &session, std::uint64_t entries) {
  if (!session.wants_any({"get hit, curve", "set, curve"})) return;
  const Keys all = keys_from(0, entries);
  StreamKeys keys = StreamKeys::drawn(Spread::kUniform, entries, session.stream_length(entries));
  Cell reads{.name = "get hit, curve", .entries = entries, .spread = "uniform"};
  Cell writes{.name = "set, curve", .entries = entries, .spread = "uniform"};
  auto off = session.instances(2 * entries), on = session.instances(2 * entries);
  for (std::size_t engine = 0; engine < off.size(); ++engine) {
    // Before the content comes, so that the rate has found its place when the clock starts.
    start_curve(*on[engine]);
    for (Instance *store : {off[engine].get(), on[engine].get()}) {
      session.fill(setting(*store), all);
      session.fill(getting(*store), all);
      reads.measures.push_back({.keys = &keys, .action = getting(*store), .hits = Hits::kAll});
      writes.measures.push_back({.keys = &keys, .action = setting(*store)});
    }
    add_rows(reads, session.options().policies[engine]);
    add_rows(writes, session.options().policies[engine]);
  }
  session.add(reads);
  session.add(writes);
}

}  // namespace cellaret::bench
