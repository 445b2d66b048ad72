// Reading, writing and counting scalars.
#include "engine/shard/scalar_operations.h"

#include <cmath>

#include "engine/base/epoch.h"
#include "engine/base/numbers.h"
#include "engine/shard/deadlines.h"

namespace cellaret::engine {

namespace {

// Stores the outcome of a change to an existing or new scalar, with the deadline that the change
// asks for.
Status store(Shard &shard, WriteContext &context, const HashedKey &key, SlotRef slot,
             const ScalarView &value, std::uint8_t codec, const DeadlineChange &change)
    CELLARET_REQUIRES(shard.lock()) {
  if (change.action == DeadlineAction::kGone) {
    if (slot != kNoSlot) shard.remove(slot);
    return Status::kOk;
  }
  StoredDeadline deadline = stored(change.deadline);
  if (change.action == DeadlineAction::kKeep) {
    deadline = slot == kNoSlot ? StoredDeadline{} : shard.entry(slot).deadline();
  }
  return shard.write(context, key, slot, value, codec, deadline);
}

// Writes if the condition of the request holds.
Status store_if(Shard &shard, WriteContext &context, const HashedKey &key, SlotRef slot,
                const SetRequest &request) CELLARET_REQUIRES(shard.lock()) {
  if (slot != kNoSlot && request.condition == SetCondition::kIfAbsent) return Status::kExists;
  if (slot == kNoSlot && request.condition == SetCondition::kIfPresent) return Status::kMiss;
  Status status = store(shard, context, key, slot, request.value, request.codec, request.deadline);
  if (status == Status::kOk) ++shard.counters().sets;
  return status;
}

// A scalar as an integer, by the rules of text.
Status integer_of(const ScalarView &value, std::int64_t &out) {
  if (is_collection(value.type())) return Status::kWrongType;
  if (value.type() == Type::kInt) {
    out = value.integer();
    return Status::kOk;
  }
  char text[kDoubleTextSize];
  std::string_view bytes = value.bytes();
  if (value.type() == Type::kDouble) bytes = {text, format_double(value.number(), text)};
  std::optional<std::int64_t> parsed = parse_int64(bytes);
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
  SlotRef slot = shard.find(key, moment);
  if (slot == kNoSlot) {
    shard.reads().count_miss(epoch_thread_number());
    return Status::kMiss;
  }
  shard.reads().count_hit(epoch_thread_number());
  shard.touch(slot);
  if (is_collection(shard.entry(slot).type())) return Status::kWrongType;
  shard.read(slot, out);
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
  Status status = store(shard, context, key, slot, ScalarView::of_int(sum), codec, deadline);
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
  auto sum = static_cast<double>(value + to_operand(delta));
  if (!std::isfinite(sum)) return Status::kOverflow;
  Status status = store(shard, context, key, slot, ScalarView::of_double(sum), codec, deadline);
  if (status != Status::kOk) return status;
  ++shard.counters().sets;
  out = sum;
  return Status::kOk;
}

}  // namespace cellaret::engine
