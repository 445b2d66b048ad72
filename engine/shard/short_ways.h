// The short ways of get, set and increment: a small entry in its home group or next door, which
// most calls meet.
//
// They are inlined up to the C function and have no call in the middle, but to the clock where an
// entry has a deadline, so that what they find out stays in registers. Whatever else comes up they
// leave to functions that begin anew. Included by shard.h.
#pragma once

#include "engine/shard/shard.h"

namespace cellaret::engine {

CELLARET_ALWAYS_INLINE TableView::Found Shard::find_at_home(const HashedKey &key,
                                                            TableView::Sight &sight) {
  if (is_other_work_due()) return TableView::Found::kUndecided;
  TableView::Found found = view_.look_home(key, sight);
  if (found != TableView::Found::kEntry) return found;
  return is_collection(sight.head.type()) ? TableView::Found::kUndecided : found;
}

CELLARET_ALWAYS_INLINE void Shard::finish_at_home(const TableView::Sight &sight,
                                                  std::uint32_t thread) {
  ++counters_.sets;
  if (note_hit(sight, thread)) drain_hits();
}

CELLARET_ALWAYS_INLINE Shard::Overwrite Shard::overwrite_at_home(const HashedKey &key,
                                                                 const ScalarView &value,
                                                                 std::uint32_t thread) {
  TableView::Sight sight;
  TableView::Found found = find_at_home(key, sight);
  if (found == TableView::Found::kNothing) return Overwrite::kNoKey;
  if (found != TableView::Found::kEntry || sight.head.value_size != value.stored_size() ||
      sight.head.has_deadline_field()) {
    return Overwrite::kUndecided;
  }
  {
    InPlaceChange change(*sight.version_place);
    const_cast<Entry *>(sight.entry)->write_value(sight.head, value, 0, ++last_stamp_);
  }
  finish_at_home(sight, thread);
  return Overwrite::kDone;
}

CELLARET_ALWAYS_INLINE bool Shard::refresh_at_home(const HashedKey &key, const ScalarView &value,
                                                   std::uint8_t codec, std::int64_t now_ms,
                                                   std::int64_t deadline_ms, std::uint32_t thread) {
  TableView::Sight sight;
  if (find_at_home(key, sight) != TableView::Found::kEntry ||
      sight.head.value_size != value.stored_size() || !sight.head.has_deadline_field() ||
      sight.head.is_on_wall_clock()) {
    return false;
  }
  // Without a deadline it has the last of all numbers.
  std::int64_t before_ms = sight.head.small_deadline_ms();
  if (now_ms > before_ms || deadline_ms < before_ms || !Entry::is_small_deadline(deadline_ms)) {
    return false;
  }
  {
    InPlaceChange change(*sight.version_place);
    auto *entry = const_cast<Entry *>(sight.entry);
    entry->write_value(sight.head, value, codec, ++last_stamp_);
    entry->put_off(sight.head, deadline_ms);
  }
  finish_at_home(sight, thread);
  return true;
}

CELLARET_ALWAYS_INLINE bool Shard::increment_at_home(const HashedKey &key, std::int64_t delta,
                                                     std::uint32_t thread, std::int64_t &out) {
  TableView::Sight sight;
  if (find_at_home(key, sight) != TableView::Found::kEntry || sight.head.type() != Type::kInt) {
    return false;
  }
  if (sight.head.has_deadline_field() && !is_far_from(sight.entry->deadline(sight.head))) {
    return false;
  }
  auto before = load_field<std::int64_t>(sight.entry->value_words(sight.head));
  std::int64_t sum = 0;
  if (__builtin_add_overflow(before, delta, &sum)) return false;
  out = sum;
  {
    InPlaceChange change(*sight.version_place);
    const_cast<Entry *>(sight.entry)
        ->write_value(sight.head, ScalarView::of_int(sum), sight.head.codec(), ++last_stamp_);
  }
  finish_at_home(sight, thread);
  return true;
}

// Fresh, to be paid for, or such as the shard had paid for before.
struct Shard::Block {
  void *at;
  std::size_t bytes;  // what it costs
  bool is_paid;
};

CELLARET_ALWAYS_INLINE Shard::Block Shard::take_block(std::size_t size) {
  std::size_t bytes = 0;
  void *block = contents_->limbo.reuse(size, bytes);
  if (block != nullptr) return {block, bytes, true};
  block = allocate(size);
  return {block, block_size(block), false};
}

CELLARET_ALWAYS_INLINE bool Shard::obtain(WriteContext &context, const Block &block,
                                          std::int64_t entries) {
  if (block.is_paid) return obtain(context, {0, entries});
  auto bytes = static_cast<std::int64_t>(block.bytes);
  if (!obtain(context, {bytes, entries})) return false;
  room_.bytes -= bytes;
  charged_ += block.bytes;
  return true;
}

// The hit is noted first, since that needs most of what the lookup found out; one too many is noted
// where the value has to be read again.
template <class Read>
CELLARET_ALWAYS_INLINE Shard::Outcome Shard::read_sight(const TableView::Sight &sight,
                                                        EpochGuard::Reading reading, Read &&read) {
  bool is_due = note_hit(sight, reading.thread_number());
  if (!read(sight)) [[unlikely]]
    return Outcome::kUndecided;
  std::uint64_t hits = environment_.reads.count_hit(reading.thread_number());
  return is_due || is_check_due(hits) ? Outcome::kHitAndDue : Outcome::kHit;
}

CELLARET_ALWAYS_INLINE bool Shard::copy_small(const TableView::Sight &sight, ReadValue &out) {
  out.read_small(*sight.entry, sight.head);
  if (sight.holds()) [[likely]]
    return true;
  out.set_none();
  return false;
}

// The clock is read when the value has been copied and the version has shown that it is the
// deadline's own: the one call in the middle finds as little as possible in the registers. Who has
// expired is left to the lock, neither counted nor noted.
CELLARET_ALWAYS_INLINE Shard::Outcome Shard::read_expiring(const TableView::Sight &sight,
                                                           EpochGuard::Reading reading,
                                                           ReadValue &out) {
  if (!copy_small(sight, out)) return Outcome::kUndecided;
  std::int64_t deadline_ms = sight.head.small_deadline_ms();
  if (deadline_ms != StoredDeadline::kNone) {
    const Clock &clock = environment_.clock;
    std::int64_t now =
        sight.head.is_on_wall_clock() ? clock.coarse_wall_ms() : clock.coarse_steady_ms();
    if (now > deadline_ms) [[unlikely]] {
      out.set_none();
      return Outcome::kUndecided;
    }
  }
  return read_sight(sight, reading,
                    [](const TableView::Sight &) CELLARET_INLINE_LAMBDA { return true; });
}

CELLARET_ALWAYS_INLINE Shard::Outcome Shard::read_found(TableView::Found found,
                                                        const TableView::Sight &sight,
                                                        EpochGuard::Reading reading,
                                                        ReadValue &out) {
  if (found == TableView::Found::kUndecided) [[unlikely]]
    return Outcome::kUndecided;
  if (found == TableView::Found::kNothing) return count_miss(reading);
  if (!sight.head.is_plain_scalar()) [[unlikely]] {
    if (is_collection(sight.head.type())) return Outcome::kUndecided;
    return read_expiring(sight, reading, out);
  }
  return read_sight(sight, reading, [&](const TableView::Sight &seen) CELLARET_INLINE_LAMBDA {
    return copy_small(seen, out);
  });
}

CELLARET_ALWAYS_INLINE Shard::Outcome Shard::try_get(const HashedKey &key,
                                                     EpochGuard::Reading reading, ReadValue &out) {
  TableView::Sight sight;
  TableView::Found found = view_.look_home(key, sight);
  return read_found(found, sight, reading, out);
}

CELLARET_ALWAYS_INLINE void Shard::begin_get(const HashedKey &key, Lookup &lookup) const {
  lookup.found = view_.approach(key, lookup.sight);
  if (lookup.found == TableView::Found::kEntry) [[likely]]
    prefetch(lookup.sight.group);
}

CELLARET_ALWAYS_INLINE void Shard::continue_get(const HashedKey &key, Lookup &lookup) const {
  if (lookup.found != TableView::Found::kEntry) [[unlikely]]
    return;
  lookup.found = view_.meet(key, lookup.sight);
  if (lookup.found == TableView::Found::kEntry) [[likely]]
    prefetch(lookup.sight.entry);
}

CELLARET_ALWAYS_INLINE Shard::Outcome Shard::finish_get(const HashedKey &key, Lookup &lookup,
                                                        EpochGuard::Reading reading,
                                                        ReadValue &out) {
  TableView::Found found = lookup.found;
  if (found == TableView::Found::kEntry) [[likely]]
    found = TableView::recognize(key, lookup.sight);
  return read_found(found, lookup.sight, reading, out);
}

}  // namespace cellaret::engine
