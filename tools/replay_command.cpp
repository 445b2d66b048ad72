// Implementation of replay_command.h.
#include "tools/replay_command.h"

#include <chrono>
#include <cstdio>

#include "cellaret/cellaret.h"
#include "tools/input_file.h"
#include "tools/number_option.h"
#include "tools/progress_bar.h"
#include "tools/report.h"
#include "tools/trace_parser.h"

namespace cellaret::tool {

namespace {

constexpr std::uint64_t kMinMaxBytes = 4096;

constexpr const char *kExplanation =
    "A trace is text or gzip, one access a line: KEY [SIZE [TTL]], with the value's size in bytes\n"
    "and the time to live in seconds. Several traces run through the same cache one after\n"
    "another. The cache's clock goes with the accesses, 1,000 of them a second.";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

ReplayCommand::ReplayCommand(CLI::App &app)
    : command_(app.add_subcommand(
          "replay", "Replay an access trace through a cache: get, and on a miss set")) {
  CLI::App &command = *command_;
  command.footer(kExplanation);
  command.add_option("trace", paths_, "Files, or - for standard input")
      ->required()
      ->type_name("TRACE");
  add_number(command, "--max-bytes", options_.max_bytes,
             {.first = kMinMaxBytes, .is_bytes = true, .may_be_unlimited = true},
             "Limit of real bytes, or unlimited (default 256MiB)")
      ->type_name("SIZE");
  add_number(command, "--max-entries", options_.max_entries, {.first = 1, .may_be_unlimited = true},
             "Limit of entries (default unlimited)")
      ->type_name("N");
  command.add_option("--policy", options_.policy, "Eviction policy (default allkeys-lru)")
      ->type_name("NAME");
  add_number(command, "--shards", options_.shards, {.first = 1, .last = CELLARET_MAX_SHARDS},
             "A power of two; 1 is exact in the policy's order (default: chosen)")
      ->type_name("N");
  add_number(command, "--value-size", options_.value_size,
             {.last = CELLARET_MAX_VALUE_SIZE, .is_bytes = true},
             "Of values whose size the trace does not give (default 32)")
      ->type_name("SIZE");
  add_number(command, "--seed", options_.seed, {.first = 1},
             "Of hash and random eviction (default 1)")
      ->type_name("N");
  add_number(command, "--limit-accesses", limit_accesses_, {.first = 1},
             "Stop after this many accesses")
      ->type_name("N");
  command.add_flag("--json", as_json_, "Print one JSON object instead of the table");
  command.add_flag("-q,--quiet", is_quiet_, "Print the hit ratio alone, and no progress")
      ->excludes("--json");
  command.add_flag("--no-progress", hides_progress_,
                   "No progress bar (there is one on terminals only)");
}

bool ReplayCommand::is_chosen() const { return command_->parsed(); }

bool ReplayCommand::shows_progress() const {
  return !is_quiet_ && !hides_progress_ && is_terminal_on_stderr();
}

void ReplayCommand::run() const {
  if ((options_.shards & (options_.shards - 1)) != 0) {
    throw CLI::ValidationError("--shards",
                               std::to_string(options_.shards) + " is not a power of two");
  }
  Report report;
  report.traces = paths_;
  report.options = options_;
  const auto start = std::chrono::steady_clock::now();
  const Trace trace = load();
  report.load_seconds = seconds_since(start);
  {
    ProgressBar progress(shows_progress(), "Replaying", "ops", trace.accesses());
    report.result = replay(trace, options_, progress);
  }
  if (is_quiet_) {
    std::printf("%.4f\n", report.result.hit_ratio());
  } else {
    std::fputs((as_json_ ? to_json(report) : to_table(report)).c_str(), stdout);
  }
}

Trace ReplayCommand::load() const {
  Trace trace;
  for (const std::string &path : paths_) {
    if (trace.accesses() == limit_accesses_) break;
    InputFile file(path);
    ProgressBar progress(shows_progress(), "Reading " + file.short_name(), "lines", file.size());
    read_trace(file, limit_accesses_, progress, trace);
  }
  return trace;
}

}  // namespace cellaret::tool
