// Cells of 64-bit counters: increments against the same instance's reads and a spin-striped map.
#include "bench/micro/actions.h"
#include "bench/micro/key_sources.h"
#include "bench/micro/peers.h"
#include "bench/micro/session.h"

namespace cellaret::bench {
namespace {

struct NumberStores {
  SpinCounters spin;
  std::vector<std::unique_ptr<Instance>> engines;
};

Action setting_int(Instance &store) {
  return [&store](const Burst &burst) {
    for (const Key &key : burst.keys) store.set_int(key.view(), 1);
    return std::uint64_t{0};
  };
}

void add_increment_cell(Session &session, NumberStores &stores, Cell cell, KeySource &keys,
                        const std::optional<Goal> &over_get,
                        const std::optional<Goal> &over_spin_twice) {
  cell.measures = {{.threads = 1, .keys = &keys, .action = incrementing(stores.spin)},
                   {.threads = 2, .keys = &keys, .action = incrementing(stores.spin)}};
  for (std::size_t engine = 0; engine < stores.engines.size(); ++engine) {
    Instance &store = *stores.engines[engine];
    const std::string &policy = session.options().policies[engine];
    const std::size_t get = cell.measures.size(), one = get + 1, two = get + 2;
    cell.measures.push_back(
        {.threads = 1, .keys = &keys, .action = getting(store), .hits = Hits::kAll});
    cell.measures.push_back({.threads = 1, .keys = &keys, .action = incrementing(store)});
    cell.measures.push_back({.threads = 2, .keys = &keys, .action = incrementing(store)});
    cell.ratios.insert(
        cell.ratios.end(),
        {{policy, one, "time / own int get", [=](const Times &t) { return t[one] / t[get]; },
          over_get},
         {policy, one, "speed / spin64", [=](const Times &t) { return t[0] / t[one]; }},
         {policy, two, "speed / spin64", [=](const Times &t) { return t[1] / t[two]; },
          over_spin_twice}});
  }
  session.add(cell);
}

}  // namespace

void add_number_cells(Session &session, std::uint64_t entries) {
  if (!session.wants_any({"increment", "hot increment"})) return;
  NumberStores stores{SpinCounters(entries), session.instances(2 * entries)};
  const Keys all = keys_from(0, entries);
  session.fill(incrementing(stores.spin), all);
  for (const auto &engine : stores.engines) session.fill(setting_int(*engine), all);
  StreamKeys keys = StreamKeys::drawn(Spread::kUniform, entries, session.stream_length(entries));
  add_increment_cell(session, stores,
                     {.name = "increment", .entries = entries, .spread = "uniform"}, keys,
                     at_most(1.3, 1.1), std::nullopt);
  const Keys hot(session.options().burst_operations, key_of(0));
  StreamKeys hot_keys({hot, hot});
  add_increment_cell(session, stores,
                     {.name = "hot increment", .entries = entries, .spread = "one key"}, hot_keys,
                     std::nullopt, at_least(2, 3));
}

}  // namespace cellaret::bench
