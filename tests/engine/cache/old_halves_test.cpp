// What a table and its side arrays occupied before they grew or shrank is given back a little with
// each call, and charged until then.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "engine/cache/cache.h"
#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

constexpr auto kTrimmed = static_cast<std::int64_t>(test::kTrimmedAtOnce);
constexpr int kEntries = 300'000;
// Whoever has a byte for a slot only goes as a whole.
constexpr std::int64_t kMostFreedByACall =
    kTrimmed + static_cast<std::int64_t>(ZeroedArray<char>::kPagedSize);

class OldHalvesTest : public testing::TestWithParam<const char *> {
 protected:
  OldHalvesTest() {
    Options options;
    options.clock = ClockKind::kManual;
    options.policy_name = GetParam();
    options.shards = 1;
    options.max_bytes = kUnlimited;
    EXPECT_EQ(resolve_options(options), Status::kOk);
    cache_ = Cache::make(options);
  }

  static std::string key_of(int number) { return "key" + std::to_string(number); }
  void set(const std::string &key) {
    ScalarWrite write;
    write.value = ScalarView::of_int(1);
    write.expiry.kind = ExpiryKind::kIn;
    write.expiry.ms = 3'600'000;
    ASSERT_EQ(cache_->set(key, write, nullptr), Status::kOk);
  }
  // Bytes that a call gave back more than it took.
  template <class Call>
  static std::int64_t freed_by(Call &&call) {
    std::int64_t before = test::live_bytes();
    call();
    return before - test::live_bytes();
  }

  Owned<Cache> cache_;
};

INSTANTIATE_TEST_SUITE_P(Policies, OldHalvesTest,
                         testing::Values("allkeys-lru", "allkeys-lfu", "s3-fifo", "w-tinylfu",
                                         "adaptive", "sieve", "volatile-random"),
                         [](const auto &tested) {
                           std::string name = tested.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST_P(OldHalvesTest, go_in_steps_while_a_table_grows_and_shrinks) {
  int at = 0;
  while (at < kEntries / 2) set(key_of(at++));
  std::int64_t most = 0;
  auto check = [&] {
    EXPECT_LE(most, kMostFreedByACall);
    EXPECT_GE(most, kTrimmed / 2);  // there was something to be given back
    most = 0;
  };
  for (; at < kEntries; ++at) {
    most = std::max(most, freed_by([&] { set(key_of(at)); }));
    if (at % 10'000 == 0) {
      ASSERT_EQ(cache_->statistics().bytes_charged, cache_->recount()) << at;
    }
  }
  check();
  while (at-- > kEntries / 8) {
    most = std::max(most, freed_by([&] { ASSERT_EQ(cache_->erase(key_of(at)), Status::kOk); }));
    if (at % 10'000 == 0) {
      ASSERT_EQ(cache_->statistics().bytes_charged, cache_->recount()) << at;
    }
  }
  check();
}

// Such calls take the short way, which tends to nothing by itself.
TEST_P(OldHalvesTest, go_with_nothing_but_overwrites) {
  for (int at = 0; at < kEntries / 8; ++at) set(key_of(at));
  ASSERT_EQ(cache_->set("kept", ScalarView::of_int(1)), Status::kOk);
  std::uint64_t before = cache_->statistics().bytes_charged;
  ASSERT_TRUE(cache_->clock().advance(7'200'000));
  for (int at = 0; at < 2 * kEntries; ++at) {
    ASSERT_EQ(cache_->set("kept", ScalarView::of_int(at)), Status::kOk);
  }
  EXPECT_EQ(cache_->statistics().entries, 1u);
  EXPECT_LT(cache_->statistics().bytes_charged, before / 50);
}

TEST_P(OldHalvesTest, are_room_before_anything_is_evicted) {
  // As large as a table that leaves many steps behind.
  int at = 0;
  while (at < kEntries / 2) set(key_of(at++));
  auto has_begun = [&] { return freed_by([&] { set(key_of(at++)); }) > kTrimmed / 2; };
  while (!has_begun()) ASSERT_LT(at, kEntries);
  LimitChange change;
  change.max_bytes = cache_->statistics().bytes_charged - 3 * kTrimmed;
  ASSERT_EQ(cache_->set_limits(change), Status::kOk);
  Statistics after = cache_->statistics();
  EXPECT_LE(after.bytes_charged, change.max_bytes);
  EXPECT_EQ(after.bytes_charged, cache_->recount());
  EXPECT_EQ(after.counters.evictions(), 0u);
}

}  // namespace
}  // namespace cellaret::engine
