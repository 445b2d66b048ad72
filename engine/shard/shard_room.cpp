// How a shard comes by room: drawing, evicting, and growing what stands beside the entries.
#include <algorithm>
#include <utility>

#include "engine/base/epoch.h"
#include "engine/base/limits.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

void Shard::recharge_sides() {
  std::uint64_t bytes = contents_->side_bytes();
  auto more = static_cast<std::int64_t>(bytes - charged_sides_);
  room_.bytes -= more;
  charged_ += static_cast<std::uint64_t>(more);
  charged_sides_ = bytes;
}

void Shard::add_freed(std::uint64_t bytes) {
  charged_ -= bytes;
  room_.bytes += static_cast<std::int64_t>(bytes);
}

void Shard::give_up(const Block &block) {
  deallocate(block.at);
  if (block.is_paid) add_freed(block.bytes);
}

Status Shard::obtain_for(WriteContext &context, SlotRef slot, const Collection *collection,
                         std::size_t growth) {
  std::uint64_t bytes = growth;
  if (collection != nullptr) bytes += collection->bytes() + block_size(&entry(slot));
  if (bytes > environment_.limits.entry_bytes()) return Status::kTooLarge;
  kept_ = slot;
  bool has_room = obtain(context, {static_cast<std::int64_t>(growth), 0});
  kept_ = kNoSlot;
  return has_room ? Status::kOk : Status::kFull;
}

void Shard::settle(SlotRef slot, std::size_t bytes_before, std::size_t bytes_after) {
  bool has_changed = bytes_before != bytes_after;
  if (has_changed && slot != kNoSlot && environment_.weighs_bytes &&
      is_enrolled(entry(slot).deadline())) {
    std::size_t block = block_size(&entry(slot));
    std::uint32_t from = weight_of(block + bytes_before);
    std::uint32_t to = weight_of(block + bytes_after);
    if (from != to) contents_->policy->on_resize(slot, from, to);
  }
  auto more = static_cast<std::int64_t>(bytes_after - bytes_before);
  room_.bytes -= more;
  charged_ += static_cast<std::uint64_t>(more);
  if (slot != kNoSlot) note_write(slot);
  if (more <= 0) environment_.budget.trim(room_);
}

// Nothing pins an entry that holds a collection, so readers of the stamp are all there is to mind.
void Shard::restamp(const HashedKey &key, SlotRef slot) {
  Entry &entry = this->entry(slot);
  const Entry::Head head = entry.head();
  {
    InPlaceChange change(contents_->table.version_of(key.hash));
    entry.set_stamp(head, ++last_stamp_);
  }
  if (is_enrolled(entry.deadline(head))) touch(slot);
  note_write(slot);
}

void Shard::bury(Collection *collection) { add_freed(contents_->graveyard.add(collection)); }

void Shard::bury(Remains &remains) {
  if (remains.empty()) return;
  charged_ += remains.bytes();
  room_.bytes -= static_cast<std::int64_t>(remains.bytes());
  add_freed(contents_->graveyard.add(remains));
}

bool Shard::free_buried(std::uint32_t steps) {
  if (contents_ == nullptr || contents_->graveyard.empty()) return false;
  add_freed(contents_->graveyard.free_some(steps));
  return !contents_->graveyard.empty();
}

bool Shard::free_buried_for(const Room &wanted) {
  while (!room_.covers(wanted) && free_buried(kFreeSteps)) {
  }
  return room_.covers(wanted);
}

// First the grant of an earlier attempt, then the pool, then victims of this shard. Victims' bytes
// come back when their batch is freed; with the last of them, at once.
bool Shard::obtain(WriteContext &context, const Room &wanted) {
  room_.add(context.grant);
  context.grant = {};
  for (std::uint32_t evictions = 0;; ++evictions) {
    if (room_.covers(wanted)) return true;
    if (environment_.budget.has_any_of(room_.shortage(wanted)) &&
        environment_.budget.draw(wanted, room_)) {
      return true;
    }
    // Before anything is evicted, what was let go comes back.
    bool has_buried = contents_ != nullptr && !contents_->graveyard.empty();
    if (has_buried && free_buried_for(wanted)) return true;
    if (room_.bytes < wanted.bytes && contents_ != nullptr) {
      add_freed(contents_->limbo.free_some());
      if (room_.covers(wanted)) return true;
    }
    if (evictions == kMaxEvictionsPerTry || contents_ == nullptr || !context.may_evict ||
        !evict_one(want_of(room_.shortage(wanted)))) {
      break;
    }
    context.has_evicted = true;
  }
  if (contents_ != nullptr) add_freed(contents_->limbo.free_all());
  if (free_buried_for(wanted)) return true;
  context.shortage = room_.shortage(wanted);
  return false;
}

Status Shard::ensure_contents(WriteContext &context) {
  if (contents_ != nullptr) return Status::kOk;
  Owned<ShardContents> made = make_owned<ShardContents>(view_, environment_);
  if (made == nullptr) return Status::kNoMemory;
  made->policy = policy_kind().make(policy_kind(), *made, random_.next());
  if (made->policy == nullptr) return Status::kNoMemory;
  if (policy_kind().has_log() && !made->hit_stripes.allocate(environment_.hit_stripes)) {
    return Status::kNoMemory;
  }
  Room price{static_cast<std::int64_t>(made->side_bytes()), 0};
  if (!obtain(context, price)) return Status::kFull;
  contents_ = std::move(made);
  announce_policy();
  recharge_sides();
  return Status::kOk;
}

// Pays for side arrays that were allocated but not charged yet: only then is their real price
// known.
bool Shard::pay_for_sides(WriteContext &context) {
  auto price = static_cast<std::int64_t>(contents_->side_bytes() - charged_sides_);
  if (price > 0 && !obtain(context, {price, 0})) return false;
  recharge_sides();
  return true;
}

// The wheel and the links of timers, before the first entry needs them.
Status Shard::ensure_timers(WriteContext &context, const StoredDeadline &deadline) {
  if (!deadline.exists()) return Status::kOk;
  Timers &timers = contents_->timers;
  if (timers.has_wheel(deadline.on_wall_clock)) return Status::kOk;
  bool is_first = !timers.has_wheels();
  Status status = Status::kOk;
  if (!timers.make_wheel(deadline.on_wall_clock, context.moment)) status = Status::kNoMemory;
  for (unsigned half = 0; half < 2 && is_first && status == Status::kOk; ++half) {
    std::uint32_t slots = contents_->table.slots_of(half);
    if (slots != 0 && !timers.reserve(half, slots)) status = Status::kNoMemory;
  }
  if (status == Status::kOk && !pay_for_sides(context)) status = Status::kFull;
  if (status != Status::kOk) timers.drop_wheel(deadline.on_wall_clock);
  return status;
}

// What the larger half of the table and its side arrays will cost, about.
std::int64_t Shard::growth_price(unsigned size_class) const {
  const Table &table = contents_->table;
  std::uint64_t now = table.bytes() + contents_->policy->bytes() + contents_->timers.bytes();
  return static_cast<std::int64_t>(now * Table::bytes_for(size_class) /
                                   std::max<std::uint64_t>(table.bytes(), 1));
}

// While entries move both halves have to be paid for, afterwards the larger one only. A table that
// has to grow, and has room for what that costs in the end, is worth evicting for: the entries it
// costs come back. Where even that is lacking a larger table would hold fewer entries, not more;
// and where three quarters of the bytes in entries would not do, too much is lost until then.
Shard::Growth Shard::plan_growth(unsigned size_class, std::int64_t price, bool is_pressed) const {
  const Table &table = contents_->table;
  if (!is_pressed) return has_plenty_for(size_class) ? Growth::kNow : Growth::kNo;
  if (table.capacity() == 0) return Growth::kNow;
  std::int64_t room = room_.bytes + environment_.budget.bytes_left();
  auto spent = static_cast<std::int64_t>(table.bytes() + contents_->policy->bytes() +
                                         contents_->timers.bytes());
  if (room >= price) return Growth::kNow;
  auto in_entries = static_cast<std::int64_t>(charged_ - charged_sides_);
  bool is_worth_it = room >= price - spent && price - room <= in_entries / 4 * 3;
  return is_worth_it ? Growth::kAfterEvictions : Growth::kNo;
}

// Without room in the pool a table that still has slots fills up a little more instead.
bool Shard::has_plenty_for(unsigned size_class) const {
  std::int64_t room = room_.bytes + environment_.budget.bytes_left();
  return room > static_cast<std::int64_t>(Table::bytes_for(size_class)) * 3;
}

bool Shard::is_wanted_growth_due() {
  const Table &table = contents_->table;
  if (table.needs_growth()) return true;
  if (std::uint32_t &pause = contents_->growth.pause; pause != 0) {
    --pause;
    return false;
  }
  return table.is_crowded() || has_plenty_for(table.grown_class());
}

// One goes for each that comes to a table that is as full as it should get.
void Shard::keep_from_filling(WriteContext &context) {
  if (!contents_->table.is_crowded() || !context.may_evict) return;
  if (evict_one(Want::kBytes)) context.has_evicted = true;
}

// kOk: go on, with a larger table or without. kFull: so far as room was made for one the attempt is
// worth repeating.
Status Shard::grow(WriteContext &context, std::uint32_t count) {
  Table &table = contents_->table;
  TableGrowth &growth = contents_->growth;
  unsigned size_class = table.grown_class(count);
  bool is_pressed = table.needs_growth(count) || table.is_crowded() || growth.room_wanted != 0;
  bool has_cost_entries = growth.room_wanted != 0;
  std::int64_t price = std::max(growth_price(size_class), std::exchange(growth.room_wanted, 0));
  if (growth.refused_class == size_class) price = std::max(price, growth.refused_price);
  Growth plan = plan_growth(size_class, price, is_pressed);
  if (plan == Growth::kNo) {
    growth.pause = TableGrowth::kPause;
    keep_from_filling(context);
    return Status::kOk;
  }
  std::uint64_t evictions = counters_.evictions();
  if (plan == Growth::kAfterEvictions && !obtain(context, {price, 0})) {
    if (counters_.evictions() == evictions) return Status::kOk;
    growth.room_wanted = price;
    table.keep_size();
    return Status::kFull;
  }
  has_cost_entries |= counters_.evictions() != evictions;
  Status status = resize(context, size_class);
  if (table.capacity() == 0) return status;
  if (status == Status::kOk && has_cost_entries) table.keep_size();
  // Now it is known what that really costs.
  if (status == Status::kFull) {
    growth.room_wanted = room_.bytes + context.shortage.bytes;
    growth.refused_class = size_class;
    growth.refused_price = growth.room_wanted;
  }
  return Status::kOk;
}

// Sees to free slots for so many more entries.
Status Shard::ensure_slots(WriteContext &context, std::uint32_t count) {
  Table &table = contents_->table;
  // More than one may not find room in a table that is on the move: then the move ends here.
  auto finish_move = [&] {
    lock_.assume_held();
    while (count > 1 && table.is_resizing() && table.needs_growth(count)) {
      move_some(kMigrateGroups * count);
    }
  };
  finish_move();
  // With entries evicted for it the table would seem large enough, until they are back.
  if (table.wants_growth(count) || (contents_->growth.room_wanted != 0 && !table.is_resizing())) {
    Status status = grow(context, count);
    if (status != Status::kOk) return status;
  }
  finish_move();
  while (table.needs_growth(count)) {
    if (!evict_one(Want::kBytes)) {
      context.shortage = {static_cast<std::int64_t>(Table::bytes_for(table.grown_class(count)) * 2),
                          0};
      return Status::kFull;
    }
    context.has_evicted = true;
    if (table.size() == 0) return Status::kFull;
  }
  return Status::kOk;
}

Status Shard::prepare_slots(WriteContext &context, std::uint32_t count, bool &out_has_evicted) {
  out_has_evicted = false;
  if (count == 0) return Status::kOk;
  std::uint64_t evictions = counters_.evictions();
  Status status = ensure_slots(context, count);
  if (status == Status::kOk && !obtain(context, {0, count})) status = Status::kFull;
  out_has_evicted = counters_.evictions() != evictions;
  return status;
}

// Starts growing or shrinking the table and its side arrays together.
Status Shard::resize(WriteContext &context, unsigned size_class) {
  Table &table = contents_->table;
  if (!table.start_resizing(size_class)) return Status::kNoMemory;
  unsigned half = table.is_resizing() ? 1 - table.active_half() : table.active_half();
  std::uint32_t slots = table.slots_of(half);
  bool made = contents_->policy->reserve(half, slots) &&
              (!contents_->timers.has_wheels() || contents_->timers.reserve(half, slots));
  // Nobody is evicted for it here: what a policy has in the new half would miss that if it had to
  // go back to the old one.
  bool may_evict = std::exchange(context.may_evict, false);
  bool is_paid = made && pay_for_sides(context);
  context.may_evict = may_evict;
  if (!is_paid) {
    table.cancel_resizing();
    OldPages untouched;
    contents_->policy->release(half, untouched);
    contents_->timers.release(half, untouched);
    return made ? Status::kFull : Status::kNoMemory;
  }
  table.publish_resizing();
  if (table.is_resizing()) move_some(kMigrateGroups);
  return Status::kOk;
}

void Shard::move_some(std::uint32_t groups) {
  // What was noted are positions.
  drain_hits();
  Table &table = contents_->table;
  bool reads_entries = table.reads_to_move() || reads_on_move();
  bool done = table.move_some(
      groups, environment_.secret,
      [this](SlotRef from, SlotRef to) {
        lock_.assume_held();
        on_move(from, to);
      },
      [this, reads_entries](SlotRef from, SlotRef to) {
        lock_.assume_held();
        if (reads_entries) contents_->table.prefetch_entries(from);
        contents_->policy->expect_moves(from, to, Table::kSlotsPerGroup);
        contents_->timers.expect_moves(from, to, Table::kSlotsPerGroup);
      });
  if (!done) return;
  ZeroedArray<TableGroup> old_groups = table.finish_resizing();
  unsigned old = 1 - table.active_half();
  // The groups go from the sides to the retired blocks, what is large beside them to the graveyard,
  // charged all along.
  Graveyard &graveyard = contents_->graveyard;
  std::uint64_t before = graveyard.bytes();
  contents_->policy->release(old, graveyard.pages());
  contents_->timers.release(old, graveyard.pages());
  std::uint64_t bytes = old_groups.bytes() + graveyard.bytes() - before;
  recharge_sides();
  charged_ += bytes;
  room_.bytes -= static_cast<std::int64_t>(bytes);
  add_freed(contents_->limbo.add(std::move(old_groups)));
  environment_.budget.trim(room_);
}

bool Shard::yield_room(const Room &wanted, std::uint32_t evictions, Room &room) {
  bool has_evicted = false;
  for (;; --evictions) {
    Room missing = room.shortage(wanted);
    Room gift = {std::clamp<std::int64_t>(room_.bytes, 0, missing.bytes),
                 std::clamp<std::int64_t>(room_.entries, 0, missing.entries)};
    room.add(gift);
    room_.add({-gift.bytes, -gift.entries});
    if (room.covers(wanted)) return has_evicted;
    if (contents_ != nullptr && !contents_->graveyard.empty()) {
      free_buried(kFreeSteps);
      ++evictions;
      continue;
    }
    if (evictions == 0 || contents_ == nullptr || !evict_one(want_of(room.shortage(wanted)))) break;
    has_evicted = true;
  }
  if (contents_ != nullptr && !contents_->limbo.empty()) {
    add_freed(contents_->limbo.free_all());
    static_cast<void>(free_buried_for(room.shortage(wanted)));
    std::int64_t gift = std::clamp<std::int64_t>(room_.bytes, 0, room.shortage(wanted).bytes);
    room.bytes += gift;
    room_.bytes -= gift;
    has_evicted = true;
  }
  return has_evicted;
}

void Shard::take_idle(Room &room, std::int64_t entries_kept) {
  Room idle = {std::max<std::int64_t>(room_.bytes, 0),
               std::max<std::int64_t>(room_.entries - entries_kept, 0)};
  room.add(idle);
  room_.add({-idle.bytes, -idle.entries});
}

void Shard::give_room_back(Room &room) {
  room_.add(room);
  room = {};
  environment_.budget.trim(room_);
}

}  // namespace cellaret::engine
