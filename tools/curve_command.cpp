// Implementation of curve_command.h.
#include "tools/curve_command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "cellaret/cellaret.h"
#include "tools/curve_html.h"
#include "tools/curve_svg.h"
#include "tools/input_file.h"
#include "tools/number_option.h"
#include "tools/progress_bar.h"
#include "tools/trace_parser.h"

namespace cellaret::tool {

namespace {

constexpr const char *kExplanation =
    "The trace is that of `cellaret replay`. A curve says how many reads miss in a cache of each\n"
    "size. SIZES are parted by commas, or FROM..TO at equal ratios; each is a number of entries\n"
    "(with --unit bytes: a size such as 64MiB) or a percentage of what the whole trace has.\n"
    "With --sample N only one key in N is replayed, through caches of one N-th of the size, on\n"
    "several samples whose difference is the error that is stated.";

// Those of cellaret/cache.h that may evict any entry come first; they are what is drawn by default.
constexpr std::array<const char *, 12> kKnownPolicies = {
    "allkeys-lru",  "sieve",           "s3-fifo",        "w-tinylfu",
    "adaptive",     "allkeys-lfu",     "allkeys-random", "volatile-lru",
    "volatile-lfu", "volatile-random", "volatile-ttl",   "noeviction"};
constexpr std::size_t kDefaultPolicies = 5;

bool is_policy(const std::string &name) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.policy = name.c_str();
  options.shards = 1;
  cellaret_cache *cache = nullptr;
  const cellaret_status status = cellaret_cache_open(&options, &cache);
  cellaret_cache_close(cache);
  return status != CELLARET_INVALID;
}

// Opened before the work begins: a path that cannot be written should not cost minutes.
class OutputFile {
 public:
  explicit OutputFile(const std::string &path) : path_(path) {
    if (!path_.empty()) file_.open(path_, std::ios::binary);
    check();
  }

  void write(const std::string &content) {
    file_ << content;
    file_.close();
    check();
  }

 private:
  void check() const {
    if (file_) return;
    throw std::runtime_error(path_ + ": cannot be written: " + std::strerror(errno));
  }

  std::string path_;
  std::ofstream file_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

CurveCommand::CurveCommand(CLI::App &app)
    : command_(app.add_subcommand(
          "curve", "Miss ratios of several policies over a range of cache sizes, with plots")) {
  options_.policies.assign(kKnownPolicies.begin(), kKnownPolicies.begin() + kDefaultPolicies);
  options_.threads = std::max(1u, std::thread::hardware_concurrency());
  CLI::App &command = *command_;
  command.footer(kExplanation);
  command.add_option("trace", paths_, "Files, or - for standard input")
      ->required()
      ->type_name("TRACE");
  command
      .add_option("--policy", options_.policies,
                  "Policies, parted by commas (default allkeys-lru,sieve,s3-fifo,w-tinylfu,"
                  "adaptive)")
      ->delimiter(',')
      ->take_all()
      ->expected(1)
      ->type_name("NAMES");
  command.add_option("--sizes", sizes_, "Cache sizes (default 0.1%..100%)")->type_name("SIZES");
  const auto read_unit = [this](const std::string &text) {
    if (text != "entries" && text != "bytes") {
      throw CLI::ValidationError("--unit", "\"" + text + "\" is not entries or bytes");
    }
    options_.unit = text == "bytes" ? SizeUnit::kBytes : SizeUnit::kEntries;
  };
  command
      .add_option_function<std::string>("--unit", read_unit,
                                        "What sizes are in: entries (default) or bytes")
      ->type_name("UNIT");
  add_numbers();
  add_outputs();
}

void CurveCommand::add_numbers() {
  CLI::App &command = *command_;
  add_number(command, "--points", points_, {.first = 2, .last = 200},
             "Of a range of sizes (default 16)")
      ->type_name("N");
  add_number(command, "--sample", keys_in_, {.first = 1, .last = 1'000'000},
             "Replay one key in N (default 1: the whole trace)")
      ->type_name("N");
  add_number(command, "--samples", samples_, {.first = 2, .last = 64},
             "So many of them, with no key in common (default 4)")
      ->type_name("N");
  add_number(command, "--shards", options_.shards, {.first = 1, .last = CELLARET_MAX_SHARDS},
             "A power of two; 1 is exact in the policy's order (default 1)")
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
  add_number(command, "--threads", options_.threads, {.first = 1, .last = 1024},
             "Replays at the same time (default: one for each processor)")
      ->type_name("N");
}

void CurveCommand::add_outputs() {
  CLI::App &command = *command_;
  command.add_flag("--json", as_json_, "Print one JSON object instead of the table");
  command.add_flag("--csv", as_csv_, "Print a line for each point instead of the table")
      ->excludes("--json");
  command.add_option("--svg", svg_path_, "Write the plot to this file, too")->type_name("FILE");
  command.add_option("--html", html_path_, "Write a page with the plot, values under the pointer")
      ->type_name("FILE");
  command.add_flag("--no-progress", hides_progress_,
                   "No progress bar (there is one on terminals only)");
}

bool CurveCommand::is_chosen() const { return command_->parsed(); }

bool CurveCommand::shows_progress() const { return !hides_progress_ && is_terminal_on_stderr(); }

void CurveCommand::check_policies() const {
  for (const std::string &policy : options_.policies) {
    if (is_policy(policy)) continue;
    std::string known;
    for (const char *name : kKnownPolicies) {
      if (!is_policy(name)) continue;
      if (!known.empty()) known += ", ";
      known += name;
    }
    std::string refusal = "\"" + policy;
    refusal += "\" is not one of ";
    throw CLI::ValidationError("--policy", refusal += known);
  }
}

void CurveCommand::run() {
  if ((options_.shards & (options_.shards - 1)) != 0) {
    throw CLI::ValidationError("--shards",
                               std::to_string(options_.shards) + " is not a power of two");
  }
  if (keys_in_ > 1 && samples_ > keys_in_) {
    throw CLI::ValidationError("--samples", std::to_string(samples_) + " samples of one key in " +
                                                std::to_string(keys_in_) + " do not exist");
  }
  const SizeRequest request("--sizes", sizes_, options_.unit, points_);
  check_policies();
  OutputFile svg(svg_path_);
  OutputFile html(html_path_);

  CurveReport report;
  report.traces = paths_;
  const auto start = std::chrono::steady_clock::now();
  const TraceSamples trace = load();
  report.load_seconds = seconds_since(start);
  report.describe(trace, options_);
  if (options_.unit == SizeUnit::kBytes) report.whole = bytes_of_all_keys(trace, options_);
  const std::vector<std::uint64_t> sizes =
      request.resolve(report.whole, smallest_size(options_.unit, trace.keys_in()));
  {
    const std::uint64_t replays = options_.policies.size() * sizes.size();
    ProgressBar progress(shows_progress(), "Replaying", "ops", replays * report.replayed);
    report.curves = measure_curves(trace, options_, sizes, progress);
  }
  report.seconds = seconds_since(start) - report.load_seconds;
  if (!svg_path_.empty()) svg.write(to_svg(report));
  if (!html_path_.empty()) html.write(to_html(report));
  const std::string text = as_json_ ? to_json(report) : as_csv_ ? to_csv(report) : to_table(report);
  std::fputs(text.c_str(), stdout);
}

TraceSamples CurveCommand::load() const {
  TraceSamples trace(keys_in_, keys_in_ == 1 ? 1 : samples_);
  for (const std::string &path : paths_) {
    if (trace.accesses() == limit_accesses_) break;
    InputFile file(path);
    ProgressBar progress(shows_progress(), "Reading " + file.short_name(), "lines", file.size());
    read_trace(file, limit_accesses_, progress, trace);
  }
  return trace;
}

}  // namespace cellaret::tool
