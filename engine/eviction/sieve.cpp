// The hand of `sieve`.
#include "engine/eviction/sieve.h"

namespace cellaret::engine {

void Sieve::on_insert(SlotRef slot, std::uint64_t, std::uint32_t) {
  queue_.push_newest(links_, slot);
}

void Sieve::on_remove(SlotRef slot, std::uint32_t) {
  if (hand_ == slot) hand_ = links_[slot].newer;
  queue_.unlink(links_, slot);
}

void Sieve::on_move(SlotRef from, SlotRef to) {
  if (hand_ == from) hand_ = to;
  queue_.move(links_, from, to);
}

SlotRef Sieve::victim(Residents &residents, Random &, SlotRef keep) {
  if (queue_.oldest_but(keep, links_) == kNoSlot) return kNoSlot;
  // The second round finds no marks, so this ends.
  for (;; hand_ = links_[hand_].newer) {
    if (hand_ == kNoSlot) hand_ = queue_.oldest();
    if (hand_ == keep) continue;
    if (residents.marks(hand_) == 0) return hand_;
    residents.set_marks(hand_, 0);
  }
}

}  // namespace cellaret::engine
