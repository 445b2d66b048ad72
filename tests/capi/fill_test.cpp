// How much of a byte limit is used, by every policy.
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

// Once a table that was near the limit could not grow, since old and new halves with their side
// arrays were to be paid for at once: `w-tinylfu` and `adaptive` used 250 of 400 KB.
TEST(FillTest, six_sevenths_of_the_bytes_are_used_at_the_limit) {
  for (const char *policy :
       {"allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu",
        "volatile-random", "volatile-ttl", "sieve", "s3-fifo", "w-tinylfu", "adaptive"}) {
    for (std::uint64_t limit : {400'000u, 4'000'000u}) {
      cellaret_options options = manual_options();
      options.policy = policy;
      options.max_bytes = limit;
      Cache cache(options);
      std::string value(32, 'v');
      char key[17];
      for (std::uint64_t number = 0; number < limit / 50; ++number) {
        std::snprintf(key, sizeof key, "key:%012u", static_cast<unsigned>(number));
        ASSERT_EQ(cache.set({key, 16}, value, cellaret_expiry_in(1000)), CELLARET_OK);
      }
      std::uint64_t charged = cache.stats().bytes_charged;
      EXPECT_GE(charged, limit * 85 / 100) << policy << " " << limit << " " << cache.len();
      EXPECT_LE(charged, limit);
    }
  }
}

// Near a limit growth costs entries, and tables that put it off until 15 of 16 slots were taken had
// up to a tenth of their entries four groups from home and farther: adding a key to such a one took
// five times as long as to one that was two thirds full.
TEST(FillTest, tables_near_a_limit_of_bytes_do_not_stay_crowded) {
  double share_far_away = 0;
  int limits = 0;
  for (double limit = 400'000; limit < 5'000'000; limit *= 1.1) {
    cellaret_options options = manual_options();
    options.max_bytes = static_cast<std::uint64_t>(limit);
    options.shards = 16;
    Cache cache(options);
    std::string value(32, 'v');
    char key[17];
    for (unsigned number = 0; number < limit / 22; ++number) {
      std::snprintf(key, sizeof key, "key:%012u", number);
      ASSERT_EQ(cache.set({key, 16}, value), CELLARET_OK);
    }
    const cellaret_stats stats = cache.stats();
    std::uint64_t sampled = 0;
    for (std::uint64_t count : stats.probes) sampled += count;
    share_far_away += static_cast<double>(stats.probes[3]) / static_cast<double>(sampled);
    ++limits;
  }
  EXPECT_LE(share_far_away / limits, 0.020);
}

}  // namespace
}  // namespace cellaret::test
