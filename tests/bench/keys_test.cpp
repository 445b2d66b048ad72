// Tests of the keys that the benches use.
#include "bench/micro/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "bench/micro/key_sources.h"

namespace cellaret::bench {
namespace {

std::set<std::string> distinct(std::span<const Key> keys) {
  std::set<std::string> found;
  for (const Key &key : keys) found.emplace(key.view());
  return found;
}

// How often each key is there, the most frequent first.
std::vector<int> frequencies(const Keys &keys) {
  std::map<std::string, int> counts;
  for (const Key &key : keys) ++counts[std::string(key.view())];
  std::vector<int> found;
  for (const auto &[key, count] : counts) found.push_back(count);
  std::sort(found.rbegin(), found.rend());
  return found;
}

TEST(Keys, are_sixteen_bytes_and_all_different) {
  EXPECT_EQ(key_of(1).view().size(), 16u);
  EXPECT_EQ(distinct(keys_from(0, 100'000)).size(), 100'000u);
}

TEST(Keys, shuffling_keeps_each_one_once) {
  EXPECT_EQ(distinct(shuffled_keys(1000, 1)), distinct(keys_from(0, 1000)));
}

TEST(Keys, are_drawn_from_the_population_only) {
  const auto all = distinct(keys_from(0, 500));
  for (const Spread spread : {Spread::kUniform, Spread::kZipf}) {
    const auto drawn = distinct(drawn_keys(spread, 500, 20'000, 1));
    EXPECT_TRUE(std::includes(all.begin(), all.end(), drawn.begin(), drawn.end()));
  }
}

TEST(Keys, uniform_ones_are_about_equally_frequent) {
  const std::vector<int> found = frequencies(drawn_keys(Spread::kUniform, 100, 100'000, 1));
  ASSERT_EQ(found.size(), 100u);
  EXPECT_LT(found.front(), 1'200);
  EXPECT_GT(found.back(), 800);
}

// With exponent 0.99 and 1,000 ranks the sum of the weights is 7.73: the first rank has 12.9 %, the
// second 6.5 %.
TEST(Keys, zipf_ones_are_as_frequent_as_the_law_says) {
  const std::vector<int> found = frequencies(drawn_keys(Spread::kZipf, 1'000, 100'000, 1));
  EXPECT_NEAR(found[0], 12'930, 500);
  EXPECT_NEAR(found[1], 6'510, 350);
  EXPECT_GT(found.size(), 990u);
}

TEST(Keys, as_many_operations_write_as_asked_for) {
  const std::vector<std::uint8_t> marks = write_marks(25, 1'000);
  EXPECT_EQ(std::accumulate(marks.begin(), marks.end(), 0), 250);
  EXPECT_FALSE(std::is_sorted(marks.rbegin(), marks.rend()));
}

TEST(KeySource, a_stream_gives_the_same_keys_for_the_same_index) {
  StreamKeys keys = StreamKeys::drawn(Spread::kUniform, 10'000, 4'096);
  const auto first = keys.burst(0, 5, 100), again = keys.burst(0, 5, 100);
  EXPECT_EQ(first.data(), again.data());
  EXPECT_NE(first.data(), keys.burst(0, 6, 100).data());
  EXPECT_NE(distinct(first), distinct(keys.burst(1, 5, 100)));
}

TEST(KeySource, fresh_keys_never_come_twice) {
  FreshKeys keys(1'000, 2);
  std::set<std::string> seen = distinct(keys_from(0, 1'000));
  for (std::uint64_t index = 0; index < 10; ++index) {
    for (const unsigned thread : {0u, 1u}) {
      for (const Key &key : keys.burst(thread, index, 500)) {
        EXPECT_TRUE(seen.emplace(key.view()).second);
      }
    }
  }
  EXPECT_EQ(seen.size(), 11'000u);
}

}  // namespace
}  // namespace cellaret::bench
