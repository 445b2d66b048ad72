// The hash table of one shard: from key to entry, and to a slot position that side arrays use.
//
// Idea. Groups of one cache line hold seven slots; table_group.h says how a lookup finds the groups
// it has to visit. A slot is one word: the entry's address, a 15-bit tag of its hash, how far it is
// from home, and marks for the eviction policy; so a lookup normally costs one line for the group
// and one for the entry. When an entry of a full group goes, one that is at home there takes its
// place, so that no amount of deleting and inserting leaves a debt. There are no tombstones.
//
// The home group is the hash scaled to the number of groups (Lemire 2019, "Fast random integer
// generation in an interval"), so that number need not be a power of two, and groups are in hash
// order whatever their number.
//
// Growth and shrinking are incremental: a second half is allocated, and groups move over in order
// of their number, some at every write. An entry whose home group has moved is in the new half,
// every other one in the old: each key has one place where it can be. In a table of many groups a
// group and a tag say where an entry goes; so it need not be read, and moving costs little.
//
// Invariants. The counts of a group are those that table_group.h promises, per half. While it is
// resized, by whatever ratio, entries whose points are below those of the old half's group moved_
// are in the new half, all others in the old. (A group of the new half may reach over that point;
// then it is the home of entries of both.)
//
// Readers without the lock. A slot is published and cleared by one store, and counts go up before
// and down after; so a reader that finds an entry has found the key's entry of some moment of its
// call, and one that finds none may say so. What is left to protect is what changes in place. The
// home group's version is marked (kBusy) while an entry at home there is overwritten in place,
// brought closer, or moves to the other half, and different afterwards; a reader that sees it
// change begins anew. A group that has moved says so for ever (kMoved) and sends readers to the
// other half. Blocks and halves that are let go are retired, not freed: see limbo.h.
//
// Threads: the shard's lock is held around every call but those of table_view.h.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/base/random.h"
#include "engine/base/slot_array.h"
#include "engine/data/entry.h"
#include "engine/shard/table_group.h"
#include "engine/shard/table_view.h"

namespace cellaret::engine {

class Table {
 public:
  static constexpr std::uint32_t kSlotsPerGroup = TableGroup::kSlots;

  explicit Table(TableView &view) : view_(view) {}
  Table(const Table &) = delete;
  Table &operator=(const Table &) = delete;

  // The position of a key's entry, or kNoSlot.
  [[nodiscard]] SlotRef find(const HashedKey &key) const {
    if (size_ == 0) return kNoSlot;
    unsigned number = half_for(key.hash);
    const Half &half = this->half(number);
    SlotRef found = kNoSlot;
    for_each_place(half.groups, half.count, home_in(half, key.hash), [&](std::uint32_t group) {
      const TableGroup &line = half.groups[group];
      std::uint32_t left = line.match(TableGroup::tag_of(key.hash));
      for (; left != 0; left &= left - 1) {
        std::uint32_t slot = TableGroup::slot_of(left);
        std::uint64_t word = line.slots[slot].load(std::memory_order_relaxed);
        if (!TableGroup::entry_of(word)->has_key(key.bytes)) continue;
        found = slot_ref(number, group * kSlotsPerGroup + slot);
        return true;
      }
      return false;
    });
    return found;
  }
  [[nodiscard]] Entry *entry(SlotRef slot) const {
    return TableGroup::entry_of(word(slot).load(std::memory_order_relaxed));
  }
  // Whether it is too large for a processor's near caches, so that hints are worth their cost.
  [[nodiscard]] bool is_large() const { return half(active_).count >= kLargeGroups; }
  // Hints: the group of a slot, and the entry in it.
  void prefetch_group(SlotRef slot) const { prefetch(&word(slot)); }
  void prefetch_entry(SlotRef slot) const { prefetch(entry(slot)); }
  [[nodiscard]] std::uint64_t word_of(SlotRef slot) const {
    return word(slot).load(std::memory_order_relaxed);
  }
  // Hits on a slot that readers and add_mark() counted; they move with the entry.
  [[nodiscard]] std::uint32_t marks(SlotRef slot) const {
    return TableGroup::marks_of(word(slot).load(std::memory_order_relaxed));
  }
  void set_marks(SlotRef slot, std::uint32_t marks) {
    std::uint64_t rest = word(slot).load(std::memory_order_relaxed) & ~TableGroup::kMarksMask;
    word(slot).store(rest | TableGroup::marks_bits(marks), std::memory_order_relaxed);
  }
  void add_mark(SlotRef slot, std::uint32_t cap) {
    if (std::uint32_t before = marks(slot); before < cap) set_marks(slot, before + 1);
  }

  // Puts an entry whose key is not in the table into a free slot. There must be one: see
  // needs_growth().
  CELLARET_ALWAYS_INLINE SlotRef insert(std::uint64_t hash, Entry *entry);
  // Another entry with the same key.
  void replace(SlotRef slot, Entry *entry);
  // A slot in use, found once for several uses.
  struct Place {
    SlotRef slot;
    std::uint32_t group;
    Atomic<std::uint64_t> *at;
    std::uint64_t word;

    [[nodiscard]] Entry *entry() const { return TableGroup::entry_of(word); }
  };
  [[nodiscard]] Place place_of(SlotRef slot) const {
    Atomic<std::uint64_t> &word = this->word(slot);
    return {slot, group_of(index_of(slot)), &word, word.load(std::memory_order_relaxed)};
  }
  // Takes an entry out. Others may take the opportunity to come closer to home: moved(from, to) is
  // called for each. `secret` finds the home of an entry that is far from it.
  template <class Moved>
  CELLARET_ALWAYS_INLINE void erase(const Place &place, const HashSecret &secret, Moved &&moved);
  template <class Moved>
  void erase(SlotRef slot, const HashSecret &secret, Moved &&moved) {
    erase(place_of(slot), secret, moved);
  }

  // The version that covers changes in place of an entry with this hash: see InPlaceChange.
  [[nodiscard]] Atomic<std::uint32_t> &version_of(std::uint64_t hash) const {
    const Half &half = this->half(half_for(hash));
    return half.groups[home_in(half, hash)].version;
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Slots of both halves.
  [[nodiscard]] std::uint64_t capacity() const;
  [[nodiscard]] std::uint32_t slots_of(unsigned number) const {
    return half(number).count * kSlotsPerGroup;
  }
  // Real bytes of both halves.
  [[nodiscard]] std::size_t bytes() const;
  // Adds the entries of up to `groups` groups that are spread over both halves; of all, if there
  // are no more.
  void count_probes(std::uint32_t groups, ProbeCounts &out) const;
  // A position drawn uniformly from those in use; kNoSlot when the table is empty.
  [[nodiscard]] SlotRef sample(Random &random) const;

  // Calls visit(SlotRef) for every entry, which it may not erase.
  template <class Visit>
  void for_each(Visit &&visit) const;

  // Resizing. The caller sees to side arrays and to the budget, so it drives every step.
  [[nodiscard]] bool is_resizing() const { return half(1 - active_).groups != nullptr; }
  [[nodiscard]] unsigned active_half() const { return active_; }
  // Whether so many insertions should be preceded by growth, and whether they cannot do without.
  [[nodiscard]] bool wants_growth(std::uint64_t count = 1) const {
    return size_ + count > grows_above_;
  }
  [[nodiscard]] bool needs_growth(std::uint64_t count = 1) const;
  // Whether insertions suffer from groups that are full: growth is worth evicting for, and where it
  // cannot be had the table should not get fuller.
  [[nodiscard]] bool is_crowded() const;
  [[nodiscard]] bool wants_shrinking() const { return size_ < shrinks_below_; }
  // Entries had to go for a growth that is done or about to be: this size is kept until half of
  // the others have gone, too, since the table would not come to be filled otherwise.
  void keep_size() {
    kept_above_ = size_ / 2;
    update_thresholds();
  }
  // The size classes that growth or shrinking should go to; a larger one for so many insertions.
  [[nodiscard]] unsigned grown_class(std::uint64_t count = 1) const;
  [[nodiscard]] unsigned shrunk_class() const;
  // The smallest one that would not want to grow at once.
  [[nodiscard]] unsigned fitting_class() const;
  [[nodiscard]] bool is_larger_than(unsigned size_class) const {
    return half(active_).count > groups_of_class(size_class);
  }
  [[nodiscard]] static std::size_t bytes_for(unsigned size_class) {
    return std::size_t{groups_of_class(size_class)} * sizeof(TableGroup);
  }
  // Allocates the half that becomes the active one when all has moved; false without memory. On an
  // empty table it becomes active at once.
  [[nodiscard]] bool start_resizing(unsigned size_class);
  // Undoes start_resizing, as long as nothing has moved and nothing was inserted.
  void cancel_resizing();
  // Makes the new half known to readers; nothing moves before.
  void publish_resizing();
  // Moves the entries of up to `groups` home groups and calls moved(from, to) for each entry. True
  // when the old half is empty; then finish_resizing().
  // In a large table ahead(from, to) is called for groups that are about to move, with their first
  // slot and about the one to go to: who will need more than the groups has time to ask for it.
  template <class Moved, class Ahead>
  bool move_some(std::uint32_t groups, const HashSecret &secret, Moved &&moved, Ahead &&ahead);
  // Whether entries are read to be moved.
  [[nodiscard]] bool reads_to_move() const {
    return half(active_).count < PointsOfGroup::kMinCount;
  }
  // A hint that the entries of a group are near.
  void prefetch_entries(SlotRef first) const {
    const TableGroup &line = half(half_of(first)).groups[group_of(index_of(first))];
    for (const Atomic<std::uint64_t> &slot : line.slots) {
      prefetch(TableGroup::entry_of(slot.load(std::memory_order_relaxed)));
    }
  }
  // Ends a resizing and gives the old half, 1 - active_half() from now on, which readers may still
  // look at.
  [[nodiscard]] ZeroedArray<TableGroup> finish_resizing();
  // Hides the table from new readers.
  void unpublish();

 private:
  // Above this share of slots in use the table grows; below that it shrinks. A small one grows when
  // half of them are: one home group in forty is full then, where it would be one in five, which
  // inserts and evictions would have to guess, mostly in vain. A large one is far away, so that
  // fewer lines are worth more.
  static constexpr std::uint64_t kGrowNumerator = 13, kGrowDenominator = 16;
  static constexpr std::uint64_t kGrowNumeratorSmall = 8;
  static constexpr std::uint64_t kShrinkDenominator = 5;
  static constexpr std::uint32_t kSmallBelow = 512;
  static constexpr std::uint32_t kLargeGroups = 256;
  // So far before their turn the entries of groups that move are asked for.
  static constexpr std::uint32_t kGroupsAhead = 3;

  friend class TableScan;
  friend class TableInspector;  // of the tests, which check the invariants group by group

  struct Half {
    ZeroedArray<TableGroup> storage;
    TableGroup *groups = nullptr;
    std::uint32_t count = 0;
    unsigned size_class = 0;
  };

  [[nodiscard]] Half &half(unsigned number) { return halves_[number]; }
  [[nodiscard]] const Half &half(unsigned number) const { return halves_[number]; }
  [[nodiscard]] HalfView view_of(unsigned number) const {
    return {half(number).groups, half(number).size_class, number};
  }
  [[nodiscard]] static std::uint32_t home_in(const Half &half, std::uint64_t hash) {
    return home_of_point(point_of(hash), half.count);
  }
  [[nodiscard]] static std::uint32_t advance(const Half &half, std::uint32_t group,
                                             std::uint32_t distance) {
    std::uint32_t sum = group + distance;
    return sum >= half.count ? sum - half.count : sum;
  }
  // A division by multiplication that is exact below kHalfBit; for all of 32 bits, which is what
  // the compiler has to see to, it takes three times as many instructions.
  [[nodiscard]] static constexpr std::uint32_t group_of(std::uint32_t index) {
    constexpr unsigned kShift = 34;
    constexpr std::uint64_t kFactor = (std::uint64_t{1} << kShift) / kSlotsPerGroup + 1;
    static_assert((kFactor * kSlotsPerGroup - (std::uint64_t{1} << kShift)) * kHalfBit <
                  std::uint64_t{1} << kShift);
    return static_cast<std::uint32_t>(index * kFactor >> kShift);
  }
  [[nodiscard]] Atomic<std::uint64_t> &word(SlotRef slot) const {
    std::uint32_t index = index_of(slot);
    std::uint32_t group = group_of(index);
    return half(half_of(slot)).groups[group].slots[index - group * kSlotsPerGroup];
  }
  // The half in which a key with this hash lives.
  [[nodiscard]] unsigned half_for(std::uint64_t hash) const {
    if (!is_resizing()) [[likely]]
      return active_;
    return home_in(half(active_), hash) < moved_ ? 1 - active_ : active_;
  }
  // The home of the entry in a slot.
  [[nodiscard]] std::uint32_t home_of_slot(const Half &half, std::uint32_t group,
                                           std::uint64_t word, const HashSecret &secret) const;
  // So many entries this many groups hold before they should be more.
  [[nodiscard]] static constexpr std::uint64_t most_entries(std::uint32_t groups) {
    std::uint64_t numerator = groups < kSmallBelow ? kGrowNumeratorSmall : kGrowNumerator;
    return std::uint64_t{groups} * kSlotsPerGroup * numerator / kGrowDenominator;
  }
  // After every change of what they come from: so that a write need but compare.
  void update_thresholds();
  // A word with tag, address and marks.
  SlotRef insert_into(unsigned number, std::uint32_t home, std::uint64_t word);
  void erase_from(Half &half, std::uint32_t group, std::uint32_t slot, std::uint32_t home);
  // An entry of `home` is in this group no more.
  static void leave(Half &half, std::uint32_t group, std::uint32_t home);
  // Counts an entry of `home` that is or was this far away.
  static void count_distance(Half &half, std::uint32_t home, std::uint32_t distance, bool comes);
  // The place that one entry leaves may be the home of another, and so on: more than a few are
  // likely only among keys of one hash.
  static constexpr int kMovesPerErase = 8;
  // An entry that passed over a group because that was full.
  struct Distant {
    std::uint32_t group;
    std::uint32_t slot;
    std::uint32_t home;
    std::uint32_t distance_after;  // when it has come to the group it passed over
  };
  [[nodiscard]] bool find_distant(const Half &half, std::uint32_t passed, const HashSecret &secret,
                                  Distant &out) const;
  [[nodiscard]] bool find_from(const Half &half, std::uint32_t distance, const HashSecret &secret,
                               Distant &out) const;
  [[nodiscard]] bool find_far(const Half &half, std::uint32_t passed, const HashSecret &secret,
                              Distant &out) const;
  template <class Moved>
  void bring_closer(unsigned number, std::uint32_t group, std::uint32_t slot,
                    const HashSecret &secret, Moved &&moved);
  // Calls visit(group, slot, word) for the entries at home in `home`, which it may take out.
  template <class Visit>
  void for_each_at_home(const Half &half, std::uint32_t home, const HashSecret &secret,
                        Visit &&visit) const;
  template <class Ahead>
  void expect_move(std::uint32_t home, Ahead &&ahead) const {
    const Half &next = half(1 - active_);
    std::uint32_t new_home = home_of_point(first_point(home, half(active_).count), next.count);
    prefetch(&next.groups[std::min(new_home + 1, next.count - 1)]);
    ahead(slot_ref(active_, home * kSlotsPerGroup),
          slot_ref(1 - active_, new_home * kSlotsPerGroup));
  }
  template <class Moved>
  void move_group(std::uint32_t home, const HashSecret &secret, Moved &&moved);

  TableView &view_;
  Half halves_[2];
  unsigned active_ = 0;                    // while resizing: the old half
  std::uint32_t moved_ = 0;                // groups of the old half that have moved
  std::uint64_t kept_above_ = UINT64_MAX;  // see keep_size()
  // Where the table begins to want another number of groups: see update_thresholds().
  std::uint64_t grows_above_ = 0;
  std::uint64_t shrinks_below_ = 0;
  std::uint64_t size_ = 0;  // last, beside what its owner writes as often
};

template <class Visit>
void Table::for_each(Visit &&visit) const {
  for (unsigned number = 0; number < 2; ++number) {
    const Half &half = halves_[number];
    for (std::uint32_t group = 0; group < half.count; ++group) {
      for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
        if (half.groups[group].slots[slot].load(std::memory_order_relaxed) != 0) {
          visit(slot_ref(number, group * kSlotsPerGroup + slot));
        }
      }
    }
  }
}

template <class Moved, class Ahead>
bool Table::move_some(std::uint32_t groups, const HashSecret &secret, Moved &&moved,
                      Ahead &&ahead) {
  bool is_far = is_large();
  for (; groups > 0 && moved_ < half(active_).count; --groups) {
    std::uint32_t home = moved_;
    Atomic<std::uint32_t> &version = half(active_).groups[home].version;
    std::uint32_t before = version.load(std::memory_order_relaxed);
    version.store(before | TableGroup::kBusy, std::memory_order_relaxed);
    ++moved_;
    if (is_far && home + kGroupsAhead < half(active_).count)
      expect_move(home + kGroupsAhead, ahead);
    move_group(home, secret, moved);
    version.store((before + TableGroup::kStep) | TableGroup::kMoved, std::memory_order_release);
  }
  return moved_ == half(active_).count;
}

template <class Visit>
void Table::for_each_at_home(const Half &half, std::uint32_t home, const HashSecret &secret,
                             Visit &&visit) const {
  for_each_place(half.groups, half.count, home, [&](std::uint32_t group) {
    for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
      std::uint64_t word = half.groups[group].slots[slot].load(std::memory_order_relaxed);
      if (word != 0 && home_of_slot(half, group, word, secret) == home) visit(group, slot, word);
    }
    return false;
  });
}

// Entries leave in the order of their distance, so that the counts that lead to the others stand
// until the last.
template <class Moved>
void Table::move_group(std::uint32_t home, const HashSecret &secret, Moved &&moved) {
  Half &old = half(active_);
  Half &next = half(1 - active_);
  PointsOfGroup points(home, old.count);
  bool is_read = reads_to_move();
  for_each_at_home(
      old, home, secret, [&](std::uint32_t group, std::uint32_t slot, std::uint64_t word) {
        std::uint32_t new_home =
            is_read ? PointsOfGroup::kUnknown : points.home_in(next.count, word);
        if (new_home == PointsOfGroup::kUnknown) {
          std::string_view key = TableGroup::entry_of(word)->key();
          new_home = home_in(next, hash_bytes(key, secret));
        }
        SlotRef from = slot_ref(active_, group * kSlotsPerGroup + slot);
        SlotRef to = insert_into(1 - active_, new_home, word & ~TableGroup::kDistanceMask);
        moved(from, to);
        erase_from(old, group, slot, home);
      });
}

CELLARET_ALWAYS_INLINE SlotRef Table::insert(std::uint64_t hash, Entry *entry) {
  ++size_;
  unsigned number = half_for(hash);
  const Half &half = this->half(number);
  std::uint32_t home = home_in(half, hash);
  std::uint32_t free = half.groups[home].free_slots();
  std::uint64_t word = TableGroup::tag_of(hash) | reinterpret_cast<std::uintptr_t>(entry);
  if (free == 0) [[unlikely]]
    return insert_into(number, home, word);
  std::uint32_t slot = TableGroup::slot_of(free);
  half.groups[home].slots[slot].store(word, std::memory_order_release);
  return slot_ref(number, home * kSlotsPerGroup + slot);
}

template <class Moved>
CELLARET_ALWAYS_INLINE void Table::erase(const Place &place, const HashSecret &secret,
                                         Moved &&moved) {
  unsigned number = half_of(place.slot);
  Half &half = this->half(number);
  place.at->store(0, std::memory_order_release);
  if (TableGroup::distance_of(place.word) != 0) [[unlikely]]
    leave(half, place.group, home_of_slot(half, place.group, place.word, secret));
  --size_;
  // The group is not looked at more closely: so soon after the store of a word of it that would
  // wait for the store.
  if (half.groups[place.group].elsewhere.load(std::memory_order_relaxed) != 0) {
    std::uint32_t slot = index_of(place.slot) - place.group * kSlotsPerGroup;
    bring_closer(number, place.group, slot, secret, moved);
  }
}

// The group has a free slot: an entry that passed it over takes that, and leaves one behind. Those
// of the groups before would come a little closer only; to search for them costs more than it
// gains.
template <class Moved>
void Table::bring_closer(unsigned number, std::uint32_t group, std::uint32_t slot,
                         const HashSecret &secret, Moved &&moved) {
  Half &half = this->half(number);
  Distant from;
  for (int moves = 0; moves < kMovesPerErase && find_distant(half, group, secret, from); ++moves) {
    std::uint64_t word = half.groups[from.group].slots[from.slot].load(std::memory_order_relaxed);
    {
      InPlaceChange change(half.groups[from.home].version);
      if (from.distance_after != 0) count_distance(half, from.home, from.distance_after, true);
      half.groups[group].slots[slot].store(
          (word & ~TableGroup::kDistanceMask) | std::min(from.distance_after, TableGroup::kFar),
          std::memory_order_release);
      erase_from(half, from.group, from.slot, from.home);
    }
    moved(slot_ref(number, from.group * kSlotsPerGroup + from.slot),
          slot_ref(number, group * kSlotsPerGroup + slot));
    group = from.group;
    slot = from.slot;
  }
}

}  // namespace cellaret::engine
