// How often keys were asked for lately, roughly: a count-min sketch of 4-bit counters.
//
// Cormode, Muthukrishnan 2005, "An Improved Data Stream Summary: The Count-Min Sketch and its
// Applications"; Einziger, Friedman, Manes 2017, "TinyLFU: A Highly Efficient Cache Admission
// Policy" for small counters and aging. A key has four counters in one cache line, and its estimate
// is the smallest of them; only counters that hold the smallest count are incremented
// (conservative update: Estan, Varghese 2002, "New Directions in Traffic Measurement").
//
// Aging: after period() additions all counters are halved, a few with every addition that follows,
// so that no call pays for the whole table.
//
// When the table grows or shrinks the counts are carried over block by block, as its entries move.
// A key's counters are in the new half once their block there has been reached, and in the old one
// until then.
//
// Cost: 4 to 8 bytes a slot; an addition and an estimate touch one line.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/memory.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

class FrequencySketch {
 public:
  static constexpr unsigned kMaxCount = 15;

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots);
  void release(unsigned half, OldPages &old);
  // An entry came to another half of the table, and a block of counts goes there, too.
  void on_move() {
    if (carried_ != kAllBlocks) carry_block();
  }
  [[nodiscard]] std::size_t bytes() const { return halves_[0].bytes() + halves_[1].bytes(); }

  // Additions from one halving to the next.
  void set_period(std::uint64_t additions) { period_ = additions; }
  [[nodiscard]] std::uint64_t period() const { return period_; }

  void add(std::uint32_t hash, std::uint32_t times = 1);
  [[nodiscard]] unsigned estimate(std::uint32_t hash) const;
  // A hint that one of these is near.
  void prefetch(std::uint32_t hash) const { engine::prefetch(place(hash).block); }

 private:
  static constexpr std::uint32_t kWords = 8;
  static constexpr std::uint32_t kRows = 4;
  static constexpr std::uint32_t kAllBlocks = UINT32_MAX;
  struct alignas(kCacheLine) Block {
    std::uint64_t words[kWords];  // 16 counters each
  };
  // Where the counters of a key are: one of the 32 of two words in each row.
  struct Place {
    Block *block;
    std::uint32_t bits;

    [[nodiscard]] std::uint64_t &word(std::uint32_t row) const {
      return block->words[row * 2 + (bits >> (row * 5) & 1)];
    }
    [[nodiscard]] unsigned shift(std::uint32_t row) const {
      return (bits >> (row * 5 + 1) & 15) * 4;
    }
    [[nodiscard]] unsigned count(std::uint32_t row) const {
      return word(row) >> shift(row) & kMaxCount;
    }
    void raise(std::uint32_t row, unsigned by) const {
      word(row) += std::uint64_t{by} << shift(row);
    }
  };
  static_assert(kRows == 4);

  [[nodiscard]] Place place(std::uint32_t hash) const;
  void carry_block();
  void halve_some();

  ZeroedArray<Block> halves_[2];
  std::uint32_t blocks_[2] = {0, 0};  // powers of two
  unsigned active_ = 0;
  bool has_counts_ = false;
  std::uint32_t carried_ = kAllBlocks;  // blocks of the active half that are in use
  std::uint64_t period_ = UINT64_MAX;
  std::uint64_t additions_ = 0;
  std::uint32_t unhalved_ = 0;  // blocks that the last halving has yet to reach
};

}  // namespace cellaret::engine
