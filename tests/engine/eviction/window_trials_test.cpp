// Trials of window sizes: which share is followed on workloads whose answer is known.
#include <gtest/gtest.h>

#include <deque>
#include <functional>

#include "engine/base/random.h"
#include "engine/eviction/window_trials.h"

namespace cellaret::engine {
namespace {

constexpr std::uint64_t kSeed = 20261121;

class WindowTrialsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(sketch_.reserve(0, 200000)); }

  // Keys are numbers; what the trials see is a hash of each.
  void access(std::uint64_t number) {
    auto key = static_cast<std::uint32_t>(Random(number).next());
    sketch_.add(key);
    hold(key);
    trials_.on_access(key, false, sketch_);
  }
  // The cache holds what came last.
  void hold(std::uint32_t key) {
    while (held_.size() >= entries_) {
      trials_.on_full(sketch_);
      trials_.on_remove(held_.front());
      held_.pop_front();
    }
    held_.push_back(key);
    trials_.on_insert(key);
  }
  void loop(std::uint64_t keys, std::uint64_t accesses) {
    for (std::uint64_t at = 0; at < accesses; ++at) access(at % keys);
  }
  // Every key three times within `distance`, and never again.
  void recency(std::uint64_t distance, std::uint64_t accesses) {
    for (std::uint64_t at = 0; at < accesses; ++at) {
      access(1000000 + at / 3 + (at % 3 == 0 ? distance : at % 3 == 1 ? distance / 2 : 0));
    }
  }

  std::uint64_t entries_ = 100;
  std::deque<std::uint32_t> held_;
  FrequencySketch sketch_;
  WindowTrials trials_;
};

TEST_F(WindowTrialsTest, a_loop_larger_than_the_cache_wants_next_to_no_window) {
  loop(150, 20000);
  EXPECT_EQ(trials_.best_window(), 0.01);
}

TEST_F(WindowTrialsTest, pure_recency_wants_a_large_window) {
  recency(40, 20000);
  EXPECT_GE(trials_.best_window(), 0.3);
}

TEST_F(WindowTrialsTest, phases_are_followed_there_and_back) {
  for (int round = 0; round < 3; ++round) {
    loop(150, 10000);
    EXPECT_EQ(trials_.best_window(), 0.01) << "round " << round;
    recency(40, 10000);
    EXPECT_GE(trials_.best_window(), 0.3) << "round " << round;
  }
}

// A trial that was behind for long need not make up for that when its time has come.
TEST_F(WindowTrialsTest, what_was_worse_for_long_is_followed_soon_when_it_is_better) {
  loop(150, 20000);
  recency(40, 600);
  EXPECT_GE(trials_.best_window(), 0.3);
}

TEST_F(WindowTrialsTest, a_large_cache_is_judged_by_a_sample) {
  entries_ = 100000;
  EXPECT_EQ(trials_.mask(), 0u);
  loop(150000, 3000000);
  EXPECT_EQ(trials_.best_window(), 0.01);
  EXPECT_GE(trials_.mask(), 100000u / 128 - 1);
  entries_ = 50;
  access(1);
  access(2);
  EXPECT_EQ(trials_.mask(), 0u);
}

// Of a cache that holds nearly all of a loop a sample of the keys may fit whole where the loop does
// not: then no trial would miss, and none would be better than another.
TEST_F(WindowTrialsTest, a_loop_hardly_larger_than_the_cache_is_told_from_one_that_fits) {
  for (std::uint64_t keys = 1000; keys < 1400; keys += 40) {
    SetUp();
    trials_ = WindowTrials();
    held_.clear();
    entries_ = keys - 10;
    loop(keys, 60000);
    EXPECT_EQ(trials_.best_window(), 0.01) << keys;
  }
}

TEST_F(WindowTrialsTest, the_same_for_all_sizes_changes_nothing) {
  Random random(kSeed);
  double first = trials_.best_window();
  for (int at = 0; at < 100000; ++at) access(random.below(1000000));
  EXPECT_EQ(trials_.best_window(), first) << "seed " << kSeed;
}

// What is hit before the cache is full for the first time says what to begin with. So many keys
// come, and of each `every` of them one is hit `times` when `later` others have come.
class FirstShareTest : public WindowTrialsTest {
 protected:
  double first_share(int keys, int every, int times, int later) {
    entries_ = static_cast<std::uint64_t>(keys);
    for (int number = 0; number < keys; ++number) {
      access(static_cast<std::uint64_t>(number));
      int hit = number - later;
      for (int at = 0; at < times && hit >= 0 && hit % every == 0; ++at) {
        trials_.on_access(static_cast<std::uint32_t>(Random(hit).next()), true, sketch_);
      }
    }
    trials_.on_full(sketch_);
    return trials_.best_window();
  }
};

TEST_F(FirstShareTest, many_keys_hit_once_beyond_a_small_window_are_for_no_filter) {
  EXPECT_EQ(first_share(100, 3, 1, 40), 1.0);
}

TEST_F(FirstShareTest, a_large_cache_is_no_exception) {
  EXPECT_EQ(first_share(100000, 3, 1, 40000), 1.0);
}

TEST_F(FirstShareTest, keys_hit_three_times_are_for_a_large_window) {
  EXPECT_EQ(first_share(100, 3, 3, 40), 0.3);
}

TEST_F(FirstShareTest, keys_hit_often_are_for_the_filter) {
  EXPECT_EQ(first_share(100, 3, 8, 40), 0.1);
}

TEST_F(FirstShareTest, hits_that_a_small_window_has_anyway_say_nothing) {
  EXPECT_EQ(first_share(100, 3, 1, 5), 0.1);
}

TEST_F(FirstShareTest, hardly_any_hits_say_nothing) { EXPECT_EQ(first_share(100, 50, 1, 40), 0.1); }

// A cache that has become much smaller begins another sample, but not another life.
TEST_F(FirstShareTest, only_the_first_time_counts) {
  EXPECT_EQ(first_share(1000, 3, 1, 400), 1.0);
  loop(1500, 60000);
  ASSERT_EQ(trials_.best_window(), 0.01);
  ASSERT_NE(trials_.mask(), 0u);
  for (std::uint64_t number = 0; number < 1500; ++number) {
    trials_.on_access(static_cast<std::uint32_t>(Random(number % 750).next()), true, sketch_);
  }
  entries_ = 30;
  access(1);
  access(2);
  ASSERT_EQ(trials_.mask(), 0u);
  EXPECT_EQ(trials_.best_window(), 0.01);
}

TEST_F(WindowTrialsTest, hits_are_paid_for_by_misses) {
  EXPECT_FALSE(trials_.are_hits_wanted());
  access(1);
  EXPECT_TRUE(trials_.are_hits_wanted());
  auto key = static_cast<std::uint32_t>(Random(1).next());
  for (int hit = 0; hit < 100; ++hit) trials_.on_access(key, true, sketch_);
  EXPECT_FALSE(trials_.are_hits_wanted());
}

TEST(TrialCacheTest, holds_what_it_was_told_to) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 1000));
  Random random(kSeed);
  for (double share : {0.01, 0.3, 1.0}) {
    TrialCache cache;
    cache.set_window(share);
    for (std::uint32_t capacity : {128u, 7u, 1u, 60u}) {
      cache.set_capacity(capacity, sketch);
      EXPECT_LE(cache.size(), capacity);
      for (int at = 0; at < 2000; ++at) {
        auto key = static_cast<std::uint32_t>(random.below(300));
        sketch.add(key);
        cache.access(key, sketch);
        ASSERT_LE(cache.size(), capacity);
        // What has just come is there, unless the filter preferred what was there before.
        bool is_there = cache.access(key, sketch);
        if (share >= 1) {
          ASSERT_TRUE(is_there);
        }
      }
      EXPECT_EQ(cache.size(), capacity);
    }
    cache.drop_keys(1);
    for (std::uint32_t key = 1; key < 300; key += 2) {
      TrialCache copy = cache;
      EXPECT_FALSE(copy.access(key, sketch)) << key;
    }
  }
}

TEST(TrialCacheTest, reuse_is_of_keys_that_went_on_from_the_window) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 1000));
  TrialCache cache;
  cache.set_window(0.3);
  cache.set_capacity(10, sketch);
  for (std::uint32_t key = 1; key <= 10; ++key) {
    cache.access(key, sketch);
    cache.access(key, sketch);
  }
  EXPECT_EQ(cache.reuse().keys, 0u);
  for (int at = 0; at < 4; ++at) cache.access(1, sketch);
  cache.access(6, sketch);
  cache.access(7, sketch);  // in the window
  EXPECT_EQ(cache.reuse().keys, 2u);
  EXPECT_EQ(cache.reuse().hits, 5u);
  for (int at = 0; at < 40; ++at) cache.access(1, sketch);
  EXPECT_EQ(cache.reuse().hits, 16u);
}

// Of ten keys six are in the main queue, known to be asked for often; the oldest of the window, 8,
// was hit once, and 9 twice: that is enough to stay whatever the filter says, once is not.
TEST(TrialCacheTest, two_hits_in_the_window_are_enough_to_stay_and_one_is_not) {
  FrequencySketch sketch;
  ASSERT_TRUE(sketch.reserve(0, 1000));
  TrialCache cache;
  cache.set_window(0.3);
  cache.set_capacity(10, sketch);
  for (std::uint32_t key = 1; key <= 10; ++key) EXPECT_FALSE(cache.access(key, sketch));
  for (std::uint32_t key = 1; key <= 7; ++key) sketch.add(key, 10);
  EXPECT_TRUE(cache.access(8, sketch));
  EXPECT_TRUE(cache.access(9, sketch));
  EXPECT_TRUE(cache.access(9, sketch));
  EXPECT_FALSE(cache.access(11, sketch));
  EXPECT_FALSE(TrialCache(cache).access(8, sketch));
  EXPECT_FALSE(cache.access(12, sketch));
  EXPECT_TRUE(TrialCache(cache).access(9, sketch));
}

}  // namespace
}  // namespace cellaret::engine
