// The hit-ratio bench: every policy on every trace at several sizes, against the reference table.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>

#include "bench/hit_ratio/measurement.h"
#include "bench/hit_ratio/report.h"
#include "cellaret/cellaret.h"
#include "tools/progress_bar.h"

namespace {

using cellaret::bench::BenchOptions;
using cellaret::bench::PolicyResult;

// Those that can evict any entry: traces have no lifetimes that a volatile policy could go by.
const std::vector<std::string> kPolicies = {"allkeys-lru", "allkeys-lfu", "allkeys-random", "sieve",
                                            "s3-fifo",     "w-tinylfu",   "adaptive"};

void write(const std::string &path, const std::string &content) {
  if (path == "-") {
    std::fputs(content.c_str(), stdout);
    return;
  }
  std::ofstream file(path);
  file << content;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

void run(const BenchOptions &options, const std::string &json_path) {
  const auto reference = cellaret::bench::read_reference(options.reference);
  std::vector<PolicyResult> results;
  {
    cellaret::tool::ProgressBar bar(cellaret::tool::is_terminal_on_stderr(), "Replaying", "replays",
                                    reference.size() * options.policies.size());
    results =
        measure(options, reference, [&](std::size_t done, std::size_t) { bar.update(done, done); });
  }
  if (json_path != "-") std::fputs(cellaret::bench::to_table(results).c_str(), stdout);
  if (!json_path.empty()) write(json_path, to_json(options, results));
}

}  // namespace

int main(int argc, char **argv) {
  CLI::App app("Hit ratios of the library's policies over traces, against a reference");
  BenchOptions options;
  options.policies = kPolicies;
  std::string json_path;
  app.add_option("--traces", options.traces, "Folder of NAME.gz")
      ->required()
      ->type_name("DIR")
      ->take_last();
  app.add_option("--reference", options.reference,
                 "Table to compare with (default: in the folder of the traces)")
      ->type_name("TSV");
  app.add_option("--policy", options.policies, "What to run (default: all that fit)")
      ->type_name("NAME");
  app.add_option("--shards", options.shards, "A power of two (default 1)")
      ->check(CLI::Range(1u, static_cast<unsigned>(CELLARET_MAX_SHARDS)));
  app.add_option("--min-entries-per-shard", options.min_entries_per_shard,
                 "Leave out smaller caches (default 1)");
  app.add_option("--seed", options.seed, "Of hash and random eviction (default 1)");
  app.add_option("--json", json_path, "Write JSON to a file, or instead of the table")
      ->type_name("FILE")
      ->expected(0, 1)
      ->default_str("-");
  try {
    app.parse(argc, argv);
    if (app.count("--json") != 0 && json_path.empty()) json_path = "-";
    if (options.reference.empty()) options.reference = options.traces + "/reference-hit-ratios.tsv";
    run(options, json_path);
  } catch (const CLI::ParseError &error) {
    return app.exit(error);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
  return 0;
}
