// Events while several threads write: nothing is lost unless it was counted, and readers wake.
#include <poll.h>

#include <map>
#include <set>

#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kWriters = 3;

struct Reader {
  cellaret_cache *cache;
  std::uint64_t subscription;
  std::map<std::string, std::vector<std::uint32_t>> seen;
  std::uint64_t count = 0;

  // Takes what waits; how many.
  std::size_t read() {
    std::size_t taken = 0;
    EXPECT_EQ(cellaret_events_dispatch(
                  cache, subscription, SIZE_MAX,
                  [](const cellaret_event *event, void *user_data) {
                    auto &reader = *static_cast<Reader *>(user_data);
                    std::string key(static_cast<const char *>(event->key), event->key_size);
                    reader.seen[key].push_back(event->cause);
                    ++reader.count;
                  },
                  this, &taken),
              CELLARET_OK);
    return taken;
  }
};

Reader subscribe(Cache &cache, std::uint32_t shard_bytes) {
  cellaret_events_options options{};
  options.struct_size = sizeof options;
  options.shard_bytes = shard_bytes;
  Reader reader{cache, 0, {}};
  EXPECT_EQ(cellaret_events_subscribe(cache, &options, &reader.subscription), CELLARET_OK);
  return reader;
}

// Each writer goes over its own keys: set, replaced, deleted, and again. Whoever reads beside them
// sees those causes in turn for each key.
TEST(EventsConcurrencyTest, events_of_a_key_keep_their_order_and_none_is_lost) {
  cellaret_options options = manual_options();
  options.shards = 4;
  Cache cache(options);
  Reader reader = subscribe(cache, 1 << 24);
  constexpr int kCycles = kRounds / 20;
  std::atomic<int> writing{kWriters};
  on_threads(kWriters + 1, [&](int number) {
    if (number == kWriters) {
      while (writing > 0) reader.read();
      return;
    }
    for (int cycle = 0; cycle < kCycles; ++cycle) {
      std::string key = numbered(numbered("w", number) + "-", cycle % 7);
      ASSERT_EQ(cache.set(key, "first"), CELLARET_OK);
      ASSERT_EQ(cache.set(key, "other"), CELLARET_OK);
      ASSERT_EQ(cache.erase(key), CELLARET_OK);
    }
    --writing;
  });
  reader.read();
  EXPECT_EQ(reader.count, 2u * kWriters * kCycles);
  for (const auto &[key, causes] : reader.seen) {
    for (std::size_t at = 0; at < causes.size(); ++at) {
      ASSERT_EQ(causes[at], static_cast<std::uint32_t>(at % 2 == 0 ? CELLARET_EVENT_REPLACED
                                                                   : CELLARET_EVENT_DELETED))
          << key << " at " << at;
    }
  }
}

// The queue is far too small: what came and what was counted as lost is what happened.
TEST(EventsConcurrencyTest, what_came_and_what_was_dropped_add_up) {
  cellaret_options options = manual_options();
  options.shards = 2;
  Cache cache(options);
  Reader reader = subscribe(cache, 1024);
  std::atomic<int> writing{kWriters};
  on_threads(kWriters + 1, [&](int number) {
    while (number == kWriters && writing > 0) {
      reader.read();
      std::this_thread::yield();
    }
    for (int round = 0; number < kWriters && round < kRounds / 5; ++round) {
      std::string key = numbered(numbered("w", number) + "-", round);
      ASSERT_EQ(cache.set(key, "v"), CELLARET_OK);
      ASSERT_EQ(cache.erase(key), CELLARET_OK);
    }
    if (number < kWriters) --writing;
  });
  reader.read();
  std::uint64_t dropped = 0;
  ASSERT_EQ(cellaret_events_dropped(cache, reader.subscription, &dropped), CELLARET_OK);
  EXPECT_EQ(reader.count + dropped, std::uint64_t{kWriters} * (kRounds / 5));
}

// A wake-up that got lost would leave the reader asleep with an event waiting.
TEST(EventsConcurrencyTest, a_reader_that_sleeps_on_the_descriptor_is_always_woken) {
  cellaret_options options = manual_options();
  options.shards = 2;
  Cache cache(options);
  Reader reader = subscribe(cache, 1 << 20);
  int descriptor = -1;
  ASSERT_EQ(cellaret_events_descriptor(cache, reader.subscription, &descriptor), CELLARET_OK);
  constexpr std::uint64_t kEvents = kRounds / 2;
  std::atomic<std::uint64_t> done{0};
  on_threads(3, [&](int number) {
    if (number == 2) {
      while (reader.count < 2 * kEvents) {
        pollfd poll_for{descriptor, POLLIN, 0};
        ASSERT_EQ(poll(&poll_for, 1, 30'000), 1)
            << "asleep with " << 2 * done - reader.count << " to come";
        reader.read();
        done = reader.count;
      }
      return;
    }
    std::string key = numbered("w", number);
    for (std::uint64_t round = 0; round < kEvents; ++round) {
      ASSERT_EQ(cache.set(key, "v"), CELLARET_OK);
      ASSERT_EQ(cache.erase(key), CELLARET_OK);
      // Now and then the reader gets so far that it sleeps.
      if (round % 8 == 0) std::this_thread::yield();
    }
  });
  EXPECT_EQ(reader.count, 2 * kEvents);
}

TEST(EventsConcurrencyTest, subscriptions_come_and_go_beside_writers_and_readers) {
  cellaret_options options = manual_options();
  options.shards = 4;
  options.max_entries = 100;
  Cache cache(options);
  std::atomic<bool> stop{false};
  on_threads(4, [&](int number) {
    if (number < 2) {
      for (int round = 0; !stop; ++round) {
        ASSERT_EQ(cache.set(numbered("k", round % 300), "v"), CELLARET_OK);
        if (round % 512 == 0) cellaret_clear(cache);
      }
      return;
    }
    for (int round = 0; round < kRounds / 50; ++round) {
      Reader reader = subscribe(cache, 4096);
      int descriptor = -1;
      if (round % 2 == 0) {
        ASSERT_EQ(cellaret_events_descriptor(cache, reader.subscription, &descriptor), CELLARET_OK);
      }
      reader.read();
      ASSERT_EQ(cellaret_events_close(cache, reader.subscription), CELLARET_OK);
    }
    stop = true;
  });
  EXPECT_EQ(cache.stats().bytes_events, 0u);
}

}  // namespace
}  // namespace cellaret::test
