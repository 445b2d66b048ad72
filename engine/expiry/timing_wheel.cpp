// The timer-independent half of the timing wheel: digits, slots and which of them are in use.
#include "engine/expiry/timing_wheel.h"

#include <bit>

namespace cellaret::engine {

WheelSlots::WheelSlots(std::int64_t now) : elapsed_(tick_of(now)) { heads_.fill(kNoTimer); }

std::int64_t WheelSlots::next_due() const {
  const unsigned slot = first_slot();
  return slot == kNoSlot ? INT64_MAX : time_of(start_of(slot));
}

unsigned WheelSlots::slot_of(std::uint64_t tick) const {
  CELLARET_CHECK(tick >= elapsed_, "a timer is due before the wheel's reference time");
  const std::uint64_t difference = tick ^ elapsed_;
  const auto bits = static_cast<unsigned>(std::bit_width(difference | 1));
  const unsigned level = (bits - 1) / kDigitBits;
  const std::uint64_t digit = (tick >> (level * kDigitBits)) % kSlotsPerLevel;
  return level * kSlotsPerLevel + static_cast<unsigned>(digit);
}

unsigned WheelSlots::first_slot() const {
  if (cascading_ != kNoSlot) return cascading_;
  for (unsigned level = 0; level < kLevels; ++level) {
    if (used_[level] == 0) continue;
    return level * kSlotsPerLevel + static_cast<unsigned>(std::countr_zero(used_[level]));
  }
  return kNoSlot;
}

std::uint64_t WheelSlots::start_of(unsigned slot) const {
  const unsigned shift = slot / kSlotsPerLevel * kDigitBits;
  const std::uint64_t digit = slot % kSlotsPerLevel;
  // The digits above this level; the top level has none, and shifting by all bits is not defined.
  const unsigned above_shift = shift + kDigitBits;
  const std::uint64_t above = above_shift < 64 ? ~std::uint64_t{0} << above_shift : 0;
  return (elapsed_ & above) | digit << shift;
}

void WheelSlots::set_head(unsigned slot, TimerRef timer) {
  heads_[slot] = timer;
  const std::uint64_t bit = std::uint64_t{1} << (slot % kSlotsPerLevel);
  std::uint64_t &used = used_[slot / kSlotsPerLevel];
  if (timer != kNoTimer) {
    used |= bit;
  } else {
    used &= ~bit;
    if (slot == cascading_) cascading_ = kNoSlot;
  }
}

}  // namespace cellaret::engine
