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

}  // namespace
}  // namespace cellaret::test
