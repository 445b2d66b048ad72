// What a policy asks of a shard's contents.
#include "engine/shard/shard_contents.h"

namespace cellaret::engine {

std::size_t bytes_of(const Entry &entry) {
  const Entry::Head head = entry.head();
  std::size_t bytes = block_size(&entry);
  if (is_collection(head.type())) bytes += Collection::of_word(entry.value().word())->bytes();
  return bytes;
}

std::size_t ShardContents::side_bytes() const {
  return block_size(this) + block_size(policy.get()) + table.bytes() + policy->bytes() +
         timers.bytes() + hit_stripes.bytes();
}

std::uint64_t ShardContents::hash(SlotRef slot) const {
  return hash_bytes(table.entry(slot)->key(), environment.secret);
}

std::uint32_t ShardContents::weight(SlotRef slot) const {
  return environment.weighs_bytes ? environment.weight_of(bytes_of(*table.entry(slot))) : 1;
}

bool ShardContents::expires(SlotRef slot) const { return table.entry(slot)->deadline().exists(); }

}  // namespace cellaret::engine
