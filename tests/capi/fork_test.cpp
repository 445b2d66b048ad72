// After a fork parent and child each have a cache of their own, whatever other threads were doing.
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "tests/capi/child.h"
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_options sharded_options() {
  cellaret_options options = manual_options();
  options.shards = 8;
  return options;
}

// Reads, writes, opens and closes as a program would; 0, or which step failed.
int use_everything(Cache &cache) {
  if (cache.set("child", std::string(200, 'c')) != CELLARET_OK) return 1;
  if (cache.text("child") != std::string(200, 'c')) return 2;
  if (cache.increment("count", 1) != CELLARET_OK) return 3;
  std::uint64_t reclaimed = 0;
  if (cellaret_maintain(cache, 1000, &reclaimed) != CELLARET_OK) return 4;
  if (cache.len() == 0) return 5;
  {
    Cache own;
    if (own.set("k", "v") != CELLARET_OK || own.text("k") != "v") return 6;
  }
  cellaret_element element = cellaret_element_bytes("e", 1);
  std::uint64_t length = 0;
  if (cellaret_list_push_right(cache, "list", 4, &element, 1, nullptr, &length) != CELLARET_OK) {
    return 9;
  }
  if (cellaret_clear(cache) != CELLARET_OK || cache.len() != 0) return 7;
  // Also what waited for readers who are not there any more.
  if (cache.stats().bytes_charged != 0) return 10;
  cache.close();
  std::uint64_t entries = 0;
  if (cellaret_len(cache, &entries) != CELLARET_CLOSED) return 8;
  return 0;
}

TEST(ForkTest, the_child_uses_and_closes_the_cache_and_the_parent_does_not_notice) {
  Cache cache(sharded_options());
  cache.set("parent", "p");
  EXPECT_EQ(in_child([&] { return cache.text("parent") == "p" ? use_everything(cache) : 100; }), 0);
  EXPECT_EQ(cache.text("parent"), "p");
  EXPECT_FALSE(cache.exists("child"));
  EXPECT_EQ(cache.len(), 1u);
}

TEST(ForkTest, a_pinned_value_is_readable_and_released_in_both) {
  Cache cache(sharded_options());
  cache.set("k", std::string(5000, 'x'));
  Value value;
  cache.get("k", value);
  EXPECT_EQ(in_child([&] {
              cache.erase("k");
              if (cache.stats().bytes_pinned < 5000) return 1;
              if (value.text() != std::string(5000, 'x')) return 2;
              cellaret_value_release(value.raw());
              return cache.stats().bytes_pinned == 0 ? 0 : 3;
            }),
            0);
  EXPECT_EQ(value.text(), std::string(5000, 'x'));
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

TEST(ForkTest, a_child_of_a_child_works_too) {
  Cache cache(sharded_options());
  EXPECT_EQ(in_child([&] { return in_child([&] { return use_everything(cache); }); }), 0);
}

TEST(ForkTest, a_named_instance_is_one_to_all_its_handles_in_each_process) {
  cellaret_options options = sharded_options();
  cellaret_cache *first = nullptr;
  cellaret_cache *second = nullptr;
  ASSERT_EQ(cellaret_cache_open_named("n", 1, &options, &first, nullptr), CELLARET_OK);
  ASSERT_EQ(cellaret_cache_open_named("n", 1, nullptr, &second, nullptr), CELLARET_OK);
  ASSERT_EQ(cellaret_set(first, "k", 1, "v", 1, nullptr, nullptr), CELLARET_OK);
  EXPECT_EQ(in_child([&] {
              cellaret_cache *third = nullptr;
              if (cellaret_cache_open_named("n", 1, &options, &third, nullptr) != CELLARET_OK) {
                return 1;
              }
              if (cellaret_delete(second, "k", 1) != CELLARET_OK) return 2;
              if (cellaret_exists(third, "k", 1) != CELLARET_MISS) return 3;
              for (cellaret_cache *each : {first, second, third}) cellaret_cache_close(each);
              options.max_entries = 5;
              return cellaret_cache_open_named("n", 1, &options, &third, nullptr);
            }),
            CELLARET_OK);
  EXPECT_EQ(cellaret_exists(second, "k", 1), CELLARET_OK);
  cellaret_cache_close(first);
  cellaret_cache_close(second);
}

TEST(ForkTest, a_subscription_is_empty_in_the_child_and_wakes_nobody_elses) {
  Cache cache(sharded_options());
  std::uint64_t subscription = 0;
  int descriptor = -1;
  ASSERT_EQ(cellaret_events_subscribe(cache, nullptr, &subscription), CELLARET_OK);
  ASSERT_EQ(cellaret_events_descriptor(cache, subscription, &descriptor), CELLARET_OK);
  auto waiting = [&] {
    std::size_t count = 0;
    auto ignore = [](const cellaret_event *, void *) {};
    EXPECT_EQ(cellaret_events_dispatch(cache, subscription, SIZE_MAX, ignore, nullptr, &count),
              CELLARET_OK);
    return count;
  };
  auto is_readable = [&] {
    pollfd poll_for{descriptor, POLLIN, 0};
    return poll(&poll_for, 1, 0) == 1;
  };
  cache.set("parent", "v");
  cache.erase("parent");
  EXPECT_EQ(in_child([&] {
              if (is_readable() || waiting() != 0) return 1;
              cache.set("child", "v");
              cache.erase("child");
              int own = -1;
              cellaret_events_descriptor(cache, subscription, &own);
              if (own != descriptor || !is_readable()) return 2;
              return waiting() == 1 && !is_readable() ? 0 : 3;
            }),
            0);
  EXPECT_TRUE(is_readable());
  EXPECT_EQ(waiting(), 1u);
  EXPECT_FALSE(is_readable());
  EXPECT_EQ(in_child([&] {
              cache.set("child", "v");
              cache.erase("child");
              return 0;
            }),
            0);
  EXPECT_FALSE(is_readable()) << "the child woke the parent";
}

// A clear frees what it took with the lock open; who is forked then has nobody to finish it. Under
// a sanitizer forks are so slow that none may come in the middle.
TEST(ForkTest, what_is_being_cleared_is_not_charged_in_the_child) {
  constexpr int kTooEarly = 1;
  constexpr int kInTheMiddle = 2;
  constexpr int kOver = 3;
  constexpr int kAttempts = CELLARET_SANITIZED ? 2 : 100;
  int in_the_middle = 0;
  for (int attempt = 0; attempt < kAttempts && in_the_middle < 3 && !HasFailure(); ++attempt) {
    Cache cache;
    for (int number = 0; number < 50'000; ++number) cache.set(numbered("k", number), "v");
    std::atomic<bool> is_over{false};
    std::thread clearing([&] {
      cellaret_clear(cache);
      is_over = true;
    });
    for (int code = 0; code != kOver && !HasFailure();) {
      code = in_child([&] {
        if (is_over) return kOver;
        if (cache.len() != 0) return kTooEarly;
        return cache.stats().bytes_charged == 0 ? kInTheMiddle : 0;
      });
      EXPECT_NE(code, 0) << "the child is charged for what is gone";
      in_the_middle += code == kInTheMiddle ? 1 : 0;
    }
    clearing.join();
  }
  EXPECT_TRUE(in_the_middle > 0 || CELLARET_SANITIZED);
}

// The only change of a test that takes as long as it wants to: the caller's own policy is told of
// an entry, under the lock, and returns some time after a fork has begun.
struct SlowChange {
  std::atomic<bool> has_begun{false};
  std::atomic<bool> is_forking{false};
  std::atomic<bool> is_over{false};
};
SlowChange slow_change;

TEST(ForkTest, a_fork_waits_for_the_change_that_is_going_on) {
  cellaret_policy policy{};
  policy.struct_size = sizeof policy;
  policy.insert = [](cellaret_policy_view *, std::uint32_t, std::uint64_t, void *) {
    slow_change.has_begun = true;
    while (!slow_change.is_forking) std::this_thread::yield();
    // Long enough for a fork that does not wait.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    slow_change.is_over = true;
  };
  policy.remove = [](cellaret_policy_view *, std::uint32_t, std::uint32_t, void *) {};
  policy.victim = [](cellaret_policy_view *, std::uint32_t, void *) { return UINT32_MAX; };
  ASSERT_EQ(cellaret_policy_register("slow", &policy), CELLARET_OK);
  cellaret_options options = sharded_options();
  options.policy = "slow";
  Cache cache(options);
  // The handler that was set last is called first, so before those of the library.
  ASSERT_EQ(pthread_atfork([] { slow_change.is_forking = true; }, nullptr, nullptr), 0);
  std::thread changing([&] { EXPECT_EQ(cache.set("k", "v"), CELLARET_OK); });
  while (!slow_change.has_begun) std::this_thread::yield();
  EXPECT_EQ(in_child([&] {
              if (!slow_change.is_over) return 1;
              return cache.text("k") == "v" ? use_everything(cache) : 100;
            }),
            0);
  changing.join();
  EXPECT_EQ(cache.text("k"), "v");
}

// ./dev fork asks for more.
int forks_wanted() {
  const char *wanted = std::getenv("CELLARET_FORKS");
  return wanted == nullptr ? 200 : std::atoi(wanted);
}

TEST(ForkTest, survives_many_forks_while_threads_write_open_and_close) {
  cellaret_options options = sharded_options();
  options.max_entries = 200;
  Cache cache(options);
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int number = 0; number < 2; ++number) {
    threads.emplace_back([&, number] {
      for (std::uint64_t round = 0; !stop; ++round) {
        cache.set(numbered("k", round * 2 + number), std::string(round % 300, 'v'),
                  cellaret_expiry_in(1 + static_cast<std::int64_t>(round % 100)));
        Value value;
        cache.get(numbered("k", round), value);
        cellaret_element element = cellaret_element_bytes("element", 7);
        std::uint64_t length = 0;
        cellaret_list_push_right(cache, "list", 4, &element, 1, nullptr, &length);
        if (length > 500) cellaret_list_trim(cache, "list", 4, 0, 10, nullptr);
        if (round % 64 == 0) cache.advance(1);
        if (round % 1024 == 0) cellaret_clear(cache);
        std::this_thread::yield();
      }
    });
  }
  threads.emplace_back([&] {
    while (!stop) {
      Cache other;
      other.set("k", "v");
      cellaret_cache *named = nullptr;
      EXPECT_EQ(cellaret_cache_open_named("named", 5, nullptr, &named, nullptr), CELLARET_OK);
      EXPECT_EQ(cellaret_set(named, "k", 1, "v", 1, nullptr, nullptr), CELLARET_OK);
      cellaret_cache_close(named);
      std::this_thread::yield();
    }
  });
  int forks = forks_wanted();
  for (int number = 0; number < forks && !HasFailure(); ++number) {
    // The parent may hang in its handlers, too.
    alarm(kWatchdogSeconds);
    EXPECT_EQ(in_child([&] { return use_everything(cache); }), 0) << number;
  }
  alarm(0);
  stop = true;
  for (std::thread &thread : threads) thread.join();
  EXPECT_EQ(cache.set("after", "v"), CELLARET_OK);
}

}  // namespace
}  // namespace cellaret::test
