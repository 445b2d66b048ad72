// Small, fast random numbers for eviction and sampling, and a seed from the system.
#pragma once

#include <cstdint>

namespace cellaret::engine {

// SplitMix64 (Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom Number Generators"): passes
// BigCrush, one word of state, any seed is good.
class Random {
 public:
  explicit Random(std::uint64_t seed = 0) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }

  // Uniform below `bound`, which is 1 or more; the bias is under bound / 2^64.
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
  }

 private:
  std::uint64_t state_;
};

// A seed nobody can guess; never 0.
[[nodiscard]] std::uint64_t system_seed() noexcept;

}  // namespace cellaret::engine
