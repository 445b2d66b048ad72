// After a fork parent and child each have a cache of their own, whatever other threads were doing.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

constexpr unsigned kWatchdogSeconds = 60;

// Runs `body` in a child and gives the exit code that it returns; a child that hangs is killed by
// its alarm.
template <class Body>
int in_child(Body body) {
  pid_t child = fork();
  if (child == 0) {
    alarm(kWatchdogSeconds);
    _exit(body());
  }
  EXPECT_GT(child, 0);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_FALSE(WIFSIGNALED(status)) << "signal " << WTERMSIG(status);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

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
  if (cellaret_clear(cache) != CELLARET_OK || cache.len() != 0) return 7;
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

TEST(ForkTest, survives_fifty_forks_while_threads_write_open_and_close) {
  alarm(4 * kWatchdogSeconds);
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
      std::this_thread::yield();
    }
  });
  for (int number = 0; number < 50; ++number) {
    ASSERT_EQ(in_child([&] { return use_everything(cache); }), 0) << number;
  }
  stop = true;
  for (std::thread &thread : threads) thread.join();
  alarm(0);
  EXPECT_EQ(cache.set("after", "v"), CELLARET_OK);
}

}  // namespace
}  // namespace cellaret::test
