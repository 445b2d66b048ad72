// Tests of the histogram that latency percentiles come from.
#include "tools/latency_histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace cellaret::tool {
namespace {

TEST(LatencyHistogram, is_zero_when_empty) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.samples(), 0u);
  EXPECT_EQ(histogram.percentile(50), 0u);
  EXPECT_EQ(histogram.maximum(), 0u);
}

TEST(LatencyHistogram, is_exact_for_small_values) {
  LatencyHistogram histogram;
  for (std::uint64_t value = 0; value < 64; ++value) histogram.record(value);
  EXPECT_EQ(histogram.percentile(50), 31u);
  EXPECT_EQ(histogram.percentile(100), 63u);
  EXPECT_EQ(histogram.percentile(100.0 / 64), 0u);
}

TEST(LatencyHistogram, gives_a_lone_value_back_whatever_its_size) {
  for (unsigned bit = 0; bit < 64; ++bit) {
    for (const std::uint64_t value : {std::uint64_t{1} << bit, (std::uint64_t{2} << bit) - 1}) {
      LatencyHistogram histogram;
      histogram.record(value);
      EXPECT_EQ(histogram.percentile(50), value);
      EXPECT_EQ(histogram.maximum(), value);
    }
  }
}

TEST(LatencyHistogram, rounds_up_by_no_more_than_one_part_in_32) {
  for (unsigned bit = 0; bit < 63; ++bit) {
    for (std::uint64_t part = 0; part < 97; ++part) {
      const std::uint64_t value = (std::uint64_t{1} << bit) + (std::uint64_t{1} << bit) / 97 * part;
      LatencyHistogram histogram;
      histogram.record(value);
      histogram.record(UINT64_MAX);
      const std::uint64_t read = histogram.percentile(50);
      EXPECT_GE(read, value);
      EXPECT_LE(read - value, value / 32);
    }
  }
}

TEST(LatencyHistogram, agrees_with_sorted_samples) {
  constexpr unsigned kSeed = 20240607;
  SCOPED_TRACE(kSeed);
  std::mt19937_64 random(kSeed);
  std::lognormal_distribution<double> durations(5, 2);
  std::vector<std::uint64_t> samples(100'000);
  LatencyHistogram histogram;
  for (std::uint64_t &sample : samples) {
    sample = static_cast<std::uint64_t>(durations(random));
    histogram.record(sample);
  }
  std::sort(samples.begin(), samples.end());
  for (const double percent : {1.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
    const auto rank = static_cast<std::size_t>(percent / 100 * 100'000);
    const std::uint64_t exact = samples[rank - 1];
    EXPECT_GE(histogram.percentile(percent), exact) << percent;
    EXPECT_LE(histogram.percentile(percent), exact + exact / 32) << percent;
  }
  EXPECT_EQ(histogram.samples(), samples.size());
  EXPECT_EQ(histogram.maximum(), samples.back());
}

}  // namespace
}  // namespace cellaret::tool
