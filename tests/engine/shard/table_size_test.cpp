// The sizes a table can have, and what a tag says of the point of an entry: at every size.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/shard/table_scan.h"
#include "tests/engine/shard/table_driver.h"

namespace cellaret::engine {
namespace {

TEST(TableSizeTest, every_size_is_larger_by_a_quarter_to_twice_and_fits_slot_positions) {
  for (unsigned size_class = 1; size_class < kSizeClasses; ++size_class) {
    SCOPED_TRACE(size_class);
    std::uint64_t before = groups_of_class(size_class - 1);
    std::uint64_t now = groups_of_class(size_class);
    EXPECT_GE(now * 7, before * 8);
    EXPECT_LE(now, before * 2);
    if (now > 32768) {
      EXPECT_LE(now * 4, before * 5);
    }
    EXPECT_LE(now * TableGroup::kSlots, kMaxSlotsPerHalf);
  }
  EXPECT_GT(groups_of_class(kSizeClasses - 1), 200'000'000u);
}

// What readers compute from one word is what writers compute from the count.
TEST(TableSizeTest, readers_and_writers_agree_on_groups_at_every_size) {
  std::mt19937_64 random(1);
  TableGroup group{};
  for (unsigned size_class = 0; size_class < kSizeClasses; ++size_class) {
    SCOPED_TRACE(size_class);
    std::uint32_t count = groups_of_class(size_class);
    for (unsigned number : {0u, 1u}) {
      HalfView view(&group, size_class, number);
      ASSERT_EQ(view.count(), count);
      ASSERT_EQ(view.number(), number);
      ASSERT_EQ(view.groups(), &group);
      for (int draw = 0; draw < 200; ++draw) {
        std::uint64_t hash = random();
        ASSERT_EQ(view.home_of(hash), home_of_point(point_of(hash), count));
        std::uint64_t home = random() % count;
        std::uint64_t first = first_point(home, count);
        ASSERT_EQ(view.home_of(first), home);
        ASSERT_EQ(home_of_point(first_point(home + 1, count) - 1, count), home);
      }
    }
  }
}

class TagTest {
 public:
  TagTest(std::uint32_t from, std::uint32_t to) : from_(from), to_(to) {}

  void try_point(std::uint64_t point) {
    std::uint32_t home = home_of_point(point, from_);
    std::uint32_t told =
        PointsOfGroup(home, from_).home_in(to_, TableGroup::tag_of(point) | 0xfffffff0u);
    ++tried;
    if (told == PointsOfGroup::kUnknown) {
      ++unknown;
    } else {
      ASSERT_EQ(told, home_of_point(point, to_)) << point << " from " << from_ << " to " << to_;
    }
  }

  int tried = 0;
  int unknown = 0;

 private:
  std::uint32_t from_;
  std::uint32_t to_;
};

TEST(TableSizeTest, a_tag_never_tells_the_wrong_group_when_a_table_grows_or_shrinks) {
  std::mt19937_64 random(2);
  for (unsigned size_class = 0; size_class + 1 < kSizeClasses; ++size_class) {
    std::uint32_t count = groups_of_class(size_class);
    if (count < PointsOfGroup::kMinCount) continue;
    for (std::uint32_t other : {groups_of_class(size_class + 1), count / 2, count * 3 / 8}) {
      TagTest drawn(count, other);
      for (int draw = 0; draw < 2000; ++draw) drawn.try_point(point_of(random()));
      // One point in 2^30 over the groups of both halves, about.
      if (count <= 1u << 20) {
        EXPECT_LE(drawn.unknown, 20) << count;
      }
      TagTest at_ends(count, other);
      for (int draw = 0; draw < 500; ++draw) {
        // Around the ends of groups before and after, where a rounding would show.
        for (std::uint32_t groups : {count, other}) {
          std::uint64_t first = first_point(random() % groups, groups);
          for (int offset = -3; offset <= 3; ++offset) {
            std::uint64_t point = (first + kPoints + static_cast<std::uint64_t>(offset)) % kPoints;
            at_ends.try_point(point);
          }
        }
      }
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

std::string numbered(int number) { return "k" + std::to_string(number); }

// Full enough for entries to be beyond their home groups, at each size that is no power of two.
class LargeTable {
 public:
  // All of a crowded range of points, so that a few thousand keys do.
  LargeTable() {
    driver_.start(kFirstFineClass);
    for (int number = 0; keys_.size() < kKeys; ++number) {
      std::uint64_t point = point_of(driver_.hashed(numbered(number)).hash);
      if (point < kPoints / 64 || point >= kPoints - kPoints / 64) keys_.push_back(number);
    }
    for (int number : keys_) driver_.insert(numbered(number));
  }
  // Walks once while the table becomes another one, with checks on the way.
  void resize(unsigned size_class) {
    driver_.start(size_class);
    std::uint64_t point = 0;
    std::unordered_map<std::string, int> seen;
    auto walk = [&](std::uint64_t limit) {
      while (point < limit) {
        point = TableScan(driver_.table(), driver_.secret()).step(point, limit, [&](SlotRef slot) {
          ++seen[std::string(driver_.table().entry(slot)->key())];
        });
      }
    };
    for (std::uint64_t part = 1; driver_.table().is_resizing(); ++part) {
      // The walk goes twice as fast as the move, and is overtaken by none of its halves.
      walk(std::min(part * kPoints / 32, kPoints));
      driver_.move(kMoved);
      if (part % 7 == 1) {
        ASSERT_EQ(driver_.inspector().broken(), "");
      }
    }
    walk(kPoints);
    driver_.expect_all_right();
    ASSERT_EQ(seen.size(), keys_.size());
    for (const auto &[key, times] : seen) ASSERT_EQ(times, 1) << key;
  }

 private:
  static constexpr std::size_t kKeys = 6000;
  static constexpr std::uint32_t kMoved = 997;

  TableDriver driver_;
  std::vector<int> keys_;
};

TEST(TableSizeTest, a_large_table_is_right_at_every_step_up_and_down) {
  LargeTable table;
  for (unsigned step : {1u, 2u, 3u, 4u, 5u, 3u, 1u, 2u, 0u}) {
    SCOPED_TRACE(step);
    table.resize(kFirstFineClass + step);
    if (testing::Test::HasFatalFailure()) return;
  }
}

// A table's own way up and down, with keys that come and go at each size: no debt stays behind.
TEST(TableSizeTest, churn_leaves_no_debt_at_sizes_between_powers_of_two) {
  TableDriver driver;
  int number = 0;
  auto entries_at = [](std::uint32_t groups) {
    return static_cast<int>(std::uint64_t{groups} * TableGroup::kSlots * 13 / 16) - 4000;
  };
  for (unsigned step = 0; step < 3; ++step) {
    std::uint32_t groups = groups_of_class(kFirstFineClass + step);
    for (; static_cast<int>(driver.reference().size()) < entries_at(groups); ++number) {
      driver.insert(numbered(number));
    }
    driver.finish_resizing();
    ASSERT_EQ(driver.table().slots_of(driver.table().active_half()), groups * TableGroup::kSlots);
    double fresh = driver.inspector().groups_for_a_miss();
    int first = number - static_cast<int>(driver.reference().size());
    for (int turn = 0; turn < 20'000; ++turn, ++number, ++first) {
      driver.erase(numbered(first));
      driver.insert(numbered(number));
    }
    EXPECT_LE(driver.inspector().groups_for_a_miss(), fresh * 1.1);
  }
}

}  // namespace
}  // namespace cellaret::engine
