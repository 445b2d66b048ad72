// Limits and policies that change beside readers and writers.
#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 2;

void mix(Cache &cache, int number, int round) {
  std::string key = numbered("k", static_cast<std::uint64_t>(round * 7 + number * 13) % 3000);
  switch ((round + number) % 8) {
    case 0:
      cache.erase(key);
      break;
    case 1:
      cache.set(key, std::string(round % 200, 'v'), cellaret_expiry_in(1 + round % 30));
      break;
    case 2:
    case 3: {
      Value value;
      cache.get(key, value);
      break;
    }
    case 4:
      cache.persist(key);
      break;
    case 5:
      cache.expire(key, 1 + round % 20);
      break;
    default:
      cache.set(key, std::string(round % 100, 'v'));
  }
}

TEST(SettingsTest, policies_change_under_load) {
  constexpr const char *kPolicies[] = {
      "sieve",     "allkeys-lru",  "adaptive", "volatile-ttl",   "allkeys-lfu",    "noeviction",
      "w-tinylfu", "volatile-lru", "s3-fifo",  "allkeys-random", "volatile-random"};
  cellaret_options options = manual_options();
  options.max_bytes = 512 * 1024;
  options.shards = 4;
  Cache cache(options);
  std::size_t changes = 0;
  {
    Beside switcher([&] {
      const char *policy = kPolicies[changes++ % std::size(kPolicies)];
      cellaret_status status = cellaret_cache_set_policy(cache, policy);
      EXPECT_TRUE(status == CELLARET_OK || status == CELLARET_FULL) << policy;
    });
    on_threads(kThreads, [&](int number) {
      for (int round = 0; round < kRounds; ++round) {
        mix(cache, number, round);
        if (round % 64 == 0) cache.advance(1);
        if (round % 4000 == 3999) cellaret_clear(cache);
      }
    });
  }
  EXPECT_GT(changes, 1u);
  EXPECT_LE(cache.stats().bytes_charged, 512u * 1024);
  ASSERT_EQ(cellaret_clear(cache), CELLARET_OK);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
}

TEST(SettingsTest, limits_that_go_up_and_down_hold_whenever_the_call_has_returned) {
  for (const char *policy : {"allkeys-lru", "sieve", "adaptive"}) {
    cellaret_options options = manual_options();
    options.max_bytes = 1 << 20;
    options.shards = 4;
    options.policy = policy;
    Cache cache(options);
    std::uint64_t lowered = 0;
    {
      Beside limiter([&] {
        cellaret_limits less = {sizeof less, 0, 192 * 1024, 700, 0};
        cellaret_limits more = {sizeof more, 0, 1 << 20, 5000, 0};
        ASSERT_EQ(cellaret_cache_set_limits(cache, &less), CELLARET_OK);
        for (int looks = 0; looks < 10; ++looks) {
          cellaret_stats stats = cache.stats();
          EXPECT_LE(stats.bytes_charged, 192u * 1024);
          EXPECT_LE(stats.entries, 700u);
        }
        ASSERT_EQ(cellaret_cache_set_limits(cache, &more), CELLARET_OK);
        ++lowered;
      });
      on_threads(kThreads, [&](int number) {
        for (int round = 0; round < kRounds; ++round) {
          mix(cache, number, round);
          if (round % 64 == 0) cache.advance(1);
        }
      });
    }
    EXPECT_GT(lowered, 0u);
    ASSERT_EQ(cellaret_clear(cache), CELLARET_OK);
    EXPECT_EQ(cache.stats().bytes_charged, 0u);
  }
}

TEST(SettingsTest, changes_of_several_threads_come_one_after_another) {
  cellaret_options options = manual_options();
  options.shards = 8;
  Cache cache(options);
  for (int number = 0; number < 2000; ++number) cache.set(numbered("k", number), "v");
  on_threads(kThreads + 1, [&](int number) {
    for (int round = 0; round < kRounds / 200; ++round) {
      cellaret_limits limits = {sizeof limits, 0, 4u << 20, 2000u + number, 0};
      EXPECT_EQ(cellaret_cache_set_policy(cache, (round + number) % 2 == 0 ? "sieve" : "adaptive"),
                CELLARET_OK);
      EXPECT_EQ(cellaret_cache_set_limits(cache, &limits), CELLARET_OK);
    }
  });
  EXPECT_EQ(cache.len(), 2000u);
  EXPECT_EQ(cache.stats().evictions, 0u);
}

}  // namespace
}  // namespace cellaret::test
