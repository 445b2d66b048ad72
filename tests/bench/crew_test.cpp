// Tests of the threads that run bursts, and of what counts as an undisturbed one.
#include "bench/harness/crew.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <array>
#include <stdexcept>

namespace cellaret::bench {
namespace {

Lap lap(std::uint64_t started, std::uint64_t elapsed, std::uint64_t waited) {
  return {.started_ns = started, .elapsed_ns = elapsed, .cpu_ns = elapsed, .waited_ns = waited};
}

TEST(Crew, every_thread_prepares_before_any_is_timed) {
  Crew crew(2);
  std::atomic<int> prepared{0};
  std::array<int, 2> seen{};
  crew.run(2, [&](unsigned) { ++prepared; }, [&](unsigned thread) { seen[thread] = prepared; });
  EXPECT_EQ(seen[0], 2);
  EXPECT_EQ(seen[1], 2);
}

TEST(Crew, runs_only_as_many_threads_as_asked_for_and_each_on_its_processor) {
  Crew crew(2);
  std::array<int, 2> processor{-1, -1};
  const auto where = [&](unsigned thread) { processor[thread] = sched_getcpu(); };
  EXPECT_EQ(crew.run(1, [](unsigned) {}, where).size(), 1u);
  EXPECT_EQ(processor[1], -1);
  EXPECT_EQ(crew.run(2, [](unsigned) {}, where).size(), 2u);
  EXPECT_NE(processor[0], processor[1]);
}

TEST(Crew, an_error_of_a_thread_arrives_and_the_crew_goes_on) {
  Crew crew(2);
  const auto fail = [](unsigned thread) {
    if (thread == 1) throw std::runtime_error("on purpose");
  };
  EXPECT_THROW(crew.run(2, fail, [](unsigned) {}), std::runtime_error);
  EXPECT_THROW(crew.run(2, [](unsigned) {}, fail), std::runtime_error);
  EXPECT_EQ(crew.run(2, [](unsigned) {}, [](unsigned) {}).size(), 2u);
}

TEST(Crew, more_threads_than_processors_are_refused) {
  EXPECT_THROW(Crew(4'000), std::runtime_error);
}

TEST(Clean, is_a_burst_with_little_waiting_and_a_common_start) {
  EXPECT_TRUE(is_clean({lap(0, 1'000, 50), lap(100, 1'000, 0)}));
  EXPECT_FALSE(is_clean({lap(0, 1'000, 51), lap(100, 1'000, 0)}));
  EXPECT_FALSE(is_clean({lap(0, 1'000, 0), lap(101, 1'000, 0)}));
}

}  // namespace
}  // namespace cellaret::bench
