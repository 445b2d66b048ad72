// Whose noted hits reach the policy.
#include "engine/shard/hit_log.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace cellaret::engine {
namespace {

// How many batches of each thread are taken.
std::vector<int> taken_of(ReaderTurns &turns, const std::vector<std::uint32_t> &threads) {
  std::vector<int> taken(16);
  for (std::uint32_t thread : threads) taken[thread] += turns.is_next(thread) ? 1 : 0;
  return taken;
}

TEST(ReaderTurnsTest, a_thread_alone_has_all_its_hits_taken) {
  ReaderTurns turns;
  EXPECT_EQ(taken_of(turns, std::vector<std::uint32_t>(1000, 5))[5], 1000);
}

TEST(ReaderTurnsTest, so_has_one_that_takes_over) {
  ReaderTurns turns;
  for (std::uint32_t round = 0; round < 100; ++round) {
    std::uint32_t thread = round % 3;
    EXPECT_EQ(taken_of(turns, std::vector<std::uint32_t>(10, thread))[thread], 10);
  }
}

TEST(ReaderTurnsTest, of_threads_in_turn_a_quarter_is_taken_whatever_their_number) {
  for (std::uint32_t threads = 2; threads <= 8; ++threads) {
    ReaderTurns turns;
    std::vector<std::uint32_t> order;
    for (std::uint32_t batch = 0; batch < 1000 * threads; ++batch) order.push_back(batch % threads);
    std::vector<int> taken = taken_of(turns, order);
    for (std::uint32_t thread = 0; thread < threads; ++thread) {
      EXPECT_NEAR(taken[thread], 250, 60) << thread << " of " << threads;
    }
  }
}

}  // namespace
}  // namespace cellaret::engine
