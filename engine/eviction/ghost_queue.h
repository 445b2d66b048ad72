// The keys of entries that were evicted lately, as 4 bytes each: a first-in, first-out queue that
// forgets by age.
//
// Following the reference implementation of S3-FIFO, a table of fingerprints with the time of
// eviction stands in for a queue: a key is in the queue while fewer than length() others have
// entered it since. Groups of 16 fingerprints in one cache line, the oldest gives way; time counts
// in 256ths of the length, so a key leaves up to that much early or late. A fingerprint is 21 bits
// beside those that choose the group: one lookup in 130,000 finds a key that was never there.
//
// Cost: about 4.6 bytes a slot; every operation touches one line.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/memory.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

class GhostQueue {
 public:
  // A new half begins empty, and takes over when the table does.
  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots);
  void release(unsigned half, OldPages &old);
  [[nodiscard]] std::size_t bytes() const { return halves_[0].bytes() + halves_[1].bytes(); }

  // How many keys are remembered.
  void set_length(std::uint64_t length) { length_ = length; }

  void push(std::uint64_t hash);
  // Whether the key is in the queue; it leaves it.
  bool take(std::uint64_t hash);
  // A hint that it is about to be asked.
  void prefetch(std::uint64_t hash) const { engine::prefetch(&group_of(active_, hash)); }

 private:
  static constexpr std::uint32_t kPerGroup = 16;
  static constexpr unsigned kAgeBits = 11;
  static constexpr std::uint32_t kAgeMask = (1u << kAgeBits) - 1;
  static constexpr std::uint32_t kTicksPerLength = 256;
  static_assert(kTicksPerLength * 8 == 1u << kAgeBits);  // old keys stay so for seven lengths

  struct alignas(kCacheLine) Group {
    std::uint32_t words[kPerGroup];  // fingerprint << kAgeBits | tick; 0 when free
  };

  [[nodiscard]] Group &group_of(unsigned half, std::uint64_t hash) const;
  [[nodiscard]] static std::uint32_t fingerprint(std::uint64_t hash);
  [[nodiscard]] std::uint32_t age(std::uint32_t word) const {
    return (static_cast<std::uint32_t>(tick_) - word) & kAgeMask;
  }
  bool take_from(unsigned half, std::uint64_t hash);

  ZeroedArray<Group> halves_[2];
  std::uint32_t groups_[2] = {0, 0};
  unsigned active_ = 0;
  std::uint64_t length_ = 0;
  std::uint64_t tick_ = 0;
  std::uint64_t progress_ = 0;  // towards the next tick, in kTicksPerLength-ths of an eviction
};

}  // namespace cellaret::engine
