// Deleting keys and changing their deadlines.
#include "engine/shard/key_operations.h"

#include "engine/shard/deadlines.h"

namespace cellaret::engine {

Status delete_key(Shard &shard, const HashedKey &key, Moment &moment) {
  shard.tend(moment);
  SlotRef slot = shard.find(key, moment);
  if (slot == kNoSlot) return Status::kMiss;
  shard.remove(slot);
  ++shard.counters().deletes;
  return Status::kOk;
}

Status type_of(Shard &shard, const HashedKey &key, Moment &moment, Type &out) {
  SlotRef slot = shard.find(key, moment);
  out = slot == kNoSlot ? Type::kNone : shard.entry(slot).type();
  return slot == kNoSlot ? Status::kMiss : Status::kOk;
}

Status expire_key(Shard &shard, WriteContext &context, const HashedKey &key,
                  const DeadlineChange &change, ExpireCondition condition) {
  shard.tend(context.moment);
  SlotRef slot = shard.find(key, context.moment);
  if (slot == kNoSlot) return Status::kMiss;
  Deadline current = computed(shard.entry(slot).deadline());
  Now now{context.moment.steady_ms(), context.moment.wall_ms()};
  if (!condition_holds(condition, current, change.deadline, now)) return Status::kMiss;
  if (change.action == DeadlineAction::kGone) {
    shard.remove(slot);
    ++shard.counters().deletes;
    return Status::kOk;
  }
  return shard.set_deadline(context, key, slot, stored(change.deadline));
}

Status persist_key(Shard &shard, const HashedKey &key, Moment &moment) {
  shard.tend(moment);
  SlotRef slot = shard.find(key, moment);
  if (slot == kNoSlot) return Status::kMiss;
  if (!shard.entry(slot).deadline().exists()) return Status::kNoExpiry;
  // Taking a deadline away needs neither memory nor room.
  shard.clear_deadline(key, slot);
  return Status::kOk;
}

Status deadline_of(Shard &shard, const HashedKey &key, Moment &moment, Deadline &out) {
  SlotRef slot = shard.find(key, moment);
  if (slot == kNoSlot) return Status::kMiss;
  out = computed(shard.entry(slot).deadline());
  return out.exists() ? Status::kOk : Status::kNoExpiry;
}

}  // namespace cellaret::engine
