// Appending to texts and overwriting parts of them.
#include "engine/shard/text_operations.h"

#include "engine/data/value_text.h"
#include "engine/shard/store_content.h"

namespace cellaret::engine {

namespace {

// What is there: a text, the digits of a number, or nothing.
struct FoundText {
  SlotRef slot = kNoSlot;
  std::uint8_t codec = 0;
  std::string_view text;
};

Status find_text(Shard &shard, Moment &moment, const HashedKey &key, const TextWrite &write,
                 NumberText &digits, FoundText &out) CELLARET_REQUIRES(shard.lock()) {
  shard.tend(moment);
  out = {shard.find(key, moment), write.codec, {}};
  if (out.slot == kNoSlot) return Status::kOk;
  const Entry &entry = shard.entry(out.slot);
  if (is_collection(entry.type())) return Status::kWrongType;
  out.codec = entry.codec();
  out.text = text_of(entry.value(), digits);
  return Status::kOk;
}

Status store_text(Shard &shard, WriteContext &context, const HashedKey &key, const FoundText &found,
                  const SplicedText &spliced, const DeadlineChange &deadline, std::uint64_t &out)
    CELLARET_REQUIRES(shard.lock()) {
  std::uint64_t size = spliced.stored_size();
  Status status = store_content(shard, context, key, found.slot, spliced, found.codec, deadline);
  if (status != Status::kOk) return status;
  ++shard.counters().sets;
  out = size;
  return Status::kOk;
}

}  // namespace

Status append_text(Shard &shard, WriteContext &context, const HashedKey &key,
                   const TextWrite &write, std::uint64_t &out) {
  NumberText digits;
  FoundText found;
  Status status = find_text(shard, context.moment, key, write, digits, found);
  if (status != Status::kOk) return status;
  if (write.bytes.size() > kMaxValueSize - found.text.size()) return Status::kTooLarge;
  SplicedText spliced{found.text, found.text.size(), write.bytes};
  return store_text(shard, context, key, found, spliced, write.deadline, out);
}

Status set_text_range(Shard &shard, WriteContext &context, const HashedKey &key,
                      std::uint64_t offset, const TextWrite &write, std::uint64_t &out) {
  NumberText digits;
  FoundText found;
  Status status = find_text(shard, context.moment, key, write, digits, found);
  if (status != Status::kOk) return status;
  if (write.bytes.empty()) {
    out = found.text.size();
    return Status::kOk;
  }
  if (offset > kMaxValueSize || write.bytes.size() > kMaxValueSize - offset) {
    return Status::kTooLarge;
  }
  SplicedText spliced{found.text, offset, write.bytes};
  return store_text(shard, context, key, found, spliced, write.deadline, out);
}

}  // namespace cellaret::engine
