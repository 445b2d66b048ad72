// The list that `volatile-random` draws from.
#include "engine/eviction/volatile_random.h"

#include <cstring>

namespace cellaret::engine {

// All entries fit the half that the table moves to, or it would not move there.
bool VolatileRandom::reserve(unsigned half, std::uint32_t slots) {
  if (!members_[half].allocate(slots) || !places_.allocate(half, slots)) return false;
  if (count_ != 0) {
    std::memcpy(members_[half].get(), members_[active_].get(), count_ * sizeof(SlotRef));
  }
  active_ = half;
  return true;
}

void VolatileRandom::release(unsigned half, OldPages &old) {
  members_[half].retire(old);
  places_.retire(half, old);
  if (active_ == half) active_ = 1 - half;
}

void VolatileRandom::put(std::uint32_t place, SlotRef slot) {
  members_[active_][place] = slot;
  places_[slot] = place;
}

void VolatileRandom::on_insert(SlotRef slot, std::uint64_t, std::uint32_t) { put(count_++, slot); }

void VolatileRandom::on_remove(SlotRef slot, std::uint32_t) {
  SlotRef last = members_[active_][--count_];
  if (last != slot) put(places_[slot], last);
}

void VolatileRandom::on_move(SlotRef from, SlotRef to) { put(places_[from], to); }

SlotRef VolatileRandom::victim(Residents &, Random &random, SlotRef keep) {
  while (count_ != 0) {
    SlotRef slot = members_[active_][random.below(count_)];
    if (slot != keep) return slot;
    if (count_ == 1) break;
  }
  return kNoSlot;
}

}  // namespace cellaret::engine
