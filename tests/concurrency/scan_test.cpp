// Scans beside writers, and deletions by pattern that nobody sees half done.
#include <algorithm>
#include <atomic>
#include <map>
#include <string>

#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

cellaret_options with_shards(std::uint32_t shards) {
  cellaret_options options = manual_options();
  options.shards = shards;
  return options;
}

TEST(ScanThreadsTest, what_stays_comes_exactly_once_beside_writers) {
  constexpr int kStaying = 500;
  Cache cache(with_shards(4));
  for (int number = 0; number < kStaying; ++number) cache.set(numbered("stays", number), "v");
  std::atomic<std::uint64_t> written{0};
  Beside writer([&] {
    std::uint64_t number = written++;
    if (number / 20'000 % 2 == 0) {
      cache.set(numbered("comes", number % 20'000), "v");
    } else {
      cache.erase(numbered("comes", number % 20'000));
    }
  });
  // Two waves, up and down.
  for (int walk = 0; walk < 30 || written < 80000; ++walk) {
    std::map<std::string, int> seen;
    std::uint64_t cursor = 0;
    do {
      cellaret_values *keys = nullptr;
      ASSERT_EQ(cellaret_scan(cache, cursor, nullptr, &cursor, &keys), CELLARET_OK);
      for (std::size_t at = 0; at < keys->count; ++at) {
        const cellaret_item &key = keys->items[at];
        ++seen[std::string(static_cast<const char *>(key.as.data), key.size)];
      }
      cellaret_values_release(keys);
    } while (cursor != 0);
    for (int number = 0; number < kStaying; ++number) {
      ASSERT_EQ(seen[numbered("stays", number)], 1) << number;
    }
  }
}

// One thread writes a generation of three keys as one and deletes it as one. When another misses
// a key of a generation that it knows was written, the deletion has begun; then it must not find
// the generation under another key.
TEST(ScanThreadsTest, nobody_sees_half_of_a_deletion_by_pattern) {
  for (const char *policy : {"noeviction", "allkeys-lru"}) {
    cellaret_options options = with_shards(16);
    options.policy = policy;
    Cache cache(options);
    for (int number = 0; number < 100; ++number) cache.set(numbered("other", number), "v");
    const char *names[] = {"pair:first", "pair:second", "pair:third"};
    std::atomic<std::int64_t> written{0};
    std::atomic<bool> is_done{false};
    on_threads(2, [&](int thread) {
      if (thread == 0) {
        for (std::int64_t number = 1; number <= kRounds / 2; ++number) {
          cellaret_pair pairs[3] = {};
          for (int at = 0; at < 3; ++at) {
            pairs[at].key = {names[at], std::strlen(names[at])};
            pairs[at].value = cellaret_element_int(number);
          }
          ASSERT_EQ(cellaret_multi_set(cache, pairs, 3, nullptr), CELLARET_OK);
          written = number;
          std::uint64_t deleted = 0;
          ASSERT_EQ(cellaret_delete_matching(cache, "pair:*", 6, &deleted), CELLARET_OK);
          ASSERT_EQ(deleted, 3u);
        }
        is_done = true;
        return;
      }
      for (unsigned round = 0; !is_done; ++round) {
        std::int64_t known = written;
        bool is_missing = !cache.integer(names[round % 3]).has_value();
        std::int64_t after = cache.integer(names[(round + 1 + round / 3 % 2) % 3]).value_or(0);
        ASSERT_FALSE(is_missing && after != 0 && after <= known) << after;
      }
    });
  }
}

TEST(ScanThreadsTest, lists_of_keys_are_of_one_moment) {
  Cache cache(with_shards(16));
  std::atomic<bool> is_done{false};
  on_threads(2, [&](int thread) {
    if (thread == 0) {
      for (int round = 0; round < kRounds / 4; ++round) {
        cellaret_pair pairs[] = {{{"a", 1}, cellaret_element_int(1), 0, {}},
                                 {{"b", 1}, cellaret_element_int(1), 0, {}},
                                 {{"c", 1}, cellaret_element_int(1), 0, {}}};
        ASSERT_EQ(cellaret_multi_set(cache, pairs, 3, nullptr), CELLARET_OK);
        ASSERT_EQ(cellaret_delete_matching(cache, "?", 1, nullptr), CELLARET_OK);
      }
      is_done = true;
      return;
    }
    while (!is_done) {
      cellaret_values *keys = nullptr;
      ASSERT_EQ(cellaret_keys(cache, "*", 1, &keys), CELLARET_OK);
      std::size_t count = keys->count;
      cellaret_values_release(keys);
      ASSERT_TRUE(count == 0 || count == 3) << count;
      cellaret_value key;
      if (cellaret_random_key(cache, &key) == CELLARET_OK) cellaret_value_release(&key);
    }
  });
}

}  // namespace
}  // namespace cellaret::test
