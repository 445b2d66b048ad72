// `allkeys-lru`: evicts the entry that was used longest ago; exact within its shard.
//
// A doubly linked list in recency order over slot positions, its links in a side array: 8 bytes a
// slot, and no entry is touched to reorder it.
#pragma once

#include "engine/eviction/policy.h"

namespace cellaret::engine {

class Lru final : public Policy {
 public:
  explicit Lru(Residents &residents) : ends_(residents) {}

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override {
    return links_.allocate(half, slots);
  }
  void release(unsigned half, OldPages &old) override { links_.retire(half, old); }
  [[nodiscard]] std::size_t bytes() const override { return links_.bytes(); }

  void on_insert(SlotRef slot, std::uint64_t, std::uint32_t) override { push_newest(slot); }
  void on_hit(SlotRef slot) override;
  void on_hits(const SlotRef *slots, std::uint32_t count) override;
  void on_remove(SlotRef slot, std::uint32_t weight) override;
  void on_evict(SlotRef slot, std::uint32_t weight) override { Lru::on_remove(slot, weight); }
  void on_move(SlotRef from, SlotRef to) override;
  void expect_moves(SlotRef from, SlotRef to, std::uint32_t count) const override {
    prefetch_moves(links_, from, to, count, &Link::older, &Link::newer);
  }
  [[nodiscard]] SlotRef victim(Residents &, Random &, SlotRef keep) override;
  [[nodiscard]] SlotRef least() const override { return ends_->oldest; }
  [[nodiscard]] std::array<Ahead, 2> ahead() const override {
    return {look_ahead(links_, ends_->oldest)};
  }

 private:
  // Side arrays up to this size are expected in the caches of a processor.
  static constexpr std::size_t kCachedBytes = 256 * 1024;

  // Of the oldest entry `older` means nothing: so the next one need not be touched when that goes.
  struct Link {
    SlotRef older;
    SlotRef newer;
  };
  struct Ends {
    SlotRef newest = kNoSlot;
    SlotRef oldest = kNoSlot;
  };

  template <class Links>
  void make_newest(const Links &links, const SlotRef *slots, std::uint32_t count);
  void push_newest(SlotRef slot);
  void unlink(SlotRef slot);

  SlotArray<Link> links_;
  Lent<Ends> ends_;
};

}  // namespace cellaret::engine
