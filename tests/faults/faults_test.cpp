// Runs every row with every one of its allocations failing, once and from then on: the state is the
// old one or that of the finished call, to the byte, and nothing is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "tests/engine/failing_memory.h"
#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {
namespace {

const std::vector<FaultRow> &rows() {
  static const std::vector<FaultRow> made = [] {
    std::vector<FaultRow> list;
    add_dump_rows(list);
    add_event_rows(list);
    add_instance_rows(list);
    add_key_rows(list);
    add_list_rows(list);
    add_scalar_rows(list);
    add_scan_rows(list);
    add_set_rows(list);
    return list;
  }();
  return made;
}

std::vector<std::string> exported_symbols() {
  std::ifstream file(CELLARET_EXPORTS_FILE);
  std::vector<std::string> symbols;
  for (std::string line; std::getline(file, line);) symbols.push_back(line);
  return symbols;
}

// The instance before a call.
struct Stage {
  Stage(const Setting &setting, const FaultRow &row) : scene(setting) {
    if (row.prepare != nullptr) row.prepare(scene.cache());
  }

  Scene scene;
};

// What the call gives when nothing fails.
using State = std::map<std::string, std::string>;

struct Outcome {
  Outcome(const Setting &setting, const FaultRow &row) {
    Stage stage(setting, row);
    before = stage.scene.state();
    status = row.call(stage.scene.cache());
    after = stage.scene.state();
  }

  State before;
  cellaret_status status;
  State after;
};

// The state is the one wanted; but what was evicted since a table could not grow may be missing.
void expect_state(const Scene &scene, State wanted) {
  State state = scene.state();
  if (scene.evictions() != 0) {
    for (auto &[key, content] : wanted) {
      if (state[key] == kNothing) content = kNothing;
    }
  }
  EXPECT_EQ(state, wanted);
}

using Fail = void (*)(std::int64_t allocations);

// Runs the row with the allocation after the next `allocations` failing; false when there is none.
bool run(const Setting &setting, const FaultRow &row, const Outcome &outcome, Fail fail,
         std::int64_t allocations) {
  Stage stage(setting, row);
  fail(allocations);
  cellaret_status status = row.call(stage.scene.cache());
  bool has_failed = failures() != 0;
  fail_after(-1);
  EXPECT_TRUE(stage.scene.is_accounted());
  auto expect_finished = [&] {
    if (row.is_random) return;
    expect_state(stage.scene, outcome.after);
  };
  if (status == outcome.status) {
    expect_finished();
  } else {
    bool was_full = status == CELLARET_FULL && has_failed;
    EXPECT_TRUE(status == CELLARET_NO_MEMORY || was_full) << cellaret_status_name(status);
    if (!row.stops_midway) expect_state(stage.scene, outcome.before);
    // The instance is as good as before.
    EXPECT_EQ(row.call(stage.scene.cache()), outcome.status);
    expect_finished();
  }
  EXPECT_TRUE(stage.scene.is_accounted());
  return has_failed;
}

// How many allocations failed in all.
std::int64_t run_all(const Setting &setting, const FaultRow &row) {
  SCOPED_TRACE(std::string(row.symbol) + ", " + row.what + ", " + setting.policy + " with " +
               std::to_string(setting.filling) + " entries in " + std::to_string(setting.shards) +
               " shards");
  Outcome outcome(setting, row);
  EXPECT_NE(outcome.status, CELLARET_NO_MEMORY);
  std::int64_t failed = 0;
  for (Fail fail : {&fail_once_after, &fail_after}) {
    // What allocates very often does the same again and again: every one fails in the first
    // settings, some in the others.
    std::int64_t often = setting.is_thorough ? INT64_MAX : 12;
    for (std::int64_t allocations = 0; !testing::Test::HasFailure();
         allocations += allocations < often ? 1 : 11) {
      std::int64_t blocks = live_blocks();
      bool has_failed = run(setting, row, outcome, fail, allocations);
      EXPECT_EQ(live_blocks(), blocks)
          << "allocation " << allocations << " leaves something behind";
      if (!has_failed) break;
      ++failed;
    }
  }
  return failed;
}

TEST(FaultsTest, every_exported_symbol_has_a_row) {
  std::set<std::string> symbols;
  for (const FaultRow &row : rows()) symbols.insert(row.symbol);
  for (const std::string &symbol : exported_symbols()) {
    EXPECT_TRUE(symbols.erase(symbol) == 1) << symbol << " has no row";
  }
  EXPECT_TRUE(symbols.empty()) << *symbols.begin() << " is not exported";
}

class FaultSettingTest : public testing::TestWithParam<Setting> {};

INSTANTIATE_TEST_SUITE_P(
    Settings, FaultSettingTest,
    testing::Values(Setting{.policy = "allkeys-lru", .is_thorough = true},
                    Setting{.policy = "allkeys-lru", .filling = 1, .has_default_expiry = true},
                    Setting{.policy = "allkeys-lru", .shards = 8},
                    Setting{.policy = "noeviction", .filling = 5},
                    Setting{.policy = "w-tinylfu", .filling = 7},
                    Setting{.policy = "s3-fifo", .filling = 6},
                    Setting{.policy = "allkeys-lfu", .filling = 19, .has_default_expiry = true},
                    Setting{.policy = "volatile-ttl", .filling = 20},
                    Setting{.policy = "volatile-random", .filling = 4, .has_default_expiry = true}),
    [](const testing::TestParamInfo<Setting> &setting) {
      std::string name = std::string(setting.param.policy) + "_" + std::to_string(setting.index);
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST_P(FaultSettingTest, leaves_the_old_state_or_the_finished_one) {
  // This thread is in the list of those that call.
  EXPECT_EQ(cellaret_exists(nullptr, "k", 1), CELLARET_INVALID);
  // So is, from its first instance on, the thread that an instance can have.
  EXPECT_EQ(open_with_thread(nullptr), CELLARET_OK);
  std::int64_t blocks = live_blocks();
  std::int64_t failed = 0;
  for (const FaultRow &row : rows()) {
    failed += run_all(GetParam(), row);
    if (HasFailure()) break;
  }
  EXPECT_EQ(live_blocks(), blocks);
  EXPECT_GT(failed, 200);
}

// The first call of a thread enters it in a list.
TEST(FaultsTest, the_first_call_of_a_thread_fails_and_the_second_is_made) {
  Scene scene({.policy = "allkeys-lru"});
  cellaret_status first = CELLARET_OK;
  cellaret_status second = CELLARET_OK;
  std::thread thread([&] {
    fail_after(0);
    first = cellaret_exists(scene.cache(), "k", 1);
    fail_after(-1);
    second = cellaret_exists(scene.cache(), "k", 1);
  });
  thread.join();
  EXPECT_EQ(first, CELLARET_NO_MEMORY);
  EXPECT_EQ(second, CELLARET_OK);
}

}  // namespace
}  // namespace cellaret::test
