// Lookup, insertion, deletion and sizing of a shard's hash table.
#include "engine/shard/table.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/limits.h"

namespace cellaret::engine {

namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr auto kRelease = std::memory_order_release;

// Above this share of slots in use insertions suffer.
constexpr std::uint64_t kCrowdedNumerator = 14, kCrowdedDenominator = 16;
// Groups that are searched for an entry that could come home.
constexpr std::uint32_t kFarSearched = 16;

}  // namespace

TableView::Found TableView::look_up(const HashedKey &key, Sight &sight) const {
  std::uint64_t current = current_.load(std::memory_order_acquire);
  if (current == 0) return Found::kNothing;
  Visit visit(HalfView(current), key.hash);
  if ((visit.version & TableGroup::kMoved) != 0) {
    // The other half is next_, unless the resizing has ended since current_ was read.
    HalfView half(next_.load(std::memory_order_acquire));
    if (!half.exists() || current_.load(std::memory_order_acquire) != current) {
      return Found::kUndecided;
    }
    visit = Visit(half, key.hash);
  }
  if ((visit.version & (TableGroup::kBusy | TableGroup::kMoved)) != 0) return Found::kUndecided;
  auto look = [&](std::uint32_t group) {
    std::uint32_t left = visit.line(group).match(TableGroup::tag_of(key.hash));
    for (; left != 0; left &= left - 1) {
      std::uint32_t slot = TableGroup::slot_of(left);
      if (look_at(visit, group, slot, key, sight)) return true;
    }
    return false;
  };
  if (for_each_place(visit.half.groups(), visit.half.count(), visit.home, look)) {
    return Found::kEntry;
  }
  return visit.is_right() ? Found::kNothing : Found::kUndecided;
}

SlotRef Table::insert_into(unsigned number, std::uint32_t home, std::uint64_t word) {
  Half &half = this->half(number);
  for (std::uint32_t distance = 0; distance < half.count; ++distance) {
    std::uint32_t group = advance(half, home, distance);
    TableGroup &line = half.groups[group];
    std::uint32_t free = line.free_slots();
    if (free == 0) continue;
    if (distance != 0) count_distance(half, home, distance, true);
    std::uint32_t slot = TableGroup::slot_of(free);
    line.slots[slot].store(word | std::min(distance, TableGroup::kFar), kRelease);
    return slot_ref(number, group * kSlotsPerGroup + slot);
  }
  CELLARET_CHECK(false, "the table is full");
  return kNoSlot;
}

void Table::replace(SlotRef slot, Entry *entry) {
  Atomic<std::uint64_t> &word = this->word(slot);
  std::uint64_t rest = word.load(kRelaxed) & ~TableGroup::kAddressMask;
  word.store(rest | reinterpret_cast<std::uintptr_t>(entry), kRelease);
}

std::uint32_t Table::home_of_slot(const Half &half, std::uint32_t group, std::uint64_t word,
                                  const HashSecret &secret) const {
  std::uint32_t distance = TableGroup::distance_of(word);
  if (distance == TableGroup::kFar) {
    return home_in(half, hash_bytes(TableGroup::entry_of(word)->key(), secret));
  }
  return group >= distance ? group - distance : group + half.count - distance;
}

void Table::erase_from(Half &half, std::uint32_t group, std::uint32_t slot, std::uint32_t home) {
  half.groups[group].slots[slot].store(0, kRelease);
  if (group != home) leave(half, group, home);
}

void Table::leave(Half &half, std::uint32_t group, std::uint32_t home) {
  count_distance(half, home, group > home ? group - home : group + half.count - home, false);
}

void Table::count_distance(Half &half, std::uint32_t home, std::uint32_t distance, bool comes) {
  auto add = [comes](Atomic<std::uint32_t> &elsewhere, std::uint32_t unit) {
    std::uint32_t before = elsewhere.load(kRelaxed);
    elsewhere.store(comes ? before + unit : before - unit, kRelease);
  };
  if (distance <= TableGroup::kFar) {
    add(half.groups[home].elsewhere, TableGroup::count_unit(distance));
    return;
  }
  for (std::uint32_t passed = 0; passed < distance; ++passed) {
    add(half.groups[advance(half, home, passed)].elsewhere, TableGroup::kPassed);
  }
}

// Those at home here come first, the farthest before the others; then those that came from far.
bool Table::find_distant(const Half &half, std::uint32_t passed, const HashSecret &secret,
                         Distant &out) const {
  std::uint32_t elsewhere = half.groups[passed].elsewhere.load(kRelaxed);
  for (std::uint32_t distance = TableGroup::kFar; distance != 0; --distance) {
    if (TableGroup::count_at(elsewhere, distance) == 0) continue;
    out = {advance(half, passed, distance), 0, passed, 0};
    if (find_from(half, distance, secret, out)) return true;
  }
  return elsewhere >= TableGroup::kPassed && find_far(half, passed, secret, out);
}

// The entry in a group that is this far from home there; a free slot looks like one at home.
bool Table::find_from(const Half &half, std::uint32_t distance, const HashSecret &secret,
                      Distant &out) const {
  const TableGroup &line = half.groups[out.group];
  std::uint32_t matches = line.at_distance(distance);
  for (; matches != 0; matches &= matches - 1) {
    out.slot = TableGroup::slot_of(matches);
    // Others that are far from home look the same.
    if (distance < TableGroup::kFar ||
        home_of_slot(half, out.group, line.slots[out.slot].load(kRelaxed), secret) == out.home) {
      return true;
    }
  }
  return false;
}

bool Table::find_far(const Half &half, std::uint32_t passed, const HashSecret &secret,
                     Distant &out) const {
  std::uint32_t end = std::min(half.count, kFarSearched);
  for (std::uint32_t steps = 1; steps < end; ++steps) {
    std::uint32_t group = advance(half, passed, steps);
    std::uint32_t matches = half.groups[group].at_distance(TableGroup::kFar);
    for (; matches != 0; matches &= matches - 1) {
      std::uint32_t slot = TableGroup::slot_of(matches);
      std::uint64_t word = half.groups[group].slots[slot].load(kRelaxed);
      std::uint32_t home = home_of_slot(half, group, word, secret);
      std::uint32_t distance = group >= home ? group - home : group + half.count - home;
      if (distance < steps) continue;
      out = {group, slot, home, distance - steps};
      return true;
    }
    if (half.groups[group].elsewhere.load(kRelaxed) < TableGroup::kPassed) return false;
  }
  return false;
}

std::uint64_t Table::capacity() const {
  return (std::uint64_t{half(0).count} + half(1).count) * kSlotsPerGroup;
}

std::size_t Table::bytes() const { return halves_[0].storage.bytes() + halves_[1].storage.bytes(); }

void Table::count_probes(std::uint32_t groups, ProbeCounts &out) const {
  for (const Half &half : halves_) {
    std::uint32_t step = half.count / groups + 1;
    for (std::uint32_t group = 0; group < half.count; group += step) {
      for (const Atomic<std::uint64_t> &slot : half.groups[group].slots) {
        std::uint64_t word = slot.load(std::memory_order_relaxed);
        if (word != 0) ++out.at[TableGroup::distance_of(word)];
      }
    }
  }
}

SlotRef Table::sample(Random &random) const {
  if (size_ == 0) return kNoSlot;
  std::uint64_t first = std::uint64_t{half(0).count} * kSlotsPerGroup;
  auto slot_at = [first](std::uint64_t at) {
    return at < first ? slot_ref(0, static_cast<std::uint32_t>(at))
                      : slot_ref(1, static_cast<std::uint32_t>(at - first));
  };
  // Rejection keeps it uniform. A table that is far from full is being shrunk, so that this ends
  // soon; the bound is for one that has not come to it yet.
  std::uint64_t at = 0;
  for (int tries = 0; tries < 256; ++tries) {
    at = random.below(capacity());
    if (word(slot_at(at)).load(kRelaxed) != 0) return slot_at(at);
  }
  while (word(slot_at(at)).load(kRelaxed) == 0) at = at + 1 == capacity() ? 0 : at + 1;
  return slot_at(at);
}

bool Table::needs_growth(std::uint64_t count) const {
  // While resizing, an insertion may go to either half; the smaller one must not fill up.
  std::uint64_t slots = UINT64_MAX;
  for (unsigned number = 0; number < 2; ++number) {
    if (half(number).groups != nullptr) slots = std::min<std::uint64_t>(slots, slots_of(number));
  }
  return slots == UINT64_MAX || size_ + count > slots;
}

bool Table::is_crowded() const {
  return size_ * kCrowdedDenominator > std::uint64_t{slots_of(active_)} * kCrowdedNumerator;
}

unsigned Table::grown_class(std::uint64_t count) const {
  unsigned size_class = half(active_).count == 0 ? 0 : half(active_).size_class + 1;
  auto is_too_small = [&] { return size_ + count > most_entries(groups_of_class(size_class)); };
  while (size_class < kSizeClasses - 1 && is_too_small()) ++size_class;
  return std::min(size_class, kSizeClasses - 1);
}

unsigned Table::shrunk_class() const {
  std::uint32_t wanted = half(active_).count / 2;
  unsigned size_class = half(active_).size_class;
  while (size_class > 0 && groups_of_class(size_class) > wanted) --size_class;
  return size_class;
}

unsigned Table::fitting_class() const {
  unsigned size_class = 0;
  auto is_too_small = [&] {
    std::uint64_t slots = std::uint64_t{groups_of_class(size_class)} * kSlotsPerGroup;
    return size_ * kGrowDenominator > slots * kGrowNumerator;
  };
  while (size_class < kSizeClasses - 1 && is_too_small()) ++size_class;
  return size_class;
}

bool Table::start_resizing(unsigned size_class) {
  bool is_first = half(active_).groups == nullptr;
  Half &target = half(is_first ? active_ : 1 - active_);
  if (!target.storage.allocate(groups_of_class(size_class))) return false;
  target.groups = target.storage.get();
  target.count = groups_of_class(size_class);
  target.size_class = size_class;
  moved_ = 0;
  update_thresholds();
  return true;
}

void Table::cancel_resizing() {
  half(is_resizing() ? 1 - active_ : active_) = Half();
  update_thresholds();
}

// While the table is resized it wants nothing else.
void Table::update_thresholds() {
  std::uint64_t slots = slots_of(active_);
  bool is_least = half(active_).count <= 1;
  grows_above_ = is_least ? slots : most_entries(half(active_).count);
  shrinks_below_ =
      is_least ? 0 : std::min((slots + kShrinkDenominator - 1) / kShrinkDenominator, kept_above_);
  if (is_resizing()) {
    grows_above_ = UINT64_MAX;
    shrinks_below_ = 0;
  }
}

void Table::publish_resizing() {
  kept_above_ = UINT64_MAX;
  if (is_resizing()) {
    view_.next_.store(view_of(1 - active_).word(), kRelease);
  } else {
    view_.current_.store(view_of(active_).word(), kRelease);
  }
}

ZeroedArray<TableGroup> Table::finish_resizing() {
  // In this order: a reader that finds next_ of a later resizing must find that current_ changed.
  view_.current_.store(view_of(1 - active_).word(), kRelease);
  view_.next_.store(0, kRelease);
  ZeroedArray<TableGroup> old = std::move(half(active_).storage);
  half(active_) = Half();
  active_ = 1 - active_;
  moved_ = 0;
  update_thresholds();
  return old;
}

void Table::unpublish() {
  view_.current_.store(0, kRelease);
  view_.next_.store(0, kRelease);
}

}  // namespace cellaret::engine
