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
  active_ = half;
  carried_ = has_counts_ && halves_[1 - half] ? 0 : kAllBlocks;
  unhalved_ = 0;
  return true;
}

void FrequencySketch::release(unsigned half, OldPages &old) {
  if (active_ == half) {
    active_ = 1 - half;
    carried_ = kAllBlocks;
  }
  while (carried_ != kAllBlocks) carry_block();
  halves_[half].retire(old);
  blocks_[half] = 0;
  unhalved_ = std::min(unhalved_, blocks_[active_]);
}

// Where a key is goes by the low bits of its hash, so a larger sketch repeats the smaller one, and
// a smaller one holds the larger of the counts that fall together.
void FrequencySketch::carry_block() {
  const ZeroedArray<Block> &from = halves_[1 - active_];
  std::uint32_t sources = blocks_[1 - active_];
  std::uint32_t targets = blocks_[active_];
  Block &target = halves_[active_][carried_];
  target = from[carried_ & (sources - 1)];
  for (std::uint32_t more = carried_ + targets; more < sources; more += targets) {
    for (std::uint32_t word = 0; word < kWords; ++word) {
      target.words[word] = larger_counts(target.words[word], from[more].words[word]);
    }
  }
  if (++carried_ == targets) carried_ = kAllBlocks;
}

// Fibonacci hashing; the halves of the product are folded since low bits of it depend on low bits
// of the hash alone, which keys of a sample have in common.
FrequencySketch::Place FrequencySketch::place(std::uint32_t hash) const {
  std::uint64_t product = hash * 0x9e3779b97f4a7c15ull;
  auto folded = static_cast<std::uint32_t>(product ^ product >> 32);
  unsigned half = active_;
  if ((folded & (blocks_[half] - 1)) >= carried_) half = 1 - half;
  return {halves_[half].get() + (folded & (blocks_[half] - 1)),
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
  has_counts_ = true;
  if (unhalved_ != 0) halve_some();
  if (additions_ >= period_ && carried_ == kAllBlocks) {
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
