// Implementation of worst.h.
#include "bench/worst/worst.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iostream>
#include <optional>
#include <random>
#include <string_view>
#include <utility>

#include "bench/harness/instance.h"
#include "bench/micro/keys.h"
#include "bench/micro/peers.h"
#include "bench/worst/stopwatch.h"

namespace cellaret::bench {
namespace {

constexpr std::string_view kValue = "a value of exactly thirty-two by";
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kFirstDeadlineMs = 10'000;
constexpr std::int64_t kExpiryMs = 1'000;  // the deadlines lie in so long a time
constexpr int kPairsEachMs = 200;          // one get and one set each, while entries expire
const Goal kWorstUs = at_most(1000, 100);

// What one scene took, by operation.
struct Scene {
  Stopwatch gets;
  Stopwatch sets;
};

// Where rows go, and what they have in common.
struct Rows {
  Table &table;
  std::string scene;
  std::uint64_t entries;
  std::string contestant;
  std::optional<Goal> goal;

  // Shown is the repeat with the median slowest operation: what the engine does comes back every
  // time, what the host of a virtual machine does to one operation does not, and no counter here
  // sees it.
  void add(const std::string &operation, std::vector<Stopwatch> repeats) const {
    std::sort(repeats.begin(), repeats.end(), [](const Stopwatch &left, const Stopwatch &right) {
      return left.slowest_ns() < right.slowest_ns();
    });
    const Stopwatch &watch = repeats[repeats.size() / 2];
    const tool::LatencyHistogram &times = watch.histogram();
    if (times.samples() == 0) return;
    std::vector<std::string> cells{scene,
                                   short_count(entries),
                                   contestant,
                                   operation,
                                   std::to_string(times.samples()),
                                   std::to_string(watch.left_out())};
    nlohmann::json json{{"scene", scene},           {"entries", entries},
                        {"policy", contestant},     {"operation", operation},
                        {"timed", times.samples()}, {"left_out", watch.left_out()}};
    for (const char *percent : {"50", "99", "99.9", "99.99"}) {
      const double us = microseconds(times.percentile(std::stod(percent)));
      cells.push_back(fixed(us, 2));
      json[std::string("us_p") + percent] = us;
    }
    const double slowest = microseconds(watch.slowest_ns());
    cells.push_back(fixed(slowest, 2));
    json["us_max"] = slowest;
    const double lowest = microseconds(repeats.front().slowest_ns());
    const double highest = microseconds(repeats.back().slowest_ns());
    cells.push_back(fixed(lowest, 0) + ".." + fixed(highest, 0));
    json["us_max_low"] = lowest;
    json["us_max_high"] = highest;
    append_goal(cells, goal, slowest);
    put_goal(json, goal, slowest);
    table.add(std::move(cells), std::move(json));
  }

  static double microseconds(std::uint64_t ns) { return static_cast<double>(ns) / 1000; }
};

// play: returns the Scene of one repeat, each on a store of its own.
template <class Play>
void repeat(int repeats, const Rows &rows, const Play &play) {
  std::vector<Stopwatch> gets, sets;
  for (int count = 0; count < repeats; ++count) {
    const Scene scene = play();
    gets.push_back(scene.gets);
    sets.push_back(scene.sets);
  }
  rows.add("get", std::move(gets));
  rows.add("set", std::move(sets));
}

// Nothing but memory that is touched for the first time, about as much as entries take: what an
// operation costs that the kernel and the host of a virtual machine make wait for a page. A row
// with no more than that says nothing against the engine.
class FreshMemory {
 public:
  explicit FreshMemory(std::uint64_t entries)
      : size_(entries * kBytesPerEntry),
        next_(static_cast<std::byte *>(mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))),
        start_(next_) {
    if (start_ == MAP_FAILED) throw std::runtime_error("no memory to touch");
  }
  FreshMemory(const FreshMemory &) = delete;
  FreshMemory &operator=(const FreshMemory &) = delete;
  ~FreshMemory() { munmap(start_, size_); }

  void set(std::string_view key, std::string_view) {
    std::memset(next_, key[0], kBytesPerEntry);
    next_ += kBytesPerEntry;
  }

 private:
  static constexpr std::size_t kBytesPerEntry = 112;

  std::size_t size_;
  std::byte *next_;
  std::byte *start_;
};

template <class Store>
Scene grow(Store &store, std::uint64_t entries) {
  Scene scene;
  for (std::uint64_t id = 0; id < entries; ++id) {
    const Key key = key_of(id);
    scene.sets.time([&] { store.set(key.view(), kValue); });
  }
  return scene;
}

// Entries with deadlines spread over a second; after each step of it come reads and writes of the
// same keys, half of them expired by and by, and nobody calls cellaret_maintain.
Scene expire(const std::string &policy, std::uint64_t entries, std::int64_t step_ms) {
  Instance store({.policy = policy, .max_entries = 2 * entries, .clock = CELLARET_CLOCK_MANUAL});
  for (std::uint64_t id = 0; id < entries; ++id) {
    const auto offset = static_cast<std::int64_t>(id % kExpiryMs);
    const cellaret_set_options options = expiring_in(kFirstDeadlineMs + offset);
    store.set(key_of(id).view(), kValue, &options);
  }
  Scene scene;
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::uint64_t> ids(0, entries - 1);
  const cellaret_set_options long_lived = expiring_in(kHourMs);
  cellaret_value value{};
  store.advance_clock(kFirstDeadlineMs);
  for (std::int64_t passed = 0; passed < kExpiryMs; passed += step_ms) {
    store.advance_clock(step_ms);
    for (int pair = 0; pair < kPairsEachMs * step_ms; ++pair) {
      const Key read = key_of(ids(random)), written = key_of(ids(random));
      scene.gets.time([&] { store.get(read.view(), value); });
      scene.sets.time([&] { store.set(written.view(), kValue, &long_lived); });
    }
  }
  if (store.stats().expirations == 0) throw std::runtime_error("nothing expired");
  return scene;
}

}  // namespace

Table measure_worst(const WorstOptions &options) {
  Table table("Worst operation, in microseconds of time that passed",
              {"while", "entries", "policy", "call", "timed", "left out", "p50", "p99", "p99.9",
               "p99.99", "max", "max low..high", "floor", "goal", "met"});
  const std::uint64_t growing = options.growth_entries, expiring = options.expiring_entries;
  for (const std::string &policy : options.policies) {
    std::cerr << "  worst operation, " << policy << '\n';
    repeat(options.repeats, {table, "growing to", growing, policy, kWorstUs}, [&] {
      Instance store({.policy = policy, .max_entries = 2 * growing});
      return grow(store, growing);
    });
    repeat(options.repeats, {table, "expiring over 1 s", expiring, policy, kWorstUs},
           [&] { return expire(policy, expiring, 1); });
    repeat(options.repeats, {table, "expiring at once", expiring, policy, kWorstUs},
           [&] { return expire(policy, expiring, kExpiryMs); });
  }
  repeat(options.repeats, {table, "growing to", growing, "limit map", std::nullopt}, [&] {
    LimitMap map(0);
    return grow(map, growing);
  });
  repeat(options.repeats, {table, "growing to", growing, "fresh memory", std::nullopt}, [&] {
    FreshMemory memory(growing);
    return grow(memory, growing);
  });
  return table;
}

}  // namespace cellaret::bench
