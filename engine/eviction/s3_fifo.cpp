// The two queues of `s3-fifo`.
#include "engine/eviction/s3_fifo.h"

#include <algorithm>

namespace cellaret::engine {

bool S3Fifo::reserve(unsigned half, std::uint32_t slots) {
  return links_.allocate(half, slots) && is_main_.allocate(half, slots) &&
         ghosts_.reserve(half, slots);
}

void S3Fifo::release(unsigned half, OldPages &old) {
  links_.retire(half, old);
  is_main_.retire(half, old);
  ghosts_.release(half, old);
}

void S3Fifo::on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) {
  ++entries_;
  is_main_[slot] = ghosts_.take(hash) ? 1 : 0;
  Queue &queue = queue_of(slot);
  queue.list.push_newest(links_, slot);
  queue.weight += weight;
}

void S3Fifo::on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) {
  Queue &queue = queue_of(slot);
  queue.weight = queue.weight - from + to;
}

void S3Fifo::on_remove(SlotRef slot, std::uint32_t weight) {
  --entries_;
  Queue &queue = queue_of(slot);
  queue.list.unlink(links_, slot);
  queue.weight -= weight;
}

void S3Fifo::on_move(SlotRef from, SlotRef to) {
  queue_of(from).list.move(links_, from, to);
  is_main_[to] = is_main_[from];
}

// Of entries that weigh 1 the small queue may hold one, whatever the tenth is.
bool S3Fifo::is_small_full() const {
  std::uint64_t share = (small_.weight + main_.weight) / kSmallShare;
  return small_.weight >= std::max<std::uint64_t>(share, 1);
}

SlotRef S3Fifo::victim(Residents &residents, Random &, SlotRef keep) {
  SlotRef slot = kNoSlot;
  if (is_small_full()) slot = small_victim(residents, keep);
  if (slot == kNoSlot) slot = main_victim(residents, keep);
  if (slot == kNoSlot) slot = small_victim(residents, keep);
  return slot;
}

SlotRef S3Fifo::small_victim(Residents &residents, SlotRef keep) {
  for (;;) {
    SlotRef slot = small_.list.oldest_but(keep, links_);
    if (slot == kNoSlot) return kNoSlot;
    if (residents.marks(slot) < kHitsToStay) {
      ghosts_.set_length(entries_ * kGhostTenths / 10);
      ghosts_.push(residents.hash(slot));
      return slot;
    }
    residents.set_marks(slot, 0);
    std::uint32_t weight = residents.weight(slot);
    small_.list.unlink(links_, slot);
    small_.weight -= weight;
    main_.list.push_newest(links_, slot);
    main_.weight += weight;
    is_main_[slot] = 1;
  }
}

SlotRef S3Fifo::main_victim(Residents &residents, SlotRef keep) {
  for (;;) {
    SlotRef slot = main_.list.oldest_but(keep, links_);
    if (slot == kNoSlot) return kNoSlot;
    std::uint32_t marks = residents.marks(slot);
    if (marks == 0) return slot;
    residents.set_marks(slot, marks - 1);
    main_.list.make_newest(links_, slot);
  }
}

}  // namespace cellaret::engine
