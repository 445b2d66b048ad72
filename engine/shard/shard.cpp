// Finding, writing and removing entries of a shard.
#include "engine/shard/shard.h"

#include <algorithm>
#include <utility>

#include "engine/base/limits.h"

namespace cellaret::engine {

void ShardCounters::add(const ShardCounters &other) {
  hits += other.hits;
  misses += other.misses;
  sets += other.sets;
  deletes += other.deletes;
  expirations += other.expirations;
  evictions += other.evictions;
}

// The instance is gone and so are all callers; only readers' pins outlive this.
Shard::~Shard() CELLARET_NO_ANALYSIS {
  if (contents_ == nullptr) return;
  contents_->table.for_each([this](SlotRef slot) CELLARET_NO_ANALYSIS {
    Entry *entry = contents_->table.entry(slot);
    dispose_entry(entry, entry->is_wide() ? block_size(entry) : 0, environment_.pins);
  });
}

void Shard::tend(Moment &moment) {
  if (contents_ == nullptr) return;
  std::uint64_t reclaimed = 0;
  reclaim(moment, kExpiryBudget, reclaimed);
  if (contents_->table.is_resizing()) {
    move_some(kMigrateGroups);
  } else if (contents_->table.wants_shrinking()) {
    // It takes room, with its side arrays, before it gives any back: idle room, not victims'.
    std::uint32_t groups = contents_->table.shrunk_groups();
    auto price = static_cast<std::int64_t>(Table::bytes_for(groups));
    if (room_.bytes + environment_.budget.bytes_left() < price * 4) return;
    WriteContext context(moment);
    // A table that cannot get a smaller one now stays as it is.
    static_cast<void>(resize(context, groups));
  }
}

bool Shard::reclaim(Moment &moment, std::uint32_t budget, std::uint64_t &reclaimed) {
  if (contents_ == nullptr) return false;
  std::uint32_t fired = 0;
  bool more = contents_->timers.advance(moment, budget, fired, [this](SlotRef slot) {
    lock_.assume_held();
    // The wheel let go of the timer before it told us.
    entry(slot).set_deadline({});
    ++counters_.expirations;
    remove(slot);
  });
  reclaimed += fired;
  if (fired != 0) environment_.budget.trim(room_);
  return more;
}

SlotRef Shard::find(const HashedKey &key, Moment &moment) {
  if (contents_ == nullptr) return kNoSlot;
  SlotRef slot = contents_->table.find(key);
  if (slot == kNoSlot) return kNoSlot;
  StoredDeadline deadline = contents_->table.entry(slot)->deadline();
  if (!deadline.exists()) return slot;
  std::int64_t now = deadline.on_wall_clock ? moment.wall_ms() : moment.steady_ms();
  if (now <= deadline.ms) return slot;
  ++counters_.expirations;
  remove(slot);
  return kNoSlot;
}

void Shard::remove(SlotRef slot) {
  Entry *entry = contents_->table.entry(slot);
  contents_->timers.remove(slot, entry->deadline());
  contents_->policy->on_remove(slot);
  contents_->table.erase(slot, environment_.secret);
  std::size_t bytes = block_size(entry);
  charged_ -= bytes;
  room_.add({static_cast<std::int64_t>(bytes), 1});
  dispose_entry(entry, bytes, environment_.pins);
}

Status Shard::write(WriteContext &context, const HashedKey &key, SlotRef existing,
                    const ScalarView &value, std::uint8_t codec, const StoredDeadline &deadline) {
  Status status = ensure_contents(context);
  if (status == Status::kOk) status = ensure_timers(context, deadline, existing);
  if (status != Status::kOk) return status;
  if (existing != kNoSlot && write_in_place(existing, value, codec, deadline)) return Status::kOk;
  return put_entry(context, key, existing, value.stored_size(), deadline, [&](Entry &entry) {
    lock_.assume_held();
    entry.write_value(value, codec, ++last_stamp_);
  });
}

bool Shard::write_in_place(SlotRef slot, const ScalarView &value, std::uint8_t codec,
                           const StoredDeadline &deadline) {
  Entry &entry = this->entry(slot);
  // Pinned bytes never change: such an entry is replaced instead.
  if (entry.is_pinned() || !entry.can_hold(deadline)) return false;
  // A deadline field that would stay unused is given up with the next new block, not now.
  std::size_t size = value.stored_size();
  if (size != entry.value_size() && !entry.fits(size, block_size(&entry))) return false;
  change_deadline(slot, deadline);
  entry.write_value(value, codec, ++last_stamp_);
  touch(slot);
  return true;
}

Status Shard::set_deadline(WriteContext &context, const HashedKey &key, SlotRef slot,
                           const StoredDeadline &deadline) {
  Status status = ensure_timers(context, deadline, slot);
  if (status != Status::kOk) return status;
  Entry &old = entry(slot);
  if (old.can_hold(deadline)) {
    change_deadline(slot, deadline);
    return Status::kOk;
  }
  ScalarView value = old.value();
  std::uint8_t codec = old.codec();
  return put_entry(context, key, slot, value.stored_size(), deadline, [&](Entry &entry) {
    lock_.assume_held();
    entry.write_value(value, codec, ++last_stamp_);
  });
}

void Shard::change_deadline(SlotRef slot, const StoredDeadline &deadline) {
  Entry &entry = this->entry(slot);
  contents_->timers.remove(slot, entry.deadline());
  entry.set_deadline(deadline);
  contents_->timers.insert(slot, deadline);
}

template <class Fill>
Status Shard::put_entry(WriteContext &context, const HashedKey &key, SlotRef existing,
                        std::size_t value_size, const StoredDeadline &deadline, Fill &&fill) {
  EntryShape shape = EntryShape::of(key.bytes.size(), value_size, deadline);
  std::uint64_t limit = std::min(environment_.max_entry_bytes, environment_.max_bytes);
  if (shape.size() > limit) return Status::kTooLarge;
  if (existing == kNoSlot) {
    Status status = ensure_slot(context);
    if (status != Status::kOk) return status;
  }
  void *block = allocate(shape.size());
  if (block == nullptr) return Status::kNoMemory;
  std::size_t bytes = block_size(block);
  Room price = {static_cast<std::int64_t>(bytes), existing == kNoSlot ? 1 : 0};
  if (bytes > limit || !obtain(context, price, existing)) {
    deallocate(block);
    return bytes > limit ? Status::kTooLarge : Status::kFull;
  }
  room_.add({-price.bytes, -price.entries});
  charged_ += bytes;
  Entry *entry = Entry::create(block, shape, key.bytes);
  fill(*entry);
  entry->set_deadline(deadline);
  if (existing == kNoSlot) {
    SlotRef slot = contents_->table.insert(key.hash, entry);
    contents_->policy->on_insert(slot);
    contents_->timers.insert(slot, deadline);
    return Status::kOk;
  }
  Entry *old = contents_->table.entry(existing);
  contents_->timers.remove(existing, old->deadline());
  contents_->table.replace(existing, entry);
  contents_->timers.insert(existing, deadline);
  touch(existing);
  std::size_t old_bytes = block_size(old);
  charged_ -= old_bytes;
  room_.bytes += static_cast<std::int64_t>(old_bytes);
  dispose_entry(old, old_bytes, environment_.pins);
  environment_.budget.trim(room_);
  return Status::kOk;
}

Owned<ShardContents> Shard::take_contents() {
  charged_sides_ = 0;
  return std::move(contents_);
}

void Shard::free_contents(Owned<ShardContents> contents) {
  if (contents == nullptr) return;
  std::size_t sides = block_size(contents.get()) + block_size(contents->policy.get()) +
                      contents->table.bytes() + contents->policy->bytes() +
                      contents->timers.bytes();
  Room freed;
  auto settle = [&] {
    LockGuard guard(lock_);
    charged_ -= static_cast<std::uint64_t>(freed.bytes);
    room_.add(freed);
    environment_.budget.trim(room_);
    freed = {};
  };
  contents->table.for_each([&](SlotRef slot) {
    Entry *entry = contents->table.entry(slot);
    std::size_t bytes = block_size(entry);
    dispose_entry(entry, bytes, environment_.pins);
    freed.add({static_cast<std::int64_t>(bytes), 1});
    if (freed.entries == kEntriesFreedPerStep) settle();
  });
  contents.reset();
  freed.bytes += static_cast<std::int64_t>(sides);
  settle();
}

std::uint64_t Shard::recount() const {
  if (contents_ == nullptr) return 0;
  std::uint64_t bytes = side_bytes();
  contents_->table.for_each([&](SlotRef slot) CELLARET_NO_ANALYSIS {
    bytes += block_size(contents_->table.entry(slot));
  });
  return bytes;
}

SlotRef Shard::sample(Random &random) const CELLARET_NO_ANALYSIS {
  return contents_->table.sample(random);
}

}  // namespace cellaret::engine
