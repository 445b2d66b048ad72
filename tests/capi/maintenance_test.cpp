// The maintenance thread: what it gives back though nobody calls, when it sleeps, and its end.
//
// The one part of the library that works in real time: so these tests wait for it.
#include <pthread.h>
#include <time.h>

#include <atomic>
#include <csignal>
#include <vector>

#include "tests/capi/fixture.h"
#include "tests/capi/real_time.h"

namespace cellaret::test {
namespace {

cellaret_options threaded_options(std::uint32_t tick_ms = 10) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.shards = 4;
  options.maintenance_ms = tick_ms;
  return options;
}

cellaret_options threaded_manual_options() {
  cellaret_options options = manual_options();
  options.maintenance_ms = 10;
  return options;
}

void fill(Cache &cache, int count, const cellaret_expiry &expiry, std::size_t size = 100) {
  for (int number = 0; number < count; ++number) {
    ASSERT_EQ(cache.set("k" + std::to_string(number), std::string(size, 'v'), expiry), CELLARET_OK);
  }
}

TEST(MaintenanceTest, memory_comes_back_after_the_deadline_though_nobody_calls) {
  Cache cache(threaded_options());
  fill(cache, 20'000, cellaret_expiry_in(50));
  EXPECT_TRUE(comes_true([&] { return cache.stats().expirations == 20'000; }));
  EXPECT_EQ(cache.stats().entries, 0u);
  // They were 3 MB. The tables shrink, too: what is left is a fixed amount for each of four shards.
  EXPECT_TRUE(comes_true([&] { return cache.stats().bytes_charged < 100'000; }))
      << cache.stats().bytes_charged;
}

TEST(MaintenanceTest, wall_clock_deadlines_are_kept_too) {
  Cache cache(threaded_options());
  std::int64_t now = 0;
  ASSERT_EQ(cellaret_clock_now(cache, &now), CELLARET_OK);
  fill(cache, 100, cellaret_expiry_at(now + 200));
  EXPECT_TRUE(comes_true([&] { return cache.stats().entries == 0; }));
  // On a busy machine some may have been written too late to be kept.
  EXPECT_GT(cache.stats().expirations, 0u);
}

// On a busy machine some may be late, but not all of them.
TEST(MaintenanceTest, entries_go_within_a_tick_of_their_deadline) {
  Cache cache(threaded_options(5));
  constexpr int kTries = 20;
  int late = 0;
  for (int repeat = 0; repeat < kTries; ++repeat) {
    // Each is set while the thread is asleep with nothing to wait for.
    std::this_thread::sleep_for(milliseconds(20));
    auto begin = steady_clock::now();
    ASSERT_EQ(cache.set("k", "v", cellaret_expiry_in(20)), CELLARET_OK);
    ASSERT_TRUE(comes_true([&] { return cache.stats().entries == 0; }));
    // The millisecond of the deadline, a tick, and what a busy machine adds.
    late += steady_clock::now() - begin > milliseconds(20 + 1 + 5 + 30) ? 1 : 0;
  }
  EXPECT_LT(late, kTries);
}

// A thread that slept until the first deadline it knew would miss one that comes earlier.
TEST(MaintenanceTest, a_nearer_deadline_wakes_it_from_a_long_sleep) {
  Cache cache(threaded_options());
  ASSERT_EQ(cache.set("far", "v", cellaret_expiry_in(3'600'000)), CELLARET_OK);
  int late = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    std::this_thread::sleep_for(milliseconds(50));
    auto begin = steady_clock::now();
    ASSERT_EQ(cache.set("near", "v", cellaret_expiry_in(30)), CELLARET_OK);
    ASSERT_TRUE(comes_true([&] { return cache.stats().entries == 1; }));
    late += steady_clock::now() - begin > milliseconds(200) ? 1 : 0;
  }
  EXPECT_LT(late, 5);
  EXPECT_TRUE(cache.exists("far"));
}

TEST(MaintenanceTest, large_collections_that_were_deleted_are_freed_though_nobody_calls) {
  Cache cache(threaded_options());
  std::vector<std::string> texts;
  std::vector<cellaret_element> elements;
  for (int number = 0; number < 200'000; ++number) texts.push_back(std::to_string(number));
  for (const std::string &text : texts) {
    elements.push_back(cellaret_element_bytes(text.data(), text.size()));
  }
  std::uint64_t added = 0;
  ASSERT_EQ(cellaret_set_add(cache, "s", 1, elements.data(), elements.size(), nullptr, &added),
            CELLARET_OK);
  std::uint64_t before = cache.stats().bytes_charged;
  ASSERT_EQ(cache.erase("s"), CELLARET_OK);
  EXPECT_TRUE(comes_true([&] { return cache.stats().bytes_charged < before / 50; }))
      << cache.stats().bytes_charged << " of " << before;
}

TEST(MaintenanceTest, events_of_expired_keys_wake_their_reader) {
  Cache cache(threaded_options());
  std::uint64_t subscription = 0;
  ASSERT_EQ(cellaret_events_subscribe(cache, nullptr, &subscription), CELLARET_OK);
  ASSERT_EQ(cache.set("k", "v", cellaret_expiry_in(30)), CELLARET_OK);
  int expired = 0;
  auto note = [](const cellaret_event *event, void *count) {
    if (event->cause == CELLARET_EVENT_EXPIRED) ++*static_cast<int *>(count);
  };
  EXPECT_TRUE(comes_true([&] {
    std::size_t count = 0;
    cellaret_events_dispatch(cache, subscription, 10, note, &expired, &count);
    return expired == 1;
  }));
}

TEST(MaintenanceTest, a_manual_clock_is_followed_when_it_is_moved) {
  Cache cache(threaded_manual_options());
  fill(cache, 1000, cellaret_expiry_in(3'600'000));
  std::this_thread::sleep_for(milliseconds(30));
  EXPECT_EQ(cache.stats().entries, 1000u);
  ASSERT_EQ(cellaret_clock_advance(cache, 3'600'001), CELLARET_OK);
  EXPECT_TRUE(comes_true([&] { return cache.stats().expirations == 1000; }));
  fill(cache, 10, cellaret_expiry_at(kStart + 10'000'000));
  ASSERT_EQ(cellaret_clock_step_wall(cache, 10'000'000), CELLARET_OK);
  EXPECT_TRUE(comes_true([&] { return cache.stats().expirations == 1010; }));
}

TEST(MaintenanceTest, a_default_instance_starts_no_thread) {
  ASSERT_TRUE(come_to(0));
  int before = threads();
  cellaret_options options{};
  options.struct_size = sizeof options;
  Cache cache(options);
  fill(cache, 100, cellaret_expiry_in(60'000));
  EXPECT_EQ(threads(), before);
}

TEST(MaintenanceTest, each_instance_has_one_and_none_is_left_behind) {
  ASSERT_TRUE(come_to(0));
  {
    Cache one(threaded_options());
    Cache other(threaded_options());
    EXPECT_EQ(own_threads(), 2);
  }
  EXPECT_TRUE(come_to(0));
  for (int cycle = 0; cycle < 300; ++cycle) {
    Cache cache(threaded_options());
    cache.set("k", "v", cellaret_expiry_in(1));
  }
  EXPECT_TRUE(come_to(0));
}

TEST(MaintenanceTest, closing_does_not_wait_for_the_tick) {
  for (std::uint32_t tick_ms : {1u, 1000u, CELLARET_MAX_MAINTENANCE_MS}) {
    for (int repeat = 0; repeat < 5; ++repeat) {
      Cache cache(threaded_options(tick_ms));
      cache.set("k", "v", cellaret_expiry_in(3'600'000));
      // Asleep by now, or just about to be.
      std::this_thread::sleep_for(milliseconds(repeat));
      auto begin = steady_clock::now();
      cache.close();
      ASSERT_LT(steady_clock::now() - begin, milliseconds(900)) << tick_ms;
    }
  }
}

TEST(MaintenanceTest, an_instance_with_nothing_to_do_costs_next_to_nothing) {
  Cache cache(threaded_options(1));
  fill(cache, 1000, cellaret_expiry_in(3'600'000));
  std::this_thread::sleep_for(milliseconds(50));
  timespec before{};
  timespec after{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  std::this_thread::sleep_for(milliseconds(300));
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  auto us = (after.tv_sec - before.tv_sec) * 1'000'000 + (after.tv_nsec - before.tv_nsec) / 1000;
  // Three hundred looks would be some milliseconds.
  EXPECT_LT(us, 1500);
}

TEST(MaintenanceTest, signals_go_to_other_threads) {
  ASSERT_TRUE(come_to(0));
  Cache cache(threaded_options());
  int seen = 0;
  for_each_thread("cellaret", [&](const std::string &path) {
    std::ifstream status(path + "/status");
    for (std::string line; std::getline(status, line);) {
      if (!line.starts_with("SigBlk:")) continue;
      std::uint64_t blocked = std::stoull(line.substr(7), nullptr, 16);
      for (int signal : {SIGINT, SIGTERM, SIGCHLD, SIGUSR1, SIGALRM, SIGHUP}) {
        EXPECT_NE(blocked >> (signal - 1) & 1, 0u) << signal;
      }
      EXPECT_EQ(blocked >> (SIGSEGV - 1) & 1, 0u);
      ++seen;
    }
  });
  EXPECT_EQ(seen, 1);
  // The caller's own mask is as it was.
  sigset_t mask;
  ASSERT_EQ(pthread_sigmask(SIG_SETMASK, nullptr, &mask), 0);
  EXPECT_EQ(sigismember(&mask, SIGINT), 0);
}

// Calls of all kinds on threads that know nothing of the close, expiry all the while.
TEST(MaintenanceTest, closing_beside_calls_ends_the_thread_and_nobody_hangs) {
  for (int repeat = 0; repeat < 20; ++repeat) {
    Cache cache(threaded_options(1));
    std::atomic<int> calls{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 3; ++number) {
      threads.emplace_back([&, number] {
        for (int round = 0;; ++round) {
          std::string key = "k" + std::to_string(number) + std::to_string(round % 500);
          cellaret_status status =
              cache.set(key, std::string(static_cast<std::size_t>(round) % 300, 'v'),
                        cellaret_expiry_in(1 + round % 5));
          Value value;
          if (status == CELLARET_OK) status = cache.get(key, value);
          ++calls;
          if (status == CELLARET_CLOSED) return;
          ASSERT_TRUE(status == CELLARET_OK || status == CELLARET_MISS);
        }
      });
    }
    EXPECT_TRUE(comes_true([&] { return calls > 3000; }));
    cache.close();
    for (std::thread &thread : threads) thread.join();
  }
  EXPECT_TRUE(come_to(0));
}

TEST(MaintenanceTest, a_recount_agrees_after_threads_and_upkeep_worked_together) {
  cellaret_options options = threaded_options(1);
  options.max_entries = 3000;
  Cache cache(options);
  std::vector<std::thread> threads;
  for (int number = 0; number < 2; ++number) {
    threads.emplace_back([&, number] {
      for (int round = 0; round < 20'000; ++round) {
        std::string key = "k" + std::to_string(number * 5000 + round % 5000);
        ASSERT_EQ(cache.set(key, std::string(static_cast<std::size_t>(round) % 300, 'v'),
                            cellaret_expiry_in(1 + round % 30)),
                  CELLARET_OK);
        if (round % 3 == 0) cache.erase(key);
      }
    });
  }
  for (std::thread &thread : threads) thread.join();
  EXPECT_TRUE(comes_true([&] { return cache.stats().entries == 0; }));
  EXPECT_EQ(cellaret_clear(cache), CELLARET_OK);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
}

// No stack of that size can be had, so no thread can.
class NoMoreThreads {
 public:
  NoMoreThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t attributes = before_;
    pthread_attr_setstacksize(&attributes, std::size_t{1} << 50);
    EXPECT_EQ(pthread_setattr_default_np(&attributes), 0);
  }
  ~NoMoreThreads() { pthread_setattr_default_np(&before_); }
  NoMoreThreads(const NoMoreThreads &) = delete;
  NoMoreThreads &operator=(const NoMoreThreads &) = delete;

 private:
  pthread_attr_t before_{};
};

TEST(MaintenanceTest, without_a_thread_nothing_is_open) {
  cellaret_options options = threaded_options();
  cellaret_cache *cache = nullptr;
  {
    NoMoreThreads none;
    EXPECT_EQ(cellaret_cache_open(&options, &cache), CELLARET_LIMIT);
    EXPECT_EQ(cache, nullptr);
    EXPECT_EQ(cellaret_cache_open_named("n", 1, &options, &cache, nullptr), CELLARET_LIMIT);
    EXPECT_EQ(cache, nullptr);
    // Nobody has the name, so anybody may define it.
    cellaret_options other = options;
    other.maintenance_ms = 0;
    ASSERT_EQ(cellaret_cache_open_named("n", 1, &other, &cache, nullptr), CELLARET_OK);
    cellaret_cache_close(cache);
    // One that was opened without options keeps what it has.
    ASSERT_EQ(cellaret_cache_open_named("n", 1, nullptr, &cache, nullptr), CELLARET_OK);
    ASSERT_EQ(cellaret_set(cache, "k", 1, "v", 1, nullptr, nullptr), CELLARET_OK);
    cellaret_cache *second = nullptr;
    EXPECT_EQ(cellaret_cache_open_named("n", 1, &options, &second, nullptr), CELLARET_LIMIT);
    EXPECT_EQ(second, nullptr);
    EXPECT_EQ(cellaret_exists(cache, "k", 1), CELLARET_OK);
    cellaret_cache_close(cache);
  }
  ASSERT_EQ(cellaret_cache_open(&options, &cache), CELLARET_OK);
  cellaret_cache_close(cache);
}

TEST(MaintenanceTest, a_named_instance_with_another_tick_differs) {
  cellaret_options options = threaded_options();
  cellaret_cache *one = nullptr;
  cellaret_cache *other = nullptr;
  ASSERT_EQ(cellaret_cache_open_named("shared", 6, &options, &one, nullptr), CELLARET_OK);
  ASSERT_EQ(cellaret_cache_open_named("shared", 6, &options, &other, nullptr), CELLARET_OK);
  EXPECT_TRUE(come_to(1));
  options.maintenance_ms = 20;
  cellaret_cache *third = nullptr;
  const char *differing = nullptr;
  EXPECT_EQ(cellaret_cache_open_named("shared", 6, &options, &third, &differing), CELLARET_DIFFERS);
  EXPECT_STREQ(differing, "maintenance_ms");
  cellaret_cache_close(one);
  EXPECT_EQ(own_threads(), 1);
  cellaret_cache_close(other);
  EXPECT_TRUE(come_to(0));
}

// A definition that comes after an opening by name alone brings the thread.
TEST(MaintenanceTest, a_definition_replaces_an_instance_without_a_thread) {
  cellaret_cache *early = nullptr;
  ASSERT_EQ(cellaret_cache_open_named("later", 5, nullptr, &early, nullptr), CELLARET_OK);
  ASSERT_TRUE(come_to(0));
  cellaret_options options = threaded_options();
  cellaret_cache *definition = nullptr;
  ASSERT_EQ(cellaret_cache_open_named("later", 5, &options, &definition, nullptr), CELLARET_OK);
  EXPECT_EQ(own_threads(), 1);
  cellaret_cache_close(early);
  cellaret_cache_close(definition);
  EXPECT_TRUE(come_to(0));
}

TEST(MaintenanceTest, the_functions_of_a_registered_policy_hear_of_what_it_removes) {
  static std::atomic<int> removed{0};
  cellaret_policy policy{};
  policy.struct_size = sizeof policy;
  policy.insert = [](cellaret_policy_view *, std::uint32_t, std::uint64_t, void *) {};
  policy.remove = [](cellaret_policy_view *, std::uint32_t, std::uint32_t, void *) { ++removed; };
  policy.victim = [](cellaret_policy_view *, std::uint32_t, void *) { return UINT32_MAX; };
  ASSERT_EQ(cellaret_policy_register("counting", &policy), CELLARET_OK);
  cellaret_options options = threaded_options();
  options.policy = "counting";
  Cache cache(options);
  fill(cache, 10, cellaret_expiry_in(20));
  EXPECT_TRUE(comes_true([] { return removed == 10; }));
}

}  // namespace
}  // namespace cellaret::test
