// Cells of inserts into a full cache: each new key takes the place of an old one.
#include "bench/micro/actions.h"
#include "bench/micro/key_sources.h"
#include "bench/micro/peers.h"
#include "bench/micro/session.h"

namespace cellaret::bench {
namespace {

// With the threads that filled it, because a block freed by another thread than the one that
// allocated it costs more, and in a program that runs for long the same threads do both.
void add_cell_on(Session &session, std::uint64_t entries, unsigned threads,
                 const std::optional<Goal> &goal) {
  Lru64 lru(entries);
  const auto engines = session.instances(entries);
  const Keys first = keys_from(0, entries);
  FreshKeys fresh(entries, threads);
  Cell cell{.name = "evicting insert", .entries = entries, .spread = "new"};
  const auto add = [&](auto &store) {
    session.fill(setting(store), first, threads);
    cell.measures.push_back({.threads = threads, .keys = &fresh, .action = setting(store)});
  };
  add(lru);
  for (std::size_t engine = 0; engine < engines.size(); ++engine) {
    add(*engines[engine]);
    const std::size_t place = engine + 1;
    cell.ratios.push_back({session.options().policies[engine], place, "speed / lru64",
                           [=](const Times &t) { return t[0] / t[place]; }, goal});
  }
  session.add(cell);
  for (const auto &engine : engines) {
    const cellaret_stats stats = engine->stats();
    if (stats.evictions == 0 || stats.entries > entries) {
      throw std::runtime_error("evicting insert: " + std::to_string(stats.evictions) +
                               " evictions, " + std::to_string(stats.entries) + " entries");
    }
  }
}

}  // namespace

void add_evicting_cells(Session &session, std::uint64_t entries) {
  if (!session.wants_any({"evicting insert"})) return;
  add_cell_on(session, entries, 1, at_least(2.2, 4));
  add_cell_on(session, entries, 2, at_least(3, 5));
}

}  // namespace cellaret::bench
