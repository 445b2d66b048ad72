// What calls on several keys need of a shard: changes that are seen together, and entries that are
// ready for them.
#include "engine/shard/shard.h"

namespace cellaret::engine {

void Shard::remove_moved(SlotRef slot, Shard &heir) {
  const Entry &going = entry(slot);
  const Collection *collection =
      is_collection(going.type()) ? Collection::of_word(going.value().word()) : nullptr;
  drain_hits();
  contents_->timers.remove(slot, going.deadline());
  drop(slot, Removal::kDeleted, Held::kElsewhere);
  if (collection == nullptr) return;
  charged_ -= collection->bytes();
  heir.charged_ += collection->bytes();
}

bool Shard::can_hold(SlotRef slot, const StoredDeadline &deadline) {
  return !deadline.exists() ||
         (contents_->timers.has_wheel(deadline.on_wall_clock) && entry(slot).can_hold(deadline));
}

bool Shard::mark_busy(const HashedKey &key) {
  if (contents_ == nullptr || contents_->table.capacity() == 0) return false;
  Atomic<std::uint32_t> &version = contents_->table.version_of(key.hash);
  std::uint32_t before = version.load(std::memory_order_relaxed);
  if ((before & TableGroup::kBusy) != 0) return false;
  version.exchange(before | TableGroup::kBusy, std::memory_order_seq_cst);
  return true;
}

void Shard::unmark_busy(const HashedKey &key) {
  Atomic<std::uint32_t> &version = contents_->table.version_of(key.hash);
  std::uint32_t before = version.load(std::memory_order_relaxed);
  version.store(before - TableGroup::kBusy + TableGroup::kStep, std::memory_order_release);
}

}  // namespace cellaret::engine
