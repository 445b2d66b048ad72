// Cells of strings without deadlines: reads, overwrites, mixtures, a hot key, deletes.
#include "bench/micro/actions.h"
#include "bench/micro/bounds.h"
#include "bench/micro/goals.h"
#include "bench/micro/key_sources.h"
#include "bench/micro/peers.h"
#include "bench/micro/session.h"

namespace cellaret::bench {
namespace {

struct PlainStores {
  PrivateMaps maps;  // thread 0's is the limit map
  Lru64 lru;
  std::vector<std::unique_ptr<Instance>> engines;
};

struct PlainGoals {
  std::optional<Goal> over_limit = {};      // time, one thread
  std::optional<Goal> over_lru = {};        // speed, one thread
  std::optional<Goal> over_lru_twice = {};  // speed, two threads
  std::optional<Goal> over_private = {};    // scaling to two threads
};

// Places of the measures in every cell of this file; two for each engine follow.
enum : std::size_t { kLimit, kPrivate, kLru, kLruTwice, kEngines };

// make: turns a store into a measure; `threads` is filled in here.
template <class Make>
Cell plain_cell(const Session &session, PlainStores &stores, Cell cell, const Make &make,
                const PlainGoals &goals) {
  const auto with_threads = [](Measure measure, unsigned threads) {
    measure.threads = threads;
    return measure;
  };
  cell.measures = {with_threads(make(stores.maps), 1), with_threads(make(stores.maps), 2),
                   with_threads(make(stores.lru), 1), with_threads(make(stores.lru), 2)};
  for (std::size_t engine = 0; engine < stores.engines.size(); ++engine) {
    const std::size_t one = kEngines + 2 * engine, two = one + 1;
    cell.measures.push_back(with_threads(make(*stores.engines[engine]), 1));
    cell.measures.push_back(with_threads(make(*stores.engines[engine]), 2));
    const std::string &policy = session.options().policies[engine];
    cell.ratios.insert(
        cell.ratios.end(),
        {{policy, one, "time / limit", [=](const Times &t) { return t[one] / t[kLimit]; },
          goals.over_limit},
         {policy, one, "speed / lru64", [=](const Times &t) { return t[kLru] / t[one]; },
          goals.over_lru},
         {policy, two, "speed / lru64", [=](const Times &t) { return t[kLruTwice] / t[two]; },
          goals.over_lru_twice},
         {policy, two, "scaling / private",
          [=](const Times &t) { return (t[one] / t[two]) / (t[kLimit] / t[kPrivate]); },
          goals.over_private}});
  }
  return cell;
}

Cell named(const std::string &name, std::uint64_t entries, const std::string &spread) {
  return {.name = name, .entries = entries, .spread = spread};
}

// Goals are for uniform keys.
void add_spread_cells(Session &session, PlainStores &stores, std::uint64_t entries, Spread spread) {
  const bool is_uniform = spread == Spread::kUniform;
  const std::string word = is_uniform ? "uniform" : "zipf";
  StreamKeys keys = StreamKeys::drawn(spread, entries, session.stream_length(entries));
  const auto make_cell = [&](const std::string &name, const auto &make, const PlainGoals &goals) {
    return plain_cell(session, stores, named(name, entries, word), make,
                      is_uniform ? goals : PlainGoals{});
  };
  const auto add = [&](const std::string &name, const auto &make, const PlainGoals &goals) {
    session.add(make_cell(name, make, goals));
  };
  const std::optional<Goal> over_lru =
      by_entries(entries, at_least(2.2, 3.5), at_least(3, 4.5), at_least(3, 4.5));
  Cell hits =
      make_cell("get hit",
                [&](auto &store) {
                  return Measure{.keys = &keys, .action = getting(store), .hits = Hits::kAll};
                },
                {.over_limit = by_entries(entries, at_most(1.6, 1.15), at_most(1.35, 1.0),
                                          at_most(1.1, 0.75)),
                 .over_lru = over_lru,
                 .over_private = at_least(0.85, 1.0)});
  hits.ratios.push_back({"(limit)", kLimit, "speed / lru64",
                         [](const Times &t) { return t[kLru] / t[kLimit]; },
                         is_uniform ? over_lru : std::nullopt});
  session.add(hits);
  add("set overwrite",
      [&](auto &store) { return Measure{.keys = &keys, .action = setting(store)}; },
      {.over_limit = at_most(1.6, 1.2)});
  for (const unsigned writes : {10u, 25u, 50u}) {
    const auto marks = std::make_shared<const std::vector<std::uint8_t>>(
        write_marks(writes, session.options().burst_operations));
    add(std::to_string(100 - writes) + "/" + std::to_string(writes),
        [&](auto &store) {
          return Measure{.keys = &keys, .action = mixing(store, marks), .hits = Hits::kAll};
        },
        {});
  }
}

// The engines alone, against their own single gets.
void add_multi_get_cell(Session &session, PlainStores &stores, std::uint64_t entries) {
  StreamKeys keys = StreamKeys::drawn(Spread::kUniform, entries, session.stream_length(entries));
  Cell cell = named("multi get", entries, "uniform");
  for (std::size_t engine = 0; engine < stores.engines.size(); ++engine) {
    const Instance &store = *stores.engines[engine];
    Instance &single = *stores.engines[engine];
    const std::size_t many = cell.measures.size(), one = many + 1;
    cell.measures.push_back(
        {.threads = 1, .keys = &keys, .action = getting_many(store), .hits = Hits::kAll});
    cell.measures.push_back(
        {.threads = 1, .keys = &keys, .action = getting(single), .hits = Hits::kAll});
    cell.ratios.push_back(
        {session.options().policies[engine], many, "speed / own get",
         [=](const Times &t) { return t[one] / t[many]; },
         by_entries(entries, at_least(1.3, 2), at_least(3, 5), at_least(2.7, 4))});
  }
  session.add(cell);
}

void add_miss_cell(Session &session, PlainStores &stores, std::uint64_t entries) {
  const std::uint64_t length = session.stream_length(entries);
  StreamKeys keys({keys_from(entries, length), keys_from(entries + length, length)});
  session.add(plain_cell(session, stores, named("get miss", entries, "uniform"),
                         [&](auto &store) {
                           return Measure{
                               .keys = &keys, .action = getting(store), .hits = Hits::kNone};
                         },
                         {}));
}

void add_hot_cells(Session &session, PlainStores &stores, std::uint64_t entries) {
  const std::uint64_t operations = session.options().burst_operations;
  StreamKeys keys({Keys(operations, key_of(0)), Keys(operations, key_of(0))});
  const auto marks = std::make_shared<const std::vector<std::uint8_t>>(write_marks(10, operations));
  session.add(plain_cell(session, stores, named("hot get", entries, "one key"),
                         [&](auto &store) {
                           return Measure{
                               .keys = &keys, .action = getting(store), .hits = Hits::kAll};
                         },
                         {.over_private = at_least(0.85, 1.0)}));
  const auto mixture = [&](auto &store) {
    return Measure{.keys = &keys, .action = mixing(store, marks), .hits = Hits::kAll};
  };
  const Goal over_lru_twice = at_least(3, 4);
  Cell mixed = plain_cell(session, stores, named("hot 90/10", entries, "one key"), mixture,
                          {.over_lru_twice = over_lru_twice});
  BareLine line;
  const std::size_t bare = mixed.measures.size();
  mixed.measures.push_back(mixture(line));
  mixed.measures.back().threads = 2;
  mixed.ratios.push_back({"(bare line)", bare, "speed / lru64",
                          [=](const Times &t) { return t[kLruTwice] / t[bare]; }, over_lru_twice});
  session.add(mixed);
}

// Each burst deletes different keys of its thread's half and puts them back untimed.
void add_delete_cell(Session &session, PlainStores &stores, std::uint64_t entries) {
  const Keys all = shuffled_keys(entries, 5);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(entries / 2);
  StreamKeys keys({Keys(all.begin(), middle), Keys(middle, all.end())});
  session.add(plain_cell(
      session, stores,
      {.name = "delete", .entries = entries, .spread = "distinct", .longest_burst = entries / 4},
      [&](auto &store) {
        return Measure{.keys = &keys,
                       .action = erasing(store),
                       .hits = Hits::kAll,
                       .warm_up = getting(store),
                       .undo = setting(store)};
      },
      {}));
}

}  // namespace

void add_plain_cells(Session &session, std::uint64_t entries) {
  if (!session.wants_any({"get hit", "get miss", "set overwrite", "90/10", "75/25", "50/50",
                          "hot get", "hot 90/10", "delete", "multi get"})) {
    return;
  }
  // Twice the room that is needed: bounded and evictable, but every read is a hit.
  PlainStores stores{PrivateMaps(entries, session.crew().size()), Lru64(2 * entries),
                     session.instances(2 * entries)};
  const Keys keys = keys_from(0, entries);
  for (unsigned thread = 0; thread < session.crew().size(); ++thread) {
    LimitMap &map = stores.maps.on(thread);
    session.fill(setting(map), keys);
  }
  session.fill(setting(stores.lru), keys);
  for (const auto &engine : stores.engines) session.fill(setting(*engine), keys);
  add_spread_cells(session, stores, entries, Spread::kUniform);
  add_spread_cells(session, stores, entries, Spread::kZipf);
  add_multi_get_cell(session, stores, entries);
  add_miss_cell(session, stores, entries);
  add_hot_cells(session, stores, entries);
  add_delete_cell(session, stores, entries);
}

}  // namespace cellaret::bench
