// The accounts of an instance: after every operation a recount by walking equals them to the byte.
#include "engine/cache/cache.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace cellaret::engine {
namespace {

constexpr std::int64_t kStart = 1'893'456'000'000;

Options make_options(const char *policy, std::uint32_t shards, std::uint64_t max_bytes,
                     std::uint64_t max_entries) {
  Options options;
  options.clock = ClockKind::kManual;
  options.manual_start_ms = kStart;
  options.policy_name = policy;
  options.shards = shards;
  options.max_bytes = max_bytes;
  options.max_entries = max_entries;
  options.seed = 7;
  EXPECT_EQ(resolve_options(options), Status::kOk);
  return options;
}

ExpiryArgument in(std::int64_t ms) { return {.kind = ExpiryKind::kIn, .ms = ms}; }
ExpiryArgument at(std::int64_t ms) { return {.kind = ExpiryKind::kAt, .ms = ms}; }

// Random operations, heavy on what moves memory: sizes, deadlines on both clocks, waves of keys
// that make the tables grow and shrink, pins.
class Operations {
 public:
  Operations(Cache &cache, unsigned seed) : cache_(cache), random_(seed) {}
  ~Operations() {
    for (ReadValue &pin : pins_) pin.release();
  }

  void one(int step) {
    // Keys come from a window that widens and narrows.
    std::uint32_t window = step / 2000 % 2 == 0 ? 900 : 20;
    std::string key = "key" + std::to_string(random_() % window);
    switch (random_() % 12) {
      case 0:
        static_cast<void>(cache_.erase(key));
        break;
      case 1:
        static_cast<void>(cache_.erase("key" + std::to_string(random_() % 900)));
        break;
      case 2:
        static_cast<void>(cache_.expire(key, random_() % 40, ExpireCondition::kAlways));
        break;
      case 3:
        static_cast<void>(
            cache_.expire_at(key, kStart + step / 4 + random_() % 40, ExpireCondition::kIfLess));
        break;
      case 4:
        ASSERT_TRUE(cache_.clock().advance(random_() % 3));
        break;
      case 5:
        increment(key);
        break;
      case 6:
        pin(key);
        break;
      case 7:
        if (random_() % 100 == 0) cache_.clear();
        static_cast<void>(cache_.maintain(1 + random_() % 8));
        break;
      default:
        set(key);
    }
  }

 private:
  void set(const std::string &key) {
    std::string bytes(random_() % 6 == 0 ? random_() % 3000 : random_() % 90, 'v');
    ScalarWrite write;
    write.value = ScalarView::of_bytes(bytes);
    switch (random_() % 5) {
      case 0:
        write.expiry = in(1 + random_() % 50);
        break;
      case 1:
        write.expiry = at(kStart + random_() % 3000);
        break;
      case 2:
        write.expiry = {.kind = ExpiryKind::kKeep};
        break;
      default:
        break;
    }
    ReadValue old;
    bool wants_old = random_() % 8 == 0;
    Status status = cache_.set(key, write, wants_old ? &old : nullptr);
    if (wants_old && !is_error(status)) keep(old);
  }

  void increment(const std::string &key) {
    std::int64_t sum = 0;
    double number = 0;
    static_cast<void>(cache_.increment("i" + key, std::int64_t{1}, {}, sum));
    static_cast<void>(cache_.increment("i" + key, 0.5, in(30), number));
  }

  void pin(const std::string &key) {
    ReadValue value;
    EpochGuard guard(*EpochGuard::record_of_thread(), EpochGuard::Kind::kReading);
    if (cache_.get(guard.reading(), key, value) == Status::kOk) keep(value);
  }

  void keep(ReadValue &value) {
    pins_.push_back(value);
    if (pins_.size() < 8) return;
    std::size_t which = random_() % pins_.size();
    pins_[which].release();
    pins_.erase(pins_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  Cache &cache_;
  std::mt19937 random_;
  std::vector<ReadValue> pins_;
};

// Now and then the curve is started, started afresh and stopped; where there is room for it.
void switch_curve(Cache &cache, int step) {
  CurveStatistics statistics;
  switch (step % 1000) {
    case 200:
    case 400: {
      Status status = cache.start_curve(64);
      ASSERT_TRUE(status == Status::kOk || status == Status::kFull);
      ASSERT_EQ(cache.read_curve(nullptr, 0, statistics),
                status == Status::kOk ? Status::kOk : Status::kMiss);
      break;
    }
    case 800:
      static_cast<void>(cache.stop_curve());
      ASSERT_EQ(cache.read_curve(nullptr, 0, statistics), Status::kMiss);
      break;
    default:
      break;
  }
}

struct Case {
  const char *policy;
  std::uint32_t shards;
  std::uint64_t max_bytes;
  std::uint64_t max_entries;
};

class AccountsTest : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(
    Limits, AccountsTest,
    testing::Values(Case{"allkeys-lru", 1, kUnlimited, 0}, Case{"allkeys-lru", 4, kUnlimited, 0},
                    Case{"allkeys-lru", 1, 64 * 1024, 0}, Case{"allkeys-lru", 4, 64 * 1024, 0},
                    Case{"allkeys-random", 1, 64 * 1024, 0},
                    Case{"allkeys-random", 4, kUnlimited, 100},
                    Case{"allkeys-lru", 2, 100 * 1024, 300}, Case{"noeviction", 1, 64 * 1024, 0},
                    Case{"noeviction", 4, 64 * 1024, 200}, Case{"allkeys-lru", 1, 4096, 0},
                    Case{"allkeys-random", 8, 4096, 0}));

TEST_P(AccountsTest, equal_a_recount_after_every_operation) {
  const Case &param = GetParam();
  for (unsigned seed = 1; seed <= 2; ++seed) {
    SCOPED_TRACE(testing::Message() << param.policy << ", shards " << param.shards << ", max_bytes "
                                    << param.max_bytes << ", seed " << seed);
    Owned<Cache> cache =
        Cache::make(make_options(param.policy, param.shards, param.max_bytes, param.max_entries));
    ASSERT_NE(cache, nullptr);
    {
      Operations operations(*cache, seed);
      for (int step = 0; step < 10'000; ++step) {
        operations.one(step);
        switch_curve(*cache, step);
        Statistics statistics = cache->statistics();
        ASSERT_EQ(statistics.bytes_charged, cache->recount()) << "step " << step;
        ASSERT_LE(statistics.bytes_charged, param.max_bytes) << "step " << step;
        if (param.max_entries != 0) {
          ASSERT_LE(statistics.entries, param.max_entries) << "step " << step;
        }
      }
    }
    EXPECT_EQ(cache->statistics().bytes_pinned, 0u);
    static_cast<void>(cache->stop_curve());
    cache->clear();
    EXPECT_EQ(cache->statistics().bytes_charged, 0u);
    EXPECT_EQ(cache->recount(), 0u);
  }
}

TEST(CacheTest, an_empty_instance_holds_nothing) {
  Owned<Cache> cache = Cache::make(make_options("allkeys-lru", 16, 0, 0));
  EXPECT_EQ(cache->recount(), 0u);
  EXPECT_EQ(cache->size(), 0u);
}

TEST(CacheTest, keys_spread_over_all_shards) {
  constexpr std::uint32_t kShards = 64;
  constexpr int kKeys = 64 * 200;
  Owned<Cache> cache = Cache::make(make_options("noeviction", kShards, 0, 0));
  HashSecret secret(cache->options().seed);
  std::vector<int> counts(kShards);
  for (int number = 0; number < kKeys; ++number) {
    std::string key = "key" + std::to_string(number);
    HashedKey hashed{key, hash_bytes(key, secret)};
    ++counts[hashed.shard_bits() % kShards];
  }
  for (int count : counts) EXPECT_NEAR(count, 200, 75);
}

TEST(CacheTest, all_shards_can_be_held_and_let_go) {
  Owned<Cache> cache = Cache::make(make_options("allkeys-lru", 8, 0, 0));
  cache->lock_all();
  cache->unlock_all();
  EXPECT_EQ(cache->size(), 0u);
}

}  // namespace
}  // namespace cellaret::engine
