// Loads one instance after another, under every policy in turn, and watches the resident set: after
// a warm-up it may not drift.
//
//   soak SECONDS [--leak]
//
// A round is so many operations under each policy; its number is the mean resident set at their
// ends, while the instances are still full. There are as many rounds as the time allows, and
// kMinRounds at least. The first quarter is warm-up; then the median of the last third may not be
// more than kMaxDriftPercent over that of the first third: single rounds are far above or below the
// others.
// With --leak, values that were read are not released: that has to be noticed. Prints a line for
// each round and one at the end; ends with 1 if the resident set drifts or a call gave a status
// that it may not give.
#include <cellaret/cellaret.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/soak/load.h"

namespace cellaret::soak {
namespace {

// The allocator's own part of the resident set comes and goes for minutes, by a third and more, as
// it takes over what threads that ended have left, or not. (What --leak loses makes 20 % in six
// seconds.)
constexpr double kMaxDriftPercent = 10;
constexpr int kThreads = 2;
constexpr std::size_t kMinRounds = 12;
constexpr int kSteps = 15'000;  // of a thread under one policy
constexpr std::uint64_t kMaxBytes = 3 << 20;
constexpr const char *kPolicies[] = {"allkeys-lru",  "allkeys-lfu",  "allkeys-random",
                                     "volatile-lru", "volatile-lfu", "volatile-random",
                                     "volatile-ttl", "noeviction",   "sieve",
                                     "s3-fifo",      "w-tinylfu",    "adaptive"};

using Clock = std::chrono::steady_clock;

std::uint64_t resident_bytes() {
  std::FILE *file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long long pages = 0;
  int found = std::fscanf(file, "%*u %llu", &pages);
  std::fclose(file);
  return found == 1 ? pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

cellaret_cache *open(const char *policy) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  // Its time is counted in operations: what has expired must not depend on how busy a machine is.
  options.clock = CELLARET_CLOCK_MANUAL;
  options.max_bytes = kMaxBytes;
  options.policy = policy;
  options.shards = 8;
  cellaret_cache *cache = nullptr;
  return cellaret_cache_open(&options, &cache) == CELLARET_OK ? cache : nullptr;
}

struct Slice {
  std::uint64_t resident = 0;
  std::uint64_t steps = 0;
  std::string complaint;
};

// What the statistics say that cannot be.
std::string contradiction(cellaret_cache *cache) {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  if (cellaret_stats_read(cache, &stats) != CELLARET_OK) return "no statistics";
  if (stats.bytes_charged > kMaxBytes) return "more is charged than the limit";
  if (stats.evictions_for_bytes + stats.evictions_for_entries != stats.evictions) {
    return "evictions do not add up";
  }
  return "";
}

Slice run_slice(const char *policy, std::uint64_t seed, bool leaks) {
  Slice slice;
  cellaret_cache *cache = open(policy);
  std::uint64_t subscription = 0;
  if (cache == nullptr || cellaret_events_subscribe(cache, nullptr, &subscription) != CELLARET_OK) {
    slice.complaint = "cannot open an instance";
    return slice;
  }
  std::vector<Load> loads;
  for (int number = 0; number < kThreads; ++number) {
    loads.emplace_back(cache, subscription, seed * kThreads + number, leaks);
  }
  std::vector<std::thread> threads;
  for (Load &load : loads) {
    threads.emplace_back([&] {
      for (int step = 0; step < kSteps && load.step(); ++step) {
      }
    });
  }
  for (std::thread &thread : threads) thread.join();
  slice.complaint = contradiction(cache);
  for (Load &load : loads) {
    slice.steps += load.steps();
    if (!load.complaint().empty()) slice.complaint = load.complaint();
  }
  slice.resident = resident_bytes();
  cellaret_cache_close(cache);
  return slice;
}

double median(std::vector<double> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

int run(double seconds, bool leaks) {
  Clock::time_point start = Clock::now();
  auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  std::vector<double> rounds;
  std::uint64_t steps = 0;
  for (std::size_t round = 0; round < kMinRounds || elapsed() < seconds; ++round) {
    double sum = 0;
    for (const char *policy : kPolicies) {
      Slice slice = run_slice(policy, round, leaks);
      if (!slice.complaint.empty()) {
        std::printf("%s, round %zu: %s\n", policy, round, slice.complaint.c_str());
        return 1;
      }
      sum += static_cast<double>(slice.resident);
      steps += slice.steps;
    }
    rounds.push_back(sum / std::size(kPolicies) / (1 << 20));
    std::printf("round %zu: %.2f MiB resident\n", round, rounds.back());
    std::fflush(stdout);
  }
  std::size_t first = rounds.size() / 4;
  std::size_t third = (rounds.size() - first) / 3;
  auto begin = rounds.begin() + static_cast<std::ptrdiff_t>(first);
  double before = median({begin, begin + static_cast<std::ptrdiff_t>(third)});
  double after = median({rounds.end() - static_cast<std::ptrdiff_t>(third), rounds.end()});
  double drift = (after - before) / before * 100;
  bool is_flat = drift < kMaxDriftPercent;
  std::printf("%.0f s, %llu operations, resident set %.2f MiB, then %.2f MiB: drift %.2f %%, %s\n",
              elapsed(), static_cast<unsigned long long>(steps), before, after, drift,
              is_flat ? "flat" : "NOT flat");
  return is_flat ? 0 : 1;
}

}  // namespace
}  // namespace cellaret::soak

int main(int count, char **arguments) {
  double seconds = count > 1 ? std::atof(arguments[1]) : 20;
  bool leaks = count > 2 && std::strcmp(arguments[2], "--leak") == 0;
  if (seconds <= 0 || count > 3 || (count > 2 && !leaks)) {
    std::fprintf(stderr, "usage: soak SECONDS [--leak]\n");
    return 2;
  }
  return cellaret::soak::run(seconds, leaks);
}
