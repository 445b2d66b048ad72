// The lists of `allkeys-lfu` and how the counter grows.
#include "engine/eviction/lfu.h"

#include <algorithm>

namespace cellaret::engine {

namespace {

std::uint32_t minute_of(const Residents &residents) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(residents.now_ms(), 0) / 60000);
}

}  // namespace

Lfu::Lfu(Residents &residents, std::uint64_t seed)
    : residents_(residents), random_(seed), minute_(minute_of(residents)) {}

// A clock that is set back stops for the policy until it is where it was.
void Lfu::pass_minutes() {
  std::uint32_t now = minute_of(residents_);
  if (now <= minute_) [[likely]]
    return;
  for (std::uint32_t left = std::min(now - minute_, kLists); left > 0; --left) {
    ++minute_;
    zeros_.append(nodes_, lists_[minute_ % kLists]);
  }
  minute_ = now;
}

void Lfu::on_insert(SlotRef slot, std::uint64_t, std::uint32_t) {
  pass_minutes();
  nodes_[slot].zero_minute = minute_ + kFirstCount;
  list_of(minute_ + kFirstCount).push_newest(nodes_, slot);
}

void Lfu::on_hit(SlotRef slot) {
  pass_minutes();
  count_use(slot);
}

void Lfu::on_hits(const SlotRef *slots, std::uint32_t count) {
  pass_minutes();
  for (std::uint32_t at = 0; at < count; ++at) count_use(slots[at]);
}

void Lfu::count_use(SlotRef slot) {
  if (!List::is_linked(nodes_, slot)) return;
  std::uint32_t zero_minute = nodes_[slot].zero_minute;
  std::uint32_t count = zero_minute > minute_ ? zero_minute - minute_ : 0;
  std::uint64_t above = count > kFirstCount ? count - kFirstCount : 0;
  if (count == kMaxCount || random_.below(above * kLogFactor + 1) != 0) return;
  std::uint32_t now_zero = minute_ + count + 1;
  list_of(zero_minute).unlink(nodes_, slot);
  nodes_[slot].zero_minute = now_zero;
  list_of(now_zero).push_newest(nodes_, slot);
}

void Lfu::on_remove(SlotRef slot, std::uint32_t) {
  list_of(nodes_[slot].zero_minute).unlink(nodes_, slot);
}

void Lfu::on_move(SlotRef from, SlotRef to) {
  list_of(nodes_[from].zero_minute).move(nodes_, from, to);
}

SlotRef Lfu::victim(Residents &, Random &, SlotRef keep) {
  pass_minutes();
  return least_but(keep);
}

SlotRef Lfu::least() const { return least_but(kNoSlot); }

SlotRef Lfu::least_but(SlotRef keep) const {
  SlotRef slot = zeros_.oldest_but(keep, nodes_);
  for (std::uint32_t count = 1; slot == kNoSlot && count <= kMaxCount; ++count) {
    slot = lists_[(minute_ + count) % kLists].oldest_but(keep, nodes_);
  }
  return slot;
}

}  // namespace cellaret::engine
