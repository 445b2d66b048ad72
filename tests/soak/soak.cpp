// Loads one instance after another, under every policy in turn, and watches the resident set: after
// a warm-up it may not drift.
//
//   soak MINUTES|short [--leak]
//
// An instance begins with the snapshot of the one before, as a service that is started anew, lives
// for kStretches stretches of so many operations of each thread, and is saved. A round is one
// instance of each policy; its number is the mean of the resident set at the ends of all stretches,
// where the threads wait: always the same points of the same work, on other keys. There are as many
// rounds as the time allows, and kMinRounds at least; flatness.h says how they are judged, and Form
// by which limit. With --leak, values that were read are not released: that has to be noticed.
// Prints a line for each round and one at the end; ends with 1 if the resident set drifts or a call
// gave a status that it may not give.
#include <cellaret/cellaret.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tests/soak/crew.h"
#include "tests/soak/flatness.h"
#include "tests/soak/load.h"

namespace cellaret::soak {
namespace {

constexpr int kThreads = 2;
constexpr int kStretches = 10;

// How much a run does and what it may not exceed.
struct Form {
  double seconds;
  int steps;  // of a thread in a stretch
  std::uint64_t max_bytes;
  double max_drift_percent;
};

// What one thread allocated and another frees stays with the allocator until the first asks for
// more of that size, so beside what instances hold a few MiB wander for ten rounds and more. Of 32
// MiB that is little. The short form, which has half a minute, cannot fill as much and has three
// rounds a third: there they make up to 7 %, and what --leak loses 30 %.
constexpr Form kShort{0, 2'500, std::uint64_t{3} << 20, 10};
constexpr Form long_form(double minutes) {
  return {minutes * 60, 10'000, std::uint64_t{32} << 20, 2};
}
// One in so many instances is cleared half way; the others stay as full as they began.
constexpr std::size_t kClearEvery = 6;
constexpr std::uint64_t kSeed = 6;
constexpr std::int64_t kBegin = 1'900'000'000'000;
constexpr const char *kPolicies[] = {"allkeys-lru",  "allkeys-lfu",  "allkeys-random",
                                     "volatile-lru", "volatile-lfu", "volatile-random",
                                     "volatile-ttl", "noeviction",   "sieve",
                                     "s3-fifo",      "w-tinylfu",    "adaptive"};

using Clock = std::chrono::steady_clock;

// A folder of its own for the snapshots, gone with the run.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("cellaret-soak-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string &name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// What is the same for the whole run, and what it has come to.
struct Run {
  Run(const Form &its_form, bool leaks_values) : form(its_form), leaks(leaks_values) {}

  const Form &form;
  bool leaks;
  Folder folder;
  Crew crew{kThreads};
  std::mt19937_64 seeds{kSeed};
  std::int64_t now = kBegin;
  bool has_saved = false;
  std::uint64_t steps = 0;
  std::uint64_t snapshots = 0;
};

cellaret_cache *open(const Run &run, const char *policy) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  // Its time is counted in operations: what has expired must not depend on how busy a machine is.
  options.clock = CELLARET_CLOCK_MANUAL;
  options.manual_start_ms = run.now;
  options.max_bytes = run.form.max_bytes;
  options.policy = policy;
  options.shards = 8;
  cellaret_cache *cache = nullptr;
  return cellaret_cache_open(&options, &cache) == CELLARET_OK ? cache : nullptr;
}

// What the statistics say that cannot be.
std::string contradiction(const Run &run, cellaret_cache *cache) {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  if (cellaret_stats_read(cache, &stats) != CELLARET_OK) return "no statistics";
  if (stats.bytes_charged > run.form.max_bytes) return "more is charged than the limit";
  if (stats.evictions_for_bytes + stats.evictions_for_entries != stats.evictions) {
    return "evictions do not add up";
  }
  return "";
}

// What the instance before left; what does not fit into this one stays outside.
std::string begin_with_snapshot(Run &run, cellaret_cache *cache) {
  if (!run.has_saved) return "";
  std::uint64_t entries = 0;
  cellaret_status status = cellaret_load(cache, run.folder.file("last").c_str(), &entries);
  if (status != CELLARET_OK && status != CELLARET_FULL) return "cannot load the last snapshot";
  return entries == 0 ? "the last snapshot is empty" : "";
}

std::string end_with_snapshot(Run &run, cellaret_cache *cache) {
  std::uint64_t entries = 0;
  if (cellaret_clock_now(cache, &run.now) != CELLARET_OK) return "no clock";
  if (cellaret_save(cache, run.folder.file("last").c_str(), &entries) != CELLARET_OK) {
    return "cannot save the last snapshot";
  }
  run.has_saved = entries != 0;
  run.snapshots += 2;
  return "";
}

// The stretches of one instance; their resident sets go to `resident`.
std::string work(Run &run, cellaret_cache *cache, bool clears, std::vector<double> &resident) {
  std::uint64_t subscription = 0;
  if (cellaret_events_subscribe(cache, nullptr, &subscription) != CELLARET_OK) return "no events";
  std::vector<Load> loads;
  for (int number = 0; number < kThreads; ++number) {
    Load::Settings settings{};
    settings.subscription = subscription;
    settings.seed = run.seeds();
    settings.path = run.folder.file(std::to_string(number));
    std::uint64_t quarter = static_cast<std::uint64_t>(kStretches * run.form.steps) / 4;
    if (number == 0 && clears) settings.clears_at = 2 * quarter;
    if (number == 1) {
      settings.saves_at = quarter;
      settings.loads_at = 3 * quarter;
    }
    settings.leaks = run.leaks;
    loads.emplace_back(cache, settings);
  }
  for (int stretch = 0; stretch < kStretches; ++stretch) {
    run.crew.work(loads, run.form.steps);
    std::uint64_t bytes = resident_bytes();
    if (bytes == 0) return "the system does not say what is resident";
    resident.push_back(static_cast<double>(bytes) / (1 << 20));
  }
  for (Load &load : loads) {
    run.steps += load.steps();
    run.snapshots += load.snapshots();
    if (!load.complaint().empty()) return load.complaint();
  }
  return contradiction(run, cache);
}

std::string live(Run &run, const char *policy, bool clears, std::vector<double> &resident) {
  cellaret_cache *cache = open(run, policy);
  if (cache == nullptr) return "cannot open an instance";
  std::string complaint = begin_with_snapshot(run, cache);
  if (complaint.empty()) complaint = work(run, cache, clears, resident);
  if (complaint.empty()) complaint = end_with_snapshot(run, cache);
  cellaret_cache_close(cache);
  return complaint;
}

int run(const Form &form, bool leaks) {
  Clock::time_point start = Clock::now();
  auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  Run run(form, leaks);
  std::vector<double> rounds;
  for (std::size_t round = 0; round < kMinRounds || elapsed() < form.seconds; ++round) {
    std::vector<double> resident;
    for (std::size_t at = 0; at < std::size(kPolicies); ++at) {
      const char *policy = kPolicies[at];
      std::string complaint = live(run, policy, at % kClearEvery == 0, resident);
      if (!complaint.empty()) {
        std::printf("%s, round %zu: %s\n", policy, round, complaint.c_str());
        return 1;
      }
    }
    rounds.push_back(mean(resident));
    std::printf("round %zu: %.2f MiB resident\n", round, rounds.back());
    std::fflush(stdout);
  }
  Drift drift = drift_of(rounds);
  bool is_flat = drift.is_below(form.max_drift_percent);
  std::printf(
      "%.0f s, %llu operations, %llu snapshots, resident set %.2f MiB, then %.2f MiB: "
      "drift %.2f %%, %s\n",
      elapsed(), static_cast<unsigned long long>(run.steps),
      static_cast<unsigned long long>(run.snapshots), drift.before, drift.after, drift.percent(),
      is_flat ? "flat" : "NOT flat");
  return is_flat ? 0 : 1;
}

}  // namespace
}  // namespace cellaret::soak

int main(int count, char **arguments) {
  bool is_short = count > 1 && std::strcmp(arguments[1], "short") == 0;
  double minutes = count > 1 && !is_short ? std::atof(arguments[1]) : 0;
  bool leaks = count > 2 && std::strcmp(arguments[2], "--leak") == 0;
  if ((minutes <= 0 && !is_short) || count > 3 || (count > 2 && !leaks)) {
    std::fprintf(stderr, "usage: soak MINUTES|short [--leak]\n");
    return 2;
  }
  using namespace cellaret::soak;
  return run(is_short ? kShort : long_form(minutes), leaks);
}
