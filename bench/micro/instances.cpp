// Measures what an empty instance costs: opening and closing it, and its bytes.
#include <cellaret/cellaret.h>

#include <stdexcept>
#include <vector>

#include "bench/harness/child.h"
#include "bench/harness/summary.h"
#include "bench/harness/thread_clock.h"
#include "bench/micro/session.h"
#include "tools/process_memory.h"

namespace cellaret::bench {
namespace {

constexpr int kInstances = 200;  // at a time
constexpr Goal kBytes{64 * 1024, 8 * 1024, true};

cellaret_cache *opened(const std::string &policy) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.policy = policy.c_str();
  cellaret_cache *cache = nullptr;
  if (cellaret_cache_open(&options, &cache) != CELLARET_OK) {
    throw std::runtime_error("an instance could not be opened with the policy " + policy);
  }
  return cache;
}

// The thread's time to open and close one, in microseconds.
double cycle_us(const std::string &policy) {
  const std::uint64_t before = thread_cpu_ns();
  for (int cycle = 0; cycle < kInstances; ++cycle) cellaret_cache_close(opened(policy));
  return static_cast<double>(thread_cpu_ns() - before) / kInstances / 1000;
}

double charged_bytes(const std::string &policy) {
  cellaret_cache *cache = opened(policy);
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  cellaret_stats_read(cache, &stats);
  cellaret_cache_close(cache);
  return static_cast<double>(stats.bytes_charged);
}

// In a child, which has no freed memory that could be taken again.
double resident_bytes_each(const std::string &policy) {
  return in_child<double>([&] {
    cellaret_cache_close(opened(policy));  // what the first instance of a process sets up
    const auto before = static_cast<double>(tool::resident_bytes());
    for (int instance = 0; instance < kInstances; ++instance) opened(policy);
    return (static_cast<double>(tool::resident_bytes()) - before) / kInstances;
  });
}

void add_row(Table &table, const std::string &policy, const std::string &what,
             const std::string &unit, const Summary &summary, const std::optional<Goal> &goal) {
  std::vector<std::string> cells{what, policy, fixed(summary.median, 1),
                                 fixed(summary.low, 1) + ".." + fixed(summary.high, 1), unit};
  append_goal(cells, goal, summary.median);
  nlohmann::json json{{"what", what},       {"policy", policy},
                      {"unit", unit},       {"value", summary.median},
                      {"low", summary.low}, {"high", summary.high}};
  put_goal(json, goal, summary.median);
  table.add(std::move(cells), std::move(json));
}

}  // namespace

Table measure_instances(const MicroOptions &options) {
  Table table("An empty instance, default options",
              {"what", "policy", "median", "low..high", "unit", "floor", "goal", "met"});
  for (const std::string &policy : options.policies) {
    const double resident = resident_bytes_each(policy);
    std::vector<double> times;
    for (int round = 0; round < options.rounds; ++round) times.push_back(cycle_us(policy));
    const double charged = charged_bytes(policy);
    add_row(table, policy, "open and close", "us", summarize(times), at_most(50, 5));
    add_row(table, policy, "bytes charged", "bytes", {charged, charged, charged, 1}, kBytes);
    add_row(table, policy, "resident bytes", "bytes", {resident, resident, resident, 1}, kBytes);
  }
  return table;
}

}  // namespace cellaret::bench
