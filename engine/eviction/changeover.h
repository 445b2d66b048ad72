// Two policies at once, while the entries of a shard go over from one to the other.
//
// New entries come to the next policy; the others follow one by one, the least worth first where
// the former policy has an order, so that the next one gets them in that order. An entry that the
// table moves goes over on that occasion: one that has not yet is where it was when this began, and
// a walk over the slots finds all of them. Until its last entry has gone the former policy names
// the victims.
//
// The shard tells of every entry; which of them a policy for entries with a deadline knows is
// decided here. When an entry gets or loses its deadline, it is removed before and inserted after.
//
// Cost: both policies, and a byte a slot.
#pragma once

#include <utility>

#include "engine/eviction/registry.h"

namespace cellaret::engine {

class Changeover final : public Policy {
 public:
  // `next` has its side arrays for the halves in use; reserve_own() is for those of this.
  Changeover(Residents &residents, const PolicyKind &former_kind, const PolicyKind &next_kind,
             Owned<Policy> next)
      : residents_(residents),
        former_kind_(former_kind),
        next_kind_(next_kind),
        next_(std::move(next)) {}
  [[nodiscard]] bool reserve_own(unsigned half, std::uint32_t slots) {
    return owners_.allocate(half, slots);
  }
  // The policy that knows the entries now.
  void begin(Owned<Policy> former) { former_ = std::move(former); }

  // The entry to hand over next in the order of the former policy; kNoSlot if that has none.
  [[nodiscard]] SlotRef next_in_order() const { return former_->least(); }
  // The entry of a slot goes over, if it has not yet.
  void hand_over(SlotRef slot);
  // When all have gone over.
  [[nodiscard]] Owned<Policy> end() { return std::move(next_); }

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override;
  void release(unsigned half, OldPages &old) override;
  [[nodiscard]] std::size_t bytes() const override;

  void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) override;
  void on_hit(SlotRef slot) override;
  void on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) override;
  void on_remove(SlotRef slot, std::uint32_t weight) override;
  void on_evict(SlotRef slot, std::uint32_t weight) override;
  void on_move(SlotRef from, SlotRef to) override;
  void expect_moves(SlotRef from, SlotRef to, std::uint32_t count) const override {
    next_->expect_moves(from, to, count);
  }
  [[nodiscard]] std::uint64_t sample_mask() const override { return next_->sample_mask(); }
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;

 private:
  // What there was before this began is the former policy's, if that wants it.
  enum Owner : std::uint8_t { kFormer, kNext, kNobody };

  [[nodiscard]] bool is_wanted(const PolicyKind &kind, SlotRef slot) const {
    return !kind.volatile_only || residents_.expires(slot);
  }
  // The policy that knows an entry; nullptr if none does.
  [[nodiscard]] Policy *owner_of(SlotRef slot) const;
  void adopt(SlotRef slot, std::uint64_t hash, std::uint32_t weight);

  Residents &residents_;
  const PolicyKind &former_kind_;
  const PolicyKind &next_kind_;
  Owned<Policy> next_;
  Owned<Policy> former_;
  SlotArray<Owner> owners_;
};

}  // namespace cellaret::engine
