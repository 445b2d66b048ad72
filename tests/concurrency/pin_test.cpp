// Pinned bytes are the same for their reader whatever other threads do to the key.
#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 4;
constexpr std::size_t kSize = 500;

// A pinned value holds one letter throughout, however long it is held.
void expect_whole(const Value &value) {
  std::string_view text = value.text();
  ASSERT_EQ(text.size(), kSize);
  ASSERT_EQ(text.find_first_not_of(text[0]), std::string_view::npos);
}

TEST(ConcurrentPinTest, bytes_do_not_change_under_a_reader) {
  cellaret_options options = manual_options();
  options.shards = 2;
  options.max_entries = 4;
  Cache cache(options);
  on_threads(kThreads, [&](int number) {
    std::vector<Value> held;
    for (int round = 0; round < kRounds; ++round) {
      std::string key = numbered("k", round % 6);
      if (number % 2 == 0) {
        cache.set(key, std::string(kSize, static_cast<char>('a' + round % 26)));
        if (round % 50 == 0) cache.erase(key);
        continue;
      }
      Value value;
      if (cache.get(key, value) != CELLARET_OK) continue;
      expect_whole(value);
      held.push_back(std::move(value));
      if (held.size() < 16) continue;
      for (const Value &each : held) expect_whole(each);
      held.clear();
    }
  });
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

// Released by another thread than the one that read, after the cache is gone.
TEST(ConcurrentPinTest, values_travel_between_threads_and_outlive_the_cache) {
  std::vector<std::vector<Value>> held(kThreads);
  {
    Cache cache;
    for (int key = 0; key < 20; ++key) cache.set(numbered("k", key), std::string(kSize, 'x'));
    on_threads(kThreads, [&](int number) {
      for (int key = 0; key < 20; ++key) {
        Value value;
        if (cache.get(numbered("k", key), value) == CELLARET_OK) {
          held[number].push_back(std::move(value));
        }
        if (number == 0) cache.erase(numbered("k", key));
      }
    });
  }
  on_threads(kThreads, [&](int number) {
    std::vector<Value> &others = held[(number + 1) % kThreads];
    for (const Value &value : others) expect_whole(value);
    others.clear();
  });
}

// The last of the table and the readers frees, whoever that is.
TEST(ConcurrentPinTest, releasing_races_with_replacing) {
  Cache cache;
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds; ++round) {
      if (number == 0) {
        cache.set("k", std::string(kSize, static_cast<char>('a' + round % 26)));
      } else {
        Value value;
        if (cache.get("k", value) == CELLARET_OK) expect_whole(value);
      }
    }
  });
  cache.erase("k");
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

}  // namespace
}  // namespace cellaret::test
