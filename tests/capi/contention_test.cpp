// Who met whom: the statistics count each call that waited for a lock and each time a read met a
// writer, where the test sees to it that they meet.
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "tests/capi/fixture.h"
#include "tests/capi/inner_instance.h"

namespace cellaret::test {
namespace {

class ContentionTest : public testing::Test {
 protected:
  ContentionTest() { EXPECT_EQ(set(), CELLARET_OK); }

  cellaret_status set() { return cellaret_set(cache_, "k", 1, "v", 1, nullptr, nullptr); }
  cellaret_status get() {
    Value value;
    return cellaret_get(cache_, "k", 1, value.raw());
  }
  [[nodiscard]] cellaret_stats stats() const {
    cellaret_stats stats{};
    stats.struct_size = sizeof stats;
    EXPECT_EQ(cellaret_stats_read(cache_, &stats), CELLARET_OK);
    return stats;
  }

  static engine::Options options() {
    engine::Options options;
    options.clock = engine::ClockKind::kManual;
    options.shards = 1;
    options.seed = 7;
    return options;
  }

  const InnerInstance cache_{options()};
};

// Whether a thread of this process sleeps until a word in memory changes.
bool is_asleep(std::int64_t thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/syscall");
  std::string number;
  EXPECT_TRUE(file >> number);
  return number == std::to_string(SYS_futex);
}

// Looks until it is so; false if that takes so long that it never will be.
template <class Condition>
[[nodiscard]] bool becomes_true(Condition condition) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST_F(ContentionTest, each_call_that_waits_for_a_lock_is_counted_and_no_other)
CELLARET_NO_ANALYSIS {
  for (std::uint64_t waits = 0; waits < 5; ++waits) {
    std::atomic<std::int64_t> thread_id{0};
    engine::Lock &lock = cache_.engine().shard(0).lock();
    lock.acquire();
    std::thread waiting([&] {
      thread_id = syscall(SYS_gettid);
      EXPECT_EQ(set(), CELLARET_OK);
    });
    EXPECT_TRUE(becomes_true([&] { return thread_id != 0 && is_asleep(thread_id); }));
    lock.release();
    waiting.join();
    for (int call = 0; call < 100; ++call) ASSERT_EQ(set(), CELLARET_OK);
    EXPECT_EQ(stats().lock_waits, waits + 1);
  }
  EXPECT_EQ(stats().sets, 1u + 5 * 101);
  ASSERT_EQ(cellaret_stats_reset(cache_), CELLARET_OK);
  EXPECT_EQ(stats().lock_waits, 0u);
}

// A read looks three times beside a writer that is at its entry, and then waits for it.
TEST_F(ContentionTest, each_look_of_a_read_that_meets_a_writer_is_counted) CELLARET_NO_ANALYSIS {
  engine::Shard &shard = cache_.engine().shard(0);
  engine::HashedKey key = cache_.engine().hashed("k");
  for (std::uint64_t reads = 1; reads <= 4; ++reads) {
    std::thread reading;
    {
      engine::LockGuard holder(shard.lock());
      ASSERT_TRUE(shard.mark_busy(key));
      reading = std::thread([&] { EXPECT_EQ(get(), CELLARET_OK); });
      EXPECT_TRUE(becomes_true([&] { return shard.reads().sums().retries >= 3 * reads; }));
      shard.unmark_busy(key);
    }
    reading.join();
    for (int call = 0; call < 100; ++call) ASSERT_EQ(get(), CELLARET_OK);
    EXPECT_EQ(stats().read_retries, 3 * reads);
  }
  EXPECT_EQ(stats().hits, 4u * 101);
  ASSERT_EQ(cellaret_stats_reset(cache_), CELLARET_OK);
  EXPECT_EQ(stats().read_retries, 0u);
}

}  // namespace
}  // namespace cellaret::test
