// Statistics: every counter counts its own thing, gauges stay over a reset.
#include <string>

#include "fixture.h"

namespace cellaret::test {
namespace {

TEST_F(CacheTest, every_counter_counts_its_own_thing) {
  cache_.set("a", 1);
  cache_.set("b", 1, {.expiry = Expiry::in(1s)});
  cache_.increment("a");
  EXPECT_TRUE(cache_.get("a"));
  EXPECT_TRUE(cache_.get("b"));
  EXPECT_FALSE(cache_.get("none"));
  cache_.erase("a");
  cache_.advance(2s);
  cache_.maintain();
  const Stats stats = cache_.stats();
  EXPECT_EQ(stats.sets, 3U);
  EXPECT_EQ(stats.hits, 2U);
  EXPECT_EQ(stats.misses, 1U);
  EXPECT_EQ(stats.deletes, 1U);
  EXPECT_EQ(stats.expirations, 1U);
  EXPECT_EQ(stats.evictions, 0U);
  EXPECT_EQ(stats.entries, 0U);
}

TEST_F(CacheTest, gauges_tell_what_the_cache_holds) {
  const std::uint64_t empty = cache_.stats().bytes_charged;
  cache_.set("key", std::string(10'000, 'x'));
  const Stats stats = cache_.stats();
  EXPECT_EQ(stats.entries, 1U);
  EXPECT_EQ(stats.shards, 1U);
  EXPECT_GE(stats.bytes_charged, empty + 10'000);
  EXPECT_EQ(stats.bytes_pinned, 0U);
  EXPECT_EQ(stats.max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  EXPECT_EQ(stats.max_entries, kUnlimited);
  EXPECT_EQ(stats.policy, "allkeys-lru");
  EXPECT_EQ(stats.allocator, allocator());
}

TEST_F(CacheTest, reset_stats_zeroes_counters_and_leaves_gauges) {
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.get("key"));
  cache_.reset_stats();
  const Stats stats = cache_.stats();
  EXPECT_EQ(stats.sets, 0U);
  EXPECT_EQ(stats.hits, 0U);
  EXPECT_EQ(stats.entries, 1U);
  EXPECT_GT(stats.bytes_charged, 0U);
}

}  // namespace
}  // namespace cellaret::test
