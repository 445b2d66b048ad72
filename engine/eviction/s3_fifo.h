// `s3-fifo`: a small queue for what is new, a main queue for what proved itself, and the memory of
// keys that left the small one.
//
// Yang, Zhang, Qiu, Yue, Rashmi 2023, "FIFO Queues are All You Need for Cache Eviction" (SOSP).
// Most objects of a skewed workload are never used again before they are evicted; a small queue
// gets rid of them quickly. An entry comes to the small queue, or to the main one if its key was
// evicted from the small one lately (the ghost queue). The oldest entry of the small queue goes on
// to the main queue if it was hit twice, and is evicted otherwise; the oldest of the main queue
// goes round once for every hit, of which up to three count.
//
// Small queue: a tenth of the weight held. Ghost queue: as many keys as nine tenths of the entries.
// Hits are marks. Cost: 9 bytes a slot, and 4.6 for the ghost queue.
#pragma once

#include "engine/eviction/ghost_queue.h"
#include "engine/eviction/policy.h"
#include "engine/eviction/slot_list.h"

namespace cellaret::engine {

class S3Fifo final : public Policy {
 public:
  static constexpr std::uint32_t kMarkCap = 3;

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override;
  void release(unsigned half, OldPages &old) override;
  [[nodiscard]] std::size_t bytes() const override {
    return links_.bytes() + is_main_.bytes() + ghosts_.bytes();
  }

  void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) override;
  void on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) override;
  void on_remove(SlotRef slot, std::uint32_t weight) override;
  void on_move(SlotRef from, SlotRef to) override;
  void expect_moves(SlotRef from, SlotRef to, std::uint32_t count) const override {
    SlotList<>::expect_moves(links_, from, to, count);
  }
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;
  void expect(std::uint64_t hash) const override { ghosts_.prefetch(hash); }
  [[nodiscard]] std::array<Ahead, 2> ahead() const override {
    return {look_ahead(links_, small_.list.oldest()), look_ahead(links_, main_.list.oldest())};
  }
  [[nodiscard]] SlotRef least() const override {
    return small_.list.empty() ? main_.list.oldest() : small_.list.oldest();
  }

 private:
  struct Queue {
    SlotList<> list;
    std::uint64_t weight = 0;
  };
  static constexpr std::uint64_t kSmallShare = 10;  // a part in so many
  static constexpr std::uint32_t kHitsToStay = 2;   // in the small queue
  static constexpr std::uint64_t kGhostTenths = 9;

  [[nodiscard]] Queue &queue_of(SlotRef slot) { return is_main_[slot] != 0 ? main_ : small_; }
  [[nodiscard]] bool is_small_full() const;
  [[nodiscard]] SlotRef small_victim(Residents &residents, SlotRef keep);
  [[nodiscard]] SlotRef main_victim(Residents &residents, SlotRef keep);

  SlotArray<SlotLink> links_;
  SlotArray<std::uint8_t> is_main_;
  Queue small_;
  Queue main_;
  GhostQueue ghosts_;
  std::uint64_t entries_ = 0;
};

}  // namespace cellaret::engine
