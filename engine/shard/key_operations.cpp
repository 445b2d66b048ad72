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
  shard.touch(slot);
  return shard.set_deadline(context, key, slot, stored(change.deadline));
}

Status touch_key(Shard &shard, WriteContext &context, const HashedKey &key,
                 const DeadlineChange &change) {
  shard.tend(context.moment);
  SlotRef slot = shard.find(key, context.moment);
  if (slot == kNoSlot) return Status::kMiss;
  if (change.action == DeadlineAction::kGone) {
    shard.remove(slot);
    return Status::kOk;
  }
  shard.touch(slot);
  if (change.action == DeadlineAction::kKeep) return Status::kOk;
  return shard.set_deadline(context, key, slot, stored(change.deadline));
}

Status touch_keys(KeyPlaces keys, Moment &moment, const DeadlineChange &change,
                  std::uint64_t &out) {
  bool sets = change.action == DeadlineAction::kSet;
  for (std::uint64_t at = 0; at < keys.count; ++at) {
    Shard &shard = *keys[at].shard;
    SlotRef slot = shard.find(keys[at].key, moment);
    if (!sets || slot == kNoSlot || shard.can_hold(slot, stored(change.deadline))) continue;
    out = at;
    return Status::kFull;
  }
  std::uint64_t touched = 0;
  WriteContext context(moment);
  // A key that goes and is named twice counts once, like one that is deleted.
  for (std::uint64_t at = 0; at < keys.count; ++at) {
    Status status = touch_key(*keys[at].shard, context, keys[at].key, change);
    if (is_error(status)) return Status::kInternal;
    touched += status == Status::kOk ? 1 : 0;
  }
  out = touched;
  return Status::kOk;
}

Status reserve_deadline(Shard &shard, WriteContext &context, const HashedKey &key,
                        const DeadlineChange &change) {
  SlotRef slot = shard.find(key, context.moment);
  if (slot == kNoSlot) return Status::kOk;
  StoredDeadline before = shard.entry(slot).deadline();
  Status status = shard.set_deadline(context, key, slot, stored(change.deadline));
  if (status != Status::kOk) return status;
  return shard.set_deadline(context, key, shard.slot_of(key), before);
}

Status persist_key(Shard &shard, const HashedKey &key, Moment &moment) {
  shard.tend(moment);
  SlotRef slot = shard.find(key, moment);
  if (slot == kNoSlot) return Status::kMiss;
  if (!shard.entry(slot).deadline().exists()) return Status::kNoExpiry;
  shard.touch(slot);
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
