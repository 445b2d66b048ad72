// Counts of durations in buckets whose width grows with the duration, for percentiles.
//
// Idea: a value below 64 has a bucket of its own; above, each power of two is cut into 32 buckets
// of equal width, as in an HDR histogram. A percentile is therefore at most 1/32 (3.1 %) above the
// true one, for every value of 64 bits, in 1,920 counters. Recording is a few instructions.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace cellaret::tool {

class LatencyHistogram {
 public:
  void record(std::uint64_t value) {
    ++counts_[bucket_of(value)];
    ++samples_;
    if (value > maximum_) maximum_ = value;
  }

  std::uint64_t samples() const { return samples_; }
  std::uint64_t maximum() const { return maximum_; }

  // The smallest value that `percent` of the samples do not exceed, rounded up to the end of its
  // bucket but never over the maximum; 0 when nothing was recorded. percent: above 0, up to 100.
  std::uint64_t percentile(double percent) const {
    const double wanted = percent / 100 * static_cast<double>(samples_);
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      seen += counts_[bucket];
      if (counts_[bucket] != 0 && static_cast<double>(seen) >= wanted) {
        const std::uint64_t last = last_of(bucket);
        return last < maximum_ ? last : maximum_;
      }
    }
    return maximum_;
  }

 private:
  static constexpr unsigned kSubBits = 5;  // 32 buckets a power of two
  static constexpr std::size_t kSubBuckets = std::size_t{1} << kSubBits;
  static constexpr std::size_t kBuckets = (64 - kSubBits + 1) * kSubBuckets;

  // How far a value is shifted until it has kSubBits + 1 significant bits.
  static unsigned shift_of(std::uint64_t value) {
    const unsigned width = static_cast<unsigned>(std::bit_width(value));
    return width > kSubBits + 1 ? width - (kSubBits + 1) : 0;
  }

  static std::size_t bucket_of(std::uint64_t value) {
    const unsigned shift = shift_of(value);
    return shift * kSubBuckets + static_cast<std::size_t>(value >> shift);
  }

  static std::uint64_t last_of(std::size_t bucket) {
    if (bucket < 2 * kSubBuckets) return bucket;
    const unsigned shift = static_cast<unsigned>(bucket / kSubBuckets) - 1;
    const std::uint64_t first = (bucket - shift * kSubBuckets) << shift;
    return first + ((std::uint64_t{1} << shift) - 1);
  }

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t samples_ = 0;
  std::uint64_t maximum_ = 0;
};

}  // namespace cellaret::tool
