// The estimate of the miss-ratio curve: what it says, what it leaves alone, what it costs when off.
#include <array>
#include <string>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_options limited(std::uint64_t max_entries, const char *policy = "allkeys-lru") {
  cellaret_options options = manual_options();
  options.max_entries = max_entries;
  options.max_bytes = CELLARET_UNLIMITED;  // so that policies count entries
  options.policy = policy;
  return options;
}

double hit_ratio(Cache &cache, std::uint64_t max_entries, std::uint64_t max_bytes = 0) {
  cellaret_curve_point point{max_bytes, max_entries, -1, -1};
  EXPECT_EQ(cellaret_curve_read(cache, &point, 1, nullptr), CELLARET_OK);
  return point.hit_ratio;
}

cellaret_curve_info info_of(Cache &cache) {
  cellaret_curve_info info{};
  info.struct_size = sizeof info;
  EXPECT_EQ(cellaret_curve_read(cache, nullptr, 0, &info), CELLARET_OK);
  return info;
}

void read_through(Cache &cache, const std::string &key) {
  if (!cache.text(key)) {
    EXPECT_EQ(cache.set(key, "value"), CELLARET_OK);
  }
}

// A loop over so many keys.
void loop(Cache &cache, int keys, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (int key = 0; key < keys; ++key) read_through(cache, "k" + std::to_string(key));
  }
}

TEST(CurveTest, is_off_until_it_is_started) {
  Cache cache;
  cellaret_curve_point point{1, 2, 3, 4};
  EXPECT_EQ(cellaret_curve_read(cache, &point, 1, nullptr), CELLARET_MISS);
  EXPECT_EQ(point.hit_ratio, 3);
  EXPECT_EQ(cellaret_curve_stop(cache), CELLARET_MISS);
  EXPECT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  EXPECT_EQ(hit_ratio(cache, 0), 0);
  EXPECT_EQ(cellaret_curve_stop(cache), CELLARET_OK);
  EXPECT_EQ(cellaret_curve_stop(cache), CELLARET_MISS);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
}

TEST(CurveTest, tells_what_more_entries_would_buy) {
  for (const char *policy : {"allkeys-lru", "sieve", "adaptive"}) {
    SCOPED_TRACE(policy);
    Cache cache(limited(100, policy));
    ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
    loop(cache, 150, 10);
    // LRU finds nothing of a loop that does not fit, and everything of one that does.
    EXPECT_EQ(hit_ratio(cache, 0), 0);
    EXPECT_EQ(hit_ratio(cache, 140), 0);
    EXPECT_NEAR(hit_ratio(cache, 160), 0.9, 1e-9);
    EXPECT_NEAR(hit_ratio(cache, 200), 0.9, 1e-9);
    EXPECT_NEAR(hit_ratio(cache, CELLARET_UNLIMITED), 0.9, 1e-9);
    cellaret_curve_info info = info_of(cache);
    EXPECT_EQ(info.reads, 1500u);
    EXPECT_EQ(info.followed_reads, 1500u);
    EXPECT_EQ(info.sample_keys, 150u);
    EXPECT_EQ(info.sample_rate, 1);
  }
}

TEST(CurveTest, tells_what_more_bytes_would_buy) {
  cellaret_options options = manual_options();
  options.max_bytes = 1 << 20;
  Cache cache(options);
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  for (int round = 0; round < 10; ++round) {
    for (int key = 0; key < 1500; ++key) {
      std::string name = "k" + std::to_string(key);
      if (!cache.text(name)) {
        ASSERT_EQ(cache.set(name, std::string(900, 'v')), CELLARET_OK);
      }
    }
  }
  EXPECT_EQ(cache.stats().hits, 0u);
  EXPECT_LT(hit_ratio(cache, 0), 0.01);
  EXPECT_LT(hit_ratio(cache, 0, 1'300'000), 0.01);
  EXPECT_NEAR(hit_ratio(cache, 0, 1'800'000), 0.9, 0.03);
  EXPECT_NEAR(hit_ratio(cache, 0, 2 << 20), 0.9, 0.03);
}

TEST(CurveTest, every_kind_of_read_and_write_counts) {
  Cache cache(limited(1000));
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  cache.set("a", "1");
  EXPECT_EQ(cache.text("a"), "1");  // 1 hit
  cache.set("a", "2");              // overwritten where it is
  EXPECT_EQ(cache.increment("n", 5), CELLARET_OK);
  EXPECT_EQ(cache.increment("n", 5), CELLARET_OK);
  Value value;
  EXPECT_EQ(cache.get("n", value), CELLARET_OK);    // 2 hits
  EXPECT_EQ(cache.get("b", value), CELLARET_MISS);  // 1 miss
  cellaret_key keys[] = {{"a", 1}, {"b", 1}, {"n", 1}};
  cellaret_value values[3];
  EXPECT_EQ(cellaret_multi_get(cache, keys, 3, values), CELLARET_OK);  // 4 hits, 2 misses
  cellaret_element element{};
  element.as.data = "x";
  element.size = 1;
  element.type = CELLARET_TYPE_STRING;
  EXPECT_EQ(cellaret_list_push_right(cache, "l", 1, &element, 1, nullptr, nullptr), CELLARET_OK);
  std::uint64_t length = 0;
  EXPECT_EQ(cellaret_list_len(cache, "l", 1, &length), CELLARET_OK);  // 5 hits
  EXPECT_EQ(cache.erase("a"), CELLARET_OK);
  EXPECT_EQ(cache.get("a", value), CELLARET_MISS);  // 3 misses: deleted in a cache of any size
  EXPECT_EQ(cache.set("t", "1", cellaret_expiry_in(10)), CELLARET_OK);
  cache.advance(11);
  EXPECT_EQ(cache.get("t", value), CELLARET_MISS);  // 4 misses: as is what expired
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.hits, 5u);
  EXPECT_EQ(stats.misses, 4u);
  EXPECT_EQ(info_of(cache).reads, 9u);
  EXPECT_EQ(info_of(cache).followed_reads, 9u);
  EXPECT_NEAR(hit_ratio(cache, 0), 5.0 / 9, 1e-9);
}

TEST(CurveTest, an_evicted_key_expires_as_well) {
  Cache cache(limited(10));
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.set("short", "1", cellaret_expiry_in(10)), CELLARET_OK);
  EXPECT_EQ(cache.set("long", "1", cellaret_expiry_in(1000)), CELLARET_OK);
  for (int key = 0; key < 20; ++key) cache.set("k" + std::to_string(key), "v");
  cache.advance(11);
  EXPECT_EQ(cache.text("short"), std::nullopt);
  EXPECT_EQ(cache.text("long"), std::nullopt);
  EXPECT_NEAR(hit_ratio(cache, 80), 0.5, 1e-9);
  EXPECT_NEAR(hit_ratio(cache, 10), 0, 1e-9);
}

TEST(CurveTest, clear_empties_a_cache_of_any_size) {
  Cache cache(limited(10));
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  loop(cache, 20, 1);
  ASSERT_EQ(cellaret_clear(cache), CELLARET_OK);
  loop(cache, 20, 1);
  EXPECT_EQ(hit_ratio(cache, 80), 0);
  loop(cache, 20, 1);
  EXPECT_NEAR(hit_ratio(cache, 80), 1.0 / 3, 1e-9);
}

TEST(CurveTest, begins_anew_when_started_again) {
  Cache cache(limited(100));
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  loop(cache, 50, 3);
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  EXPECT_EQ(info_of(cache).reads, 0u);
  // What the cache had before is a hit from the first read on.
  loop(cache, 50, 2);
  EXPECT_NEAR(hit_ratio(cache, 0), 1, 1e-9);
  EXPECT_EQ(info_of(cache).reads, 100u);
}

TEST(CurveTest, a_reset_of_the_statistics_leaves_it_alone) {
  Cache cache(limited(100));
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  loop(cache, 50, 2);
  ASSERT_EQ(cellaret_stats_reset(cache), CELLARET_OK);
  EXPECT_NEAR(hit_ratio(cache, 0), 0.5, 1e-9);
}

TEST(CurveTest, its_memory_is_charged_and_given_back) {
  cellaret_options options = manual_options();
  options.max_bytes = 4 << 20;
  Cache cache(options);
  for (int key = 0; key < 30'000; ++key)
    cache.set("k" + std::to_string(key), std::string(200, 'v'));
  std::uint64_t entries = cache.stats().entries;
  cellaret_curve_options wanted{sizeof wanted, 8192};
  ASSERT_EQ(cellaret_curve_start(cache, &wanted), CELLARET_OK);
  cellaret_curve_info info = info_of(cache);
  EXPECT_GT(info.bytes_charged, 8192u * 64);
  EXPECT_LT(info.bytes_charged, 8192u * 80 + 40 * 1024);
  EXPECT_LE(cache.stats().bytes_charged, options.max_bytes);
  EXPECT_LT(cache.stats().entries, entries);
  ASSERT_EQ(cellaret_curve_stop(cache), CELLARET_OK);
  EXPECT_LE(cache.stats().bytes_charged, options.max_bytes - info.bytes_charged);
}

TEST(CurveTest, is_refused_where_it_has_no_room) {
  cellaret_options options = manual_options();
  options.max_bytes = 64 * 1024;
  Cache cache(options);
  cellaret_curve_options wanted{sizeof wanted, 8192};
  EXPECT_EQ(cellaret_curve_start(cache, &wanted), CELLARET_FULL);
  EXPECT_EQ(cellaret_curve_stop(cache), CELLARET_MISS);
  EXPECT_EQ(cache.set("k", "v"), CELLARET_OK);
}

TEST(CurveTest, the_rate_falls_when_the_keys_are_many) {
  Cache cache(limited(50'000));
  cellaret_curve_options wanted{sizeof wanted, 1024};
  ASSERT_EQ(cellaret_curve_start(cache, &wanted), CELLARET_OK);
  loop(cache, 40'000, 3);
  cellaret_curve_info info = info_of(cache);
  EXPECT_LE(info.sample_keys, 1024u);
  EXPECT_LE(info.sample_rate, 1.0 / 32);
  EXPECT_LT(info.followed_reads, 40'000u);
  EXPECT_EQ(info.reads, 120'000u);
  cellaret_curve_point points[2] = {{0, 60'000, 0, 0}, {0, 30'000, 0, 0}};
  ASSERT_EQ(cellaret_curve_read(cache, points, 2, nullptr), CELLARET_OK);
  EXPECT_NEAR(points[0].hit_ratio, 2.0 / 3, 0.04);
  EXPECT_NEAR(points[1].hit_ratio, 0, 0.04);
  EXPECT_GT(points[0].standard_error, 0);
  EXPECT_LT(points[0].standard_error, 0.05);
}

TEST(CurveTest, changes_nothing_that_callers_see) {
  for (const char *policy : {"allkeys-lru", "s3-fifo", "adaptive"}) {
    Cache plain(limited(200, policy));
    Cache watched(limited(200, policy));
    ASSERT_EQ(cellaret_curve_start(watched, nullptr), CELLARET_OK);
    std::uint64_t state = 1;
    for (int step = 0; step < 20'000; ++step) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      std::string key = numbered("k", (state >> 40) % 600 * ((state >> 33) % 8) / 7);
      auto answer = plain.text(key);
      ASSERT_EQ(watched.text(key), answer) << policy << ", step " << step;
      if (answer) continue;
      plain.set(key, key);
      watched.set(key, key);
    }
    EXPECT_EQ(plain.stats().evictions, watched.stats().evictions);
  }
}

}  // namespace
}  // namespace cellaret::test
