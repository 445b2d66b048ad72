// Clocks: the manual one moves when told, the others agree with each other.
#include "engine/base/clock.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/limits.h"
#include "engine/base/moment.h"

namespace cellaret::engine {
namespace {

TEST(ClockTest, a_manual_clock_moves_both_times_or_the_wall_alone) {
  Clock clock(ClockKind::kManual, 100);
  EXPECT_TRUE(clock.advance(5));
  EXPECT_TRUE(clock.step_wall(-50));
  EXPECT_EQ(clock.steady_ms(), 105);
  EXPECT_EQ(clock.coarse_steady_ms(), 105);
  EXPECT_EQ(clock.wall_ms(), 55);
  EXPECT_EQ(clock.coarse_wall_ms(), 55);
}

TEST(ClockTest, a_manual_clock_stays_in_its_range) {
  Clock clock(ClockKind::kManual, 100);
  EXPECT_FALSE(clock.advance(-1));
  EXPECT_FALSE(clock.advance(kMaxTime - 100));
  EXPECT_TRUE(clock.advance(kMaxTime - 101));
  EXPECT_FALSE(clock.advance(1));
  EXPECT_FALSE(clock.step_wall(1));
  EXPECT_FALSE(clock.step_wall(-kMaxTime));
  EXPECT_TRUE(clock.step_wall(-kMaxTime + 1));
  EXPECT_EQ(clock.wall_ms(), 0);
  EXPECT_EQ(clock.steady_ms(), kMaxTime - 1);
}

TEST(ClockTest, only_a_manual_clock_can_be_moved) {
  for (ClockKind kind : {ClockKind::kSystem, ClockKind::kCoarse}) {
    Clock clock(kind, 0);
    EXPECT_FALSE(clock.advance(1));
    EXPECT_FALSE(clock.step_wall(1));
  }
}

TEST(ClockTest, coarse_time_never_leads_and_lags_little) {
  Clock clock(ClockKind::kCoarse, 0);
  for (int read = 0; read < 1000; ++read) {
    std::int64_t before = clock.steady_ms();
    std::int64_t coarse = clock.coarse_steady_ms();
    std::int64_t after = clock.steady_ms();
    EXPECT_LE(coarse, after);
    EXPECT_GE(coarse, before - 20);
  }
}

TEST(ClockTest, steady_time_is_comparable_to_unix_time) {
  Clock clock(ClockKind::kSystem, 0);
  EXPECT_NEAR(static_cast<double>(clock.steady_ms()), static_cast<double>(clock.wall_ms()), 1000);
}

TEST(MomentTest, is_read_once_and_stands_still) {
  Clock clock(ClockKind::kManual, 100);
  Moment moment(clock, Moment::Precision::kExact);
  EXPECT_EQ(moment.steady_ms(), 100);
  EXPECT_TRUE(clock.advance(50));
  EXPECT_EQ(moment.steady_ms(), 100);
  EXPECT_EQ(moment.rough_steady_ms(), 100);
  EXPECT_EQ(moment.wall_ms(), 150) << "the other time was not asked for before";
}

}  // namespace
}  // namespace cellaret::engine
