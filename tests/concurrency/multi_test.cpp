// A write of several keys is seen as a whole, by readers without the lock too.
#include <atomic>
#include <cstring>

#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

// One thread writes the same number under two keys of different shards, the other reads first one,
// then the other: the second can never be older.
TEST(MultiWriteTest, who_sees_one_of_the_values_sees_the_other) {
  for (const char *policy : {"noeviction", "allkeys-lru"}) {
    cellaret_options options = manual_options();
    options.shards = 16;
    options.policy = policy;
    Cache cache(options);
    std::atomic<bool> is_done{false};
    on_threads(2, [&](int thread) {
      if (thread == 0) {
        for (std::int64_t number = 0; number < 20000; ++number) {
          cellaret_pair pairs[] = {{{"first", 5}, cellaret_element_int(number), 0, {}},
                                   {{"second", 6}, cellaret_element_int(number), 0, {}},
                                   {{"third", 5}, cellaret_element_int(number), 0, {}}};
          ASSERT_EQ(cellaret_multi_set(cache, pairs, 3, nullptr), CELLARET_OK);
        }
        is_done = true;
        return;
      }
      const char *keys[] = {"first", "second", "third"};
      for (unsigned round = 0; !is_done; ++round) {
        const char *one = keys[round % 3];
        const char *two = keys[(round + 1 + round / 3 % 2) % 3];
        std::int64_t seen = cache.integer(one).value_or(-1);
        std::int64_t after = cache.integer(two).value_or(-1);
        ASSERT_GE(after, seen) << one << " then " << two;
      }
    });
  }
}

// Two writers of the same keys in opposite order neither deadlock nor mix.
TEST(MultiWriteTest, writers_of_the_same_keys_take_turns) {
  cellaret_options options = manual_options();
  options.shards = 16;
  Cache cache(options);
  on_threads(2, [&](int thread) {
    for (std::int64_t number = 0; number < 10000; ++number) {
      std::int64_t value = number * 2 + thread;
      cellaret_pair pairs[] = {{{"a", 1}, cellaret_element_int(value), 0, {}},
                               {{"b", 1}, cellaret_element_int(value), 0, {}}};
      if (thread == 1) std::swap(pairs[0], pairs[1]);
      ASSERT_EQ(cellaret_multi_set(cache, pairs, 2, nullptr), CELLARET_OK);
    }
  });
  EXPECT_EQ(cache.integer("a"), cache.integer("b"));
}

}  // namespace
}  // namespace cellaret::test
