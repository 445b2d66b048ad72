// The engine's bench: speed against peers, worst operation, memory; see bench/README.md.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "bench/expiry/memory_back.h"
#include "bench/harness/program.h"
#include "bench/harness/report.h"
#include "bench/memory/memory.h"
#include "bench/micro/session.h"
#include "bench/worst/worst.h"

namespace cellaret::bench {
namespace {

struct Request {
  bool is_full = false;
  bool is_tiny = false;
  bool allows_system = false;
  bool uses_huge_pages = false;
  std::vector<std::string> policies{"allkeys-lru", "allkeys-random"};
  std::vector<std::uint64_t> entries;
  std::vector<std::string> parts{"memory", "instance", "speed", "worst", "back"};
  int rounds = 0;
  std::string filter;
  std::string json_path;

  bool wants(const std::string &part) const {
    return std::find(parts.begin(), parts.end(), part) != parts.end();
  }
  template <class Value>
  Value pick(Value tiny, Value quick, Value full) const {
    return is_tiny ? tiny : is_full ? full : quick;
  }
};

void add_options(CLI::App &app, Request &request) {
  app.add_flag("--full", request.is_full, "with 10 M entries and more rounds; about an hour");
  app.add_flag("--tiny", request.is_tiny, "a trial run whose numbers mean nothing")
      ->excludes("--full");
  app.add_flag("--allow-system", request.allows_system,
               "measure also when the library is not built on mimalloc");
  app.add_flag("--huge-pages", request.uses_huge_pages,
               "the library takes its memory in huge pages; the peers do not");
  app.add_option("--policy", request.policies, "eviction policies to show")->capture_default_str();
  app.add_option("--entries", request.entries, "numbers of entries of the speed part");
  app.add_option("--part", request.parts, "which parts to run")
      ->check(CLI::IsMember({"memory", "instance", "speed", "worst", "back"}))
      ->capture_default_str();
  app.add_option("--rounds", request.rounds, "rounds a cell")->check(CLI::PositiveNumber);
  app.add_option("--filter", request.filter, "only cells of the speed part that contain this");
  app.add_option("--json", request.json_path, "also write everything to this file");
}

Table measure_speed(const MicroOptions &options, int &missing) {
  Session session(options);
  for (const std::uint64_t entries : options.entries) {
    add_plain_cells(session, entries);
    add_evicting_cells(session, entries);
    add_number_cells(session, entries);
    add_expiry_cells(session, entries);
    add_policy_cells(session, entries);
    add_curve_cells(session, entries);
  }
  missing = session.missing();
  return session.table();
}

// Memory comes first: it forks, and the process must have no other thread then.
std::vector<Table> measure(const Request &request, int &missing) {
  MicroOptions micro{.policies = request.policies,
                     .entries = request.entries,
                     .rounds = request.rounds,
                     .burst_operations = request.is_tiny ? 500u : 32'768u,
                     .filter = request.filter,
                     .takes_any_burst = request.is_tiny};
  if (micro.entries.empty()) {
    micro.entries = request.pick<std::vector<std::uint64_t>>({4'000}, {10'000, 1'000'000},
                                                             {10'000, 1'000'000, 10'000'000});
  }
  if (micro.rounds == 0) micro.rounds = request.pick(1, 7, 31);
  std::vector<Table> tables;
  const auto add = [&](Table table) {
    table.print(std::cout);
    tables.push_back(std::move(table));
  };
  if (request.wants("memory")) {
    add(measure_memory(request.policies,
                       request.pick<std::uint64_t>(10'000, 1'000'000, 10'000'000)));
  }
  if (request.wants("instance")) add(measure_instances(micro));
  if (request.wants("speed")) add(measure_speed(micro, missing));
  if (request.wants("worst")) {
    add(measure_worst(
        {.policies = request.policies,
         .repeats = request.pick(1, 3, 5),
         .growth_entries = request.pick<std::uint64_t>(10'000, 1'000'000, 10'000'000),
         .expiring_entries = request.pick<std::uint64_t>(10'000, 1'000'000, 1'000'000)}));
  }
  if (request.wants("back")) {
    add(measure_memory_back(
        {.policies = request.policies,
         .repeats = request.pick(1, 3, 5),
         .entries = request.pick<std::uint64_t>(50'000, 1'000'000, 1'000'000)}));
  }
  return tables;
}

void write_json(const std::string &path, const nlohmann::json &surroundings,
                const std::vector<Table> &tables) {
  nlohmann::json all{{"surroundings", surroundings}};
  for (const Table &table : tables) all["tables"][table.title()] = table.json();
  std::ofstream file(path);
  file << all.dump(2) << '\n';
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

int run(int argc, char **argv) {
  CLI::App app("Measures the engine through its C API.");
  Request request;
  add_options(app, request);
  CLI11_PARSE(app, argc, argv);
  if (!request.allows_system) require_mimalloc();
  cellaret_use_huge_pages(request.uses_huge_pages ? 1 : 0);
  nlohmann::json about = surroundings();
  about["huge pages"] = request.uses_huge_pages;
  print_surroundings(std::cout, about);
  int missing = 0;
  const std::vector<Table> tables = measure(request, missing);
  if (!request.json_path.empty()) write_json(request.json_path, about, tables);
  return exit_code(missing);
}

}  // namespace
}  // namespace cellaret::bench

int main(int argc, char **argv) {
  return cellaret::bench::run_program(cellaret::bench::run, argc, argv);
}
