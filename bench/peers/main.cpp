// Other caches in the same rounds as the engine: hits, mixtures, inserts that evict.
#include <CLI/CLI.hpp>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

#include "bench/harness/program.h"
#include "bench/micro/actions.h"
#include "bench/micro/key_sources.h"
#include "bench/micro/session.h"
#include "bench/peers/peer.h"

namespace cellaret::bench {
namespace {

struct Stores {
  Stores(const Session &session, std::uint64_t capacity) : engines(session.instances(capacity)) {
    for (const NamedPeer &peer : kPeers) peers.emplace_back(*peer.functions, capacity);
  }

  std::deque<PeerStore> peers;
  std::vector<std::unique_ptr<Instance>> engines;
};

void fill(Session &session, Stores &stores, const Keys &keys, unsigned threads) {
  for (PeerStore &peer : stores.peers) {
    session.fill(setting(peer), keys, threads);
    peer.settle();
  }
  for (const auto &engine : stores.engines) session.fill(setting(*engine), keys, threads);
}

// Every engine beside every peer, on one thread or two. make: turns a store into a measure.
template <class Make>
void add_beside_peers(Session &session, Stores &stores, Cell cell, unsigned threads,
                      const Make &make) {
  for (PeerStore &peer : stores.peers) cell.measures.push_back(make(peer));
  for (std::size_t engine = 0; engine < stores.engines.size(); ++engine) {
    const std::size_t own = cell.measures.size();
    cell.measures.push_back(make(*stores.engines[engine]));
    for (std::size_t peer = 0; peer < kPeers.size(); ++peer) {
      cell.ratios.push_back({session.options().policies[engine], own,
                             std::string("speed / ") + kPeers[peer].name,
                             [=](const Times &t) { return t[peer] / t[own]; }, at_least(1, 1)});
    }
  }
  for (Measure &measure : cell.measures) measure.threads = threads;
  session.add(cell);
}

void add_mixed_cells(Session &session, std::uint64_t entries) {
  // Twice the room that is needed, so that every read is a hit.
  Stores stores(session, 2 * entries);
  fill(session, stores, keys_from(0, entries), 1);
  for (const Spread spread : {Spread::kUniform, Spread::kZipf}) {
    StreamKeys keys = StreamKeys::drawn(spread, entries, session.stream_length(entries));
    for (const unsigned writes : {0u, 10u, 25u, 50u}) {
      const auto marks = std::make_shared<const std::vector<std::uint8_t>>(
          write_marks(writes, session.options().burst_operations));
      const std::string name =
          writes == 0 ? "get hit" : std::to_string(100 - writes) + "/" + std::to_string(writes);
      for (const unsigned threads : {1u, 2u}) {
        add_beside_peers(session, stores,
                         {.name = name,
                          .entries = entries,
                          .spread = spread == Spread::kUniform ? "uniform" : "zipf"},
                         threads, [&](auto &store) {
                           return Measure{
                               .keys = &keys,
                               .action = writes == 0 ? getting(store) : mixing(store, marks),
                               .hits = Hits::kAll};
                         });
      }
    }
  }
}

void add_evicting_peers(Session &session, std::uint64_t entries, unsigned threads) {
  Stores stores(session, entries);
  fill(session, stores, keys_from(0, entries), threads);
  FreshKeys fresh(entries, threads);
  add_beside_peers(session, stores,
                   {.name = "evicting insert", .entries = entries, .spread = "new"}, threads,
                   [&](auto &store) { return Measure{.keys = &fresh, .action = setting(store)}; });
}

int run(int argc, char **argv) {
  CLI::App app("Measures other caches beside the engine, each in the same rounds.");
  MicroOptions options;
  options.policies = {"allkeys-lru", "sieve"};
  options.entries = {10'000, 1'000'000};
  options.rounds = 5;
  options.burst_operations = 32'768;
  app.add_option("--policy", options.policies, "eviction policies of the engine")
      ->capture_default_str();
  app.add_option("--entries", options.entries, "numbers of entries")->capture_default_str();
  app.add_option("--rounds", options.rounds, "rounds a cell")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--filter", options.filter, "only cells that contain this");
  bool allows_system = false;
  app.add_flag("--allow-system", allows_system,
               "measure also when the library is not built on mimalloc");
  CLI11_PARSE(app, argc, argv);
  if (!allows_system) require_mimalloc();
  print_surroundings(std::cout, surroundings());
  Session session(options);
  for (const std::uint64_t entries : options.entries) {
    if (session.wants_any({"get hit", "90/10", "75/25", "50/50"})) {
      add_mixed_cells(session, entries);
    }
    if (!session.wants_any({"evicting insert"})) continue;
    for (const unsigned threads : {1u, 2u}) add_evicting_peers(session, entries, threads);
  }
  session.table().print(std::cout);
  return exit_code(session.missing());
}

}  // namespace
}  // namespace cellaret::bench

int main(int argc, char **argv) {
  return cellaret::bench::run_program(cellaret::bench::run, argc, argv);
}
