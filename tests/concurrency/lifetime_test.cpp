// Opening and closing beside calls: running calls finish, later ones are told.
#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 4;

TEST(LifetimeTest, calls_beside_a_close_succeed_or_are_told_that_it_is_closed) {
  for (int repeat = 0; repeat < kRounds / 100; ++repeat) {
    cellaret_options options = manual_options();
    options.shards = 2;
    Cache cache(options);
    std::atomic<int> calls{0};
    on_threads(kThreads, [&](int number) {
      if (number == 0) {
        while (calls < 20) std::this_thread::yield();
        cache.close();
        return;
      }
      for (int round = 0;; ++round) {
        std::string key = numbered("k", round % 10);
        cellaret_status status = cache.set(key, std::string(round % 300, 'v'));
        Value value;
        if (status == CELLARET_OK) status = cache.get(key, value);
        ++calls;
        if (status == CELLARET_CLOSED) break;
        ASSERT_EQ(status, CELLARET_OK);
      }
    });
    EXPECT_EQ(cache.set("k", "v"), CELLARET_CLOSED);
  }
}

TEST(LifetimeTest, closing_from_all_threads_closes_once) {
  for (int repeat = 0; repeat < kRounds / 20; ++repeat) {
    Cache cache;
    cache.set("k", std::string(100, 'v'));
    on_threads(kThreads, [&](int) { cache.close(); });
    EXPECT_EQ(cache.set("k", "v"), CELLARET_CLOSED);
  }
}

TEST(LifetimeTest, every_thread_opens_and_closes_its_own) {
  Cache shared;
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds / 10; ++round) {
      Cache own;
      ASSERT_EQ(own.set("k", std::to_string(number)), CELLARET_OK);
      ASSERT_EQ(shared.increment("count", 1), CELLARET_OK);
      ASSERT_EQ(own.text("k"), std::to_string(number));
      ASSERT_EQ(own.len(), 1u);
    }
  });
  EXPECT_EQ(shared.integer("count"), kThreads * (kRounds / 10));
}

// A slot is used again and again while others hold its old handles.
TEST(LifetimeTest, a_stale_handle_never_reaches_the_next_instance_of_its_slot) {
  std::atomic<cellaret_cache *> latest{nullptr};
  std::atomic<bool> stop{false};
  on_threads(kThreads, [&](int number) {
    if (number == 0) {
      for (int round = 0; round < kRounds / 10; ++round) {
        Cache cache;
        latest = cache.handle();
        cellaret_int_set(cache, "round", 5, round, nullptr, nullptr);
      }
      stop = true;
      return;
    }
    while (!stop) {
      cellaret_cache *handle = latest.load();
      if (handle == nullptr) continue;
      // Whatever instance this reaches, it is the one that the handle was made for.
      cellaret_value first;
      cellaret_value second;
      cellaret_status status = cellaret_get(handle, "round", 5, &first);
      if (status == CELLARET_OK) status = cellaret_get(handle, "round", 5, &second);
      ASSERT_TRUE(status == CELLARET_OK || status == CELLARET_MISS || status == CELLARET_CLOSED);
      if (status == CELLARET_OK) {
        ASSERT_EQ(first.as.integer, second.as.integer);
      }
    }
  });
}

// A thread that ends leaves its place to the next one.
TEST(LifetimeTest, threads_come_and_go) {
  Cache cache;
  for (int repeat = 0; repeat < kRounds / 100; ++repeat) {
    on_threads(2, [&](int number) { cache.increment(numbered("k", number), 1); });
  }
  EXPECT_EQ(cache.integer("k0"), kRounds / 100);
}

}  // namespace
}  // namespace cellaret::test
