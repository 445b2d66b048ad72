// Forks of a process whose instances have a maintenance thread: the child has none, and needs none.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/capi/child.h"
#include "tests/capi/fixture.h"
#include "tests/capi/real_time.h"

namespace cellaret::test {
namespace {

cellaret_options threaded_options() {
  cellaret_options options = manual_options();
  options.shards = 4;
  options.maintenance_ms = 1;
  return options;
}

// 0, or which step failed.
int use_without_a_thread(Cache &cache) {
  if (threads() != 1) return 1;
  if (cache.set("child", "c", cellaret_expiry_in(10)) != CELLARET_OK) return 2;
  if (cellaret_clock_advance(cache, 100) != CELLARET_OK) return 3;
  // Lazily, as in any instance without one.
  if (cache.exists("child")) return 4;
  std::uint64_t entries = 0;
  if (cellaret_len(cache, &entries) != CELLARET_OK) return 5;
  if (cellaret_clear(cache) != CELLARET_OK || cache.stats().bytes_charged != 0) return 6;
  cache.close();
  if (cellaret_len(cache, &entries) != CELLARET_CLOSED) return 7;
  // One that the child opens has a thread of its own.
  Cache own(threaded_options());
  return threads() == 2 ? 0 : 8;
}

TEST(MaintenanceForkTest, the_child_works_without_the_thread_and_closes) {
  Cache cache(threaded_options());
  cache.set("parent", "p");
  ASSERT_TRUE(come_to(1));
  EXPECT_EQ(in_child([&] { return use_without_a_thread(cache); }), 0);
  EXPECT_TRUE(come_to(1));
  ASSERT_EQ(cache.set("k", "v", cellaret_expiry_in(5)), CELLARET_OK);
  ASSERT_EQ(cellaret_clock_advance(cache, 6), CELLARET_OK);
  EXPECT_TRUE(comes_true([&] { return cache.stats().expirations == 1; }));
}

TEST(MaintenanceForkTest, forks_while_the_thread_holds_a_shard_or_wakes_leave_nobody_hanging) {
  Cache cache(threaded_options());
  std::atomic<bool> is_over{false};
  std::thread writer([&] {
    for (int round = 0; !is_over; ++round) {
      cache.set("k" + std::to_string(round % 5000), std::string(100, 'v'),
                cellaret_expiry_in(1 + round % 50));
      if (round % 100 == 0) cellaret_clock_advance(cache, 5);
    }
  });
  std::thread opener([&] {
    while (!is_over) {
      Cache other(threaded_options());
      other.set("k", "v");
      // Otherwise it has the lock of all names nearly all the time, and who wants to fork on a busy
      // machine waits for seconds.
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  for (int number = 0; number < 100 && !HasFailure(); ++number) {
    // The parent may hang in its handlers, too.
    alarm(kWatchdogSeconds);
    EXPECT_EQ(in_child([&] { return use_without_a_thread(cache); }), 0) << number;
  }
  alarm(0);
  is_over = true;
  writer.join();
  opener.join();
}

}  // namespace
}  // namespace cellaret::test
