// Implementation of memory.h.
#include "bench/memory/memory.h"

#include <cstring>
#include <functional>
#include <iostream>
#include <optional>
#include <string_view>

#include "bench/harness/child.h"
#include "bench/harness/instance.h"
#include "bench/micro/keys.h"
#include "tools/process_memory.h"

namespace cellaret::bench {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::string_view kValue = "a value of exactly thirty-two by";

struct Shape {
  const char *name;
  double payload_bytes;  // key and value of an entry
  bool has_deadline;
  std::function<void(Instance &, std::uint64_t id, const cellaret_set_options *)> write;
};

struct Bytes {
  double charged;
  double resident;
};

const Shape kShapes[] = {
    {"16 + 32", 48, false,
     [](Instance &store, std::uint64_t id, const cellaret_set_options *options) {
       store.set(key_of(id).view(), kValue, options);
     }},
    {"16 + 32, TTL", 48, true,
     [](Instance &store, std::uint64_t id, const cellaret_set_options *options) {
       store.set(key_of(id).view(), kValue, options);
     }},
    {"8 + int64", 16, false,
     [](Instance &store, std::uint64_t id, const cellaret_set_options *options) {
       char key[8];
       std::memcpy(key, &id, sizeof key);
       store.set_int({key, sizeof key}, static_cast<std::int64_t>(id), options);
     }},
};

// Of one entry, all in: what an instance adds once is spread over the entries.
Bytes fill(const std::string &policy, std::uint64_t entries, const Shape &shape) {
  const auto before = static_cast<double>(tool::resident_bytes());
  // Bounded, but not so tightly that one shard evicts while another has room left.
  Instance store({.policy = policy, .max_entries = 2 * entries});
  const cellaret_set_options options = expiring_in(kHourMs);
  for (std::uint64_t id = 0; id < entries; ++id) {
    shape.write(store, id, shape.has_deadline ? &options : nullptr);
  }
  const cellaret_stats stats = store.stats();
  if (stats.entries != entries) throw std::runtime_error("the instance did not keep all entries");
  const double resident = static_cast<double>(tool::resident_bytes()) - before;
  const auto count = static_cast<double>(entries);
  return {static_cast<double>(stats.bytes_charged) / count, resident / count};
}

// Goals are for 10 M entries: of bytes beyond key and value for 16 + 32, by policy; of all resident
// bytes for integers.
std::optional<Goal> goal_of(const std::string &policy, const Shape &shape) {
  if (shape.payload_bytes < 48) return std::nullopt;
  if (policy == "allkeys-lru") return shape.has_deadline ? at_most(60, 46) : at_most(48, 36);
  if (policy == "sieve") return shape.has_deadline ? at_most(52, 40) : at_most(40, 30);
  return std::nullopt;
}

void add_row(Table &table, const std::string &policy, std::uint64_t entries, const Shape &shape,
             const std::string &how, double bytes, const std::optional<Goal> &goal) {
  std::vector<std::string> cells{shape.name, short_count(entries), policy, how, fixed(bytes, 1)};
  append_goal(cells, goal, bytes);
  nlohmann::json json{{"shape", shape.name},
                      {"entries", entries},
                      {"policy", policy},
                      {"by", how},
                      {"bytes", bytes}};
  put_goal(json, goal, bytes);
  table.add(std::move(cells), std::move(json));
}

}  // namespace

Table measure_memory(const std::vector<std::string> &policies, std::uint64_t entries) {
  Table table("Memory: bytes an entry",
              {"key + value", "entries", "policy", "measured", "bytes", "floor", "goal", "met"});
  for (const std::string &policy : policies) {
    for (const Shape &shape : kShapes) {
      std::cerr << "  memory, " << shape.name << ", " << policy << '\n';
      const Bytes bytes = in_child<Bytes>([&] { return fill(policy, entries, shape); });
      const std::optional<Goal> goal = goal_of(policy, shape);
      add_row(table, policy, entries, shape, "beyond payload, by counter",
              bytes.charged - shape.payload_bytes, goal);
      add_row(table, policy, entries, shape, "beyond payload, resident",
              bytes.resident - shape.payload_bytes, goal);
      if (!goal && shape.payload_bytes < 48) {
        add_row(table, policy, entries, shape, "all, resident", bytes.resident, at_most(56, 46));
      }
    }
  }
  return table;
}

}  // namespace cellaret::bench
