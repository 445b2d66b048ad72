// The manual clock: it stands still, moves when told, and refuses what is out of range.
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

std::int64_t now(Cache &cache) {
  std::int64_t unix_ms = -1;
  EXPECT_EQ(cellaret_clock_now(cache, &unix_ms), CELLARET_OK);
  return unix_ms;
}

TEST(ClockTest, stands_still_until_moved) {
  Cache cache;
  EXPECT_EQ(now(cache), kStart);
  cache.advance(0);
  EXPECT_EQ(now(cache), kStart);
  cache.advance(1500);
  EXPECT_EQ(now(cache), kStart + 1500);
}

TEST(ClockTest, the_wall_clock_steps_both_ways) {
  Cache cache;
  cache.step_wall(-1000);
  EXPECT_EQ(now(cache), kStart - 1000);
  cache.step_wall(3000);
  EXPECT_EQ(now(cache), kStart + 2000);
}

TEST(ClockTest, a_move_out_of_range_changes_nothing) {
  Cache cache;
  EXPECT_EQ(cellaret_clock_advance(cache, -1), CELLARET_INVALID);
  EXPECT_EQ(cellaret_clock_advance(cache, INT64_MAX), CELLARET_INVALID);
  EXPECT_EQ(cellaret_clock_advance(cache, (INT64_C(1) << 62) - kStart), CELLARET_INVALID);
  EXPECT_EQ(cellaret_clock_step_wall(cache, -kStart - 1), CELLARET_INVALID);
  EXPECT_EQ(cellaret_clock_step_wall(cache, INT64_MIN), CELLARET_INVALID);
  EXPECT_EQ(cellaret_clock_step_wall(cache, INT64_MAX), CELLARET_INVALID);
  EXPECT_EQ(now(cache), kStart);
  cache.set("k", "v", cellaret_expiry_in(100));
  EXPECT_EQ(cache.ttl("k"), 100);
}

TEST(ClockTest, reaches_the_ends_of_its_range) {
  Cache cache;
  cache.step_wall(-kStart);
  EXPECT_EQ(now(cache), 0);
  cache.step_wall((INT64_C(1) << 62) - 1);
  EXPECT_EQ(now(cache), (INT64_C(1) << 62) - 1);
}

// The wall clock is ahead of the monotonic time, so that only one of the two would overflow.
TEST(ClockTest, advance_moves_both_times_or_none) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(100));
  cache.step_wall((INT64_C(1) << 62) - 1 - kStart);
  EXPECT_EQ(cellaret_clock_advance(cache, 50), CELLARET_INVALID);
  EXPECT_EQ(cache.ttl("k"), 100);
  cache.step_wall(-kStart);
  cache.advance(50);
  EXPECT_EQ(cache.ttl("k"), 50);
}

TEST(ClockTest, belongs_to_its_instance) {
  Cache one;
  Cache other;
  one.advance(5);
  EXPECT_EQ(now(other), kStart);
}

}  // namespace
}  // namespace cellaret::test
