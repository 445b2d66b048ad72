// The walk over a table that changes meanwhile: what is there throughout comes exactly once.
#include "engine/shard/table_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "tests/engine/shard/table_driver.h"

namespace cellaret::engine {
namespace {

std::string numbered(const char *prefix, std::uint64_t number) {
  return prefix + std::to_string(number);
}

// A walk in progress and what it has visited.
class Walk {
 public:
  explicit Walk(TableDriver &driver, std::uint64_t point = 0) : driver_(driver), point_(point) {}

  [[nodiscard]] bool is_over() const { return point_ == TableScan::kEnd; }
  // The number of entries of one step.
  std::size_t step() {
    std::size_t entries = 0;
    std::uint64_t next =
        TableScan(driver_.table(), driver_.secret()).step(point_, [&](SlotRef slot) {
          ++seen_[std::string(driver_.table().entry(slot)->key())];
          ++entries;
        });
    EXPECT_GT(next, point_);
    EXPECT_LE(next, TableScan::kEnd);
    point_ = next;
    ++steps_;
    return entries;
  }
  [[nodiscard]] int times_seen(const std::string &key) const {
    auto found = seen_.find(key);
    return found == seen_.end() ? 0 : found->second;
  }
  [[nodiscard]] std::size_t keys_seen() const { return seen_.size(); }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  TableDriver &driver_;
  std::uint64_t point_;
  std::uint64_t steps_ = 0;
  std::map<std::string, int> seen_;
};

TEST(TableScanTest, a_walk_over_an_empty_table_ends_at_once) {
  TableDriver driver;
  Walk walk(driver);
  EXPECT_EQ(walk.step(), 0u);
  EXPECT_TRUE(walk.is_over());
}

TEST(TableScanTest, a_table_at_rest_is_walked_group_by_group) {
  TableDriver driver;
  for (int number = 0; number < 5000; ++number) driver.insert(numbered("k", number));
  driver.finish_resizing();
  Walk walk(driver);
  std::size_t most = 0;
  while (!walk.is_over()) most = std::max(most, walk.step());
  EXPECT_EQ(walk.keys_seen(), 5000u);
  for (int number = 0; number < 5000; ++number) {
    ASSERT_EQ(walk.times_seen(numbered("k", number)), 1) << number;
  }
  EXPECT_EQ(walk.steps(),
            driver.table().slots_of(driver.table().active_half()) / Table::kSlotsPerGroup);
  // Seven at most are at home on average; the sum of a Poisson tail beyond 30 is below 1e-9.
  EXPECT_LE(most, 30u);
}

// Every step of growing and of shrinking, at rest: the halves together are walked as one table.
TEST(TableScanTest, a_table_in_the_middle_of_a_resize_is_walked_once) {
  for (bool grows : {true, false}) {
    TableDriver driver;
    for (int number = 0; number < 700; ++number) driver.insert(numbered("k", number));
    driver.finish_resizing();
    int first = grows ? 0 : 600;
    for (int number = 0; number < first; ++number) driver.erase(numbered("k", number));
    driver.finish_resizing();
    driver.start(grows ? driver.table().grown_class() : driver.table().shrunk_class());
    while (driver.table().is_resizing()) {
      Walk walk(driver);
      while (!walk.is_over()) walk.step();
      for (int number = first; number < 700; ++number) {
        ASSERT_EQ(walk.times_seen(numbered("k", number)), 1) << number;
      }
      driver.move(1);
    }
  }
}

// A cursor that comes back from outside may be any number below the end.
TEST(TableScanTest, a_walk_may_begin_at_any_point_and_visits_what_is_beyond) {
  TableDriver driver;
  for (int number = 0; number < 900; ++number) driver.insert(numbered("k", number));
  std::mt19937_64 random(11);
  for (int round = 0; round < 200; ++round) {
    if (round == 100) {
      driver.finish_resizing();
      driver.start(driver.table().grown_class());
      driver.move(20);
    }
    std::uint64_t point = random() % TableScan::kEnd;
    Walk walk(driver, point);
    while (!walk.is_over()) walk.step();
    for (int number = 0; number < 900; ++number) {
      std::string key = numbered("k", number);
      bool is_beyond = (driver.hashed(key).hash & 0x3fffffffu) >= point;
      ASSERT_EQ(walk.times_seen(key), is_beyond ? 1 : 0) << point << ' ' << key;
    }
  }
}

// Keys that come and go in waves, which take a table through several sizes, up and down.
class Churn {
 public:
  Churn(TableDriver &driver, unsigned seed) : driver_(driver), random_(seed) {}

  void insert(const std::string &key) {
    driver_.insert(key);
    ++insertions_[key];
  }
  // Up to `most` changes; a wave of either kind lasts for some calls.
  void change(std::uint64_t most) {
    if (random_() % 17 == 0) grows_ = !grows_;
    for (std::uint64_t changes = random_() % most; changes > 0; --changes) {
      std::uint32_t before = driver_.table().slots_of(driver_.table().active_half());
      std::string key = numbered("comes", random_() % 4000);
      bool is_there = driver_.has(key);
      if (is_there && (!grows_ || random_() % 8 == 0)) driver_.erase(key);
      if (!is_there && (grows_ || random_() % 8 == 0)) insert(key);
      std::uint32_t after = driver_.table().slots_of(driver_.table().active_half());
      grew += after > before ? 1 : 0;
      shrank += after < before ? 1 : 0;
    }
  }
  [[nodiscard]] const std::map<std::string, int> &insertions() const { return insertions_; }

  int grew = 0;
  int shrank = 0;

 private:
  TableDriver &driver_;
  std::mt19937 random_;
  bool grows_ = true;
  std::map<std::string, int> insertions_;
};

TEST(TableScanTest, what_stays_is_visited_exactly_once_while_the_table_grows_and_shrinks) {
  constexpr int kStaying = 300;
  int grew = 0;
  int shrank = 0;
  int in_between = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    TableDriver driver;
    Churn churn(driver, seed);
    for (int number = 0; number < kStaying; ++number) churn.insert(numbered("stays", number));
    Walk walk(driver);
    while (!walk.is_over()) {
      churn.change(400);
      in_between += driver.table().is_resizing() ? 1 : 0;
      walk.step();
      if (testing::Test::HasFatalFailure()) return;
    }
    for (int number = 0; number < kStaying; ++number) {
      ASSERT_EQ(walk.times_seen(numbered("stays", number)), 1) << number;
    }
    for (const auto &[key, times] : churn.insertions()) ASSERT_LE(walk.times_seen(key), times);
    grew += churn.grew;
    shrank += churn.shrank;
  }
  EXPECT_GT(grew, 40);
  EXPECT_GT(shrank, 40);
  EXPECT_GT(in_between, 200);
}

// Keys of one home group cannot be told apart by a point: they come together, and all of them.
TEST(TableScanTest, a_crowded_home_group_comes_in_one_step) {
  constexpr unsigned kSizeClass = 7;
  TableDriver driver;
  driver.start(kSizeClass);
  const std::uint32_t kGroups = groups_of_class(kSizeClass);
  std::uint32_t crowded = 0;
  for (int number = 0; crowded < 60; ++number) {
    std::string key = numbered("k", number);
    if (driver.inspector().home_of(key, kGroups) != 3) continue;
    driver.insert(key);
    ++crowded;
  }
  driver.finish_resizing();
  Walk walk(driver);
  std::size_t most = 0;
  while (!walk.is_over()) most = std::max(most, walk.step());
  EXPECT_EQ(walk.keys_seen(), 60u);
  EXPECT_GE(most, 20u);
}

}  // namespace
}  // namespace cellaret::engine
