// Room is never made nor lost: pool, holders and use always add up to the limits.
#include "engine/shard/budget.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

namespace cellaret::engine {
namespace {

TEST(RoomTest, covers_and_shortage_agree) {
  Room room{10, 2};
  EXPECT_TRUE(room.covers({10, 2}));
  EXPECT_FALSE(room.covers({11, 2}));
  EXPECT_FALSE(room.covers({10, 3}));
  EXPECT_EQ(room.shortage({15, 1}).bytes, 5);
  EXPECT_EQ(room.shortage({15, 1}).entries, 0);
  Room debt{-5, 0};
  EXPECT_EQ(debt.shortage({3, 0}).bytes, 8);
}

TEST(BudgetTest, gives_what_is_asked_for_and_at_most_what_there_is) {
  Budget budget(1000, 10, 1);
  Room room;
  budget.draw({600, 3}, room);
  EXPECT_TRUE(room.covers({600, 3}));
  Room other;
  budget.draw({600, 20}, other);
  EXPECT_FALSE(other.covers({600, 0}));
  EXPECT_EQ(room.bytes + other.bytes, 1000);
  EXPECT_EQ(room.entries + other.entries, 10);
  EXPECT_EQ(budget.bytes_left(), 0);
}

TEST(BudgetTest, asks_the_pool_for_nothing_that_is_already_held) {
  Budget budget(1000, 10, 1);
  Room room{500, 5};
  budget.draw({500, 5}, room);
  EXPECT_EQ(room.bytes, 500);
  EXPECT_EQ(room.entries, 5);
  EXPECT_EQ(budget.bytes_left(), 1000);
}

TEST(BudgetTest, trim_gives_back_what_lies_idle) {
  Budget budget(16 * 1024, 1600, 1);
  Room room;
  budget.draw({8000, 800}, room);
  budget.trim(room);
  EXPECT_LE(room.bytes, 2 * 1024);
  EXPECT_LE(room.entries, 200);
  EXPECT_EQ(room.bytes + budget.bytes_left(), 16 * 1024);
}

TEST(BudgetTest, without_limits_there_is_always_room) {
  Budget budget(UINT64_MAX, UINT64_MAX, 64);
  Room room;
  budget.draw({std::int64_t{1} << 50, std::int64_t{1} << 40}, room);
  EXPECT_TRUE(room.covers({std::int64_t{1} << 50, std::int64_t{1} << 40}));
  EXPECT_GT(budget.bytes_left(), std::int64_t{1} << 50);
}

// Threads draw, use, free and give back; in the end all of it is in the pool again.
TEST(BudgetTest, adds_up_under_concurrent_use) {
  constexpr std::int64_t kBytes = 1 << 20;
  constexpr std::int64_t kEntries = 1000;
  Budget budget(kBytes, kEntries, 4);
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    threads.emplace_back([&budget, seed] {
      std::mt19937 random(seed);
      Room room;
      Room used;
      for (int step = 0; step < 20000; ++step) {
        Room wanted{static_cast<std::int64_t>(random() % 5000),
                    static_cast<std::int64_t>(random() % 2)};
        budget.draw(wanted, room);
        if (room.covers(wanted)) {
          room.add({-wanted.bytes, -wanted.entries});
          used.add(wanted);
        }
        if (random() % 16 == 0) {
          room.add(used);
          used = {};
          budget.trim(room);
        }
        EXPECT_GE(room.bytes, 0);
        EXPECT_GE(budget.bytes_left(), 0);
      }
      room.add(used);
      budget.give_back(room);
    });
  }
  for (std::thread &thread : threads) thread.join();
  Room all;
  budget.draw({kBytes, kEntries}, all);
  EXPECT_EQ(all.bytes, kBytes);
  EXPECT_EQ(all.entries, kEntries);
}

}  // namespace
}  // namespace cellaret::engine
