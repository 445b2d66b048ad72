// Finding, writing and removing entries of a shard.
#include "engine/shard/shard.h"

#include <algorithm>
#include <utility>

#include "engine/base/epoch.h"
#include "engine/base/limits.h"

namespace cellaret::engine {

void ShardCounters::add(const ShardCounters &other) {
  sets += other.sets;
  deletes += other.deletes;
  expirations += other.expirations;
  evictions += other.evictions;
}

// The instance is gone and so are all callers; only readers' pins outlive this.
Shard::~Shard() CELLARET_NO_ANALYSIS {
  if (contents_ == nullptr) return;
  contents_->table.for_each([this](SlotRef slot) CELLARET_NO_ANALYSIS {
    dispose_entry(contents_->table.entry(slot), environment_.pins);
  });
}

Shard::Outcome Shard::try_get(const HashedKey &key, Moment &moment, ReadValue &out) {
  for (int tries = 0; tries < kOptimisticTries; ++tries) {
    bool has_expired = false;
    SlotRef found = kNoSlot;
    TableView::Found result =
        view_.read(key, [&](const Entry &entry, const Entry::Head &head, SlotRef slot) {
          found = slot;
          StoredDeadline deadline = entry.deadline(head);
          if (deadline.exists()) {
            std::int64_t now = deadline.on_wall_clock ? moment.wall_ms() : moment.steady_ms();
            has_expired = now > deadline.ms;
            if (has_expired) return;
          }
          out.read(entry, head, environment_.pins);
        });
    if (result == TableView::Found::kHit) {
      if (has_expired) return Outcome::kMustLock;
      bool is_log_full = environment_.policy.wants_hits && hits_.note(epoch_thread_number(), found);
      bool is_check_due = environment_.reads.count_hit() % kReadsPerTimerCheck == 0;
      if (is_log_full || (is_check_due && has_due_timers(moment))) [[unlikely]] {
        return Outcome::kHitAndDue;
      }
      return Outcome::kHit;
    }
    if (result == TableView::Found::kMiss) {
      environment_.reads.count_miss();
      return Outcome::kMiss;
    }
    if (found != kNoSlot && !has_expired) out.release();
    environment_.reads.count_retry();
    spin_pause();
  }
  return Outcome::kMustLock;
}

bool Shard::has_due_timers(const Moment &moment) const {
  std::int64_t due = next_due_.load(std::memory_order_relaxed);
  return due != INT64_MAX && (moment.rough_steady_ms() >= due || moment.rough_wall_ms() >= due);
}

void Shard::follow_up(Moment &moment) {
  if (!lock_.try_acquire()) return;
  if (has_due_timers(moment)) {
    tend(moment);
  } else {
    drain_hits();
  }
  lock_.release();
}

void Shard::drain_hits() {
  if (contents_ == nullptr) return;
  hits_.drain(epoch_thread_number(), [this](SlotRef *slots, std::uint32_t count) {
    lock_.assume_held();
    const Table &table = contents_->table;
    SlotRef *end =
        std::remove_if(slots, slots + count, [&](SlotRef slot) { return !table.is_used(slot); });
    contents_->policy->on_hits(slots, static_cast<std::uint32_t>(end - slots));
  });
}

void Shard::tend(Moment &moment) {
  if (contents_ == nullptr) return;
  drain_hits();
  std::uint64_t reclaimed = 0;
  reclaim(moment, kExpiryBudget, reclaimed);
  if (contents_->table.is_resizing()) {
    move_some(kMigrateGroups);
  } else if (contents_->table.wants_shrinking()) {
    WriteContext context(moment);
    context.may_evict = false;
    // A table that cannot get a smaller one now stays as it is.
    static_cast<void>(resize(context, contents_->table.shrunk_class()));
  }
}

bool Shard::reclaim(Moment &moment, std::uint32_t budget, std::uint64_t &reclaimed) {
  if (contents_ == nullptr || contents_->timers.empty()) return false;
  std::uint32_t fired = 0;
  bool more = contents_->timers.advance(moment, budget, fired, [this](SlotRef slot) {
    lock_.assume_held();
    // The wheel let go of the timer before it told us.
    ++counters_.expirations;
    drop(slot);
  });
  reclaimed += fired;
  note_timers();
  if (fired != 0) environment_.budget.trim(room_);
  return more;
}

void Shard::note_timers() {
  next_due_.store(contents_->timers.next_due(), std::memory_order_relaxed);
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
  contents_->timers.remove(slot, entry(slot).deadline());
  drop(slot);
}

void Shard::drop(SlotRef slot) {
  Entry *entry = contents_->table.entry(slot);
  contents_->policy->on_remove(slot);
  contents_->table.erase(slot, environment_.secret);
  ++room_.entries;
  retire(entry);
}

Status Shard::write(WriteContext &context, const HashedKey &key, SlotRef existing,
                    const ScalarView &value, std::uint8_t codec, const StoredDeadline &deadline) {
  Status status = ensure_contents(context);
  if (status == Status::kOk) status = ensure_timers(context, deadline, existing);
  if (status != Status::kOk) return status;
  if (existing != kNoSlot && write_in_place(key, existing, value, codec, deadline)) {
    return Status::kOk;
  }
  return put_entry(context, key, existing, value.stored_size(), deadline, [&](Entry &entry) {
    lock_.assume_held();
    entry.write_value(value, codec, ++last_stamp_);
  });
}

bool Shard::write_in_place(const HashedKey &key, SlotRef slot, const ScalarView &value,
                           std::uint8_t codec, const StoredDeadline &deadline) {
  Entry &entry = this->entry(slot);
  if (!entry.can_hold(deadline)) return false;
  // A deadline field that would stay unused is given up with the next new block, not now.
  std::size_t size = value.stored_size();
  if (size != entry.value_size() && !entry.fits(size, block_size(&entry))) return false;
  contents_->table.begin_change(key.hash);
  // Pinned bytes never change: such an entry is replaced instead. Who pins from here on sees the
  // version and lets go.
  bool is_free = !entry.is_pinned();
  if (is_free) {
    store_deadline(slot, deadline);
    entry.write_value(value, codec, ++last_stamp_);
  }
  contents_->table.end_change(key.hash);
  if (is_free) touch(slot);
  return is_free;
}

Status Shard::set_deadline(WriteContext &context, const HashedKey &key, SlotRef slot,
                           const StoredDeadline &deadline) {
  Status status = ensure_timers(context, deadline, slot);
  if (status != Status::kOk) return status;
  Entry &old = entry(slot);
  if (old.can_hold(deadline)) {
    change_deadline(key, slot, deadline);
    return Status::kOk;
  }
  ScalarView value = old.value();
  std::uint8_t codec = old.codec();
  return put_entry(context, key, slot, value.stored_size(), deadline, [&](Entry &entry) {
    lock_.assume_held();
    entry.write_value(value, codec, ++last_stamp_);
  });
}

void Shard::change_deadline(const HashedKey &key, SlotRef slot, const StoredDeadline &deadline) {
  contents_->table.begin_change(key.hash);
  store_deadline(slot, deadline);
  contents_->table.end_change(key.hash);
}

void Shard::store_deadline(SlotRef slot, const StoredDeadline &deadline) {
  Entry &entry = this->entry(slot);
  StoredDeadline before = entry.deadline();
  if (!before.exists() && !deadline.exists()) return;
  contents_->timers.remove(slot, before);
  entry.set_deadline(deadline);
  contents_->timers.insert(slot, deadline);
  note_timers();
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
    if (deadline.exists()) note_timers();
    return Status::kOk;
  }
  Entry *old = contents_->table.entry(existing);
  contents_->timers.remove(existing, old->deadline());
  contents_->table.replace(existing, entry);
  contents_->timers.insert(existing, deadline);
  if (deadline.exists()) note_timers();
  touch(existing);
  retire(old);
  environment_.budget.trim(room_);
  return Status::kOk;
}

Owned<ShardContents> Shard::take_contents() {
  if (contents_ == nullptr) return nullptr;
  contents_->table.unpublish();
  hits_.use_none();
  next_due_.store(INT64_MAX, std::memory_order_relaxed);
  charged_sides_ = 0;
  return std::move(contents_);
}

void Shard::free_contents(Owned<ShardContents> contents) {
  if (contents == nullptr) return;
  epoch_wait(epoch_seal());
  Room sides{static_cast<std::int64_t>(contents->side_bytes() + contents->limbo.bytes()), 0};
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
    freed.add({static_cast<std::int64_t>(block_size(entry)), 1});
    dispose_entry(entry, environment_.pins);
    if (freed.entries == kEntriesFreedPerStep) settle();
  });
  contents.reset();
  freed.add(sides);
  settle();
}

std::uint64_t Shard::recount() const {
  if (contents_ == nullptr) return 0;
  std::uint64_t bytes = contents_->side_bytes() + contents_->limbo.recount();
  contents_->table.for_each([&](SlotRef slot) CELLARET_NO_ANALYSIS {
    bytes += block_size(contents_->table.entry(slot));
  });
  return bytes;
}

SlotRef Shard::sample(Random &random) const CELLARET_NO_ANALYSIS {
  return contents_->table.sample(random);
}

}  // namespace cellaret::engine
