// The counters of the frequency sketch.
#include "engine/eviction/frequency_sketch.h"

#include <algorithm>
#include <bit>

namespace cellaret::engine {

namespace {

constexpr std::uint32_t kSlotsPerBlock = 16;
// Small tables see many more keys than they hold, and have more counters for them.
constexpr std::uint32_t kSmallBlocks = 128;
constexpr std::uint32_t kBlocksHalvedAtOnce = 4;
constexpr std::uint64_t kLowBits = 0x7777777777777777ull;

// The larger of each pair of counters.
std::uint64_t larger_counts(std::uint64_t left, std::uint64_t right) {
  std::uint64_t result = 0;
  for (unsigned shift = 0; shift < 64; shift += 4) {
    result |= std::max(left >> shift & 15, right >> shift & 15) << shift;
  }
  return result;
}

}  // namespace

bool FrequencySketch::reserve(unsigned half, std::uint32_t slots) {
  std::uint32_t blocks = std::max(std::bit_ceil(slots / kSlotsPerBlock + 1),
                                  std::min(std::bit_ceil(slots / 2 + 1), kSmallBlocks));
  if (!halves_[half].allocate(blocks)) return false;
  blocks_[half] = blocks;
  if (halves_[1 - half]) copy(1 - half, half);
  active_ = half;
  unhalved_ = 0;
  return true;
}

void FrequencySketch::release(unsigned half, OldPages &old) {
  halves_[half].retire(old);
  blocks_[half] = 0;
  if (active_ == half) active_ = 1 - half;
  unhalved_ = std::min(unhalved_, blocks_[active_]);
}

// Where a key is goes by the low bits of its hash, so a larger sketch repeats the smaller one, and
// a smaller one holds the larger of the counts that fall together.
void FrequencySketch::copy(unsigned from, unsigned to) {
  std::uint32_t last = std::max(blocks_[from], blocks_[to]);
  for (std::uint32_t block = 0; block < last; ++block) {
    const Block &source = halves_[from][block & (blocks_[from] - 1)];
    Block &target = halves_[to][block & (blocks_[to] - 1)];
    for (std::uint32_t word = 0; word < kWords; ++word) {
      target.words[word] = larger_counts(target.words[word], source.words[word]);
    }
  }
}

// Fibonacci hashing; the halves of the product are folded since low bits of it depend on low bits
// of the hash alone, which keys of a sample have in common.
FrequencySketch::Place FrequencySketch::place(std::uint32_t hash) const {
  std::uint64_t product = hash * 0x9e3779b97f4a7c15ull;
  auto folded = static_cast<std::uint32_t>(product ^ product >> 32);
  return {halves_[active_].get() + (folded & (blocks_[active_] - 1)),
          static_cast<std::uint32_t>(product >> 40)};
}

void FrequencySketch::add(std::uint32_t hash, std::uint32_t times) {
  Place at = place(hash);
  unsigned counts[kRows];
  for (std::uint32_t row = 0; row < kRows; ++row) counts[row] = at.count(row);
  unsigned target = std::min(*std::min_element(counts, counts + kRows) + times, kMaxCount);
  for (std::uint32_t row = 0; row < kRows; ++row) {
    if (counts[row] < target) at.raise(row, target - counts[row]);
  }
  additions_ += times;
  if (unhalved_ != 0) halve_some();
  if (additions_ >= period_) {
    additions_ = 0;
    unhalved_ = blocks_[active_];
  }
}

unsigned FrequencySketch::estimate(std::uint32_t hash) const {
  Place at = place(hash);
  return std::min(std::min(at.count(0), at.count(1)), std::min(at.count(2), at.count(3)));
}

void FrequencySketch::halve_some() {
  for (std::uint32_t left = std::min(unhalved_, kBlocksHalvedAtOnce); left > 0; --left) {
    for (std::uint64_t &word : halves_[active_][--unhalved_].words) word = word >> 1 & kLowBits;
  }
}

}  // namespace cellaret::engine
