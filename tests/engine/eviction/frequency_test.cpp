// The approximate memories of keys: the frequency sketch and the ghost queue against exact ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>

#include "engine/base/random.h"
#include "engine/eviction/frequency_sketch.h"
#include "engine/eviction/ghost_queue.h"
#include "tests/engine/eviction/policy_model.h"

namespace cellaret::engine {
namespace {

constexpr std::uint64_t kSeed = 20261121;

TEST(FrequencySketchTest, never_counts_too_few_and_seldom_too_many) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 4096));
  std::map<std::uint32_t, unsigned> exact;
  Random random(kSeed);
  for (int addition = 0; addition < 8000; ++addition) {
    auto key = static_cast<std::uint32_t>(random.below(1 + random.below(4000)));
    auto times = static_cast<std::uint32_t>(1 + random.below(3));
    sketch.add(key, times);
    exact[key] = std::min(exact[key] + times, FrequencySketch::kMaxCount);
  }
  int too_many = 0;
  for (auto [key, count] : exact) {
    ASSERT_GE(sketch.estimate(key), count) << "key " << key << ", seed " << kSeed;
    too_many += sketch.estimate(key) > count;
  }
  EXPECT_LT(too_many, static_cast<int>(exact.size() / 20)) << "seed " << kSeed;
}

TEST(FrequencySketchTest, halves_all_counts_once_a_period) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 4096));
  for (std::uint32_t key = 0; key < 100; ++key) sketch.add(key, 8);
  sketch.set_period(1000);
  // The 200 that lack to the period, and some more for the work to be done.
  for (int addition = 0; addition < 400; ++addition) sketch.add(1000000);
  int halved = 0;
  for (std::uint32_t key = 0; key < 100; ++key) halved += sketch.estimate(key) == 4;
  EXPECT_GE(halved, 97);
}

TEST(FrequencySketchTest, carries_counts_over_to_another_size) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 1000));
  for (std::uint32_t key = 0; key < 200; ++key) sketch.add(key, 1 + key % 15);
  for (std::uint32_t slots : {16000u, 2000u}) {
    unsigned half = slots == 16000 ? 1 : 0;
    ASSERT_TRUE(sketch.reserve(half, slots));
    release(sketch, 1 - half);
    for (std::uint32_t key = 0; key < 200; ++key) {
      ASSERT_GE(sketch.estimate(key), 1 + key % 15) << slots;
      ASSERT_LE(sketch.estimate(key), 2 + key % 15) << slots;
    }
  }
}

// And counts on meanwhile, wherever the counts of a key are.
TEST(FrequencySketchTest, counts_while_it_is_carried_over) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 30'000));
  unsigned half = 0;
  for (std::uint32_t slots : {50'000u, 60'000u, 20'000u, 21'000u}) {
    half = 1 - half;
    std::map<std::uint32_t, unsigned> counts;
    std::uint32_t first = slots * 1000;
    auto add = [&](std::uint32_t key) {
      sketch.add(key);
      ++counts[key];
    };
    for (std::uint32_t key = first; key < first + 100; ++key) add(key);
    ASSERT_TRUE(sketch.reserve(half, slots));
    for (std::uint32_t step = 0; step < 6000; ++step) {
      sketch.on_move();
      if (step % 6 == 0) add(first + step / 6 % 130);
      if (step % 500 != 0) continue;
      for (auto [key, count] : counts) {
        ASSERT_GE(sketch.estimate(key), count) << slots;
        ASSERT_LE(sketch.estimate(key), count + 1) << slots;
      }
    }
    release(sketch, 1 - half);
    for (auto [key, count] : counts) ASSERT_GE(sketch.estimate(key), count) << slots;
  }
}

TEST(FrequencySketchTest, goes_back_when_the_table_does) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 1000));
  sketch.add(7, 5);
  std::size_t bytes = sketch.bytes();
  ASSERT_TRUE(sketch.reserve(1, 2000));
  release(sketch, 1);
  EXPECT_EQ(sketch.bytes(), bytes);
  EXPECT_EQ(sketch.estimate(7), 5u);
}

TEST(GhostQueueTest, remembers_as_a_queue_does_but_for_its_ends) {
  constexpr std::uint64_t kLength = 1000;
  GhostQueue ghosts;
  ASSERT_TRUE(ghosts.reserve(0, 1400));
  ghosts.set_length(kLength);
  struct Pushed {
    std::uint64_t hash;
    std::uint64_t number;
  };
  std::deque<Pushed> exact;
  Random random(kSeed);
  std::uint64_t pushes = 0;
  int looks = 0;
  int wrong = 0;
  while (pushes < 200000) {
    exact.push_back({random.next(), pushes++});
    ghosts.push(exact.back().hash);
    if (exact.size() > 2 * kLength) exact.pop_front();
    if (pushes % 3 != 0) continue;
    // Those that were pushed about one length ago may be known or not.
    auto chosen = exact.begin() + static_cast<std::ptrdiff_t>(random.below(exact.size()));
    std::uint64_t age = pushes - chosen->number;
    bool is_taken = ghosts.take(chosen->hash);
    ++looks;
    wrong += (is_taken && age > kLength * 102 / 100) || (!is_taken && age < kLength * 98 / 100);
    ASSERT_FALSE(ghosts.take(chosen->hash)) << "a key that was taken is gone";
    exact.erase(chosen);
  }
  // A group of 16 that gets more than its share of the keys forgets some early.
  EXPECT_LT(wrong, looks / 50) << "seed " << kSeed;
}

TEST(GhostQueueTest, knows_nothing_it_was_not_told) {
  GhostQueue ghosts;
  ASSERT_TRUE(ghosts.reserve(0, 20000));
  ghosts.set_length(18000);
  Random random(kSeed);
  for (int key = 0; key < 18000; ++key) ghosts.push(random.next());
  int known = 0;
  for (int key = 0; key < 200000; ++key) known += ghosts.take(random.next());
  EXPECT_LT(known, 10) << "seed " << kSeed;
}

}  // namespace
}  // namespace cellaret::engine
