// A thousand signals a second interrupt whatever runs, and no call notices.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

std::atomic<std::uint64_t> signals{0};
void count_signal(int) { ++signals; }

// Signals that break off what a thread waits for in the kernel: without SA_RESTART.
class SignalTest : public testing::Test {
 protected:
  SignalTest() {
    struct sigaction action{};
    action.sa_handler = &count_signal;
    sigaction(SIGALRM, &action, &before_);
    itimerval every{{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &every, nullptr);
  }
  ~SignalTest() override {
    itimerval never{};
    setitimer(ITIMER_REAL, &never, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
  }

 private:
  struct sigaction before_{};
};

constexpr std::uint64_t kSignals = 1500;

TEST_F(SignalTest, counts_are_exact_and_locks_hold_while_calls_are_interrupted) {
  cellaret_options options = manual_options();
  options.max_entries = 500;
  Cache cache(options);
  constexpr int kThreads = 4;
  std::atomic<std::uint64_t> added{0};
  std::uint64_t first = signals;
  std::vector<std::thread> threads;
  for (int number = 0; number < kThreads; ++number) {
    threads.emplace_back([&, number] {
      // One shard, so that they wait for each other.
      for (std::uint64_t round = 0; signals - first < kSignals; ++round) {
        ASSERT_EQ(cache.increment("count", 1), CELLARET_OK);
        ++added;
        std::string key = numbered(numbered("k", number), round % 300);
        ASSERT_EQ(cache.set(key, std::string(round % 400, 'v')), CELLARET_OK);
        Value value;
        cellaret_status status = cache.get(key, value);
        ASSERT_TRUE(status == CELLARET_OK || status == CELLARET_MISS);
        if (round % 4096 == 0) cellaret_maintain(cache, 100, nullptr);
        Cache own;
        ASSERT_EQ(own.set("k", "v"), CELLARET_OK);
      }
    });
  }
  for (std::thread &thread : threads) thread.join();
  EXPECT_EQ(cache.integer("count"), static_cast<std::int64_t>(added.load()));
  EXPECT_LE(cache.len(), 500u);
  EXPECT_GE(signals - first, kSignals);
}

TEST_F(SignalTest, events_arrive_although_waiting_for_them_is_interrupted) {
  Cache cache;
  std::uint64_t subscription = 0;
  int descriptor = -1;
  ASSERT_EQ(cellaret_events_subscribe(cache, nullptr, &subscription), CELLARET_OK);
  ASSERT_EQ(cellaret_events_descriptor(cache, subscription, &descriptor), CELLARET_OK);
  constexpr std::size_t kEvents = 2000;
  std::thread writer([&] {
    for (std::size_t round = 0; round < kEvents; ++round) {
      cache.set("k", "v");
      cache.erase("k");
    }
  });
  std::size_t seen = 0;
  while (seen < kEvents) {
    pollfd poll_for{descriptor, POLLIN, 0};
    int ready = poll(&poll_for, 1, 30'000);
    if (ready < 0 && errno == EINTR) continue;
    ASSERT_EQ(ready, 1) << "nothing came after " << seen;
    std::size_t count = 0;
    ASSERT_EQ(
        cellaret_events_dispatch(
            cache, subscription, SIZE_MAX, [](const cellaret_event *, void *) {}, nullptr, &count),
        CELLARET_OK);
    seen += count;
  }
  writer.join();
  EXPECT_EQ(seen, kEvents);
}

}  // namespace
}  // namespace cellaret::test
