// A new entry is prepared beside the old one, and takes its place when nothing can fail any more.
#include "engine/shard/copy_operations.h"

#include "engine/data/collection.h"
#include "engine/shard/collection_operations.h"
#include "engine/shard/deadlines.h"

namespace cellaret::engine {

namespace {

// Finds both; looking for the one may have moved the other.
struct Ends {
  SlotRef source;
  SlotRef destination;

  Ends(const KeyPlace &from, const KeyPlace &to, Moment &moment) CELLARET_NO_ANALYSIS {
    from.shard->tend(moment);
    to.shard->tend(moment);
    source = from.shard->find(from.key, moment);
    destination = to.shard->find(to.key, moment);
    if (source != kNoSlot) source = from.shard->slot_of(from.key);
  }
};

// An entry for the destination with the value of the source, paid for, and a slot for it if it
// needs one. The source stays where it is meanwhile.
Status prepare_entry(const KeyPlace &source, SlotRef slot, const KeyPlace &destination,
                     WriteContext &context, const StoredDeadline &deadline,
                     Shard::Prepared &out) CELLARET_NO_ANALYSIS {
  Shard &shard = *destination.shard;
  Entry &entry = source.shard->entry(slot);
  if (source.shard == &shard) shard.keep(slot);
  Status status =
      shard.prepare(context, destination.key, entry.value(), entry.codec(), deadline, out);
  // Making room may evict what the destination held, which then needs a slot itself.
  for (bool again = status == Status::kOk; again;) {
    std::uint32_t missing = shard.find(destination.key, context.moment) == kNoSlot ? 1 : 0;
    status = shard.prepare_slots(context, missing, again);
    again = again && status == Status::kOk;
  }
  shard.unkeep();
  if (status != Status::kOk) shard.discard(out);
  return status;
}

// Room for the copy is obtained before it is made; what it really took is settled with its entry.
Status copy_collection(const KeyPlace &source, SlotRef slot, const KeyPlace &destination,
                       WriteContext &context) CELLARET_NO_ANALYSIS {
  Shard &shard = *destination.shard;
  const Entry &entry = source.shard->entry(slot);
  Collection &collection = *Collection::of_word(entry.value().word());
  CollectionWrite write{entry.codec(), {DeadlineAction::kSet, computed(entry.deadline())}};
  SlotRef kept = source.shard == &shard ? slot : kNoSlot;
  std::size_t size = destination.key.bytes.size();
  std::size_t price =
      collection.bytes() + EntryShape::of(size, sizeof collection.word(), entry.deadline()).size();
  Status status = shard.obtain_for(context, kept, nullptr, price);
  if (status != Status::kOk) return status;
  Collection *copy = collection.copy();
  if (copy == nullptr) return Status::kNoMemory;
  if (copy->bytes() > price) {
    status = shard.obtain_for(context, kNoSlot, nullptr, copy->bytes());
  }
  if (status != Status::kOk) {
    Collection::free_all(copy);
    return status;
  }
  SlotRef existing = shard.find(destination.key, context.moment);
  return store_collection(shard, context, destination.key, existing, copy, write);
}

// Puts a prepared entry in its place, where another one may be.
void publish(const KeyPlace &destination, const Shard::Prepared &prepared) CELLARET_NO_ANALYSIS {
  Shard &shard = *destination.shard;
  SlotRef existing = shard.slot_of(destination.key);
  shard.publish(destination.key, existing, prepared);
  ++shard.counters().sets;
  if (existing != kNoSlot) shard.note_replaced(destination.key);
}

}  // namespace

Status move_value(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                  const StoredDeadline &deadline) {
  Shard &from = *source.shard;
  Shard &to = *destination.shard;
  Shard::Prepared prepared;
  Status status =
      prepare_entry(source, from.slot_of(source.key), destination, context, deadline, prepared);
  if (status != Status::kOk) return status;
  // Whoever meets the marks takes the locks, and so sees both keys before or after.
  bool marks_source = from.mark_busy(source.key);
  bool marks_destination = to.mark_busy(destination.key);
  publish(destination, prepared);
  from.remove_moved(from.slot_of(source.key), to);
  if (marks_destination) to.unmark_busy(destination.key);
  if (marks_source) from.unmark_busy(source.key);
  return Status::kOk;
}

Status copy_key(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                IfThere if_there) {
  Ends ends(source, destination, context.moment);
  if (ends.source == kNoSlot) return Status::kMiss;
  if (ends.destination != kNoSlot && if_there == IfThere::kLeave) return Status::kExists;
  const Entry &entry = source.shard->entry(ends.source);
  if (is_collection(entry.type())) {
    return copy_collection(source, ends.source, destination, context);
  }
  Shard::Prepared prepared;
  Status status =
      prepare_entry(source, ends.source, destination, context, entry.deadline(), prepared);
  if (status == Status::kOk) publish(destination, prepared);
  return status;
}

Status rename_key(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                  IfThere if_there) {
  Ends ends(source, destination, context.moment);
  if (ends.source == kNoSlot) return Status::kNoKey;
  if (ends.destination != kNoSlot && if_there == IfThere::kLeave) return Status::kExists;
  if (is_same(source, destination)) return Status::kOk;
  const Entry &entry = source.shard->entry(ends.source);
  if (is_collection(entry.type()) &&
      source.shard->is_held(Collection::of_word(entry.value().word()), context)) {
    return Status::kFull;
  }
  return move_value(source, destination, context, entry.deadline());
}

}  // namespace cellaret::engine
