// Finding, writing and removing entries of a shard.
#include "engine/shard/shard.h"

#include <algorithm>
#include <utility>

#include "engine/base/epoch.h"
#include "engine/base/limits.h"

namespace cellaret::engine {

namespace {

// The collection that an entry holds, or nullptr.
Collection *collection_of(const Entry &entry, const Entry::Head &head) {
  return is_collection(head.type()) ? Collection::of_word(entry.value().word()) : nullptr;
}
Collection *collection_of(const Entry &entry) { return collection_of(entry, entry.head()); }

// The collection that an entry is about to hold.
Collection *collection_in(const ScalarView &value) {
  return is_collection(value.type()) ? Collection::of_word(value.word()) : nullptr;
}
Collection *collection_in(const SplicedText &) { return nullptr; }

// Returns the bytes that went.
std::size_t free_collection(const Entry &entry) {
  Collection *collection = collection_of(entry);
  return collection == nullptr ? 0 : Collection::free_all(collection);
}

}  // namespace

void ShardCounters::add(const ShardCounters &other) {
  sets += other.sets;
  deletes += other.deletes;
  expirations += other.expirations;
  evictions_for_entries += other.evictions_for_entries;
  evictions_for_bytes += other.evictions_for_bytes;
  cleared += other.cleared;
}

// The instance is gone and so are all callers; only readers' pins outlive this.
Shard::~Shard() CELLARET_NO_ANALYSIS {
  if (contents_ == nullptr) return;
  contents_->table.for_each([this](SlotRef slot) CELLARET_NO_ANALYSIS {
    free_collection(*contents_->table.entry(slot));
    dispose_entry(contents_->table.entry(slot), environment_.pins);
  });
}

// The first look was at the home group alone, and need not have met a writer.
Shard::Outcome Shard::try_get_again(const HashedKey &key, EpochGuard::Reading reading,
                                    ReadValue &out) {
  for (int tries = 0; tries < kOptimisticTries; ++tries) {
    TableView::Sight sight;
    TableView::Found found = view_.look_up(key, sight);
    Outcome outcome = Outcome::kUndecided;
    if (found == TableView::Found::kNothing) outcome = count_miss(reading);
    if (found == TableView::Found::kEntry) outcome = read_any(sight, reading, out);
    if (outcome != Outcome::kUndecided) return is_resizing() ? also_due(outcome) : outcome;
    environment_.reads.count_retry(reading.thread_number());
    spin_pause();
  }
  return Outcome::kMustLock;
}

// Reads of groups that have moved come this way until the table has its size. They help, so that
// this does not last where writes are rare.
Shard::Outcome Shard::also_due(Outcome outcome) {
  if (outcome == Outcome::kHit) return Outcome::kHitAndDue;
  return outcome == Outcome::kMiss ? Outcome::kMissAndDue : outcome;
}

Shard::Outcome Shard::read_any(const TableView::Sight &sight, EpochGuard::Reading reading,
                               ReadValue &out) {
  if (has_expired(sight.entry->deadline(sight.head), environment_.clock)) [[unlikely]]
    return Outcome::kMustLock;
  return read_sight(sight, reading, [&](const TableView::Sight &seen) {
    out.read(*seen.entry, seen.head, environment_.pins);
    if (seen.holds()) [[likely]]
      return true;
    out.release();
    return false;
  });
}

bool Shard::has_expired(const StoredDeadline &deadline, const Clock &clock) {
  if (!deadline.exists()) return false;
  std::int64_t now = deadline.on_wall_clock ? clock.coarse_wall_ms() : clock.coarse_steady_ms();
  return now > deadline.ms;
}

bool Shard::is_far_from(StoredDeadline deadline) const {
  if (!deadline.exists()) return true;
  const Clock &clock = environment_.clock;
  std::int64_t now = deadline.on_wall_clock ? clock.coarse_wall_ms() : clock.coarse_steady_ms();
  return deadline.ms - now > kMaxClockLag;
}

bool Shard::has_other_work() const {
  if (contents_ == nullptr) return false;
  return curve_ != nullptr || !contents_->graveyard.empty() || contents_->table.wants_shrinking() ||
         has_due_timers(Moment(environment_.clock, Moment::Precision::kCoarse));
}

bool Shard::has_due_timers(const Moment &moment) const {
  std::int64_t due = next_due_.load(std::memory_order_relaxed);
  return due < kNothingDue && (moment.rough_steady_ms() >= due || moment.rough_wall_ms() >= due);
}

bool Shard::needs_follow_up(const HashedKey &key, EpochGuard::Reading reading) const {
  if (!environment_.reads.is_watched() || is_watched(key.hash)) return true;
  return hits_.is_full(reading.thread_number()) || is_resizing() ||
         has_due_timers(Moment(environment_.clock, Moment::Precision::kCoarse));
}

void Shard::follow_up(const HashedKey &key, bool is_hit, Moment &moment) {
  bool is_due = is_resizing() || has_due_timers(moment);
  if (is_watched(key.hash)) {
    lock_.acquire();
  } else {
    if (!is_due && !hits_.is_used()) return;
    if (!lock_.try_acquire()) return;
  }
  if (is_due) {
    tend(moment);
  } else {
    drain_hits_of_reader();
  }
  bool is_found = curve_ != nullptr && is_hit && contents_ != nullptr;
  note_read(key, is_found ? contents_->table.find(key) : kNoSlot, moment);
  lock_.release();
}

void Shard::drain_hits_of_reader() {
  std::uint32_t thread = epoch_thread_number();
  if (contents_ == nullptr) return;
  if (contents_->reader_turns.is_next(thread)) {
    drain_hits();
  } else {
    hits_.forget(thread);
  }
}

void Shard::drain_noted_hits() {
  SlotRef slots[HitLog::kSize];
  std::uint32_t count = hits_.drain(epoch_thread_number(), slots);
  if (count == 0) return;
  contents_->policy->on_hits(slots, count);
  update_sample();
}

void Shard::update_sample() {
  if (policy_kind().hits != PolicyKind::Hits::kMarksAndSample) return;
  std::uint64_t mask = contents_->policy->sample_mask();
  // In a slot's word the low bits of the hash are the tag.
  std::uint64_t word_mask = mask == kNoSample ? kNoSample : mask << 48;
  // Readers have the line; it is written only when it has to be.
  if (word_mask != sample_mask_.load(std::memory_order_relaxed)) {
    sample_mask_.store(word_mask, std::memory_order_relaxed);
  }
}

void Shard::enroll(SlotRef slot, std::uint64_t hash, std::uint32_t weight) {
  contents_->policy->on_insert(slot, hash, weight);
  update_sample();
}

// With a log the hit joins those that readers noted, in order; the policy sees them together.
void Shard::touch(SlotRef slot) {
  const PolicyKind &policy = policy_kind();
  if (policy.has_marks()) contents_->table.add_mark(slot, policy.mark_cap);
  if (!policy.has_log()) return;
  bool is_noted = is_in_sample(contents_->table.word_of(slot));
  if (is_noted && hits_.note(epoch_thread_number(), slot)) drain_hits();
}

void Shard::tend_to_all(Moment &moment) {
  free_buried(kFreeSteps);
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
  drain_hits();
  std::uint32_t fired = 0;
  bool more = contents_->timers.advance(moment, budget, fired, [this](SlotRef slot) {
    lock_.assume_held();
    // The wheel let go of the timer before it told us.
    ++counters_.expirations;
    drop(slot, Removal::kExpired);
  });
  reclaimed += fired;
  note_timers();
  if (fired != 0) environment_.budget.trim(room_);
  return more;
}

void Shard::note_timers() { set_next_due(contents_->timers.next_due()); }

// Most entries are small and at home; the others are looked for once more.
SlotRef Shard::find(const HashedKey &key, Moment &moment) {
  TableView::Sight sight;
  SlotRef slot = kNoSlot;
  switch (view_.look_home(key, sight)) {
    case TableView::Found::kNothing:
      return kNoSlot;
    case TableView::Found::kEntry:
      if (!has_expired(sight.entry->deadline(sight.head), moment)) [[likely]]
        return sight.slot();
      slot = sight.slot();
      break;
    default:
      slot = contents_->table.find(key);
      if (slot == kNoSlot || !has_expired(entry(slot).deadline(), moment)) return slot;
  }
  ++counters_.expirations;
  remove(slot, Removal::kExpired);
  return kNoSlot;
}

Status Shard::write(WriteContext &context, const HashedKey &key, SlotRef existing,
                    const ScalarView &value, std::uint8_t codec, const StoredDeadline &deadline) {
  return write_content(context, key, existing, value, codec, deadline);
}

Status Shard::write(WriteContext &context, const HashedKey &key, SlotRef existing,
                    const SplicedText &value, std::uint8_t codec, const StoredDeadline &deadline) {
  return write_content(context, key, existing, value, codec, deadline);
}

template <class Content>
Status Shard::write_content(WriteContext &context, const HashedKey &key, SlotRef existing,
                            const Content &value, std::uint8_t codec,
                            const StoredDeadline &deadline) {
  Collection *old = existing == kNoSlot ? nullptr : collection_of(entry(existing));
  Collection *made = collection_in(value);
  kept_ = existing;
  Status status = ensure_contents(context);
  if (status == Status::kOk) status = ensure_timers(context, deadline);
  // A collection that comes or goes changes what the entry weighs, which only put_entry minds.
  bool is_in_place = status == Status::kOk && kept_ != kNoSlot && old == made &&
                     write_in_place(key, kept_, value, codec, deadline);
  if (status == Status::kOk && !is_in_place) {
    status = put_entry(context, key, value, codec, deadline, Use::kYes);
  }
  kept_ = kNoSlot;
  return status;
}

template <class Content>
bool Shard::write_in_place(const HashedKey &key, SlotRef slot, const Content &value,
                           std::uint8_t codec, const StoredDeadline &deadline) {
  Entry &entry = this->entry(slot);
  if (!entry.can_hold(deadline)) return false;
  // A deadline field that would stay unused is given up with the next new block, not now.
  std::size_t size = value.stored_size();
  if (size != entry.value_size() && !entry.fits(size, block_size(&entry))) return false;
  bool is_free = false;
  // An entry that the policy hears of just now is new to it, and not used besides.
  bool is_use = is_enrolled(deadline) && !changes_enrolment(entry.deadline(), deadline);
  {
    InPlaceChange change(contents_->table.version_of(key.hash), InPlaceChange::Against::kPins);
    // Pinned bytes never change: such an entry is replaced instead. Who pins from here on sees the
    // version and lets go.
    is_free = !entry.is_pinned();
    if (is_free) {
      store_deadline(slot, deadline);
      entry.write_value(value, codec, ++last_stamp_);
    }
  }
  if (is_free && is_use) touch(slot);
  if (is_free) note_write(slot);
  return is_free;
}

Status Shard::set_deadline(WriteContext &context, const HashedKey &key, SlotRef slot,
                           const StoredDeadline &deadline) {
  kept_ = slot;
  Status status = ensure_timers(context, deadline);
  if (status == Status::kOk && entry(kept_).can_hold(deadline)) {
    change_deadline(key, kept_, deadline);
  } else if (status == Status::kOk) {
    Entry &old = entry(kept_);
    status = put_entry(context, key, old.value(), old.codec(), deadline, Use::kNo);
  }
  kept_ = kNoSlot;
  return status;
}

void Shard::change_deadline(const HashedKey &key, SlotRef slot, const StoredDeadline &deadline) {
  {
    InPlaceChange change(contents_->table.version_of(key.hash));
    store_deadline(slot, deadline);
  }
  if (curve_ != nullptr) [[unlikely]]
    note_watched_deadline(slot);
}

void Shard::store_deadline(SlotRef slot, const StoredDeadline &deadline) {
  Entry &entry = this->entry(slot);
  StoredDeadline before = entry.deadline();
  if (!before.exists() && !deadline.exists()) return;
  bool changes = changes_enrolment(before, deadline);
  // What was noted of it before it was known to the policy does not count.
  if (changes) drain_hits();
  if (changes && is_enrolled(before)) contents_->policy->on_remove(slot, contents_->weight(slot));
  if (before.exists() && Timers::can_wait(before, deadline)) {
    entry.set_deadline(deadline);
    return;
  }
  contents_->timers.remove(slot, before);
  entry.set_deadline(deadline);
  contents_->timers.insert(slot, deadline);
  if (changes && is_enrolled(deadline))
    enroll(slot, contents_->hash(slot), contents_->weight(slot));
  note_timers();
}

template <class Content>
Status Shard::put_entry(WriteContext &context, const HashedKey &key, const Content &value,
                        std::uint8_t codec, const StoredDeadline &deadline, Use use) {
  drain_hits();
  bool is_new = kept_ == kNoSlot;
  Status status = is_new ? ensure_slots(context, 1) : Status::kOk;
  Prepared prepared;
  if (status == Status::kOk) {
    status = prepare_entry(context, key, value, codec, deadline, is_new ? 1 : 0, prepared);
  }
  if (status == Status::kOk) publish(key, kept_, prepared, use);
  return status;
}

// So that appending again and again does not copy the whole text each time.
std::size_t Shard::spare_behind(const SplicedText &value) const {
  std::size_t size = value.stored_size();
  if (value.text.empty() || size <= kInlineValueSize) return 0;
  std::size_t spare = size / 8;
  auto wanted = static_cast<std::int64_t>(size + spare);
  bool has_plenty = wanted < (room_.bytes + environment_.budget.bytes_left()) / 3;
  return has_plenty && size + spare < environment_.limits.entry_bytes() / 2 ? spare : 0;
}

template <class Content>
Status Shard::prepare_entry(WriteContext &context, const HashedKey &key, const Content &value,
                            std::uint8_t codec, const StoredDeadline &deadline,
                            std::int64_t entries, Prepared &out) {
  EntryShape shape = EntryShape::of(key.bytes.size(), value.stored_size(), deadline);
  std::uint64_t limit = environment_.limits.entry_bytes();
  if (shape.size() > limit) return Status::kTooLarge;
  Block block = take_block(shape.size() + spare_behind(value));
  if (block.at == nullptr) return Status::kNoMemory;
  if (block.bytes > limit || !obtain(context, block, entries)) {
    give_up(block);
    return block.bytes > limit ? Status::kTooLarge : Status::kFull;
  }
  Entry *entry = Entry::create(block.at, shape, key.bytes);
  entry->write_value(value, codec, ++last_stamp_);
  entry->set_deadline(deadline);
  out = {entry, block.bytes, deadline};
  return Status::kOk;
}

Status Shard::prepare(WriteContext &context, const HashedKey &key, const ScalarView &value,
                      std::uint8_t codec, const StoredDeadline &deadline, Prepared &out) {
  Status status = ensure_contents(context);
  if (status == Status::kOk) status = ensure_timers(context, deadline);
  if (status != Status::kOk) return status;
  drain_hits();
  status = prepare_entry(context, key, value, codec, deadline, 0, out);
  const Collection *collection = collection_in(value);
  if (status != Status::kOk || collection == nullptr ||
      out.bytes + collection->bytes() <= environment_.limits.entry_bytes()) {
    return status;
  }
  discard(out);
  out = {};
  return Status::kTooLarge;
}

void Shard::publish(const HashedKey &key, SlotRef existing, const Prepared &prepared, Use use) {
  if (existing == kNoSlot) {
    publish_new(key, prepared.entry, prepared.bytes, prepared.deadline);
  } else {
    publish_over(existing, prepared, use);
  }
}

void Shard::discard(const Prepared &prepared) {
  if (prepared.entry == nullptr) return;
  deallocate(prepared.entry);
  add_freed(prepared.bytes);
}

void Shard::publish_new(const HashedKey &key, Entry *entry, std::size_t bytes,
                        const StoredDeadline &deadline) {
  --room_.entries;
  SlotRef slot = contents_->table.insert(key.hash, entry);
  if (const Collection *collection = collection_of(*entry)) bytes += collection->bytes();
  if (is_enrolled(deadline)) enroll(slot, key.hash, weight_of(bytes));
  note_write(slot);
  if (!deadline.exists()) return;
  contents_->timers.insert(slot, deadline);
  note_timers();
}

void Shard::publish_over(SlotRef slot, const Prepared &prepared, Use use) {
  Entry *old = contents_->table.entry(slot);
  Entry *entry = prepared.entry;
  std::size_t bytes = prepared.bytes;
  StoredDeadline deadline = prepared.deadline;
  StoredDeadline before = old->deadline();
  std::uint32_t weight_before = contents_->weight(slot);
  Collection *gone = collection_of(*old);
  Collection *held = collection_of(*entry);
  if (held != nullptr) bytes += held->bytes();
  bool changes = changes_enrolment(before, deadline);
  Policy &policy = *contents_->policy;
  if (changes && is_enrolled(before)) policy.on_remove(slot, weight_before);
  contents_->timers.remove(slot, before);
  contents_->table.replace(slot, entry);
  contents_->timers.insert(slot, deadline);
  if (before.exists() || deadline.exists()) note_timers();
  if (changes) {
    if (is_enrolled(deadline)) enroll(slot, contents_->hash(slot), weight_of(bytes));
  } else if (is_enrolled(deadline)) {
    if (weight_of(bytes) != weight_before) policy.on_resize(slot, weight_before, weight_of(bytes));
    if (use == Use::kYes) touch(slot);
  }
  retire(old);
  if (gone != nullptr && gone != held) bury(gone);
  note_write(slot);
  environment_.budget.trim(room_);
}

// Now, so that what is written afterwards comes later; queues that are full are left alone.
void Shard::note_cleared() {
  Events &events = environment_.events;
  if (!events.wants(Removal::kCleared)) return;
  std::uint64_t dropped = 0;
  contents_->table.for_each([&](SlotRef slot) CELLARET_NO_ANALYSIS {
    bool is_over = dropped != 0 || !events.note(number_, lock_, Removal::kCleared,
                                                contents_->table.entry(slot)->key());
    if (is_over) ++dropped;
  });
  // The first one was counted where it did not fit.
  if (dropped > 1) events.note_dropped(number_, Removal::kCleared, dropped - 1);
}

Owned<ShardContents> Shard::take_contents() {
  if (contents_ == nullptr) return nullptr;
  if (curve_ != nullptr) curve_->forget_keys();
  counters_.cleared += contents_->table.size();
  note_cleared();
  contents_->table.unpublish();
  hits_.use_none();
  set_next_due(INT64_MAX);
  charged_sides_ = 0;
  leaving_.entries += static_cast<std::int64_t>(contents_->table.size());
  leaving_.bytes = static_cast<std::int64_t>(charged_ - curve_bytes());
  return std::move(contents_);
}

void Shard::forget_leaving() {
  charged_ -= static_cast<std::uint64_t>(leaving_.bytes);
  room_.add(leaving_);
  leaving_ = {};
  environment_.budget.trim(room_);
}

void Shard::free_contents(Owned<ShardContents> contents) {
  if (contents == nullptr) return;
  epoch_wait(epoch_seal());
  std::uint64_t sides =
      contents->side_bytes() + contents->limbo.bytes() + contents->graveyard.bytes();
  Room freed;
  auto settle = [&] {
    LockGuard guard(lock_);
    charged_ -= static_cast<std::uint64_t>(freed.bytes);
    room_.add(freed);
    leaving_.add({-freed.bytes, -freed.entries});
    environment_.budget.trim(room_);
    freed = {};
  };
  contents->table.for_each([&](SlotRef slot) {
    Entry *entry = contents->table.entry(slot);
    std::size_t bytes = block_size(entry) + free_collection(*entry);
    freed.add({static_cast<std::int64_t>(bytes), 1});
    dispose_entry(entry, environment_.pins);
    if (freed.entries == kEntriesFreedPerStep) settle();
  });
  contents.reset();
  freed.add({static_cast<std::int64_t>(sides), 0});
  settle();
}

std::uint64_t Shard::recount() const {
  if (contents_ == nullptr) return curve_bytes();
  std::uint64_t bytes = curve_bytes() + contents_->side_bytes() + contents_->limbo.recount() +
                        contents_->graveyard.recount();
  contents_->table.for_each([&](SlotRef slot) CELLARET_NO_ANALYSIS {
    const Entry &entry = *contents_->table.entry(slot);
    bytes += block_size(&entry);
    if (const Collection *collection = collection_of(entry)) bytes += collection->recount();
  });
  return bytes;
}

std::size_t Shard::entry_bytes(SlotRef slot) const {
  return bytes_of(*contents_->table.entry(slot));
}

}  // namespace cellaret::engine
