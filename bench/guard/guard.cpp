// Does a fixed number of one operation on a deterministic instance, for counting instructions.
//
// usage: cellaret_guard OPERATION      under valgrind --tool=callgrind --collect-atstart=no
//        cellaret_guard --list
//        cellaret_guard --compiler
//
// Only the loop is counted: the program switches callgrind's collection on before it and off after.
#include <valgrind/callgrind.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <string_view>

#include "bench/harness/instance.h"
#include "bench/micro/keys.h"

namespace cellaret::bench {
namespace {

#ifdef __clang__
constexpr const char *kFamily = "";  // the version begins with it
#else
constexpr const char *kFamily = "g++ ";
#endif
constexpr std::uint64_t kEntries = 10'000;
constexpr std::uint64_t kOperations = 20'000;
constexpr std::string_view kValue = "a value of exactly thirty-two by";

// A full or a half-full instance with a fixed seed and one shard, whose number would otherwise
// follow that of the processors; its clock stands still.
Instance deterministic(std::uint64_t max_entries) {
  return Instance({.policy = "allkeys-lru",
                   .max_entries = max_entries,
                   .clock = CELLARET_CLOCK_MANUAL,
                   .seed = 20'240'611,
                   .shards = 1});
}

template <class Operation>
void count(const Keys &keys, const Operation &operation) {
  CALLGRIND_TOGGLE_COLLECT;
  for (const Key &key : keys) operation(key);
  CALLGRIND_TOGGLE_COLLECT;
}

Keys present() { return drawn_keys(Spread::kUniform, kEntries, kOperations, 3); }

void get(const Keys &keys, bool is_hit) {
  Instance store = deterministic(2 * kEntries);
  for (const Key &key : keys_from(0, kEntries)) store.set(key.view(), kValue);
  cellaret_value value{};
  std::uint64_t hits = 0;
  count(keys, [&](const Key &key) { hits += store.get(key.view(), value); });
  if (hits != (is_hit ? keys.size() : 0)) throw std::runtime_error("hits and misses are mixed up");
}

void get_hit() { get(present(), true); }
void get_miss() { get(keys_from(kEntries, kOperations), false); }

void set_overwrite() {
  Instance store = deterministic(2 * kEntries);
  for (const Key &key : keys_from(0, kEntries)) store.set(key.view(), kValue);
  count(present(), [&](const Key &key) { store.set(key.view(), kValue); });
}

void evicting_insert() {
  Instance store = deterministic(kEntries);
  for (const Key &key : keys_from(0, 2 * kEntries)) store.set(key.view(), kValue);
  const std::uint64_t before = store.stats().evictions;
  count(keys_from(2 * kEntries, kOperations),
        [&](const Key &key) { store.set(key.view(), kValue); });
  if (store.stats().evictions != before + kOperations) {
    throw std::runtime_error("not every insert evicted");
  }
}

void int_increment() {
  Instance store = deterministic(2 * kEntries);
  for (const Key &key : keys_from(0, kEntries)) store.set_int(key.view(), 1);
  count(present(), [&](const Key &key) { store.increment(key.view()); });
}

struct Named {
  const char *name;
  void (*run)();
};
const Named kAll[] = {{"get_hit", get_hit},
                      {"get_miss", get_miss},
                      {"set_overwrite", set_overwrite},
                      {"evicting_insert", evicting_insert},
                      {"int_increment", int_increment}};

int run(const char *what) {
  if (std::strcmp(what, "--compiler") == 0) {
    std::printf("%s%s, %s\n", kFamily, __VERSION__, cellaret_allocator());
    return 0;
  }
  const bool is_list = std::strcmp(what, "--list") == 0;
  for (const Named &named : kAll) {
    if (is_list) std::printf("%s %llu\n", named.name, static_cast<unsigned long long>(kOperations));
    if (std::strcmp(named.name, what) != 0) continue;
    named.run();
    return 0;
  }
  if (!is_list) std::fprintf(stderr, "error: there is no operation '%s'\n", what);
  return is_list ? 0 : 2;
}

}  // namespace
}  // namespace cellaret::bench

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: cellaret_guard OPERATION | --list | --compiler\n");
    return 2;
  }
  try {
    return cellaret::bench::run(argv[1]);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
