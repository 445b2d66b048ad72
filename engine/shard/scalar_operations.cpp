// Reading, writing and counting scalars.
#include "engine/shard/scalar_operations.h"

#include <cmath>

#include "engine/base/epoch.h"
#include "engine/base/numbers.h"
#include "engine/data/value_text.h"
#include "engine/shard/store_content.h"

namespace cellaret::engine {

namespace {

// A read under the lock, in the eyes of counters and policy. kNoSlot: a miss.
Status find_scalar(Shard &shard, const HashedKey &key, Moment &moment, SlotRef &out)
    CELLARET_REQUIRES(shard.lock()) {
  out = shard.find(key, moment);
  if (out == kNoSlot) {
    shard.reads().count_miss(epoch_thread_number());
    shard.note_read(key, out, moment);
    return Status::kMiss;
  }
  shard.reads().count_hit(epoch_thread_number());
  shard.note_read(key, out, moment);
  shard.touch(out);
  return is_collection(shard.entry(out).type()) ? Status::kWrongType : Status::kOk;
}

// Writes if the condition of the request holds.
Status store_if(Shard &shard, WriteContext &context, const HashedKey &key, SlotRef slot,
                const SetRequest &request) CELLARET_REQUIRES(shard.lock()) {
  if (slot != kNoSlot && request.condition == SetCondition::kIfAbsent) return Status::kExists;
  if (slot == kNoSlot && request.condition == SetCondition::kIfPresent) return Status::kMiss;
  Status status =
      store_content(shard, context, key, slot, request.value, request.codec, request.deadline);
  if (status != Status::kOk) return status;
  ++shard.counters().sets;
  if (slot != kNoSlot && request.deadline.action != DeadlineAction::kGone) shard.note_replaced(key);
  return Status::kOk;
}

// A scalar as an integer, by the rules of text.
Status integer_of(const ScalarView &value, std::int64_t &out) {
  if (is_collection(value.type())) return Status::kWrongType;
  if (value.type() == Type::kInt) {
    out = value.integer();
    return Status::kOk;
  }
  NumberText text;
  std::optional<std::int64_t> parsed = parse_int64(text_of(value, text));
  if (!parsed) return Status::kNotAnInteger;
  out = *parsed;
  return Status::kOk;
}

Status number_of(const ScalarView &value, long double &out) {
  if (is_collection(value.type())) return Status::kWrongType;
  if (value.type() == Type::kInt) {
    out = static_cast<long double>(value.integer());
  } else if (value.type() == Type::kDouble) {
    out = to_operand(value.number());
  } else {
    std::optional<long double> parsed = parse_number(value.bytes());
    if (!parsed) return Status::kNotANumber;
    out = *parsed;
  }
  return Status::kOk;
}

}  // namespace

Status get_scalar(Shard &shard, const HashedKey &key, Moment &moment, ReadValue &out) {
  SlotRef slot = kNoSlot;
  Status status = find_scalar(shard, key, moment, slot);
  if (status == Status::kOk) shard.read(slot, out);
  return status;
}

Status get_and_delete(Shard &shard, const HashedKey &key, Moment &moment, ReadValue &out) {
  shard.tend(moment);
  Status status = get_scalar(shard, key, moment, out);
  if (status != Status::kOk) return status;
  shard.remove(shard.slot_of(key));
  ++shard.counters().deletes;
  return Status::kOk;
}

Status get_and_touch(Shard &shard, WriteContext &context, const HashedKey &key,
                     const DeadlineChange &deadline, ReadValue &out) {
  shard.tend(context.moment);
  SlotRef slot = kNoSlot;
  Status status = find_scalar(shard, key, context.moment, slot);
  if (status != Status::kOk) return status;
  if (deadline.action == DeadlineAction::kSet) {
    status = shard.set_deadline(context, key, slot, stored(deadline.deadline));
    if (status != Status::kOk) return status;
    slot = shard.slot_of(key);
  }
  shard.read(slot, out);
  if (deadline.action == DeadlineAction::kGone) shard.remove(slot);
  return Status::kOk;
}

Status compare_and_set(Shard &shard, WriteContext &context, const HashedKey &key,
                       const VersionedWrite &write, const DeadlineChange &deadline,
                       std::uint64_t &out_version) {
  shard.tend(context.moment);
  SlotRef slot = shard.find(key, context.moment);
  if (slot == kNoSlot && write.expected != 0) return Status::kMiss;
  if (slot != kNoSlot && write.expected != shard.entry(slot).stamp()) return Status::kExists;
  Status status = store_content(shard, context, key, slot, write.value, write.codec, deadline);
  if (status != Status::kOk) return status;
  ++shard.counters().sets;
  bool is_there = deadline.action != DeadlineAction::kGone;
  if (slot != kNoSlot && is_there) shard.note_replaced(key);
  out_version = is_there ? shard.entry(shard.slot_of(key)).stamp() : 0;
  return Status::kOk;
}

Status set_scalar(Shard &shard, WriteContext &context, const HashedKey &key,
                  const SetRequest &request, ReadValue *old) {
  shard.tend(context.moment);
  SlotRef slot = shard.find(key, context.moment);
  if (old == nullptr) return store_if(shard, context, key, slot, request);
  // Read before the write and given to the caller after it: an error leaves `old` untouched.
  ReadValue previous;
  if (slot != kNoSlot && is_collection(shard.entry(slot).type())) return Status::kWrongType;
  if (slot != kNoSlot) {
    shard.read(slot, previous);
  } else {
    previous.set_none();
  }
  Status status = store_if(shard, context, key, slot, request);
  if (is_error(status)) {
    previous.release();
  } else {
    *old = previous;
  }
  return status;
}

Status increment_int(Shard &shard, WriteContext &context, const HashedKey &key, std::int64_t delta,
                     const DeadlineChange &deadline, std::int64_t &out) {
  shard.tend(context.moment);
  SlotRef slot = shard.find(key, context.moment);
  std::int64_t value = 0;
  std::uint8_t codec = 0;
  if (slot != kNoSlot) {
    Status status = integer_of(shard.entry(slot).value(), value);
    if (status != Status::kOk) return status;
    codec = shard.entry(slot).codec();
  }
  std::int64_t sum = 0;
  if (__builtin_add_overflow(value, delta, &sum)) return Status::kOverflow;
  Status status =
      store_content(shard, context, key, slot, ScalarView::of_int(sum), codec, deadline);
  if (status != Status::kOk) return status;
  ++shard.counters().sets;
  out = sum;
  return Status::kOk;
}

Status increment_double(Shard &shard, WriteContext &context, const HashedKey &key, double delta,
                        const DeadlineChange &deadline, double &out) {
  shard.tend(context.moment);
  SlotRef slot = shard.find(key, context.moment);
  long double value = 0;
  std::uint8_t codec = 0;
  if (slot != kNoSlot) {
    Status status = number_of(shard.entry(slot).value(), value);
    if (status != Status::kOk) return status;
    codec = shard.entry(slot).codec();
  }
  // Only now: what the key holds is looked at first, as in Redis.
  if (!std::isfinite(delta)) return Status::kOverflow;
  auto sum = static_cast<double>(value + to_operand(delta));
  if (!std::isfinite(sum)) return Status::kOverflow;
  Status status =
      store_content(shard, context, key, slot, ScalarView::of_double(sum), codec, deadline);
  if (status != Status::kOk) return status;
  ++shard.counters().sets;
  out = sum;
  return Status::kOk;
}

}  // namespace cellaret::engine
