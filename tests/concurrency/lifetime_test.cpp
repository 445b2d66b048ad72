// Opening and closing beside calls: running calls finish, later ones are told.
#include <unistd.h>

#include <cstdio>

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

// What a call may answer while another thread closes the instance.
bool is_fine(cellaret_status status) {
  return status == CELLARET_OK || status == CELLARET_MISS || status == CELLARET_CLOSED;
}

// Calls of every kind that takes its time or keeps something: a walk in pieces, a snapshot, a dump,
// waiting events, another policy, another limit, values that are held.
class LongCalls {
 public:
  explicit LongCalls(Cache &cache) : cache_(cache) {
    EXPECT_EQ(cellaret_events_subscribe(cache, nullptr, &subscription_), CELLARET_OK);
  }

  cellaret_status one(int number, int round, std::vector<Value> &held) {
    switch (number) {
      case 0:
        return walk();
      case 1:
        return save_and_dump();
      case 2:
        return take_events();
      case 3:
        return change_settings(round);
      default:
        return write_and_hold(round, held);
    }
  }

 private:
  cellaret_status walk() {
    cellaret_values *keys = nullptr;
    cellaret_status status = cellaret_scan(cache_, cursor_, nullptr, &cursor_, &keys);
    if (status == CELLARET_OK) cellaret_values_release(keys);
    return status;
  }
  cellaret_status save_and_dump() {
    cellaret_status status = cellaret_save(cache_, path_.c_str(), nullptr);
    if (status != CELLARET_OK) return status;
    Value bytes;
    return cellaret_dump(cache_, "k3", 2, bytes.raw());
  }
  cellaret_status take_events() {
    std::size_t count = 0;
    auto ignore = [](const cellaret_event *, void *) {};
    return cellaret_events_dispatch(cache_, subscription_, 100, ignore, nullptr, &count);
  }
  cellaret_status change_settings(int round) {
    cellaret_limits limits{};
    limits.struct_size = sizeof limits;
    limits.max_entries = 50 + static_cast<std::uint64_t>(round) % 2 * 50;
    cellaret_status status = cellaret_cache_set_limits(cache_, &limits);
    if (status != CELLARET_OK) return status;
    return cellaret_cache_set_policy(cache_, round % 2 == 0 ? "sieve" : "allkeys-lru");
  }
  cellaret_status write_and_hold(int round, std::vector<Value> &held) {
    std::string key = numbered("k", round % 120);
    cellaret_status status = cache_.set(key, std::string(500, static_cast<char>('a' + round % 26)));
    if (status != CELLARET_OK) return status;
    Value value;
    status = cache_.get(key, value);
    if (status == CELLARET_OK && held.size() < 50) held.push_back(std::move(value));
    return status;
  }

  Cache &cache_;
  std::uint64_t subscription_ = 0;
  std::uint64_t cursor_ = 0;
  std::string path_ = testing::TempDir() + "cellaret-close-" + std::to_string(::getpid());
};

TEST(LifetimeTest, calls_that_take_their_time_finish_beside_a_close_and_held_values_stay) {
  constexpr int kKinds = 5;
  for (int repeat = 0; repeat < kRounds / 1000; ++repeat) {
    cellaret_options options = manual_options();
    options.shards = 4;
    Cache cache(options);
    for (int number = 0; number < 100; ++number) {
      cache.set(numbered("k", number), std::string(100, 'v'));
    }
    LongCalls calls(cache);
    std::atomic<int> made{0};
    std::vector<Value> held;
    on_threads(kKinds + 1, [&](int number) {
      if (number == kKinds) {
        while (made < 50) std::this_thread::yield();
        cache.close();
        return;
      }
      for (int round = 0;; ++round) {
        cellaret_status status = calls.one(number, round, held);
        ++made;
        if (status == CELLARET_CLOSED) break;
        ASSERT_TRUE(is_fine(status)) << "call " << number << ": " << cellaret_status_name(status);
      }
    });
    for (const Value &value : held) {
      ASSERT_EQ(value.text(), std::string(500, value.text()[0]));
    }
    std::uint64_t cursor = 0;
    cellaret_values *keys = nullptr;
    EXPECT_EQ(cellaret_scan(cache, 1, nullptr, &cursor, &keys), CELLARET_CLOSED);
  }
  std::remove((testing::TempDir() + "cellaret-close-" + std::to_string(::getpid())).c_str());
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
