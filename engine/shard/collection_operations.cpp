// Finding collections, and the frame around every change of one.
#include "engine/shard/collection_operations.h"

#include "engine/base/epoch.h"
#include "engine/shard/deadlines.h"

namespace cellaret::engine {

Status find_collection(Shard &shard, const HashedKey &key, Moment &moment, Type type,
                       FoundCollection &out) {
  out.slot = shard.find(key, moment);
  if (out.slot == kNoSlot) return Status::kMiss;
  const Entry &entry = shard.entry(out.slot);
  const Entry::Head head = entry.head();
  if (head.type() != type) return Status::kWrongType;
  out.collection = Collection::of_word(load_field<std::uint64_t>(entry.value_words(head)));
  return Status::kOk;
}

Status read_collection(Shard &shard, const HashedKey &key, Moment &moment, Type type,
                       FoundCollection &out) {
  Status status = find_collection(shard, key, moment, type, out);
  if (status == Status::kMiss) {
    shard.reads().count_miss(epoch_thread_number());
  } else {
    shard.reads().count_hit(epoch_thread_number());
    shard.touch(out.slot);
  }
  shard.note_read(key, out.slot, moment);
  return status;
}

Status size_of_collection(Shard &shard, const HashedKey &key, Moment &moment, Type type,
                          std::uint64_t &out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, type, found);
  if (is_error(status)) return status;
  out = found.collection == nullptr ? 0 : found.collection->size();
  return Status::kOk;
}

Status prepare_change(Shard &shard, WriteContext &context, const HashedKey &key,
                      FoundCollection &found, std::size_t growth, const DeadlineChange &deadline,
                      PreparedChange &out) {
  if (shard.is_held(found.collection, context)) return Status::kFull;
  out.bytes_before = found.collection->bytes();
  Status status = Status::kOk;
  // First, because it may need a larger entry; afterwards the entry can hold either deadline.
  if (deadline.action == DeadlineAction::kSet) {
    out.old_deadline = shard.entry(found.slot).deadline();
    status = shard.set_deadline(context, key, found.slot, stored(deadline.deadline));
    if (status != Status::kOk) return status;
    found.slot = shard.slot_of(key);
  }
  if (growth != 0) {
    status = shard.obtain_for(context, found.slot, found.collection, growth);
    found.slot = shard.slot_of(key);
  }
  if (status == Status::kOk || deadline.action != DeadlineAction::kSet) return status;
  Status restored = shard.set_deadline(context, key, found.slot, out.old_deadline);
  return is_error(restored) ? Status::kInternal : status;
}

Status finish_change(Shard &shard, WriteContext &context, const HashedKey &key,
                     const FoundCollection &found, const PreparedChange &prepared,
                     const DeadlineChange &deadline, Change change) {
  shard.settle(found.slot, prepared.bytes_before, found.collection->bytes());
  if (change == Change::kNoMemory) {
    if (deadline.action != DeadlineAction::kSet) return Status::kNoMemory;
    Status restored = shard.set_deadline(context, key, found.slot, prepared.old_deadline);
    return is_error(restored) ? Status::kInternal : Status::kNoMemory;
  }
  if (change == Change::kMade) ++shard.counters().sets;
  if (found.collection->size() == 0 || deadline.action == DeadlineAction::kGone) {
    shard.remove(found.slot);
    return Status::kOk;
  }
  if (change == Change::kNone) return Status::kOk;
  shard.restamp(key, found.slot);
  return Status::kOk;
}

Status store_collection(Shard &shard, WriteContext &context, const HashedKey &key, SlotRef existing,
                        Collection *collection, const CollectionWrite &write) {
  if (write.deadline.action == DeadlineAction::kGone) {
    Collection::free_all(collection);
    if (existing != kNoSlot) shard.remove(existing);
    return Status::kOk;
  }
  StoredDeadline deadline = stored(write.deadline.deadline);
  if (write.deadline.action == DeadlineAction::kKeep) {
    deadline = existing == kNoSlot ? StoredDeadline{} : shard.entry(existing).deadline();
  }
  shard.settle(kNoSlot, 0, collection->bytes());
  ScalarView word = ScalarView::of_word(collection->type(), collection->word());
  Status status = shard.write(context, key, existing, word, write.codec, deadline);
  if (status == Status::kOk) {
    ++shard.counters().sets;
    if (existing != kNoSlot) shard.note_replaced(key);
  } else {
    shard.settle(kNoSlot, Collection::free_all(collection), 0);
  }
  return status;
}

}  // namespace cellaret::engine
