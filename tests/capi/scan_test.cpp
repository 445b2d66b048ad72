// Walking, listing, deleting and drawing keys.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

using Strings = std::vector<std::string>;

Strings strings_of(cellaret_values *values) {
  Strings strings;
  for (std::size_t at = 0; at < values->count; ++at) {
    const cellaret_item &item = values->items[at];
    EXPECT_EQ(item.type, CELLARET_TYPE_STRING);
    strings.emplace_back(static_cast<const char *>(item.as.data), item.size);
  }
  cellaret_values_release(values);
  return strings;
}

// One step of a walk; `cursor` moves on.
Strings scan(Cache &cache, std::uint64_t &cursor, const cellaret_scan_options *options = nullptr) {
  cellaret_values *values = nullptr;
  EXPECT_EQ(cellaret_scan(cache, cursor, options, &cursor, &values), CELLARET_OK);
  return strings_of(values);
}

Strings scan_all(Cache &cache, const cellaret_scan_options *options = nullptr) {
  Strings all;
  std::uint64_t cursor = 0;
  do {
    Strings some = scan(cache, cursor, options);
    all.insert(all.end(), some.begin(), some.end());
  } while (cursor != 0);
  std::sort(all.begin(), all.end());
  return all;
}

cellaret_scan_options scan_options(std::string_view pattern, std::uint32_t types = 0,
                                   std::uint64_t count = 0) {
  return {sizeof(cellaret_scan_options), types, pattern.data(), pattern.size(), count};
}

Strings keys(Cache &cache, std::string_view pattern) {
  cellaret_values *values = nullptr;
  EXPECT_EQ(cellaret_keys(cache, pattern.data(), pattern.size(), &values), CELLARET_OK);
  Strings found = strings_of(values);
  std::sort(found.begin(), found.end());
  return found;
}

std::uint64_t delete_matching(Cache &cache, std::string_view pattern) {
  std::uint64_t deleted = 0;
  EXPECT_EQ(cellaret_delete_matching(cache, pattern.data(), pattern.size(), &deleted), CELLARET_OK);
  return deleted;
}

cellaret_options with_shards(std::uint32_t shards) {
  cellaret_options options = manual_options();
  options.shards = shards;
  return options;
}

void push(Cache &cache, std::string_view key, std::string_view element) {
  cellaret_element given = cellaret_element_bytes(element.data(), element.size());
  ASSERT_EQ(cellaret_list_push_right(cache, key.data(), key.size(), &given, 1, nullptr, nullptr),
            CELLARET_OK);
}

TEST(ScanTest, an_empty_cache_is_walked_in_one_step) {
  Cache cache(with_shards(64));
  std::uint64_t cursor = 0;
  EXPECT_EQ(scan(cache, cursor), Strings{});
  EXPECT_EQ(cursor, 0u);
  EXPECT_EQ(keys(cache, "*"), Strings{});
}

TEST(ScanTest, a_walk_gives_every_key_once_whatever_its_step) {
  for (std::uint32_t shards : {1u, 16u}) {
    Cache cache(with_shards(shards));
    Strings all;
    for (int number = 0; number < 3000; ++number) all.push_back(numbered("k", number));
    for (const std::string &key : all) cache.set(key, "v");
    std::sort(all.begin(), all.end());
    for (std::uint64_t count : {0u, 1u, 7u, 1000u, 1'000'000u}) {
      cellaret_scan_options options = scan_options("*", 0, count);
      EXPECT_EQ(scan_all(cache, &options), all) << shards << ' ' << count;
    }
  }
}

// A step answers with about as many keys as were asked for, and with few where few match.
TEST(ScanTest, a_step_is_about_as_long_as_asked_for) {
  Cache cache(with_shards(4));
  for (int number = 0; number < 5000; ++number) cache.set(numbered("k", number), "v");
  for (std::uint64_t count : {1u, 10u, 500u}) {
    cellaret_scan_options options = scan_options("*", 0, count);
    std::uint64_t cursor = 0;
    std::uint64_t steps = 0;
    std::size_t most = 0;
    do {
      most = std::max(most, scan(cache, cursor, &options).size());
      ++steps;
    } while (cursor != 0);
    EXPECT_LE(most, count + 30);
    EXPECT_GE(most, count);
    EXPECT_LE(steps, 5000 / count + 4);
  }
  cellaret_scan_options rare = scan_options("k77", 0, 100);
  std::uint64_t cursor = 0;
  EXPECT_LE(scan(cache, cursor, &rare).size(), 1u);
  EXPECT_NE(cursor, 0u) << "a step ends although it found nothing";
}

// Keys that come and go between the steps grow and shrink every shard's table.
TEST(ScanTest, what_stays_is_given_exactly_once_while_other_keys_come_and_go) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    Cache cache(with_shards(8));
    std::mt19937 random(seed);
    for (int number = 0; number < 500; ++number) cache.set(numbered("stays", number), "v");
    std::map<std::string, int> seen;
    std::uint64_t cursor = 0;
    bool grows = true;
    do {
      for (const std::string &key : scan(cache, cursor)) ++seen[key];
      if (random() % 10 == 0) grows = !grows;
      for (int change = 0; change < 200; ++change) {
        std::string key = numbered("comes", random() % 20'000);
        if (grows) {
          cache.set(key, "v");
        } else if (change % 50 == 0) {
          delete_matching(cache, "comes" + std::to_string(random() % 10) + "*");
        }
      }
    } while (cursor != 0);
    for (int number = 0; number < 500; ++number) {
      ASSERT_EQ(seen[numbered("stays", number)], 1) << "seed " << seed << ' ' << number;
    }
  }
}

TEST(ScanTest, a_walk_is_narrowed_by_pattern_and_by_type) {
  Cache cache;
  cache.set("user:1", "v");
  cache.set("user:2", "v");
  cache.set("order:1", "v");
  cache.increment("user:n", 1);
  push(cache, "user:list", "e");
  cellaret_scan_options options = scan_options("user:?");
  EXPECT_EQ(scan_all(cache, &options), (Strings{"user:1", "user:2", "user:n"}));
  options.types = 1u << CELLARET_TYPE_INT;
  EXPECT_EQ(scan_all(cache, &options), Strings{"user:n"});
  options = scan_options("*", 1u << CELLARET_TYPE_LIST | 1u << CELLARET_TYPE_INT);
  EXPECT_EQ(scan_all(cache, &options), (Strings{"user:list", "user:n"}));
  options = {sizeof options, 1u << CELLARET_TYPE_SET, nullptr, 0, 0};
  EXPECT_EQ(scan_all(cache, &options), Strings{});
}

TEST(ScanTest, any_number_is_a_cursor_or_refused) {
  Cache cache(with_shards(8));
  for (int number = 0; number < 1000; ++number) cache.set(numbered("k", number), "v");
  std::mt19937_64 random(3);
  cellaret_values *const untouched = reinterpret_cast<cellaret_values *>(&cache);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::uint64_t cursor = random() >> (random() % 64);
    std::uint64_t next = 7;
    cellaret_values *values = untouched;
    cellaret_status status = cellaret_scan(cache, cursor, nullptr, &next, &values);
    if (status == CELLARET_INVALID) {
      ++refused;
      ASSERT_EQ(next, 7u);
      ASSERT_EQ(values, untouched);
      ASSERT_GE(cursor >> 32, 8u);
    } else {
      ASSERT_EQ(status, CELLARET_OK);
      cellaret_values_release(values);
    }
  }
  EXPECT_GT(refused, 5000);
}

TEST(ScanTest, expired_entries_never_appear) {
  for (std::uint32_t shards : {1u, 16u}) {
    Cache cache(with_shards(shards));
    for (int number = 0; number < 50; ++number) {
      cache.set(numbered("steady", number), "v", cellaret_expiry_in(100));
      cache.set(numbered("wall", number), "v", cellaret_expiry_at(kStart + 100));
    }
    cache.set("stays", "v");
    cache.advance(100);
    EXPECT_EQ(keys(cache, "*").size(), 101u);
    EXPECT_EQ(scan_all(cache).size(), 101u);
    cache.advance(1);
    EXPECT_EQ(scan_all(cache), Strings{"stays"});
    EXPECT_EQ(keys(cache, "*"), Strings{"stays"});
    for (int draw = 0; draw < 20; ++draw) {
      Value key;
      ASSERT_EQ(cellaret_random_key(cache, key.raw()), CELLARET_OK);
      EXPECT_EQ(key.text(), "stays");
    }
    EXPECT_EQ(delete_matching(cache, "*"), 1u);
  }
}

TEST(ScanTest, keys_match_a_glob) {
  Cache cache(with_shards(4));
  for (const char *key : {"", "hello", "hallo", "hxllo", "h*llo", "a.c", "abc"}) {
    cache.set(key, "v");
  }
  EXPECT_EQ(keys(cache, "h[ae]llo"), (Strings{"hallo", "hello"}));
  EXPECT_EQ(keys(cache, "h\\*llo"), Strings{"h*llo"});
  EXPECT_EQ(keys(cache, "a.c"), Strings{"a.c"});
  EXPECT_EQ(keys(cache, ""), Strings{""});
  EXPECT_EQ(keys(cache, "*").size(), 7u);
  EXPECT_EQ(keys(cache, "["), Strings{});
}

// E118: a prefix that ends with its separator takes its own keys and no neighbour's.
TEST(ScanTest, deleting_by_pattern_counts_what_it_deleted_and_leaves_the_rest) {
  Cache cache(with_shards(4));
  for (const char *key : {"user:123", "user:123:a", "user:1234:b"}) cache.set(key, "v");
  push(cache, "user:123:list", "e");
  EXPECT_EQ(delete_matching(cache, "user:123:*"), 2u);
  EXPECT_EQ(keys(cache, "*"), (Strings{"user:123", "user:1234:b"}));
  EXPECT_EQ(cache.stats().deletes, 2u);
  EXPECT_EQ(delete_matching(cache, "nothing*"), 0u);
  EXPECT_EQ(delete_matching(cache, "*"), 2u);
  EXPECT_EQ(cache.len(), 0u);
}

TEST(ScanTest, deleting_many_by_pattern_leaves_no_bytes_behind) {
  Cache cache(with_shards(4));
  std::uint64_t before = cache.stats().bytes_charged;
  for (int number = 0; number < 20'000; ++number) cache.set(numbered("k", number), "v");
  EXPECT_EQ(delete_matching(cache, "k*[02468]"), 10'000u);
  EXPECT_EQ(cache.len(), 10'000u);
  for (int number = 0; number < 20'000; ++number) {
    ASSERT_EQ(cache.exists(numbered("k", number)), number % 2 == 1) << number;
  }
  EXPECT_EQ(delete_matching(cache, "*"), 10'000u);
  EXPECT_EQ(cache.len(), 0u);
  cellaret_clear(cache);
  EXPECT_EQ(cache.stats().bytes_charged, before);
}

TEST(ScanTest, an_empty_cache_has_no_key_to_draw) {
  Cache cache(with_shards(8));
  Value key;
  EXPECT_EQ(cellaret_random_key(cache, key.raw()), CELLARET_MISS);
  std::string long_key(1000, 'x');
  cache.set(long_key, "v");
  ASSERT_EQ(cellaret_random_key(cache, key.raw()), CELLARET_OK);
  EXPECT_EQ(key.text(), long_key);
}

TEST(ScanTest, memory_usage_is_what_the_charge_falls_by_with_the_key) {
  Cache cache;
  auto usage = [&](std::string_view key) {
    std::uint64_t bytes = 0;
    EXPECT_EQ(cellaret_memory_usage(cache, key.data(), key.size(), &bytes), CELLARET_OK);
    return bytes;
  };
  cache.set("small", "v");
  cache.set("large", std::string(100'000, 'v'));
  for (int element = 0; element < 5000; ++element) push(cache, "list", numbered("e", element));
  EXPECT_GE(usage("small"), 16u);
  EXPECT_GE(usage("large"), 100'000u);
  EXPECT_GE(usage("list"), 5000u * 8);
  EXPECT_LT(usage("list"), 5000u * 20);
  for (const char *key : {"large", "list"}) {
    std::uint64_t bytes = usage(key);
    std::uint64_t before = cache.stats().bytes_charged;
    cache.erase(key);
    EXPECT_EQ(cellaret_maintain(cache, 1, nullptr), CELLARET_OK);
    EXPECT_EQ(before - cache.stats().bytes_charged, bytes) << key;
  }
  std::uint64_t untouched = 5;
  EXPECT_EQ(cellaret_memory_usage(cache, "none", 4, &untouched), CELLARET_MISS);
  EXPECT_EQ(untouched, 5u);
}

}  // namespace
}  // namespace cellaret::test
