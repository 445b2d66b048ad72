// Room that evictions made, and how far new entries have filled it.
//
// Where entries are counted one goes for each that comes. Where bytes are, several go at once, what
// they held comes back when the last of them is freed, and then as many come before the next has to
// go. Meanwhile less is held than there is room for, which is no reason to let newcomers pass, and
// a window holds more than its share, which is none to empty it unasked.
#pragma once

#include <algorithm>
#include <cstdint>

namespace cellaret::engine {

class Refill {
 public:
  void on_evict(std::uint64_t weight) { evicted_ += weight; }
  void on_insert(std::uint64_t weight) {
    if (evicted_ != 0) {
      batch_ = evicted_;
      surplus_ = std::max(evicted_, surplus_ - surplus_ / kMemory);
      evicted_ = 0;
      arrived_ = 0;
    }
    arrived_ = std::min(arrived_ + weight, batch_);
  }

  // What went since the last entry came.
  [[nodiscard]] std::uint64_t evicted() const { return evicted_; }
  // Room that the next entries will fill.
  [[nodiscard]] std::uint64_t unfilled() const { return evicted_ + batch_ - arrived_; }
  // The most that went at once of late: as much a window may hold beyond its share.
  [[nodiscard]] std::uint64_t surplus() const { return surplus_; }

 private:
  static constexpr std::uint64_t kMemory = 16;  // batches: after so many a large one counts little

  std::uint64_t evicted_ = 0;
  std::uint64_t batch_ = 0;    // that went before the last entries that came
  std::uint64_t arrived_ = 0;  // since then, at most batch_
  std::uint64_t surplus_ = 0;
};

}  // namespace cellaret::engine
