// The hand of `sieve`.
#include "engine/eviction/sieve.h"

namespace cellaret::engine {

void Sieve::on_insert(SlotRef slot, std::uint64_t, std::uint32_t) {
  order_->queue.push_newest(links_, slot);
}

void Sieve::on_remove(SlotRef slot, std::uint32_t) {
  if (order_->hand == slot) order_->hand = links_[slot].newer;
  order_->queue.unlink(links_, slot);
}

void Sieve::on_move(SlotRef from, SlotRef to) {
  if (order_->hand == from) order_->hand = to;
  order_->queue.move(links_, from, to);
}

SlotRef Sieve::victim(Residents &residents, Random &, SlotRef keep) {
  if (order_->queue.oldest_but(keep, links_) == kNoSlot) return kNoSlot;
  // The second round finds no marks, so this ends.
  for (;; order_->hand = links_[order_->hand].newer) {
    if (order_->hand == kNoSlot) order_->hand = order_->queue.oldest();
    if (order_->hand == keep) continue;
    if (residents.marks(order_->hand) == 0) return order_->hand;
    residents.set_marks(order_->hand, 0);
  }
}

}  // namespace cellaret::engine
