// Limits hold at every moment, and what does not fit leaves the cache as it was.
#include <algorithm>
#include <random>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_options limited(std::uint64_t max_bytes, const char *policy, std::uint32_t shards = 1) {
  cellaret_options options = manual_options();
  options.max_bytes = max_bytes;
  options.policy = policy;
  options.shards = shards;
  return options;
}

TEST(MaxEntriesTest, is_never_exceeded) {
  for (const char *policy : {"allkeys-lru", "allkeys-random", "noeviction"}) {
    for (std::uint32_t shards : {1u, 8u}) {
      cellaret_options options = manual_options();
      options.max_entries = 50;
      options.policy = policy;
      options.shards = shards;
      Cache cache(options);
      for (int number = 0; number < 500; ++number) {
        cache.set(numbered("k", number), "v");
        ASSERT_LE(cache.stats().entries, 50u) << policy << ' ' << shards;
      }
      EXPECT_EQ(cache.len(), 50u) << policy << ' ' << shards;
    }
  }
}

TEST(MaxEntriesTest, of_one_keeps_the_last_key) {
  cellaret_options options = manual_options();
  options.max_entries = 1;
  options.shards = 8;
  Cache cache(options);
  for (int number = 0; number < 100; ++number) {
    ASSERT_EQ(cache.set(numbered("k", number), "v"), CELLARET_OK);
    EXPECT_TRUE(cache.exists(numbered("k", number)));
    EXPECT_EQ(cache.len(), 1u);
  }
}

TEST(MaxEntriesTest, overwriting_evicts_nothing) {
  cellaret_options options = manual_options();
  options.max_entries = 10;
  Cache cache(options);
  for (int round = 0; round < 20; ++round) {
    for (int number = 0; number < 10; ++number) {
      cache.set(numbered("k", number), std::string(round * 40, 'v'));
    }
  }
  EXPECT_EQ(cache.len(), 10u);
  EXPECT_EQ(cache.stats().evictions, 0u);
}

// So many entries of 150 bytes find room after a batch of small ones went, until others have to go.
int larger_entries_before_eviction(bool has_upkeep) {
  Cache cache(limited(512 * 1024, "allkeys-lru"));
  int count = 0;
  std::uint64_t evictions = 0;
  // Twice, since upkeep has a table to finish the first time.
  for (int round = 0; round < 2; ++round) {
    evictions = cache.stats().evictions;
    while (cache.stats().evictions == evictions) {
      cache.set(numbered("k", 10'000 + count++), "a small value");
    }
    if (round == 0) cellaret_maintain(cache, 100'000, nullptr);
  }
  evictions = cache.stats().evictions;
  for (int gone = count - 32; gone < count; ++gone) cache.erase(numbered("k", 10'000 + gone));
  if (has_upkeep) cellaret_maintain(cache, 100'000, nullptr);
  int larger = 0;
  while (cache.stats().evictions == evictions) {
    cache.set(numbered("larger", larger++), std::string(150, 'v'));
  }
  return larger;
}

// Blocks of one size are kept for entries like those that went, and serve larger ones, too.
// One more or less is the allocator's, where blocks for one size differ.
TEST(MaxBytesTest, takes_what_is_kept_for_others_before_any_entry) {
  EXPECT_NEAR(larger_entries_before_eviction(false), larger_entries_before_eviction(true), 1);
}

// Where bytes for a larger table are not to be had, entries have to go before groups are full: so
// however the limit comes to lie, most entries are at home.
TEST(MaxBytesTest, leaves_slots_free_where_a_larger_table_has_no_room) {
  for (std::uint64_t kib = 64; kib < 128; kib += 2) {
    cellaret_options options = limited(kib * 1024, "allkeys-lru", 1);
    Cache cache(options);
    for (int number = 0; number < 8'000; ++number) cache.set(numbered("k", number), "a value");
    const auto &probes = cache.stats().probes;
    std::uint64_t entries = probes[0] + probes[1] + probes[2] + probes[3];
    EXPECT_GT(probes[0] * 100, entries * 85) << kib << " KiB, " << entries << " entries";
  }
}

// Others let go of a batch of its size before; nothing of what it took of them stays charged.
TEST(MaxEntriesTest, a_block_kept_for_an_entry_that_is_refused_is_paid_back) {
  cellaret_options options = manual_options();
  options.max_entries = 64;
  options.policy = "noeviction";
  options.shards = 1;
  Cache cache(options);
  for (int number = 0; number < 64; ++number) cache.set(numbered("k", 10 + number), "small");
  cellaret_maintain(cache, 100'000, nullptr);
  for (int number = 0; number < 32; ++number) {
    cache.set(numbered("k", 10 + number), std::string(60, 'v'));
  }
  EXPECT_EQ(cache.set("k99", "small"), CELLARET_FULL);
  EXPECT_EQ(cellaret_clear(cache), CELLARET_OK);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
}

// What the limit is made for: any mix of sizes, deadlines and deletions.
TEST(MaxBytesTest, is_never_exceeded_by_any_mix) {
  constexpr std::uint64_t kLimit = 64 * 1024;
  for (const char *policy : {"allkeys-lru", "allkeys-random", "noeviction"}) {
    for (std::uint32_t shards : {1u, 4u}) {
      constexpr unsigned kSeed = 20300101;
      SCOPED_TRACE(testing::Message() << policy << ", " << shards << " shards, seed " << kSeed);
      std::mt19937 random(kSeed);
      Cache cache(limited(kLimit, policy, shards));
      for (int step = 0; step < 8000; ++step) {
        std::string key = numbered("key", random() % 600);
        std::size_t size = random() % 8 == 0 ? random() % 6000 : random() % 100;
        switch (random() % 8) {
          case 0:
            cache.erase(key);
            break;
          case 1:
            cache.increment(numbered("count", random() % 50), 1);
            break;
          case 2:
            cache.set(key, std::string(size, 'v'), cellaret_expiry_in(1 + random() % 50));
            break;
          case 3:
            cache.expire(key, 1 + random() % 50);
            break;
          case 4:
            cache.advance(random() % 5);
            break;
          default:
            cache.set(key, std::string(size, 'v'));
        }
        ASSERT_LE(cache.stats().bytes_charged, kLimit) << "step " << step;
      }
      EXPECT_GT(cache.len(), 20u);
    }
  }
}

TEST(MaxBytesTest, a_value_of_a_third_of_the_limit_fits) {
  constexpr std::uint64_t kLimit = 1 << 20;
  for (const char *policy : {"allkeys-lru", "allkeys-random"}) {
    for (std::uint32_t shards : {1u, 16u}) {
      Cache cache(limited(kLimit, policy, shards));
      for (int number = 0; number < 20000; ++number) cache.set(numbered("k", number), "small");
      std::string third(kLimit / 3, 't');
      EXPECT_EQ(cache.set("third", third), CELLARET_OK) << policy << ' ' << shards;
      EXPECT_EQ(cache.text("third"), third);
      EXPECT_LE(cache.stats().bytes_charged, kLimit);
    }
  }
}

TEST(MaxBytesTest, a_value_of_a_third_of_the_limit_replaces_another) {
  constexpr std::uint64_t kLimit = 1 << 20;
  for (std::uint32_t shards : {1u, 16u}) {
    Cache cache(limited(kLimit, "allkeys-lru", shards));
    for (int number = 0; number < 2000; ++number) cache.set(numbered("k", number), "small");
    for (int round = 0; round < 20; ++round) {
      std::string third(kLimit / 3 + round % 2, static_cast<char>('a' + round));
      ASSERT_EQ(cache.set("third", third), CELLARET_OK) << round;
      EXPECT_EQ(cache.text("third"), third);
    }
    EXPECT_LE(cache.stats().bytes_charged, kLimit);
  }
}

TEST(MaxBytesTest, a_value_over_the_limit_is_too_large_and_evicts_nothing) {
  Cache cache(limited(64 * 1024, "allkeys-lru"));
  for (int number = 0; number < 100; ++number) cache.set(numbered("k", number), "v");
  EXPECT_EQ(cache.set("k1", std::string(64 * 1024, 'x')), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.text("k1"), "v");
  EXPECT_EQ(cache.len(), 100u);
}

TEST(NoEvictionTest, a_full_cache_refuses_and_keeps_the_old_value) {
  Cache cache(limited(64 * 1024, "noeviction", 4));
  cache.set("old", "value");
  cache.increment("count", 5);
  int written = 0;
  cellaret_status status = CELLARET_OK;
  while (status == CELLARET_OK) {
    status = cache.set(numbered("k", written), std::string(500, 'v'));
    if (status == CELLARET_OK) ++written;
    ASSERT_LT(written, 1000);
  }
  EXPECT_EQ(status, CELLARET_FULL);
  EXPECT_GT(written, 60);
  EXPECT_EQ(cache.set("old", std::string(2000, 'x')), CELLARET_FULL);
  EXPECT_EQ(cache.text("old"), "value");
  EXPECT_EQ(cache.len(), static_cast<std::uint64_t>(written) + 2);
  EXPECT_EQ(cache.stats().evictions, 0u);
  // What needs no memory still works, and so does what frees it.
  EXPECT_EQ(cache.increment("count", 1), CELLARET_OK);
  EXPECT_EQ(cache.set("old", "short"), CELLARET_OK);
  EXPECT_EQ(cache.erase("k0"), CELLARET_OK);
  EXPECT_EQ(cache.erase("k1"), CELLARET_OK);
  EXPECT_EQ(cache.set("new", std::string(500, 'v')), CELLARET_OK);
}

TEST(NoEvictionTest, room_freed_in_one_shard_serves_another) {
  cellaret_options options = manual_options();
  options.max_entries = 64;
  options.policy = "noeviction";
  options.shards = 16;
  Cache cache(options);
  for (int number = 0; number < 64; ++number) {
    ASSERT_EQ(cache.set(numbered("k", number), "v"), CELLARET_OK) << number;
  }
  EXPECT_EQ(cache.set("more", "v"), CELLARET_FULL);
  for (int number = 0; number < 64; ++number) {
    EXPECT_EQ(cache.erase(numbered("k", number)), CELLARET_OK);
    EXPECT_EQ(cache.set(numbered("other", number), "v"), CELLARET_OK) << number;
  }
}

TEST(NoEvictionTest, expired_entries_make_room_again) {
  cellaret_options options = manual_options();
  options.max_entries = 10;
  options.policy = "noeviction";
  Cache cache(options);
  for (int number = 0; number < 10; ++number) {
    cache.set(numbered("k", number), "v", cellaret_expiry_in(10));
  }
  EXPECT_EQ(cache.set("new", "v"), CELLARET_FULL);
  cache.advance(11);
  EXPECT_EQ(cache.set("new", "v"), CELLARET_OK);
}

TEST(NoEvictionTest, a_deadline_that_does_not_fit_leaves_the_key) {
  Cache cache(limited(4096, "noeviction"));
  cache.set("k", "v");
  // The first deadline needs a timing wheel, which is larger than what is left.
  cellaret_status status = CELLARET_OK;
  for (int number = 0; status == CELLARET_OK; ++number) {
    status = cache.set(numbered("k", number), std::string(60, 'v'));
  }
  ASSERT_EQ(status, CELLARET_FULL);
  EXPECT_EQ(cache.expire("k", 100), CELLARET_FULL);
  EXPECT_EQ(cache.ttl("k"), -1);
  EXPECT_EQ(cache.text("k"), "v");
  EXPECT_EQ(cache.set("k", "w", cellaret_expiry_in(5)), CELLARET_FULL);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST(MaxEntryBytesTest, a_larger_entry_is_refused_and_the_old_value_stays) {
  cellaret_options options = manual_options();
  options.max_entry_bytes = 256;
  Cache cache(options);
  EXPECT_EQ(cache.set("k", std::string(200, 'a')), CELLARET_OK);
  EXPECT_EQ(cache.set("k", std::string(300, 'b')), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.set(std::string(300, 'k'), "v"), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.text("k"), std::string(200, 'a'));
  EXPECT_EQ(cache.len(), 1u);
}

// Many small entries went for a few large ones, so that the index is far too large and shrinks;
// that takes memory first, which may not come from victims of a call that needs none.
TEST(MaxBytesTest, shrinking_the_index_evicts_nothing) {
  Cache cache(limited(256 * 1024, "allkeys-lru"));
  for (int number = 0; number < 3000; ++number) cache.set(numbered("k", number), "small");
  int large = 0;
  for (; cache.stats().entries > 5; ++large) {
    ASSERT_EQ(cache.set(numbered("large", large), std::string(4000, 'l')), CELLARET_OK);
    ASSERT_LT(large, 200);
    if (cache.exists("k2999")) continue;
    std::uint64_t evictions = cache.stats().evictions;
    for (int call = 0; call < 20; ++call) {
      cache.erase("nothing");
      cache.persist("nothing");
    }
    ASSERT_EQ(cache.stats().evictions, evictions);
    if (large == 100) break;
  }
}

// A hundred small entries leave for every large one: the room must not shrink over time. From round
// to round it varies, by what the index happens to take.
TEST(MaxBytesTest, no_room_is_lost_over_many_evictions) {
  Cache cache(limited(256 * 1024, "allkeys-lru", 4));
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  for (int round = 0; round < 20; ++round) {
    for (int number = 0; number < 2000; ++number) {
      cache.set(numbered("k", round * 2000 + number), std::string(50, 'v'));
    }
    cache.set(numbered("large", round), std::string(60'000, 'l'));
    cache.erase(numbered("large", round));
    for (int number = 0; number < 4000; ++number) {
      cache.set(numbered("k", round * 4000 + number), std::string(50, 'v'));
    }
    if (round == 0) first = cache.len();
    if (round >= 15) last = std::max(last, cache.len());
    EXPECT_GT(cache.len(), first * 8 / 10) << round;
  }
  EXPECT_GT(last, first * 9 / 10);
}

}  // namespace
}  // namespace cellaret::test
