// Planning, preparing and publishing a write of several keys.
#include "engine/cache/multi.h"

#include <algorithm>

#include "engine/shard/deadlines.h"

namespace cellaret::engine {

bool MultiWrite::plan(const KeyValue *pairs, std::size_t count, const HashSecret &secret) {
  if (!items_.allocate(count)) return false;
  for (std::size_t at = 0; at < count; ++at) {
    HashedKey key{pairs[at].key, hash_bytes(pairs[at].key, secret)};
    items_[at] = {key, pairs + at, key.shard_bits() & mask_, false, {}};
  }
  Item *begin = items_.get();
  // Equal keys come together, the last one given first.
  std::sort(begin, begin + count, [](const Item &left, const Item &right) {
    if (left.shard != right.shard) return left.shard < right.shard;
    if (left.key.hash != right.key.hash) return left.key.hash < right.key.hash;
    int order = left.key.bytes.compare(right.key.bytes);
    return order != 0 ? order < 0 : left.pair > right.pair;
  });
  Item *end = std::unique(begin, begin + count, [](const Item &left, const Item &right) {
    return left.key.hash == right.key.hash && left.key.bytes == right.key.bytes;
  });
  count_ = static_cast<std::size_t>(end - begin);
  return true;
}

std::uint64_t MultiWrite::bytes() const {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < count_; ++at) {
    const KeyValue &pair = *items_[at].pair;
    sum += EntryShape::of(pair.key.size(), pair.value.stored_size(), {}).size();
  }
  return sum;
}

std::size_t MultiWrite::end_of_shard(std::size_t first) const {
  std::size_t end = first;
  while (end < count_ && items_[end].shard == items_[first].shard) ++end;
  return end;
}

void MultiWrite::lock() {
  for (std::size_t at = 0; at < count_; at = end_of_shard(at))
    shard_of(items_[at]).lock().acquire();
}

void MultiWrite::unlock() {
  for (std::size_t at = 0; at < count_; at = end_of_shard(at))
    shard_of(items_[at]).lock().release();
}

Status MultiWrite::attempt(WriteContext &context, const DeadlineChange &deadline, bool if_absent,
                           std::uint32_t &out_lacking) {
  lock();
  Status status = prepare(context, deadline, if_absent, out_lacking);
  if (status == Status::kOk) {
    publish(context, deadline);
  } else {
    discard(context);
  }
  if (status != Status::kFull) shard_of(items_[0]).give_room_back(context.grant);
  unlock();
  return status;
}

Status MultiWrite::prepare(WriteContext &context, const DeadlineChange &deadline, bool if_absent,
                           std::uint32_t &out_lacking) {
  for (std::size_t at = 0; at < count_; at = end_of_shard(at)) {
    shard_of(items_[at]).tend(context.moment);
  }
  for (std::size_t at = 0; if_absent && at < count_; ++at) {
    Item &item = items_[at];
    if (shard_of(item).find(item.key, context.moment) != kNoSlot) return Status::kExists;
  }
  if (deadline.action == DeadlineAction::kGone) return Status::kOk;
  for (std::size_t first = 0; first < count_; first = end_of_shard(first)) {
    Shard &shard = shard_of(items_[first]);
    out_lacking = items_[first].shard;
    Status status = Status::kOk;
    std::size_t end = end_of_shard(first);
    for (std::size_t at = first; at < end && status == Status::kOk; ++at) {
      Item &item = items_[at];
      StoredDeadline stored_deadline = stored(deadline.deadline);
      if (deadline.action == DeadlineAction::kKeep) {
        SlotRef slot = shard.find(item.key, context.moment);
        stored_deadline = slot == kNoSlot ? StoredDeadline{} : shard.entry(slot).deadline();
      }
      status = shard.prepare(context, item.key, item.pair->value, item.pair->codec, stored_deadline,
                             item.prepared);
    }
    std::uint32_t missing = 0;
    if (status == Status::kOk) status = prepare_slots(context, first, missing);
    if (status != Status::kOk) return status;
    // What is idle here may be what the next shard lacks.
    shard.take_idle(context.grant, missing);
  }
  return Status::kOk;
}

// Making room may evict one of the keys, which then needs a slot itself: until none does.
Status MultiWrite::prepare_slots(WriteContext &context, std::size_t first,
                                 std::uint32_t &out_missing) {
  Shard &shard = shard_of(items_[first]);
  std::size_t end = end_of_shard(first);
  for (;;) {
    out_missing = 0;
    for (std::size_t at = first; at < end; ++at) {
      out_missing += shard.find(items_[at].key, context.moment) == kNoSlot ? 1 : 0;
    }
    bool has_evicted = false;
    Status status = shard.prepare_slots(context, out_missing, has_evicted);
    if (status != Status::kOk || !has_evicted) return status;
  }
}

void MultiWrite::publish(WriteContext &context, const DeadlineChange &deadline) {
  bool are_gone = deadline.action == DeadlineAction::kGone;
  for (std::size_t at = 0; at < count_; ++at) {
    Item &item = items_[at];
    item.marks = shard_of(item).mark_busy(item.key);
  }
  // New keys first: what replaces gives room back to the pool, also that which was gathered for
  // them.
  for (std::size_t at = 0; at < count_ && !are_gone; ++at) {
    Item &item = items_[at];
    Shard &shard = shard_of(item);
    if (shard.find(item.key, context.moment) != kNoSlot) continue;
    shard.publish(item.key, kNoSlot, item.prepared);
    item.prepared.entry = nullptr;
  }
  for (std::size_t at = 0; at < count_; ++at) {
    Item &item = items_[at];
    Shard &shard = shard_of(item);
    ++shard.counters().sets;
    if (!are_gone && item.prepared.entry == nullptr) continue;
    SlotRef slot = shard.find(item.key, context.moment);
    if (!are_gone) {
      shard.publish(item.key, slot, item.prepared);
      if (slot != kNoSlot) shard.note_replaced(item.key);
    } else if (slot != kNoSlot) {
      shard.remove(slot);
    }
  }
  for (std::size_t at = 0; at < count_; ++at) {
    if (items_[at].marks) shard_of(items_[at]).unmark_busy(items_[at].key);
  }
}

// All that was gathered stays with the write, and is what the next attempt begins with.
void MultiWrite::discard(WriteContext &context) {
  for (std::size_t at = 0; at < count_; ++at) {
    Shard &shard = shard_of(items_[at]);
    shard.discard(items_[at].prepared);
    items_[at].prepared = {};
    shard.take_idle(context.grant, 0);
  }
  context.shortage.add(context.grant);
}

}  // namespace cellaret::engine
