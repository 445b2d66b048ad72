// Writing what a change of a scalar came to, with the deadline that it asks for.
#pragma once

#include <cstdint>

#include "engine/shard/deadlines.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

// `slot` is what find() gave. `Content` is a ScalarView or a SplicedText.
template <class Content>
Status store_content(Shard &shard, WriteContext &context, const HashedKey &key, SlotRef slot,
                     const Content &value, std::uint8_t codec, const DeadlineChange &change)
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

}  // namespace cellaret::engine
