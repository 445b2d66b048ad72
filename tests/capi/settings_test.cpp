// Limits and policies that change while an instance is in use.
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_limits limits_of(std::uint64_t bytes, std::uint64_t entries,
                          std::uint64_t entry_bytes = 0) {
  return {sizeof(cellaret_limits), 0, bytes, entries, entry_bytes};
}

cellaret_status limit(Cache &cache, std::uint64_t bytes, std::uint64_t entries) {
  cellaret_limits limits = limits_of(bytes, entries);
  return cellaret_cache_set_limits(cache, &limits);
}

cellaret_options options_in_force(Cache &cache) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  EXPECT_EQ(cellaret_cache_options(cache, &options), CELLARET_OK);
  return options;
}

void fill(Cache &cache, int count) {
  for (int number = 0; number < count; ++number) {
    ASSERT_EQ(cache.set(numbered("k", number), std::string(40, 'v')), CELLARET_OK);
  }
}

TEST(SetLimitsTest, fewer_entries_evict_just_the_oldest_at_once) {
  Cache cache;
  fill(cache, 100);
  EXPECT_EQ(limit(cache, 0, 30), CELLARET_OK);
  EXPECT_EQ(cache.len(), 30u);
  EXPECT_EQ(cache.stats().evictions, 70u);
  for (int number = 0; number < 100; ++number) {
    EXPECT_EQ(cache.exists(numbered("k", number)), number >= 70) << number;
  }
  EXPECT_EQ(options_in_force(cache).max_entries, 30u);
  EXPECT_EQ(cache.stats().max_entries, 30u);
  ASSERT_EQ(cache.set("one more", "v"), CELLARET_OK);
  EXPECT_EQ(cache.len(), 30u);
}

TEST(SetLimitsTest, what_is_not_named_stays_and_more_room_can_be_used) {
  cellaret_options options = manual_options();
  options.max_bytes = 1 << 20;
  options.max_entries = 10;
  Cache cache(options);
  fill(cache, 50);
  EXPECT_EQ(cache.len(), 10u);
  EXPECT_EQ(limit(cache, 0, 40), CELLARET_OK);
  fill(cache, 50);
  EXPECT_EQ(cache.len(), 40u);
  EXPECT_EQ(options_in_force(cache).max_bytes, 1u << 20);
  EXPECT_EQ(limit(cache, CELLARET_UNLIMITED, CELLARET_UNLIMITED), CELLARET_OK);
  fill(cache, 30000);
  EXPECT_EQ(cache.len(), 30000u);
  EXPECT_GT(cache.stats().bytes_charged, 1u << 20);
}

TEST(SetLimitsTest, fewer_bytes_hold_when_the_call_returns_and_cost_no_more_than_they_must) {
  for (std::uint32_t shards : {1u, 8u}) {
    cellaret_options options = manual_options();
    options.max_bytes = CELLARET_UNLIMITED;
    options.shards = shards;
    Cache cache(options);
    fill(cache, 30000);
    for (std::uint64_t bytes : {2u << 20, 1u << 20, 300u << 10}) {
      ASSERT_EQ(limit(cache, bytes, 0), CELLARET_OK) << bytes;
      std::uint64_t charged = cache.stats().bytes_charged;
      EXPECT_LE(charged, bytes);
      // About as many as an instance holds that never had more.
      options.max_bytes = bytes;
      Cache small(options);
      fill(small, 30000);
      EXPECT_GT(cache.len(), small.len() * 4 / 5) << bytes << " bytes, " << shards << " shards";
    }
    ASSERT_EQ(limit(cache, 8 << 20, 0), CELLARET_OK);
    fill(cache, 30000);
    EXPECT_LE(cache.stats().bytes_charged, 8u << 20);
    EXPECT_EQ(cache.len(), 30000u);
  }
}

TEST(SetLimitsTest, a_limit_that_cannot_be_met_is_full_and_changes_nothing) {
  cellaret_options options = manual_options();
  options.policy = "noeviction";
  Cache cache(options);
  fill(cache, 1000);
  EXPECT_EQ(limit(cache, 0, 999), CELLARET_FULL);
  EXPECT_EQ(limit(cache, 20000, 0), CELLARET_FULL);
  EXPECT_EQ(cache.len(), 1000u);
  EXPECT_EQ(options_in_force(cache).max_entries, CELLARET_UNLIMITED);
  EXPECT_EQ(options_in_force(cache).max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  fill(cache, 2000);
  EXPECT_EQ(cache.len(), 2000u);
  EXPECT_EQ(limit(cache, 0, 2000), CELLARET_OK);
  EXPECT_EQ(cache.set("one more", "v"), CELLARET_FULL);
}

TEST(SetLimitsTest, below_the_cost_of_the_instance_itself_evicts_nobody) {
  cellaret_options options = manual_options();
  options.shards = 64;
  options.policy = "allkeys-lfu";
  Cache cache(options);
  fill(cache, 5000);
  EXPECT_EQ(limit(cache, 4096, 0), CELLARET_FULL);
  EXPECT_EQ(cache.len(), 5000u);
}

TEST(SetLimitsTest, a_smaller_entry_limit_is_for_later_writes) {
  Cache cache;
  ASSERT_EQ(cache.set("large", std::string(5000, 'v')), CELLARET_OK);
  cellaret_limits limits = limits_of(0, 0, 1000);
  EXPECT_EQ(cellaret_cache_set_limits(cache, &limits), CELLARET_OK);
  EXPECT_TRUE(cache.exists("large"));
  EXPECT_EQ(cache.set("larger", std::string(5000, 'v')), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.set("small", "v"), CELLARET_OK);
}

constexpr const char *kPolicies[] = {"allkeys-lru",  "allkeys-lfu",  "allkeys-random",
                                     "volatile-lru", "volatile-lfu", "volatile-random",
                                     "volatile-ttl", "noeviction",   "sieve",
                                     "s3-fifo",      "w-tinylfu",    "adaptive"};

TEST(SetPolicyTest, from_each_to_each_keeps_every_entry) {
  for (const char *from : kPolicies) {
    for (const char *to : kPolicies) {
      SCOPED_TRACE(testing::Message() << from << " to " << to);
      cellaret_options options = manual_options();
      options.policy = from;
      options.shards = 2;
      Cache cache(options);
      fill(cache, 600);
      for (int number = 0; number < 600; number += 3) cache.expire(numbered("k", number), 60000);
      ASSERT_EQ(cellaret_cache_set_policy(cache, to), CELLARET_OK);
      EXPECT_STREQ(options_in_force(cache).policy, to);
      EXPECT_STREQ(cache.stats().policy, to);
      EXPECT_EQ(cache.len(), 600u);
      EXPECT_EQ(cache.stats().evictions, 0u);
      // The new one works: it evicts what it may, and nothing else.
      bool is_volatile = std::string_view(to).starts_with("volatile");
      bool evicts = std::string_view(to) != "noeviction";
      EXPECT_EQ(limit(cache, 0, 500), evicts ? CELLARET_OK : CELLARET_FULL);
      EXPECT_EQ(cache.len(), evicts ? 500u : 600u);
      int lasting = 0;
      for (int number = 0; number < 600; ++number) {
        lasting += number % 3 != 0 && cache.exists(numbered("k", number)) ? 1 : 0;
      }
      if (is_volatile) {
        EXPECT_EQ(lasting, 400);
      }
    }
  }
}

TEST(SetPolicyTest, the_order_of_use_goes_over) {
  for (const char *to : {"sieve", "s3-fifo"}) {
    Cache cache;
    fill(cache, 100);
    for (int number = 0; number < 50; ++number) cache.text(numbered("k", number));
    ASSERT_EQ(cellaret_cache_set_policy(cache, to), CELLARET_OK);
    EXPECT_EQ(limit(cache, 0, 50), CELLARET_OK);
    for (int number = 0; number < 100; ++number) {
      EXPECT_EQ(cache.exists(numbered("k", number)), number < 50) << to << " " << number;
    }
  }
}

TEST(SetPolicyTest, hits_count_as_the_new_policy_counts_them) {
  for (const char *from : kPolicies) {
    for (const char *to : {"allkeys-lru", "sieve"}) {
      cellaret_options options = manual_options();
      options.policy = from;
      Cache cache(options);
      fill(cache, 100);
      ASSERT_EQ(cellaret_cache_set_policy(cache, to), CELLARET_OK);
      for (int number = 20; number < 60; ++number) cache.text(numbered("k", number));
      EXPECT_EQ(limit(cache, 0, 40), CELLARET_OK);
      for (int number = 0; number < 100; ++number) {
        EXPECT_EQ(cache.exists(numbered("k", number)), number >= 20 && number < 60)
            << from << " to " << to << " " << number;
      }
    }
  }
}

TEST(SetPolicyTest, a_full_instance_that_may_evict_nobody_keeps_its_policy) {
  cellaret_options options = manual_options();
  options.policy = "noeviction";
  options.max_bytes = 256 * 1024;
  options.shards = 1;  // of several, those that have the new policy may evict for the others
  Cache cache(options);
  int count = 0;
  while (cache.set(numbered("k", count), "v") == CELLARET_OK) ++count;
  EXPECT_EQ(cellaret_cache_set_policy(cache, "allkeys-lru"), CELLARET_FULL);
  EXPECT_STREQ(options_in_force(cache).policy, "noeviction");
  EXPECT_EQ(cache.len(), static_cast<std::uint64_t>(count));
  EXPECT_EQ(cache.set("another", "v"), CELLARET_FULL);
  for (int number = 0; number < count / 2; ++number) cache.erase(numbered("k", number));
  EXPECT_EQ(cellaret_cache_set_policy(cache, "allkeys-lru"), CELLARET_OK);
  EXPECT_EQ(cache.len(), static_cast<std::uint64_t>(count - count / 2));
  fill(cache, 5000);
  EXPECT_LE(cache.stats().bytes_charged, 256u * 1024);
}

TEST(SetPolicyTest, a_full_instance_makes_room_for_the_bookkeeping_of_one_shard_at_a_time) {
  cellaret_options options = manual_options();
  options.policy = "sieve";
  options.max_bytes = 16 << 20;
  options.shards = 16;
  Cache cache(options);
  fill(cache, 200000);
  std::uint64_t before = cache.len();
  ASSERT_EQ(cellaret_cache_set_policy(cache, "allkeys-lru"), CELLARET_OK);
  EXPECT_LE(cache.stats().bytes_charged, 16u << 20);
  EXPECT_GT(cache.len(), before - before / 50);
}

// What a policy has beside the table, of an instance with these entries; nothing else differs.
std::uint64_t bookkeeping_of(const char *policy, cellaret_options options, int count) {
  std::uint64_t charged[2] = {};
  const char *names[2] = {"noeviction", policy};
  options.max_bytes = CELLARET_UNLIMITED;
  for (int which = 0; which < 2; ++which) {
    options.policy = names[which];
    Cache cache(options);
    fill(cache, count);
    charged[which] = cache.stats().bytes_charged;
  }
  return charged[1] - charged[0];
}

// The shards that have the new policy evict for those that have not: what that policy keeps has to
// fit under the same limit. It must not cost more than that.
TEST(SetPolicyTest, after_noeviction_no_more_goes_than_the_bookkeeping_takes) {
  for (const char *to : {"allkeys-random", "allkeys-lru", "adaptive"}) {
    SCOPED_TRACE(to);
    cellaret_options options = manual_options();
    options.policy = "noeviction";
    options.max_bytes = 4 << 20;
    options.shards = 16;
    Cache cache(options);
    int count = 0;
    while (cache.set(numbered("k", count), std::string(40, 'v')) == CELLARET_OK) ++count;
    std::uint64_t block = 0;
    ASSERT_EQ(cellaret_memory_usage(cache, "k9999", 5, &block), CELLARET_OK);
    // Room for the bookkeeping of the first shards only.
    int erased = 0;
    for (; erased < count / 8; ++erased) cache.erase(numbered("k", erased));
    std::uint64_t before = cache.len();
    ASSERT_EQ(cellaret_cache_set_policy(cache, to), CELLARET_OK);
    std::uint64_t lost = before - cache.len();
    EXPECT_EQ(cache.stats().evictions, lost);
    std::uint64_t price = bookkeeping_of(to, options, count);
    // Entries are blocks of one size; the byte a slot is of the change itself, for one shard.
    std::uint64_t room = static_cast<std::uint64_t>(erased) * block;
    std::uint64_t needed = price + 3 * static_cast<std::uint64_t>(count) / 16;
    std::uint64_t most = needed > room ? (needed - room) / block : 0;
    EXPECT_LE(lost, most + 16) << count << " entries, " << price << " bytes";
    EXPECT_LE(cache.stats().bytes_charged, 4u << 20);
  }
}

TEST(SetPolicyTest, an_instance_full_of_entries_loses_none) {
  for (const char *from : kPolicies) {
    for (const char *to : kPolicies) {
      cellaret_options options = manual_options();
      options.policy = from;
      options.max_entries = 400;
      options.shards = 16;
      Cache cache(options);
      for (int number = 0; number < 600; ++number) {
        cache.set(numbered("k", number), "v");
        if (cache.len() == 400) break;
      }
      ASSERT_EQ(cache.len(), 400u);
      std::uint64_t evicted = cache.stats().evictions;
      ASSERT_EQ(cellaret_cache_set_policy(cache, to), CELLARET_OK);
      EXPECT_EQ(cache.len(), 400u) << from << " to " << to;
      EXPECT_EQ(cache.stats().evictions, evicted) << from << " to " << to;
    }
  }
}

TEST(SetPolicyTest, an_empty_instance_begins_with_the_new_policy) {
  Cache cache;
  ASSERT_EQ(cellaret_cache_set_policy(cache, "noeviction"), CELLARET_OK);
  ASSERT_EQ(limit(cache, 0, 2), CELLARET_OK);
  fill(cache, 2);
  EXPECT_EQ(cache.set("c", "v"), CELLARET_FULL);
  EXPECT_EQ(cellaret_clear(cache), CELLARET_OK);
  ASSERT_EQ(cellaret_cache_set_policy(cache, "allkeys-lru"), CELLARET_OK);
  fill(cache, 9);
  EXPECT_EQ(cache.len(), 2u);
}

}  // namespace
}  // namespace cellaret::test
