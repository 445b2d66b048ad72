// `w-tinylfu`: a recency window before a main space that only admits what is asked for more often.
//
// Einziger, Friedman, Manes 2017, "TinyLFU: A Highly Efficient Cache Admission Policy" (ACM Trans.
// Storage), and Einziger, Eytan, Friedman, Manes 2018, "Adaptive Software Cache Management"
// (Middleware), as Caffeine carries them out. New entries live in a window in order of use. One
// that falls out of it is compared with the one that the main space would lose: the one whose key
// was asked for more often stays. The main space is a segmented LRU: entries come to probation, a
// hit moves them to the protected four fifths, and what falls out there goes back to probation.
//
// More often means by more than one where the entry of the main space was hit since it came, or has
// no use left that counts. The newcomer has just been counted for the use that brought it, and the
// other has not for the one that may come next: in a loop every newcomer would be one ahead of
// every entry that is about to be used again. And of a key that was seen but once nothing is known.
//
// The window begins at 1 % and is adapted by hill climbing: every ten times the number of entries,
// and a thousand uses at least, since of fewer chance says too much, the hit ratio is compared with
// that of the period before; the window goes on growing or shrinking by 6.25 % while it gets better
// and turns when it gets worse. With every turn the steps shrink by a tenth, until the hit ratio
// changes by more than 5 points. It never gets below the 1 % it began with, as it may in Caffeine:
// with a window of one entry nothing is there to be asked for again soon, and a hit ratio that
// stays near zero tells the climber nothing.
//
// Cost: 12 bytes a slot and 4 to 8 for the frequency sketch. Hits come by a log.
#pragma once

#include "engine/eviction/frequency_sketch.h"
#include "engine/eviction/policy.h"
#include "engine/eviction/refill.h"
#include "engine/eviction/slot_list.h"

namespace cellaret::engine {

class WTinyLfu final : public Policy {
 public:
  explicit WTinyLfu(Residents &residents) : residents_(residents) {}

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override;
  void release(unsigned half, OldPages &old) override;
  [[nodiscard]] std::size_t bytes() const override { return nodes_.bytes() + sketch_.bytes(); }

  void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) override;
  void on_hit(SlotRef slot) override;
  void on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) override;
  void on_remove(SlotRef slot, std::uint32_t weight) override;
  void on_evict(SlotRef slot, std::uint32_t weight) override {
    refill_.on_evict(weight);
    on_remove(slot, weight);
  }
  void on_move(SlotRef from, SlotRef to) override;
  void expect_moves(SlotRef from, SlotRef to, std::uint32_t count) const override {
    SlotList<Node>::expect_moves(nodes_, from, to, count);
  }
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;
  [[nodiscard]] std::array<Ahead, 2> ahead() const override;
  void expect(std::uint64_t hash) const override { sketch_.prefetch(bits_of(hash)); }
  [[nodiscard]] SlotRef least() const override;

 private:
  enum Segment : std::uint32_t { kWindow, kProbation, kProtected };
  struct Node {
    SlotRef older;
    SlotRef newer;
    std::uint32_t hash : 29;
    std::uint32_t was_hit : 1;
    std::uint32_t segment : 2;
  };
  static constexpr std::uint32_t kHashMask = 0x1fffffff;
  static std::uint32_t bits_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 16) & kHashMask;
  }
  struct Queue {
    SlotList<Node> list;
    std::uint64_t weight = 0;
  };

  [[nodiscard]] Queue &queue_of(SlotRef slot) { return queues_[nodes_[slot].segment]; }
  [[nodiscard]] std::uint64_t capacity() const;
  [[nodiscard]] std::uint64_t window_limit() const;
  [[nodiscard]] std::uint64_t protected_limit() const;
  [[nodiscard]] bool is_window_overfull() const;
  void transfer(SlotRef slot, Segment to, std::uint32_t weight);
  // The oldest of a segment goes to another; false if there is none.
  bool transfer_oldest(Segment from, Segment to);
  void keep_to_limits();
  [[nodiscard]] SlotRef main_victim(SlotRef keep) const;
  [[nodiscard]] bool is_better(SlotRef candidate, SlotRef in_main) const;
  void count_use(bool is_hit);
  void climb();

  Residents &residents_;
  SlotArray<Node> nodes_;
  Queue queues_[3];
  FrequencySketch sketch_;
  std::uint64_t entries_ = 0;
  Refill refill_;
  std::uint64_t limit_ = 0;  // the capacity when entries were last evicted; 0: never

  double window_share_ = 0.01;
  double step_ = -0.0625;
  double hit_ratio_before_ = 0;
  std::uint64_t hits_ = 0;
  std::uint64_t uses_ = 0;
};

}  // namespace cellaret::engine
