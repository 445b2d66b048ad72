// What another limit would buy, asked in C++.
#include <string>

#include "fixture.h"

namespace cellaret::test {
namespace {

TEST_F(CacheTest, the_curve_is_off_until_it_is_started) {
  EXPECT_EQ(cache_.hit_ratio_at(0), std::nullopt);
  EXPECT_FALSE(cache_.stop_curve());
  cache_.start_curve();
  EXPECT_EQ(cache_.hit_ratio_at(0), 0);
  EXPECT_TRUE(cache_.stop_curve());
  EXPECT_THROW(cache_.start_curve(CELLARET_MAX_CURVE_KEYS + 1), std::invalid_argument);
}

TEST(CurveTest, tells_what_twice_the_entries_would_buy) {
  Cache cache({.max_entries = 100, .shards = 1});
  cache.start_curve(1024);
  for (int round = 0; round < 10; ++round) {
    for (int number = 0; number < 150; ++number) {
      const std::string key = std::to_string(number);
      if (!cache.get(key)) cache.set(key, number);
    }
  }
  CurvePoint points[] = {{}, {.max_entries = 200}};
  const auto info = cache.read_curve(points);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->reads, 1500U);
  EXPECT_EQ(info->followed_reads, 1500U);
  EXPECT_EQ(info->sample_keys, 150U);
  EXPECT_EQ(info->sample_rate, 1);
  EXPECT_GT(info->bytes_charged, 1024U * 64);
  EXPECT_EQ(points[0].hit_ratio, 0);
  EXPECT_NEAR(points[1].hit_ratio, 0.9, 1e-9);
  EXPECT_EQ(points[1].standard_error, 0);
  EXPECT_EQ(cache.hit_ratio_at(0, 200), points[1].hit_ratio);
}

}  // namespace
}  // namespace cellaret::test
