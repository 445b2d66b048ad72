// Limits and whole-instance calls beside writers: no moment at which a reader sees too much.
#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 3;

void mix(Cache &cache, int number, int round) {
  std::string key = numbered("k", static_cast<std::uint64_t>(round * 7 + number * 13) % 700);
  switch ((round + number) % 7) {
    case 0:
      cache.erase(key);
      break;
    case 1:
      cache.set(key, std::string(round % 2000, 'v'), cellaret_expiry_in(1 + round % 30));
      break;
    case 2: {
      Value value;
      cache.get(key, value);
      break;
    }
    case 3:
      cache.increment("c" + key, 1);
      break;
    case 4:
      cache.expire(key, 1 + round % 20);
      break;
    default:
      cache.set(key, std::string(round % 100, 'v'));
  }
}

TEST(LimitTest, neither_limit_is_ever_seen_overshot) {
  constexpr std::uint64_t kMaxBytes = 96 * 1024;
  constexpr std::uint64_t kMaxEntries = 300;
  for (const char *policy : {"allkeys-lru", "allkeys-random", "noeviction"}) {
    cellaret_options options = manual_options();
    options.max_bytes = kMaxBytes;
    options.max_entries = kMaxEntries;
    options.policy = policy;
    options.shards = 4;
    Cache cache(options);
    std::uint64_t reads = 0;
    {
      Beside reader([&] {
        cellaret_stats stats = cache.stats();
        EXPECT_LE(stats.bytes_charged, kMaxBytes);
        EXPECT_LE(stats.entries, kMaxEntries);
        ++reads;
      });
      on_threads(kThreads, [&](int number) {
        for (int round = 0; round < kRounds; ++round) {
          mix(cache, number, round);
          if (round % 64 == 0) cache.advance(1);
        }
      });
    }
    EXPECT_GT(reads, 0u);
    EXPECT_GT(cache.len(), 0u);
  }
}

// One shard is full of one large value after another; the room for each comes from other shards.
TEST(LimitTest, large_values_of_all_threads_fit_one_after_another) {
  constexpr std::uint64_t kMaxBytes = 512 * 1024;
  cellaret_options options = manual_options();
  options.max_bytes = kMaxBytes;
  options.shards = 8;
  Cache cache(options);
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds / 50; ++round) {
      std::string key = numbered(number == 0 ? "a" : "b", round);
      ASSERT_EQ(cache.set(key, std::string(kMaxBytes / 8, 'x')), CELLARET_OK);
      for (int small = 0; small < 20; ++small) {
        ASSERT_EQ(cache.set(numbered("s", small + number * 100), "small"), CELLARET_OK);
      }
    }
  });
  EXPECT_LE(cache.stats().bytes_charged, kMaxBytes);
}

TEST(WholeInstanceTest, clear_len_stats_and_maintain_run_beside_writers) {
  cellaret_options options = manual_options();
  options.shards = 4;
  Cache cache(options);
  {
    Beside whole([&] {
      std::uint64_t reclaimed = 0;
      EXPECT_EQ(cellaret_maintain(cache, 10, &reclaimed), CELLARET_OK);
      EXPECT_LE(reclaimed, 10u);
      cache.len();
      cache.stats();
      EXPECT_EQ(cellaret_clear(cache), CELLARET_OK);
      EXPECT_EQ(cellaret_stats_reset(cache), CELLARET_OK);
    });
    on_threads(kThreads, [&](int number) {
      for (int round = 0; round < kRounds; ++round) {
        mix(cache, number, round);
        if (round % 16 == 0) cache.advance(1);
      }
    });
  }
  EXPECT_EQ(cellaret_clear(cache), CELLARET_OK);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
  EXPECT_EQ(cache.len(), 0u);
}

TEST(WholeInstanceTest, the_clock_moves_beside_deadlines) {
  cellaret_options options = manual_options();
  options.shards = 2;
  Cache cache(options);
  {
    Beside clock([&] {
      cache.advance(1);
      cache.step_wall(1);
    });
    on_threads(kThreads, [&](int number) {
      std::int64_t now = 0;
      for (int round = 0; round < kRounds; ++round) {
        std::string key = numbered("k", round % 50 + number * 50);
        ASSERT_EQ(cellaret_clock_now(cache, &now), CELLARET_OK);
        ASSERT_EQ(cache.set(key, "v", cellaret_expiry_in(1 + round % 5)), CELLARET_OK);
        ASSERT_EQ(cache.set(key, "v", cellaret_expiry_at(now + 3)), CELLARET_OK);
        ASSERT_GE(cache.ttl(key), -2);
      }
    });
  }
  cache.advance(1000);
  EXPECT_EQ(cache.len(), 0u);
}

}  // namespace
}  // namespace cellaret::test
