// Statistics equal what the caller counted itself.
#include <map>
#include <random>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

TEST(StatsTest, a_new_instance_has_done_nothing_and_holds_nothing) {
  Cache cache;
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.struct_size, sizeof stats);
  EXPECT_EQ(stats.shards, 1u);
  EXPECT_EQ(
      stats.hits + stats.misses + stats.sets + stats.deletes + stats.expirations + stats.evictions,
      0u);
  EXPECT_EQ(stats.entries, 0u);
  EXPECT_EQ(stats.bytes_charged, 0u);
  EXPECT_EQ(stats.bytes_pinned, 0u);
  EXPECT_EQ(stats.max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  EXPECT_EQ(stats.max_entries, CELLARET_UNLIMITED);
  EXPECT_STREQ(stats.policy, "allkeys-lru");
  EXPECT_STREQ(stats.allocator, cellaret_allocator());
}

TEST(StatsTest, only_get_counts_hits_and_misses) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(100));
  cache.exists("k");
  cache.exists("nothing");
  cache.ttl("k");
  cache.expire_time("nothing");
  cache.persist("k");
  std::uint8_t type = 0;
  cellaret_type(cache, "nothing", 7, &type);
  cache.erase("nothing");
  Value old;
  cache.set("k", "w", nullptr, old.raw());
  cache.increment("count", 1);
  EXPECT_EQ(cache.stats().hits, 0u);
  EXPECT_EQ(cache.stats().misses, 0u);
  cache.text("k");
  cache.text("nothing");
  cache.text("nothing");
  EXPECT_EQ(cache.stats().hits, 1u);
  EXPECT_EQ(cache.stats().misses, 2u);
}

TEST(StatsTest, a_refused_write_is_not_counted) {
  Cache cache;
  cache.set("k", "text");
  auto absent = set_options(CELLARET_SET_IF_ABSENT);
  auto present = set_options(CELLARET_SET_IF_PRESENT);
  cache.set("k", "v", &absent);
  cache.set("nothing", "v", &present);
  cache.increment("k", 1);
  cache.set("k", "v", cellaret_expiry_in(0));
  EXPECT_EQ(cache.stats().sets, 1u);
}

TEST(StatsTest, counters_equal_those_of_the_driver) {
  constexpr unsigned kSeed = 4711;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  cellaret_options options = manual_options();
  options.max_entries = 100;
  options.shards = 4;
  Cache cache(options);
  std::uint64_t hits = 0, misses = 0, sets = 0, deletes = 0;
  for (int step = 0; step < 20000; ++step) {
    std::string key = numbered("k", random() % 200);
    cache.exists(key);
    switch (random() % 4) {
      case 0:
        deletes += cache.erase(key) == CELLARET_OK;
        break;
      case 1:
        sets += cache.set(key, "v", cellaret_expiry_in(1 + random() % 300)) == CELLARET_OK;
        break;
      case 2:
        sets += cache.increment("c" + key, 1) == CELLARET_OK;
        break;
      default:
        ++(cache.text(key).has_value() ? hits : misses);
    }
    if (random() % 4 == 0) cache.advance(1);
    if (random() % 4 == 0) deletes += cache.erase("c" + key) == CELLARET_OK;
  }
  std::uint64_t live = cache.len();
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.hits, hits);
  EXPECT_EQ(stats.misses, misses);
  EXPECT_EQ(stats.sets, sets);
  EXPECT_EQ(stats.deletes, deletes);
  EXPECT_EQ(stats.entries, live);
  EXPECT_GT(stats.evictions, 0u);
  EXPECT_GT(stats.expirations, 0u);
}

// Every entry that came went in one way or is still there.
TEST(StatsTest, entries_are_what_came_less_what_went) {
  cellaret_options options = manual_options();
  options.max_entries = 100;
  Cache cache(options);
  for (int number = 0; number < 1000; ++number) {
    cache.set(numbered("k", number), "v", cellaret_expiry_in(1 + number % 50));
    if (number % 3 == 0) cache.erase(numbered("k", number - 1));
    if (number % 10 == 0) cache.advance(1);
  }
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.sets, 1000u);
  EXPECT_EQ(stats.entries + stats.deletes + stats.expirations + stats.evictions, 1000u);
  EXPECT_GT(stats.deletes, 0u);
  EXPECT_GT(stats.expirations, 0u);
  EXPECT_GT(stats.evictions, 0u);
}

TEST(StatsTest, reset_zeroes_counters_and_leaves_gauges) {
  Cache cache;
  cache.set("k", "v");
  cache.set("gone", "v");
  cache.erase("gone");
  cache.text("k");
  cache.text("nothing");
  std::uint64_t charged = cache.stats().bytes_charged;
  ASSERT_EQ(cellaret_stats_reset(cache), CELLARET_OK);
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.hits + stats.misses + stats.sets + stats.deletes, 0u);
  EXPECT_EQ(stats.entries, 1u);
  EXPECT_EQ(stats.bytes_charged, charged);
}

TEST(StatsTest, clear_counts_as_no_deletion) {
  Cache cache;
  cache.set("k", "v");
  cellaret_clear(cache);
  EXPECT_EQ(cache.stats().deletes, 0u);
}

TEST(StatsTest, bytes_charged_grow_with_the_data_and_shrink_with_it) {
  Cache cache;
  for (int number = 0; number < 1000; ++number) {
    cache.set(numbered("k", number), std::string(1000, 'v'));
  }
  std::uint64_t full = cache.stats().bytes_charged;
  EXPECT_GE(full, 1'000'000u);
  EXPECT_LE(full, 1'400'000u);
  for (int number = 0; number < 990; ++number) cache.erase(numbered("k", number));
  EXPECT_LT(cache.stats().bytes_charged, full / 20);
}

TEST(StatsTest, evictions_are_told_apart_by_what_was_lacking) {
  cellaret_options few = manual_options();
  few.max_entries = 10;
  Cache by_entries(few);
  for (int number = 0; number < 100; ++number) by_entries.set(numbered("k", number), "v");
  EXPECT_EQ(by_entries.stats().evictions, 90u);
  EXPECT_EQ(by_entries.stats().evictions_for_entries, 90u);
  EXPECT_EQ(by_entries.stats().evictions_for_bytes, 0u);
  cellaret_options small = manual_options();
  small.max_bytes = 64 * 1024;
  Cache by_bytes(small);
  for (int number = 0; number < 1000; ++number) {
    by_bytes.set(numbered("k", number), std::string(500, 'v'));
  }
  cellaret_stats stats = by_bytes.stats();
  EXPECT_EQ(stats.evictions, 1000 - stats.entries);
  EXPECT_EQ(stats.evictions_for_bytes, stats.evictions);
  EXPECT_EQ(stats.evictions_for_entries, 0u);
}

// Over several shards, whose lack of room is made up for elsewhere.
TEST(StatsTest, the_causes_of_evictions_add_up_over_shards) {
  cellaret_options options = manual_options();
  options.shards = 8;
  options.max_entries = 300;
  options.max_bytes = 256 * 1024;
  Cache cache(options);
  for (int number = 0; number < 20000; ++number) {
    cache.set(numbered("k", number), std::string(number % 3000 < 1500 ? 10 : 3000, 'v'));
  }
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.evictions_for_bytes + stats.evictions_for_entries, stats.evictions);
  EXPECT_EQ(stats.evictions, 20000 - stats.entries);
  EXPECT_GT(stats.evictions_for_bytes, 100u);
  EXPECT_GT(stats.evictions_for_entries, 100u);
}

TEST(StatsTest, clearing_counts_what_it_took) {
  cellaret_options options = manual_options();
  options.shards = 4;
  Cache cache(options);
  for (int round = 0; round < 2; ++round) {
    for (int number = 0; number < 100; ++number) cache.set(numbered("k", number), "v");
    cellaret_clear(cache);
  }
  EXPECT_EQ(cache.stats().cleared, 200u);
  cellaret_stats_reset(cache);
  EXPECT_EQ(cache.stats().cleared, 0u);
}

TEST(StatsTest, every_entry_of_a_small_table_is_probed_and_most_are_at_home) {
  cellaret_options options = manual_options();
  options.shards = 4;
  Cache cache(options);
  EXPECT_EQ(cache.stats().probes[0], 0u);
  for (int number = 0; number < 5000; ++number) cache.set(numbered("k", number), "v");
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.probes[0] + stats.probes[1] + stats.probes[2] + stats.probes[3], 5000u);
  EXPECT_GT(stats.probes[0], 4000u);
  EXPECT_GT(stats.probes[1], 0u);
}

TEST(StatsTest, of_a_large_table_a_sample_is_probed) {
  Cache cache;
  for (int number = 0; number < 100'000; ++number) cache.set(numbered("k", number), "v");
  cellaret_stats stats = cache.stats();
  std::uint64_t probed = stats.probes[0] + stats.probes[1] + stats.probes[2] + stats.probes[3];
  EXPECT_LT(probed, 4096u * 7 * 2);
  EXPECT_GT(probed, 4096u);
  EXPECT_GT(stats.probes[0], probed / 2);
}

// A struct of an earlier version is filled as far as it goes.
TEST(StatsTest, a_struct_of_an_earlier_version_gets_what_it_has_room_for) {
  Cache cache;
  cache.set("k", "v");
  cellaret_stats stats{};
  stats.struct_size = offsetof(cellaret_stats, evictions_for_bytes);
  stats.cleared = 77;
  ASSERT_EQ(cellaret_stats_read(cache, &stats), CELLARET_OK);
  EXPECT_EQ(stats.sets, 1u);
  EXPECT_EQ(stats.cleared, 77u);
}

TEST(StatsTest, the_version_is_that_of_the_headers) {
  EXPECT_STREQ(cellaret_version(), CELLARET_VERSION_STRING);
}

}  // namespace
}  // namespace cellaret::test
