// `sieve`: a queue in order of insertion with a hand that spares what was used since it last came.
//
// Zhang, Yang, Yue, Vigfusson, Rashmi 2024, "SIEVE is Simpler than LRU: an Efficient Turn-Key
// Eviction Algorithm for Web Caches" (NSDI). The hand goes from the oldest entry to the newest and
// begins again. It takes the mark from an entry that was used and evicts the first one without;
// entries stay where they are, so new ones, at the newest end, are looked at soon and old ones that
// are used survive.
//
// Invariant: the hand is an entry of the queue, or kNoSlot: then the hand stands before the oldest.
// Cost: 8 bytes a slot; a hit sets a mark in the table and tells nobody.
#pragma once

#include "engine/eviction/policy.h"
#include "engine/eviction/slot_list.h"

namespace cellaret::engine {

class Sieve final : public Policy {
 public:
  explicit Sieve(Residents &residents) : order_(residents) {}

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override {
    return links_.allocate(half, slots);
  }
  void release(unsigned half, OldPages &old) override { links_.retire(half, old); }
  [[nodiscard]] std::size_t bytes() const override { return links_.bytes(); }

  void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) override;
  void on_remove(SlotRef slot, std::uint32_t weight) override;
  void on_move(SlotRef from, SlotRef to) override;
  void expect_moves(SlotRef from, SlotRef to, std::uint32_t count) const override {
    SlotList<>::expect_moves(links_, from, to, count);
  }
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;
  [[nodiscard]] SlotRef least() const override { return order_->queue.oldest(); }
  [[nodiscard]] std::array<Ahead, 2> ahead() const override {
    return {look_ahead(links_, order_->hand != kNoSlot ? order_->hand : order_->queue.oldest())};
  }

 private:
  struct Order {
    SlotList<> queue;
    SlotRef hand = kNoSlot;
  };

  SlotArray<SlotLink> links_;
  Lent<Order> order_;
};

}  // namespace cellaret::engine
