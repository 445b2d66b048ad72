// Writes that need not ask what the long way asks: see short_ways.h.
#include "engine/base/epoch.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

bool Shard::overwrite(const HashedKey &key, const ScalarView &value, std::uint8_t codec,
                      const StoredDeadline &deadline, Moment &moment) {
  TableView::Sight sight;
  return !is_other_work_due() && view_.look(key, sight) == TableView::Found::kEntry &&
         overwrite_sight(sight, value, codec, deadline, moment);
}

bool Shard::write_plain(WriteContext &context, const HashedKey &key, const ScalarView &value) {
  if (is_other_work_due()) return false;
  TableView::Sight sight;
  switch (view_.look(key, sight)) {
    case TableView::Found::kEntry:
      return overwrite_sight(sight, value, 0, {}, context.moment);
    case TableView::Found::kNothing:
      return add_plain(context, key, value);
    default:
      return false;
  }
}

// What write() does, but for what a table of the right size and an entry without a deadline need
// not ask.
bool Shard::add_plain(WriteContext &context, const HashedKey &key, const ScalarView &value) {
  if (contents_ == nullptr || !Entry::can_be_plain(key.bytes, value)) return false;
  Table &table = contents_->table;
  if (is_growth_due() || table.wants_shrinking()) return false;
  drain_hits();
  if (table.wants_growth()) keep_from_filling(context);
  if (table.is_large()) contents_->policy->expect(key.hash);
  Block block = take_block(Entry::plain_size(key.bytes, value));
  if (block.at == nullptr) return false;
  if (block.bytes > environment_.limits.entry_bytes() || !obtain(context, block, 1)) {
    give_up(block);
    return false;
  }
  --room_.entries;
  Entry *entry = Entry::create_plain(block.at, key.bytes, value, ++last_stamp_);
  SlotRef slot = table.insert(key.hash, entry);
  if (is_enrolled({})) enroll(slot, key.hash, weight_of(block.bytes));
  note_write(slot);
  ++counters_.sets;
  return true;
}

bool Shard::overwrite_sight(const TableView::Sight &sight, const ScalarView &value,
                            std::uint8_t codec, const StoredDeadline &deadline, Moment &moment) {
  if (sight.head.is_wide() || is_collection(sight.head.type()) ||
      sight.head.value_size != value.stored_size()) {
    return false;
  }
  auto *entry = const_cast<Entry *>(sight.entry);
  bool has_field = sight.head.has_deadline_field();
  if (has_field || deadline.exists()) {
    StoredDeadline before = entry->deadline(sight.head);
    if (before.exists() != deadline.exists() || !Timers::can_wait(before, deadline) ||
        !entry->can_hold(deadline) || has_expired(before, moment)) {
      return false;
    }
  }
  {
    InPlaceChange change(*sight.version_place);
    entry->write_value(sight.head, value, codec, ++last_stamp_);
    if (has_field) entry->set_deadline(deadline);
  }
  finish_at_home(sight, epoch_thread_number());
  return true;
}

}  // namespace cellaret::engine
