// Instances that have a name, opened and closed by several threads at once.
#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 4;

cellaret_cache *open(std::string_view name, const cellaret_options *options = nullptr) {
  cellaret_cache *cache = nullptr;
  EXPECT_EQ(cellaret_cache_open_named(name.data(), name.size(), options, &cache, nullptr),
            CELLARET_OK);
  return cache;
}

// The instance comes and goes with whoever is there; nobody's handle ever fails him.
TEST(NamedConcurrencyTest, everybody_uses_his_own_handle_while_others_come_and_go) {
  cellaret_options options = manual_options();
  options.shards = 4;
  on_threads(kThreads, [&](int number) {
    std::string mine = numbered("k", number);
    for (int round = 0; round < kRounds / 20; ++round) {
      cellaret_cache *cache = open("shared", &options);
      std::int64_t count = 0;
      for (int step = 1; step <= 5; ++step) {
        // Large values, so that closing has something to free under those who still read.
        std::string value(200 + step, 'v');
        ASSERT_EQ(cellaret_set(cache, "large", 5, value.data(), value.size(), nullptr, nullptr),
                  CELLARET_OK);
        Value read;
        ASSERT_EQ(cellaret_get(cache, "large", 5, read.raw()), CELLARET_OK);
        ASSERT_EQ(cellaret_int_increment(cache, mine.data(), mine.size(), 1, nullptr, &count),
                  CELLARET_OK);
        ASSERT_GE(count, step) << "the instance went while this thread held it";
      }
      cellaret_cache_close(cache);
      ASSERT_EQ(cellaret_delete(cache, mine.data(), mine.size()), CELLARET_CLOSED);
    }
  });
  // Everything was closed: the next one is new.
  cellaret_options other = options;
  other.max_entries = 5;
  cellaret_cache_close(open("shared", &other));
}

TEST(NamedConcurrencyTest, two_configurations_never_share_an_instance) {
  on_threads(kThreads, [&](int number) {
    cellaret_options options = manual_options();
    options.max_entries = 100 + number % 2;
    for (int round = 0; round < kRounds / 20; ++round) {
      cellaret_cache *cache = nullptr;
      const char *option = nullptr;
      cellaret_status status = cellaret_cache_open_named("contended", 9, &options, &cache, &option);
      if (status == CELLARET_DIFFERS) {
        ASSERT_STREQ(option, "max_entries");
        std::this_thread::yield();
        continue;
      }
      ASSERT_EQ(status, CELLARET_OK);
      cellaret_options real{};
      real.struct_size = sizeof real;
      ASSERT_EQ(cellaret_cache_options(cache, &real), CELLARET_OK);
      ASSERT_EQ(real.max_entries, options.max_entries);
      std::this_thread::yield();
      cellaret_cache_close(cache);
    }
  });
}

// A definition replaces the instance under the calls of those who had only the name.
TEST(NamedConcurrencyTest, calls_go_on_while_a_definition_takes_the_instances_place) {
  cellaret_options options = manual_options();
  options.shards = 8;
  for (int repeat = 0; repeat < kRounds / 200; ++repeat) {
    std::atomic<int> ready{0};
    on_threads(kThreads, [&](int number) {
      cellaret_cache *cache = open("later");
      ++ready;
      if (number == 0) {
        while (ready < kThreads) std::this_thread::yield();
        cellaret_cache *definition = open("later", &options);
        cellaret_cache_close(definition);
      }
      for (int round = 0; round < 50; ++round) {
        std::string value(round * 3, 'v');
        ASSERT_EQ(cellaret_set(cache, "k", 1, value.data(), value.size(), nullptr, nullptr),
                  CELLARET_OK);
        Value read;
        cellaret_status status = cellaret_get(cache, "k", 1, read.raw());
        ASSERT_TRUE(status == CELLARET_OK || status == CELLARET_MISS);
      }
      while (ready < kThreads) std::this_thread::yield();
      cellaret_cache_close(cache);
    });
  }
}

// Handles of an instance are closed by others while calls on them run.
TEST(NamedConcurrencyTest, a_call_on_a_handle_that_is_being_closed_is_finished_or_told) {
  for (int repeat = 0; repeat < kRounds / 100; ++repeat) {
    cellaret_cache *keeper = open("kept");
    cellaret_cache *handle = open("kept");
    std::atomic<int> calls{0};
    on_threads(kThreads, [&](int number) {
      if (number == 0) {
        while (calls < 20) std::this_thread::yield();
        cellaret_cache_close(handle);
        return;
      }
      for (;;) {
        cellaret_status status = cellaret_int_increment(handle, "n", 1, 1, nullptr, nullptr);
        if (status == CELLARET_CLOSED) break;
        ASSERT_EQ(status, CELLARET_OK);
        ++calls;
      }
    });
    std::int64_t count = 0;
    ASSERT_EQ(cellaret_int_increment(keeper, "n", 1, 0, nullptr, &count), CELLARET_OK);
    EXPECT_EQ(count, calls);
    cellaret_cache_close(keeper);
  }
}

}  // namespace
}  // namespace cellaret::test
