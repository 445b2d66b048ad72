// Tests of what is told of a measurement's rounds, and of the verdicts on it.
#include "bench/harness/summary.h"

#include <gtest/gtest.h>

#include <limits>

#include "bench/harness/goal.h"
#include "bench/harness/report.h"

namespace cellaret::bench {
namespace {

TEST(Summary, has_no_rounds_without_values) { EXPECT_EQ(summarize({}).rounds, 0); }

TEST(Summary, takes_the_middle_of_an_odd_count_in_any_order) {
  const Summary summary = summarize({9, 1, 5});
  EXPECT_EQ(summary.median, 5);
  EXPECT_EQ(summary.low, 1);
  EXPECT_EQ(summary.high, 9);
  EXPECT_EQ(summary.rounds, 3);
}

TEST(Summary, takes_the_mean_of_the_two_in_the_middle_of_an_even_count) {
  EXPECT_EQ(summarize({100, 2, 4, 1}).median, 3);
}

TEST(Summary, leaves_missing_rounds_out) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const Summary summary = summarize({missing, 7, missing});
  EXPECT_EQ(summary.median, 7);
  EXPECT_EQ(summary.high, 7);
  EXPECT_EQ(summary.rounds, 1);
}

TEST(Goal, an_upper_bound_is_met_from_below) {
  const Goal goal = at_most(1.6, 1.2);
  EXPECT_EQ(verdict(goal, 1.2), "goal");
  EXPECT_EQ(verdict(goal, 1.21), "floor");
  EXPECT_EQ(verdict(goal, 1.6), "floor");
  EXPECT_EQ(verdict(goal, 1.61), "MISSED");
}

TEST(Goal, a_lower_bound_is_met_from_above) {
  const Goal goal = at_least(2, 3);
  EXPECT_EQ(verdict(goal, 3), "goal");
  EXPECT_EQ(verdict(goal, 2.99), "floor");
  EXPECT_EQ(verdict(goal, 2), "floor");
  EXPECT_EQ(verdict(goal, 1.99), "MISSED");
}

TEST(Goal, without_one_there_is_no_verdict) { EXPECT_EQ(verdict(std::nullopt, 1), ""); }

TEST(Report, shortens_round_counts_only) {
  EXPECT_EQ(short_count(999), "999");
  EXPECT_EQ(short_count(10'000), "10k");
  EXPECT_EQ(short_count(10'001), "10001");
  EXPECT_EQ(short_count(1'500'000), "1500k");
  EXPECT_EQ(short_count(10'000'000), "10M");
}

}  // namespace
}  // namespace cellaret::bench
