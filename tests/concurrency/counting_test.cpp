// Operations on one key are atomic: nothing is counted twice, lost or half seen.
#include <array>
#include <random>

#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 4;

cellaret_options sharded(std::uint32_t shards = 4) {
  cellaret_options options = manual_options();
  options.shards = shards;
  return options;
}

TEST(CountingTest, increments_of_all_threads_add_up) {
  Cache cache(sharded());
  on_threads(kThreads, [&](int) {
    for (int round = 0; round < kRounds; ++round) {
      ASSERT_EQ(cache.increment("hot", 1), CELLARET_OK);
      ASSERT_EQ(cache.increment(numbered("k", round % 5), 2), CELLARET_OK);
      ASSERT_EQ(cache.add("half", 0.5), CELLARET_OK);
    }
  });
  EXPECT_EQ(cache.integer("hot"), kThreads * kRounds);
  EXPECT_EQ(cache.number("half"), kThreads * kRounds * 0.5);
  std::int64_t sum = 0;
  for (int number = 0; number < 5; ++number) sum += *cache.integer(numbered("k", number));
  EXPECT_EQ(sum, 2 * kThreads * kRounds);
  EXPECT_EQ(cache.stats().sets, static_cast<std::uint64_t>(3 * kThreads * kRounds));
}

TEST(CountingTest, every_sum_is_given_to_one_thread_only) {
  Cache cache(sharded());
  std::vector<std::atomic<int>> seen(static_cast<std::size_t>(kThreads) * kRounds + 1);
  on_threads(kThreads, [&](int) {
    for (int round = 0; round < kRounds; ++round) {
      std::int64_t sum = 0;
      ASSERT_EQ(cache.increment("ticket", 1, &sum), CELLARET_OK);
      ++seen[static_cast<std::size_t>(sum)];
    }
  });
  for (std::size_t ticket = 1; ticket < seen.size(); ++ticket) ASSERT_EQ(seen[ticket], 1) << ticket;
}

TEST(CountingTest, set_if_absent_is_won_by_one_thread) {
  Cache cache(sharded());
  constexpr int kKeys = kRounds / 10;
  std::array<int, kThreads> won{};
  on_threads(kThreads, [&](int number) {
    auto absent = set_options(CELLARET_SET_IF_ABSENT);
    for (int key = 0; key < kKeys; ++key) {
      cellaret_status status = cache.set(numbered("k", key), std::to_string(number), &absent);
      ASSERT_TRUE(status == CELLARET_OK || status == CELLARET_EXISTS);
      won[number] += status == CELLARET_OK;
    }
  });
  int sum = 0;
  for (int wins : won) sum += wins;
  EXPECT_EQ(sum, kKeys);
  std::array<int, kThreads> written{};
  for (int key = 0; key < kKeys; ++key) ++written[std::stoi(*cache.text(numbered("k", key)))];
  EXPECT_EQ(written, won);
}

TEST(CountingTest, a_key_is_deleted_by_one_thread) {
  Cache cache(sharded());
  std::atomic<int> deleted{0};
  constexpr int kKeys = kRounds / 10;
  for (int key = 0; key < kKeys; ++key) cache.set(numbered("k", key), "v");
  on_threads(kThreads, [&](int) {
    for (int key = 0; key < kKeys; ++key) {
      deleted += cache.erase(numbered("k", key)) == CELLARET_OK;
    }
  });
  EXPECT_EQ(deleted, kKeys);
  EXPECT_EQ(cache.len(), 0u);
}

// An exchange hands each value written on exactly once.
TEST(CountingTest, old_values_are_handed_on_once) {
  Cache cache(sharded());
  constexpr int kEach = kRounds / 4;
  std::vector<std::atomic<int>> seen(static_cast<std::size_t>(kThreads) * kEach);
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kEach; ++round) {
      Value old;
      ASSERT_EQ(cellaret_int_set(cache, "k", 1, number * kEach + round, nullptr, old.raw()),
                CELLARET_OK);
      if (old->type == CELLARET_TYPE_INT) ++seen[static_cast<std::size_t>(old->as.integer)];
    }
  });
  ++seen[static_cast<std::size_t>(*cache.integer("k"))];
  for (std::size_t value = 0; value < seen.size(); ++value) ASSERT_EQ(seen[value], 1) << value;
}

// A string of one letter whose length belongs to the letter: a mixture would show.
TEST(CountingTest, a_value_is_read_as_it_was_written) {
  Cache cache(sharded());
  auto made = [](int letter) {
    return std::string(1 + letter * 37 % 300, static_cast<char>(letter));
  };
  for (int key = 0; key < 3; ++key) cache.set(numbered("k", key), made('a'));
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds; ++round) {
      std::string key = numbered("k", round % 3);
      if (number % 2 == 0) {
        ASSERT_EQ(cache.set(key, made('a' + (round + number) % 26)), CELLARET_OK);
        continue;
      }
      Value value;
      ASSERT_EQ(cache.get(key, value), CELLARET_OK);
      std::string text(value.text());
      ASSERT_FALSE(text.empty());
      ASSERT_EQ(text, made(text[0]));
    }
  });
}

// What one thread did, by what its calls returned.
struct Tally {
  std::uint64_t hits = 0, misses = 0, sets = 0, deletes = 0;
};

Tally work_and_count(Cache &cache, unsigned seed) {
  Tally tally;
  std::mt19937 random(seed);
  for (int round = 0; round < kRounds; ++round) {
    std::string key = numbered("k", static_cast<int>(random() % 300));
    switch (random() % 4) {
      case 0:
        tally.deletes += cache.erase(key) == CELLARET_OK;
        break;
      case 1:
        tally.sets += cache.set(key, std::string(random() % 200, 'v')) == CELLARET_OK;
        break;
      default:
        ++(cache.text(key).has_value() ? tally.hits : tally.misses);
    }
  }
  return tally;
}

// Counters are kept by thread and by shard; what is evicted is counted by the one who reads events.
TEST(CountingTest, statistics_are_the_sum_of_what_all_threads_saw) {
  cellaret_options options = sharded();
  options.max_entries = 150;
  Cache cache(options);
  cellaret_events_options wanted{};
  wanted.struct_size = sizeof wanted;
  wanted.causes = CELLARET_EVENT_EVICTED;
  wanted.shard_bytes = 1u << 20;
  std::uint64_t subscription = 0;
  ASSERT_EQ(cellaret_events_subscribe(cache, &wanted, &subscription), CELLARET_OK);
  std::array<Tally, kThreads> tallies;
  on_threads(kThreads, [&](int number) {
    tallies[number] = work_and_count(cache, static_cast<unsigned>(number));
  });
  std::size_t evicted = 0;
  auto ignore = [](const cellaret_event *, void *) {};
  ASSERT_EQ(cellaret_events_dispatch(cache, subscription, SIZE_MAX, ignore, nullptr, &evicted),
            CELLARET_OK);
  Tally all;
  for (const Tally &tally : tallies) {
    all.hits += tally.hits;
    all.misses += tally.misses;
    all.sets += tally.sets;
    all.deletes += tally.deletes;
  }
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(stats.hits, all.hits);
  EXPECT_EQ(stats.misses, all.misses);
  EXPECT_EQ(stats.sets, all.sets);
  EXPECT_EQ(stats.deletes, all.deletes);
  EXPECT_EQ(stats.evictions, evicted);
  EXPECT_EQ(stats.evictions_for_entries, evicted);
  EXPECT_GT(evicted, static_cast<std::size_t>(kRounds) / 20);
}

}  // namespace
}  // namespace cellaret::test
