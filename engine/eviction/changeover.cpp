// Which of the two policies learns of what.
#include "engine/eviction/changeover.h"

#include <algorithm>

namespace cellaret::engine {

bool Changeover::reserve(unsigned half, std::uint32_t slots) {
  return owners_.allocate(half, slots) && former_->reserve(half, slots) &&
         next_->reserve(half, slots);
}

void Changeover::release(unsigned half, OldPages &old) {
  owners_.retire(half, old);
  former_->release(half, old);
  next_->release(half, old);
}

std::size_t Changeover::bytes() const {
  std::size_t bytes = owners_.bytes();
  for (const Owned<Policy> *policy : {&former_, &next_}) {
    if (*policy != nullptr) bytes += block_size(policy->get()) + (*policy)->bytes();
  }
  return bytes;
}

Policy *Changeover::owner_of(SlotRef slot) const {
  if (owners_[slot] == kNext) return next_.get();
  bool is_formers = owners_[slot] == kFormer && is_wanted(former_kind_, slot);
  return is_formers ? former_.get() : nullptr;
}

void Changeover::hand_over(SlotRef slot) {
  if (owners_[slot] != kFormer) return;
  std::uint32_t weight = residents_.weight(slot);
  if (Policy *former = owner_of(slot)) former->on_remove(slot, weight);
  adopt(slot, residents_.hash(slot), weight);
}

// Hits that were counted by marks count on, as far as the next policy counts.
void Changeover::adopt(SlotRef slot, std::uint64_t hash, std::uint32_t weight) {
  bool is_next = is_wanted(next_kind_, slot);
  owners_[slot] = is_next ? kNext : kNobody;
  std::uint32_t marks = residents_.marks(slot);
  if (marks > next_kind_.mark_cap) residents_.set_marks(slot, next_kind_.mark_cap);
  if (is_next) next_->on_insert(slot, hash, weight);
}

void Changeover::on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) {
  adopt(slot, hash, weight);
}

// A noted position may be free by now; each policy ignores what it does not know.
void Changeover::on_hit(SlotRef slot) {
  if (!owners_.covers(slot)) return;
  if (owners_[slot] == kFormer) former_->on_hit(slot);
  if (owners_[slot] == kNext) next_->on_hit(slot);
}

void Changeover::on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) {
  if (Policy *owner = owner_of(slot)) owner->on_resize(slot, from, to);
}

void Changeover::on_remove(SlotRef slot, std::uint32_t weight) {
  if (Policy *owner = owner_of(slot)) owner->on_remove(slot, weight);
}

void Changeover::on_evict(SlotRef slot, std::uint32_t weight) {
  if (Policy *owner = owner_of(slot)) owner->on_evict(slot, weight);
}

void Changeover::on_move(SlotRef from, SlotRef to) {
  Owner owner = owners_[from];
  owners_[to] = owner;
  if (owner == kNext) next_->on_move(from, to);
  if (owner != kFormer) return;
  if (is_wanted(former_kind_, to)) former_->on_move(from, to);
  hand_over(to);
}

SlotRef Changeover::victim(Residents &residents, Random &random, SlotRef keep) {
  SlotRef slot = former_->victim(residents, random, keep);
  return slot != kNoSlot ? slot : next_->victim(residents, random, keep);
}

}  // namespace cellaret::engine
