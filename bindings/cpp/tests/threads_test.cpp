// One Cache used by several threads at once, without any lock of the caller's.
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "fixture.h"

namespace cellaret::test {
namespace {

TEST(ThreadsTest, increments_of_one_key_are_never_lost) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 5000;
  Cache cache;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; i++) {
    threads.emplace_back([&cache] {
      for (int round = 0; round < kRounds; round++) cache.increment("counter");
    });
  }
  for (std::thread &thread : threads) thread.join();
  EXPECT_EQ(cache.get_int("counter"), kThreads * kRounds);
}

TEST(ThreadsTest, a_reader_sees_a_whole_value_whatever_others_write) {
  constexpr int kRounds = 2000;
  Cache cache({.shards = 1});
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  cache.set("key", std::string(1, 'a'));
  std::thread reader([&] {
    while (!stop.load()) {
      const auto value = cache.get("key");
      const std::string_view text = value->text();
      if (text.find_first_not_of(text.front()) != std::string_view::npos) torn++;
    }
  });
  for (int round = 0; round < kRounds; round++) {
    const auto size = static_cast<std::size_t>(1 + round % 200);
    cache.set("key", std::string(size, static_cast<char>('a' + round % 26)));
  }
  stop = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace cellaret::test
