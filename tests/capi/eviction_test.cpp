// Policies seen from outside: the exact order of allkeys-lru, the fairness of allkeys-random.
#include <algorithm>
#include <cmath>
#include <list>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

// The reference: the least recently used key is at the front.
class NaiveLru {
 public:
  explicit NaiveLru(std::size_t limit) : limit_(limit) {}

  void use(const std::string &key) {
    erase(key);
    places_[key] = keys_.insert(keys_.end(), key);
    if (keys_.size() > limit_) erase(std::string(keys_.front()));
  }
  void erase(const std::string &key) {
    auto place = places_.find(key);
    if (place == places_.end()) return;
    keys_.erase(place->second);
    places_.erase(place);
  }
  bool has(const std::string &key) const { return places_.contains(key); }

 private:
  std::size_t limit_;
  std::list<std::string> keys_;
  std::unordered_map<std::string, std::list<std::string>::iterator> places_;
};

TEST(LruTest, with_one_shard_is_exactly_a_recency_list) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    cellaret_options options = manual_options();
    options.max_entries = 40;
    Cache cache(options);
    NaiveLru reference(40);
    for (int step = 0; step < 5000; ++step) {
      std::string key = numbered("k", random() % 80);
      switch (random() % 8) {
        case 0:
          cache.erase(key);
          reference.erase(key);
          break;
        case 1:
        case 2:
          ASSERT_EQ(cache.set(key, std::string(random() % 200, 'v')), CELLARET_OK);
          reference.use(key);
          break;
        case 3:
          // Neither of these is a use.
          ASSERT_EQ(cache.exists(key), reference.has(key)) << "step " << step;
          cache.ttl(key);
          break;
        default:
          ASSERT_EQ(cache.text(key).has_value(), reference.has(key)) << "step " << step;
          if (reference.has(key)) reference.use(key);
      }
    }
    for (int number = 0; number < 80; ++number) {
      EXPECT_EQ(cache.exists(numbered("k", number)), reference.has(numbered("k", number)));
    }
  }
}

// Notes of hits are positions in the table: none may outlast a move of its entry.
TEST(LruTest, is_as_exact_while_its_table_grows_and_shrinks) {
  constexpr unsigned kMost = 600;
  cellaret_options options = manual_options();
  options.max_entries = kMost;
  Cache cache(options);
  NaiveLru reference(kMost);
  std::mt19937 random(1);
  auto some_key = [&] { return numbered("k", random() % (2 * kMost)); };
  auto look_at = [&](const std::string &key) {
    ASSERT_EQ(cache.text(key).has_value(), reference.has(key)) << key;
    if (reference.has(key)) reference.use(key);
  };
  for (int step = 0; step < 60'000; ++step) {
    SCOPED_TRACE(testing::Message() << "step " << step);
    bool adds = step / 10'000 % 2 == 0;  // or empties
    std::string key = some_key();
    unsigned kind = random() % 16;
    if (kind == 0) {
      // Takes the lock and moves entries, and that is all.
      ASSERT_EQ(cellaret_persist(cache.handle(), "no such key", 11), CELLARET_MISS);
    } else if (kind < 4) {
      if (adds) {
        ASSERT_EQ(cache.set(key, "v"), CELLARET_OK);
        reference.use(key);
      } else {
        cache.erase(key);
        reference.erase(key);
      }
    } else {
      look_at(key);
    }
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(LruTest, a_refused_conditional_write_is_no_reason_to_evict) {
  cellaret_options options = manual_options();
  options.max_entries = 3;
  Cache cache(options);
  for (const char *key : {"a", "b", "c"}) cache.set(key, "v");
  auto absent = set_options(CELLARET_SET_IF_ABSENT);
  auto present = set_options(CELLARET_SET_IF_PRESENT);
  EXPECT_EQ(cache.set("a", "w", &absent), CELLARET_EXISTS);
  EXPECT_EQ(cache.set("d", "w", &present), CELLARET_MISS);
  EXPECT_EQ(cache.len(), 3u);
}

// Chi-square over which of 64 keys is evicted by the 65th; 63 degrees of freedom, p = 0.001.
TEST(RandomTest, every_key_is_as_likely_to_go) {
  constexpr int kKeys = 64;
  constexpr int kRounds = 6400;
  constexpr double kCritical = 103.4;
  constexpr std::uint64_t kSeed = 20300101;
  std::vector<int> evicted(kKeys + 1);
  cellaret_options options = manual_options();
  options.max_entries = kKeys;
  options.policy = "allkeys-random";
  for (int round = 0; round < kRounds; ++round) {
    options.seed = kSeed + static_cast<std::uint64_t>(round);
    Cache cache(options);
    for (int number = 0; number < kKeys; ++number) cache.set(numbered("k", number), "v");
    cache.set("new", "v");
    ASSERT_TRUE(cache.exists("new"));
    for (int number = 0; number < kKeys; ++number) {
      if (!cache.exists(numbered("k", number))) ++evicted[number];
    }
  }
  double expected = double{kRounds} / kKeys;
  double chi_square = 0;
  for (int number = 0; number < kKeys; ++number) {
    chi_square += std::pow(evicted[number] - expected, 2) / expected;
  }
  EXPECT_LT(chi_square, kCritical) << "seed " << kSeed;
  EXPECT_GT(chi_square, 0) << "a draw without any spread is not random";
}

// Through one instance over a long time: reads and positions must not protect anybody.
TEST(RandomTest, neither_age_nor_use_protects) {
  cellaret_options options = manual_options();
  options.max_entries = 1000;
  options.policy = "allkeys-random";
  options.seed = 20300101;
  Cache cache(options);
  for (int number = 0; number < 1000; ++number) cache.set(numbered("k", number), "v");
  for (int number = 1000; number < 2000; ++number) {
    cache.set(numbered("k", number), "v");
    cache.text("k0");
  }
  // Of n entries each eviction spares one with 1 - 1/n: 1/e of the old ones are left.
  int left = 0;
  for (int number = 0; number < 1000; ++number) left += cache.exists(numbered("k", number));
  EXPECT_NEAR(left, 1000 / std::exp(1.0), 60) << "seed " << options.seed;
}

// A loop larger than the cache is what the filter is for: by order of use it never hits. A policy
// that compares newcomers only where every entry weighs 1, or only the first of those that go
// together, had no hit at all under a limit in bytes.
TEST(FilterTest, the_filter_compares_newcomers_where_bytes_are_limited) {
  constexpr int kKeys = 20000;
  for (const char *policy : {"w-tinylfu", "adaptive"}) {
    for (bool limits_bytes : {false, true}) {
      cellaret_options options = manual_options();
      options.policy = policy;
      options.shards = 1;
      options.max_bytes = limits_bytes ? 1 << 20 : 256 << 20;
      options.max_entries = limits_bytes ? CELLARET_UNLIMITED : kKeys / 2;
      Cache cache(options);
      int hits = 0;
      for (int access = 0; access < 20 * kKeys; ++access) {
        std::string key = numbered("k", access % kKeys);
        if (cache.text(key)) {
          ++hits;
        } else {
          ASSERT_EQ(cache.set(key, std::string(32, 'v')), CELLARET_OK);
        }
      }
      EXPECT_GT(hits, 20 * kKeys / 5) << policy << (limits_bytes ? ", bytes" : ", entries");
    }
  }
}

// Growing costs entries where both halves of the table are to be paid for at once. They have to
// come back: a table that shrank again because it was that empty never got to the size it had been
// given.
TEST(ByteLimitTest, entries_that_a_growing_table_cost_come_back) {
  constexpr std::uint64_t kKeys = 20000;
  for (const char *policy : {"allkeys-lru", "allkeys-lfu", "s3-fifo", "w-tinylfu", "adaptive"}) {
    for (std::uint64_t kilobytes = 700; kilobytes <= 1200; kilobytes += 25) {
      SCOPED_TRACE(testing::Message() << policy << ", " << kilobytes << " KiB");
      cellaret_options options = manual_options();
      options.policy = policy;
      options.shards = 1;
      options.max_bytes = kilobytes << 10;
      Cache cache(options);
      std::uint64_t most = 0;
      for (std::uint64_t number = 0; number < 3 * kKeys; ++number) {
        ASSERT_EQ(cache.set(numbered("k", number % kKeys), "v"), CELLARET_OK);
        most = std::max(most, cache.len());
        if (number < 2 * kKeys) continue;
        ASSERT_GE(cache.len() * 4, most * 3) << "write " << number;
      }
    }
  }
}

}  // namespace
}  // namespace cellaret::test
