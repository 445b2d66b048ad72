// Keeps the wheels in step with the entries' deadlines.
#include "engine/shard/timers.h"

#include "engine/base/limits.h"

namespace cellaret::engine {

bool Timers::make_wheel(bool on_wall_clock, Moment &moment) {
  std::int64_t now = on_wall_clock ? moment.wall_ms() : moment.steady_ms();
  wheels_[on_wall_clock] = make_owned<Wheel>(store_, now);
  return wheels_[on_wall_clock] != nullptr;
}

void Timers::drop_wheel(bool on_wall_clock) {
  wheels_[on_wall_clock].reset();
  if (has_wheels()) return;
  OldPages untouched;
  release(0, untouched);
  release(1, untouched);
}

std::size_t Timers::bytes() const {
  return store_.links.bytes() + block_size(wheels_[0].get()) + block_size(wheels_[1].get());
}

SlotRef Timers::first_to_expire(SlotRef keep) {
  SlotRef found = kNoSlot;
  for (Owned<Wheel> &wheel : wheels_) {
    if (wheel == nullptr) continue;
    SlotRef first = wheel->first(keep, kTimersCompared);
    if (first == kNoTimer) continue;
    // The two clocks show Unix time both, if not always the same.
    bool is_sooner = found == kNoSlot || store_.table.entry(first)->deadline().ms <
                                             store_.table.entry(found)->deadline().ms;
    if (is_sooner) found = first;
  }
  return found;
}

void Timers::insert(SlotRef slot, const StoredDeadline &deadline) {
  if (deadline.exists()) wheels_[deadline.on_wall_clock]->insert(slot, deadline.ms + 1);
}

void Timers::remove(SlotRef slot, const StoredDeadline &deadline) {
  if (deadline.exists()) wheels_[deadline.on_wall_clock]->remove(slot);
}

void Timers::move(SlotRef from, SlotRef to, const StoredDeadline &deadline) {
  if (deadline.exists()) wheels_[deadline.on_wall_clock]->move(from, to);
}

}  // namespace cellaret::engine
