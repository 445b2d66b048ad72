// The hash table alone: against std::unordered_map, with its invariants checked slot by slot.
#include "engine/shard/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/engine/shard/table_driver.h"

namespace cellaret::engine {
namespace {

using Driver = TableDriver;

TEST(TableTest, an_empty_table_finds_nothing_and_has_no_sample) {
  Driver driver;
  Random random(1);
  EXPECT_EQ(driver.table().find(driver.hashed("k")), kNoSlot);
  EXPECT_EQ(driver.table().sample(random), kNoSlot);
  EXPECT_EQ(driver.table().bytes(), 0u);
  EXPECT_TRUE(driver.table().needs_growth());
}

TEST(TableTest, equals_a_map_over_random_operations_while_it_grows_and_shrinks) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    Driver driver;
    for (int step = 0; step < 12000; ++step) {
      // Waves: mostly insertions, then mostly deletions.
      bool grows = step / 3000 % 2 == 0;
      std::string key = "k" + std::to_string(random() % 4000);
      if (!driver.has(key)) {
        if (grows || random() % 8 == 0) driver.insert(key);
      } else if (!grows || random() % 8 == 0) {
        driver.erase(key);
      } else {
        driver.replace(key);
      }
      driver.expect_found(key);
      driver.expect_found("k" + std::to_string(random() % 4000));
      if (step % 97 == 0) driver.expect_all_right();
      if (testing::Test::HasFatalFailure()) return;
    }
    driver.expect_all_right();
  }
}

// One, two and three groups, where every neighbour is soon the group itself.
TEST(TableTest, equals_a_map_when_it_is_tiny) {
  for (unsigned keys : {3u, 8u, 15u, 22u, 40u}) {
    std::mt19937 random(keys);
    Driver driver;
    for (int step = 0; step < 3000; ++step) {
      std::string key = "k" + std::to_string(random() % keys);
      if (driver.has(key)) {
        driver.erase(key);
      } else {
        driver.insert(key);
      }
      driver.expect_all_right();
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(TableTest, marks_stay_with_their_entry_and_stop_at_the_cap) {
  Driver driver;
  std::mt19937 random(9);
  std::unordered_map<std::string, std::uint32_t> marks;
  for (int step = 0; step < 6000; ++step) {
    std::string key = "k" + std::to_string(random() % 1500);
    if (!driver.has(key)) {
      driver.insert(key);
      marks[key] = 0;
    } else if (random() % 3 == 0) {
      driver.erase(key);
      marks.erase(key);
    } else {
      driver.table().add_mark(driver.table().find(driver.hashed(key)), 2);
      marks[key] = std::min(marks[key] + 1, 2u);
    }
  }
  for (const auto &[key, count] : marks) {
    SlotRef slot = driver.table().find(driver.hashed(key));
    ASSERT_EQ(driver.table().marks(slot), count) << key;
    driver.table().set_marks(slot, 1);
    ASSERT_EQ(driver.table().marks(slot), 1u);
  }
  driver.expect_all_right();
}

// One that a policy with a higher cap left there stays, or rises, and never spills into the
// address.
TEST(TableTest, readers_marks_stop_at_the_cap) {
  Driver driver;
  driver.insert("key");
  SlotRef slot = driver.table().find(driver.hashed("key"));
  auto read = [&](std::uint32_t cap) {
    TableView::Sight sight{};
    ASSERT_EQ(driver.view().look_home(driver.hashed("key"), sight), TableView::Found::kEntry);
    sight.mark(TableGroup::marks_bits(cap));
  };
  for (std::uint32_t cap = 0; cap <= 3; ++cap) {
    for (std::uint32_t before = 0; before <= 3; ++before) {
      SCOPED_TRACE(testing::Message() << before << " marks, the cap is " << cap);
      driver.table().set_marks(slot, before);
      std::uint32_t marks = before;
      for (int reads = 0; reads < 5; ++reads) {
        read(cap);
        if (marks < cap) ++marks;
        if (before <= cap) {
          EXPECT_EQ(driver.table().marks(slot), marks);
        } else {
          EXPECT_GE(driver.table().marks(slot), before);
        }
        driver.expect_all_right();
      }
    }
  }
}

TEST(TableTest, is_right_at_every_step_of_a_resize) {
  for (bool grows : {true, false}) {
    Driver driver;
    for (int number = 0; number < 700; ++number) driver.insert("k" + std::to_string(number));
    driver.finish_resizing();
    Table &table = driver.table();
    if (!grows) {
      for (int number = 100; number < 700; ++number) driver.erase("k" + std::to_string(number));
      driver.finish_resizing();
    }
    driver.start(grows ? table.grown_class() : table.shrunk_class());
    while (table.is_resizing()) {
      driver.expect_all_right();
      driver.move(1);
      if (testing::Test::HasFatalFailure()) return;
    }
    driver.expect_all_right();
  }
}

TEST(TableTest, a_cancelled_resize_leaves_it_as_it_was) {
  Driver driver;
  for (int number = 0; number < 100 || !driver.table().wants_growth(); ++number) {
    driver.insert("k" + std::to_string(number));
    driver.finish_resizing();
  }
  std::size_t bytes = driver.table().bytes();
  ASSERT_TRUE(driver.table().start_resizing(driver.table().grown_class()));
  EXPECT_GT(driver.table().bytes(), bytes);
  driver.table().cancel_resizing();
  EXPECT_EQ(driver.table().bytes(), bytes);
  driver.expect_all_right();
}

TEST(TableTest, keeps_its_size_until_half_of_the_others_have_gone_too) {
  Driver driver;
  for (int number = 0; number < 1000; ++number) driver.insert("k" + std::to_string(number));
  driver.finish_resizing();
  std::uint64_t slots = driver.table().capacity();
  int number = 0;
  while (driver.table().size() > slots / 4) driver.erase("k" + std::to_string(number++));
  driver.table().keep_size();
  std::uint64_t kept = driver.table().size();
  for (; driver.table().size() >= kept / 2; driver.erase("k" + std::to_string(number++))) {
    ASSERT_FALSE(driver.table().wants_shrinking());
    driver.expect_all_right();
  }
  EXPECT_TRUE(driver.table().is_resizing());
  driver.finish_resizing();
  EXPECT_LT(driver.table().capacity(), slots);
  driver.expect_all_right();
}

TEST(TableTest, finds_every_entry_when_all_hashes_are_equal) {
  HashSecret secret(1);
  TableView view;
  Table table(view);
  ASSERT_TRUE(table.start_resizing(7));  // 16 groups
  table.publish_resizing();
  constexpr std::uint64_t kHash = 0x123456789abcdef0;
  std::vector<Entry *> entries;
  for (int number = 0; number < 100; ++number) {
    std::string key = "k" + std::to_string(number);
    EntryShape shape = EntryShape::of(key.size(), 0, {});
    entries.push_back(Entry::create(allocate(shape.size()), shape, key));
    table.insert(kHash, entries.back());
  }
  for (int number = 0; number < 100; ++number) {
    std::string key = "k" + std::to_string(number);
    SlotRef slot = table.find({key, kHash});
    ASSERT_NE(slot, kNoSlot);
    EXPECT_EQ(table.entry(slot), entries[number]);
  }
  EXPECT_EQ(table.find({"other", kHash}), kNoSlot);
  for (Entry *entry : entries) deallocate(entry);
}

// Keys of one home group, the last of the table, so that they spill over its end into the first.
TEST(TableTest, a_crowded_home_group_spills_around_the_end_and_back) {
  constexpr unsigned kSizeClass = 5;
  Driver driver;
  driver.start(kSizeClass);
  const std::uint32_t kGroups = groups_of_class(kSizeClass);
  std::vector<std::string> keys;
  for (int number = 0; keys.size() < 40; ++number) {
    std::string key = "k" + std::to_string(number);
    if (driver.inspector().home_of(key, kGroups) == kGroups - 1) keys.push_back(key);
  }
  for (const std::string &key : keys) driver.insert(key);
  driver.expect_all_right();
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    const std::string &key = keys[random() % keys.size()];
    driver.erase(key);
    driver.expect_all_right();
    driver.insert(key);
    driver.expect_all_right();
    if (testing::Test::HasFatalFailure()) return;
  }
}

// A cache at its limit replaces entries for ever. What that costs settles within one turnover of
// the entries: nothing is left behind that grows, and emptying the table takes all of it back.
TEST(TableTest, long_churn_costs_lookups_no_more_than_a_short_one) {
  constexpr int kEntries = 4000;
  Driver driver;
  int number = 0;
  for (; number < kEntries; ++number) driver.insert("k" + std::to_string(number));
  driver.finish_resizing();
  std::size_t bytes = driver.table().bytes();
  double fresh = driver.inspector().groups_for_a_miss();
  std::vector<double> groups;
  for (int turnover = 1; turnover <= 20; ++turnover) {
    for (; number < (turnover + 1) * kEntries; ++number) {
      driver.erase("k" + std::to_string(number - kEntries));
      driver.insert("k" + std::to_string(number));
    }
    groups.push_back(driver.inspector().groups_for_a_miss());
  }
  EXPECT_EQ(driver.table().bytes(), bytes);
  // One turnover is above or below the next by a tenth, and not more the later it is.
  EXPECT_LE(*std::max_element(groups.begin(), groups.end()), fresh * 1.2);
  auto half = static_cast<std::ptrdiff_t>(groups.size() / 2);
  auto middle = groups.begin() + half;
  double first_half = std::accumulate(groups.begin(), middle, 0.0);
  double second_half = std::accumulate(middle, groups.end(), 0.0);
  EXPECT_LE(first_half / static_cast<double>(half), fresh * 1.05);
  EXPECT_LE(second_half, first_half * 1.05);
  while (!driver.reference().empty()) driver.erase(std::string(driver.reference().begin()->first));
  driver.finish_resizing();
  EXPECT_EQ(driver.inspector().groups_for_a_miss(), 1);
  EXPECT_LT(driver.table().bytes(), bytes / 100);
}

TEST(TableTest, lookups_stay_short_at_every_size_it_grows_through) {
  Driver driver;
  for (int number = 0; number < 60000; ++number) {
    driver.insert("k" + std::to_string(number));
    if (number % 1000 == 999) {
      EXPECT_LT(driver.inspector().groups_for_a_miss(), 3) << number;
    }
  }
}

// Chi-square of 199 degrees of freedom, p = 0.001; once at rest and once in the middle of a resize.
TEST(TableTest, every_entry_is_as_likely_to_be_sampled) {
  constexpr std::uint64_t kSeed = 20300101;
  constexpr int kDraws = 100'000;
  for (bool resizing : {false, true}) {
    Driver driver;
    for (int number = 0; number < 200; ++number) driver.insert("k" + std::to_string(number));
    driver.finish_resizing();
    if (resizing) {
      driver.start(driver.table().grown_class());
      driver.move(driver.table().slots_of(driver.table().active_half()) / Table::kSlotsPerGroup /
                  2);
      ASSERT_TRUE(driver.table().is_resizing());
    }
    Random random(kSeed);
    std::unordered_map<SlotRef, int> drawn;
    for (int draw = 0; draw < kDraws; ++draw) ++drawn[driver.table().sample(random)];
    ASSERT_EQ(drawn.size(), 200u);
    double chi_square = 0;
    for (const auto &[slot, count] : drawn) {
      chi_square += std::pow(count - kDraws / 200.0, 2) / (kDraws / 200.0);
    }
    EXPECT_LT(chi_square, 267) << "seed " << kSeed;
  }
}

TEST(TableTest, a_nearly_empty_table_still_gives_a_sample) {
  Driver driver;
  driver.start(29);  // 32,768 groups
  driver.insert("only");
  Random random(3);
  for (int draw = 0; draw < 100; ++draw) {
    SlotRef slot = driver.table().sample(random);
    ASSERT_NE(slot, kNoSlot);
    EXPECT_EQ(driver.table().entry(slot)->key(), "only");
  }
}

}  // namespace
}  // namespace cellaret::engine
