// `adaptive`: a window in order of arrival before a main queue with a frequency filter, the size of
// the window chosen by trial.
//
// No published policy wins everywhere. What is used once or again soon wants a long window: there
// recency decides. What comes round in loops, or stands out from a stream of scans by how often it
// is used, wants next to none: there the filter decides, and it must see each key for a long time.
// So this is one structure with one parameter: the share of the window, from 1 % (W-TinyLFU) to
// everything (CLOCK: no filter), and WindowTrials finds out which share would do best right now.
// From CLOCK and S3-FIFO it has queues that a hit does not reorder, from TinyLFU (Einziger,
// Friedman, Manes 2017) the filter.
//
// New entries come to the window. The oldest entry of a full window goes on to the main queue if it
// was hit twice; otherwise the key that was asked for more often of it and the oldest of the main
// queue stays. In the main queue what was hit goes round once more. A change of share takes effect
// by and by: what a window has too much goes on to the main queue.
//
// Frequencies are counted where the policy works anyway: a key when it comes, and its hits, which
// are marks beside the slot, when an end of a queue is looked at. So a hit costs a mark, and for
// one key in many an entry in the shard's log.
//
// Cost: 12 bytes a slot, 4 to 8 for the frequency sketch, 5 KiB for the trials.
#pragma once

#include "engine/eviction/frequency_sketch.h"
#include "engine/eviction/policy.h"
#include "engine/eviction/refill.h"
#include "engine/eviction/slot_list.h"
#include "engine/eviction/window_trials.h"

namespace cellaret::engine {

class Adaptive final : public Policy {
 public:
  static constexpr std::uint32_t kMarkCap = 3;

  explicit Adaptive(Residents &residents) : residents_(residents) {}

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
  void expect(std::uint64_t hash) const override { sketch_.prefetch(key_of(hash)); }
  [[nodiscard]] SlotRef least() const override {
    return window_.list.empty() ? main_.list.oldest() : window_.list.oldest();
  }
  [[nodiscard]] std::uint64_t sample_mask() const override;

 private:
  struct Node {
    SlotRef older;
    SlotRef newer;
    std::uint32_t key : 31;  // bits of the hash
    std::uint32_t is_main : 1;
  };
  static constexpr std::uint32_t kKeyMask = 0x7fffffff;
  static std::uint32_t key_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 1) & kKeyMask;
  }
  struct Queue {
    SlotList<Node> list;
    std::uint64_t weight = 0;
  };

  [[nodiscard]] Queue &queue_of(SlotRef slot) {
    return nodes_[slot].is_main != 0 ? main_ : window_;
  }
  [[nodiscard]] std::uint64_t capacity() const {
    return window_.weight + main_.weight + refill_.unfilled();
  }
  [[nodiscard]] std::uint64_t window_limit() const;
  [[nodiscard]] bool is_window_full() const;
  [[nodiscard]] bool has_no_window() const { return trials_.best_window() >= 1; }
  void promote(SlotRef slot, std::uint32_t weight);
  void shrink_window();
  // Takes an entry's marks and counts them as uses of its key.
  std::uint32_t count_marks(SlotRef slot);
  [[nodiscard]] SlotRef window_victim(SlotRef keep);
  [[nodiscard]] SlotRef main_victim(SlotRef keep);

  Residents &residents_;
  SlotArray<Node> nodes_;
  Queue window_;
  Queue main_;
  FrequencySketch sketch_;
  WindowTrials trials_;
  std::uint64_t entries_ = 0;
  Refill refill_;
  std::uint64_t limit_ = 0;  // the capacity when entries were last evicted; 0: never
};

}  // namespace cellaret::engine
