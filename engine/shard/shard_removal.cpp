// How entries leave a shard: removal, expiry, eviction.
#include "engine/shard/shard.h"

namespace cellaret::engine {

void Shard::remove(SlotRef slot, Removal cause) {
  drain_hits();
  contents_->timers.remove(slot, entry(slot).deadline());
  drop(slot, cause);
}

// The size of its block is asked for once: it is on a line of the allocator's own.
CELLARET_ALWAYS_INLINE void Shard::take_out(const Table::Place &place, const Entry::Head &head,
                                            Removal cause, Held held) {
  Entry *entry = place.entry();
  note_removal(cause, entry->key(head));
  std::size_t bytes = block_size(entry);
  Collection *collection =
      is_collection(head.type()) ? Collection::of_word(entry->value().word()) : nullptr;
  if (is_enrolled(entry->deadline(head))) {
    Policy &policy = *contents_->policy;
    std::uint32_t weight = weight_of(bytes + (collection == nullptr ? 0 : collection->bytes()));
    if (cause == Removal::kEvicted) {
      policy.on_evict(place.slot, weight);
    } else {
      policy.on_remove(place.slot, weight);
    }
  }
  if (collection != nullptr && held == Held::kBuried) [[unlikely]]
    bury(collection);
  contents_->table.erase(place, environment_.secret, [this](SlotRef from, SlotRef to) {
    lock_.assume_held();
    on_move(from, to);
  });
  ++room_.entries;
  std::uint64_t freed = contents_->limbo.add(entry, bytes, head.is_wide());
  if (freed != 0) add_freed(freed);
}

void Shard::drop(SlotRef slot, Removal cause, Held held) {
  if (curve_ != nullptr) [[unlikely]]
    note_watched_removal(slot);
  Table::Place place = contents_->table.place_of(slot);
  take_out(place, place.entry()->head(), cause, held);
}

void Shard::on_move(SlotRef from, SlotRef to) {
  if (kept_ == from) kept_ = to;
  // The entry is far away in memory: it is looked at only where what it says matters.
  if (reads_on_move()) {
    StoredDeadline deadline = entry(to).deadline();
    if (is_enrolled(deadline)) contents_->policy->on_move(from, to);
    contents_->timers.move(from, to, deadline);
  } else {
    contents_->policy->on_move(from, to);
  }
}

bool Shard::evict_one(Want want) {
  drain_hits();
  SlotRef slot = contents_->policy->victim(*contents_, random_, kept_);
  if (slot == kNoSlot) return false;
  ++(want == Want::kEntries ? counters_.evictions_for_entries : counters_.evictions_for_bytes);
  Table::Place place = contents_->table.place_of(slot);
  const Entry::Head head = place.entry()->head();
  if (head.has_deadline_field()) contents_->timers.remove(slot, place.entry()->deadline(head));
  take_out(place, head, Removal::kEvicted, Held::kBuried);
  if (contents_->table.is_large()) prefetch_victims();
  return true;
}

// The next victims are far away in memory: of one the group is asked for now, and of the one before
// it, whose group is here by now, the entry.
void Shard::prefetch_victims() {
  for (const Policy::Ahead &ahead : contents_->policy->ahead()) {
    if (ahead.next != kNoSlot) contents_->table.prefetch_entry(ahead.next);
    if (ahead.after != kNoSlot) contents_->table.prefetch_group(ahead.after);
  }
}

void Shard::retire(Entry *entry) {
  add_freed(contents_->limbo.add(entry, block_size(entry), entry->is_wide()));
}

void Shard::free_retired(bool wait) {
  if (contents_ == nullptr) return;
  add_freed(wait ? contents_->limbo.free_all() : contents_->limbo.free_some());
  environment_.budget.trim(room_);
}

}  // namespace cellaret::engine
