// Implementation of memory_back.h.
#include "bench/expiry/memory_back.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <optional>
#include <random>
#include <thread>

#include "bench/harness/instance.h"
#include "bench/micro/keys.h"

namespace cellaret::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kValue = "a value of exactly thirty-two by";
constexpr std::uint32_t kTickMs = 10;
constexpr std::int64_t kIdleMs = 100;
constexpr auto kPatience = std::chrono::seconds(60);

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// An instance whose entries expire from `due` on, evenly over `spread_ms`.
struct Filled {
  Filled(const std::string &policy, std::uint64_t count, std::uint32_t maintenance_ms,
         std::int64_t spread_ms)
      : store({.policy = policy, .max_entries = 2 * count, .maintenance_ms = maintenance_ms}),
        entries(count),
        spread(spread_ms) {
    std::int64_t lead_ms = 50 + static_cast<std::int64_t>(count / 500);
    // On a busy machine it takes longer, and then begins anew.
    while (!fill(lead_ms)) lead_ms *= 2;
    bytes = store.stats().bytes_charged;
    std::this_thread::sleep_until(due);
  }

  // False when entries would be due before all are there.
  bool fill(std::int64_t lead_ms) {
    const Clock::time_point begin = Clock::now();
    due = begin + std::chrono::milliseconds(lead_ms);
    for (std::uint64_t id = 0; id < entries; ++id) {
      const auto passed = static_cast<std::int64_t>(milliseconds_since(begin));
      if (passed > lead_ms * 9 / 10) return false;
      const auto offset =
          static_cast<std::int64_t>(id * static_cast<std::uint64_t>(spread) / entries);
      const cellaret_set_options options = expiring_in(lead_ms + offset - passed);
      store.set(key_of(id).view(), kValue, &options);
    }
    return true;
  }

  // The part of the entries, in percent, that has expired and is still there.
  double dead_percent() const {
    const double passed = std::clamp(milliseconds_since(due), 0.0, static_cast<double>(spread));
    const double gone = spread == 0 ? 1 : passed / static_cast<double>(spread);
    const double alive = static_cast<double>(entries) * (1 - gone);
    const double there = static_cast<double>(store.stats().entries);
    return std::max(0.0, there - alive) * 100 / static_cast<double>(entries);
  }
  // Wheels and logs stay: of fifty thousand entries in 64 shards they are a twentieth.
  bool is_back() const { return store.stats().bytes_charged < bytes / 10; }

  Instance store;
  std::uint64_t entries;
  std::int64_t spread;
  Clock::time_point due;
  std::uint64_t bytes = 0;
};

// What one repeat found: milliseconds until it was back, or that the call took.
struct Finding {
  double ms = 0;
  double dead_percent = 0;  // the most that was there after the due time of each
};

void expect_patience(Clock::time_point begin) {
  if (Clock::now() - begin > kPatience) throw std::runtime_error("the memory does not come back");
}

// Nobody calls but for statistics, which do no work.
Finding wait_for_thread(const std::string &policy, std::uint64_t entries, std::int64_t spread_ms) {
  const Filled filled(policy, entries, kTickMs, spread_ms);
  Finding found;
  for (; milliseconds_since(filled.due) < static_cast<double>(spread_ms);) {
    found.dead_percent = std::max(found.dead_percent, filled.dead_percent());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const Clock::time_point end = filled.due + std::chrono::milliseconds(spread_ms);
  while (!filled.is_back()) {
    expect_patience(end);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  found.ms = milliseconds_since(end);
  return found;
}

// Entries only: tables shrink with writes.
Finding read_until_back(const std::string &policy, std::uint64_t entries) {
  const Filled filled(policy, entries, 0, 0);
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::uint64_t> ids(0, entries - 1);
  cellaret_value value{};
  while (filled.store.stats().entries != 0) {
    expect_patience(filled.due);
    for (int reads = 0; reads < 1000; ++reads) filled.store.get(key_of(ids(random)).view(), value);
  }
  return {.ms = milliseconds_since(filled.due), .dead_percent = 0};
}

Finding call_after_idling(const std::string &policy, std::uint64_t entries) {
  Filled filled(policy, entries, 0, 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(kIdleMs));
  const Clock::time_point begin = Clock::now();
  filled.store.set("the next call", kValue);
  const double ms = milliseconds_since(begin);
  return {.ms = ms, .dead_percent = filled.dead_percent()};
}

template <class Measure>
void add_row(Table &table, const MemoryBackOptions &options, const std::string &policy,
             const std::string &who, const std::string &what, const std::optional<Goal> &goal,
             Measure &&measure) {
  std::vector<Finding> found;
  for (int count = 0; count < options.repeats; ++count) found.push_back(measure());
  std::sort(found.begin(), found.end(),
            [](const Finding &left, const Finding &right) { return left.ms < right.ms; });
  const Finding &middle = found[found.size() / 2];
  std::vector<std::string> cells{who,
                                 short_count(options.entries),
                                 policy,
                                 what,
                                 fixed(middle.ms, 3),
                                 fixed(found.front().ms, 1) + ".." + fixed(found.back().ms, 1),
                                 fixed(middle.dead_percent, 2)};
  nlohmann::json json{{"who", who},
                      {"entries", options.entries},
                      {"policy", policy},
                      {"what", what},
                      {"ms", middle.ms},
                      {"ms_low", found.front().ms},
                      {"ms_high", found.back().ms},
                      {"dead_percent", middle.dead_percent}};
  append_goal(cells, goal, middle.ms);
  put_goal(json, goal, middle.ms);
  table.add(std::move(cells), std::move(json));
}

}  // namespace

Table measure_memory_back(const MemoryBackOptions &options) {
  Table table(
      "Memory back after deadlines, in milliseconds",
      {"who", "entries", "policy", "time", "ms", "low..high", "dead %", "floor", "goal", "met"});
  const std::uint64_t entries = options.entries;
  for (const std::string &policy : options.policies) {
    std::cerr << "  memory back, " << policy << '\n';
    add_row(table, options, policy, "thread, all due at once", "from the deadline",
            at_most(kTickMs + 1000, 100), [&] { return wait_for_thread(policy, entries, 0); });
    add_row(table, options, policy, "thread, due over 1 s", "from the last deadline",
            at_most(kTickMs + 1000, 100), [&] { return wait_for_thread(policy, entries, 1000); });
    add_row(table, options, policy, "reads only", "from the deadline", at_most(1000, 100),
            [&] { return read_until_back(policy, entries); });
    add_row(table, options, policy, "idle until the next call", "of that call", at_most(1, 0.1),
            [&] { return call_after_idling(policy, entries); });
  }
  return table;
}

}  // namespace cellaret::bench
