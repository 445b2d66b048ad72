// The misuse table joined with the list of exported symbols, and every row of it run.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "tests/capi/fixture.h"
#include "tests/capi/misuse.h"

namespace cellaret::test {

const char *name_of(Misuse kind) {
  switch (kind) {
    case Misuse::kNullPointer:
      return "null pointer";
    case Misuse::kZeroSize:
      return "zero size";
    case Misuse::kOverLimit:
      return "over limit";
    case Misuse::kWrongFlag:
      return "wrong flag";
    case Misuse::kNullHandle:
      return "null handle";
    case Misuse::kStaleHandle:
      return "stale handle";
    case Misuse::kNeverHandle:
      return "never a handle";
  }
  return "?";
}

namespace {

std::vector<std::string> exported_symbols() {
  std::ifstream file(CELLARET_EXPORTS_FILE);
  std::vector<std::string> symbols;
  for (std::string line; std::getline(file, line);) symbols.push_back(line);
  return symbols;
}

// Each symbol with the kinds that the table speaks of.
std::map<std::string, std::set<Misuse>> table() {
  std::map<std::string, std::set<Misuse>> kinds;
  for (const MisuseRow &row : misuse_rows()) kinds[row.symbol].insert(row.kind);
  for (const HandleRow &row : handle_rows()) {
    kinds[row.symbol].insert({Misuse::kNullHandle, Misuse::kStaleHandle, Misuse::kNeverHandle});
  }
  return kinds;
}

// All that a refused call could have changed.
std::string state_of(Cache &cache) {
  cellaret_stats stats = cache.stats();
  std::int64_t now = 0;
  cellaret_clock_now(cache, &now);
  std::string state;
  for (std::uint64_t number :
       {stats.hits, stats.misses, stats.sets, stats.deletes, stats.expirations, stats.evictions,
        stats.entries, stats.bytes_charged, stats.bytes_pinned, static_cast<std::uint64_t>(now)}) {
    state += std::to_string(number) + ' ';
  }
  return state + cache.text("k").value_or("missing") + ' ' + std::to_string(cache.ttl("k")) + ' ' +
         std::to_string(cache.integer("n").value_or(-1));
}

void fill(Cache &cache) {
  ASSERT_EQ(cache.set("k", "v"), CELLARET_OK);
  ASSERT_EQ(cache.increment("n", 5), CELLARET_OK);
}

// Runs one row; after an error neither the cache nor an out parameter has changed.
void run(const char *symbol, const std::string &what, cellaret_status expected,
         cellaret_status (*call)(Scene &), cellaret_cache *handle, Cache &cache) {
  SCOPED_TRACE(std::string(symbol) + ": " + what);
  Scene scene;
  scene.cache = handle;
  Outs before = scene.outs;
  cellaret_stats_reset(cache);
  std::string state = state_of(cache);
  cellaret_stats_reset(cache);
  EXPECT_EQ(call(scene), expected);
  if (expected >= 0) return;
  EXPECT_EQ(state_of(cache), state);
  EXPECT_EQ(std::memcmp(&scene.outs, &before, sizeof before), 0) << "an out parameter changed";
}

TEST(MisuseTest, the_list_of_exported_symbols_is_sorted_and_there) {
  std::vector<std::string> symbols = exported_symbols();
  EXPECT_GE(symbols.size(), 31u);
  EXPECT_TRUE(std::is_sorted(symbols.begin(), symbols.end()));
}

TEST(MisuseTest, every_exported_symbol_has_a_row_for_every_kind) {
  std::map<std::string, std::set<Misuse>> kinds = table();
  for (const std::string &symbol : exported_symbols()) {
    for (int kind = 0; kind < kMisuseKinds; ++kind) {
      EXPECT_TRUE(kinds[symbol].contains(static_cast<Misuse>(kind)))
          << symbol << " has no row for: " << name_of(static_cast<Misuse>(kind));
    }
  }
}

TEST(MisuseTest, every_row_is_of_an_exported_symbol) {
  std::vector<std::string> symbols = exported_symbols();
  for (const auto &[symbol, kinds] : table()) {
    EXPECT_TRUE(std::binary_search(symbols.begin(), symbols.end(), symbol)) << symbol;
  }
}

TEST(MisuseTest, every_row_is_answered_as_it_says) {
  for (const MisuseRow &row : misuse_rows()) {
    if (row.call == nullptr) continue;
    Cache cache;
    fill(cache);
    run(row.symbol, std::string(name_of(row.kind)) + ": " + row.what, row.expected, row.call, cache,
        cache);
  }
}

TEST(MisuseTest, every_handle_is_answered_as_what_it_is) {
  for (const HandleRow &row : handle_rows()) {
    Cache cache;
    fill(cache);
    Cache closed;
    closed.close();
    Cache next;  // in the slot that the closed one had
    int local = 0;
    auto *never = reinterpret_cast<cellaret_cache *>(&local);
    auto *far = reinterpret_cast<cellaret_cache *>(UINTPTR_MAX);
    run(row.symbol, "null handle", CELLARET_INVALID, row.call, nullptr, cache);
    run(row.symbol, "stale handle", CELLARET_CLOSED, row.call, closed, cache);
    run(row.symbol, "an address", CELLARET_INVALID, row.call, never, cache);
    run(row.symbol, "all bits", CELLARET_INVALID, row.call, far, cache);
    // The call is right but for the handle.
    Scene scene;
    scene.cache = cache;
    EXPECT_EQ(row.call(scene), CELLARET_OK) << row.symbol;
  }
}

}  // namespace
}  // namespace cellaret::test
