// The hash table of one shard: from key to entry, and to a slot position that side arrays use.
//
// Idea. Groups of one cache line hold seven slots and an overflow count. A slot is one word: the
// entry's address and a 16-bit tag of its hash, so a lookup normally costs one line for the group
// and one for the entry. An entry lives in its home group or, when that is full, in the next group
// with a free slot; every group that was passed over counts it. A lookup goes on to the next group
// only while that count is above zero, and deleting takes the counts back, so no tombstones exist
// and no amount of deleting and inserting leaves a debt.
//
// The home group is the hash scaled to the number of groups (Lemire 2019, "Fast random integer
// generation in an interval"), so that number need not be a power of two, and groups are in hash
// order whatever their number.
//
// Growth and shrinking are incremental: a second half is allocated, and groups move over in order
// of their number, some at every write. An entry whose home group has moved is in the new half,
// every other one in the old: each key has one place where it can be.
//
// Invariants. overflow(g) is the number of entries of the same half whose home is g or before and
// whose place is after g. While growing, no entry of the old half has a home group below moved_.
// An entry outside its home group has the displaced bit.
//
// Threads: the shard's lock is held around every call.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/base/platform.h"
#include "engine/base/random.h"
#include "engine/base/slot_array.h"
#include "engine/data/entry.h"

namespace cellaret::engine {

class Table {
 public:
  static constexpr std::uint32_t kSlotsPerGroup = 7;

  // The position of a key's entry, or kNoSlot.
  [[nodiscard]] SlotRef find(const HashedKey &key) const;
  [[nodiscard]] Entry *entry(SlotRef slot) const { return entry_of(word(slot)); }

  // Puts an entry whose key is not in the table into a free slot. There must be one: see
  // needs_growth().
  SlotRef insert(std::uint64_t hash, Entry *entry);
  // Another entry with the same key.
  void replace(SlotRef slot, Entry *entry);
  // `secret` finds the home of a displaced entry.
  void erase(SlotRef slot, const HashSecret &secret);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Slots of both halves.
  [[nodiscard]] std::uint64_t capacity() const;
  [[nodiscard]] std::uint32_t slots_of(unsigned number) const {
    return half(number).count * kSlotsPerGroup;
  }
  // Real bytes of both halves.
  [[nodiscard]] std::size_t bytes() const;
  // A position drawn uniformly from those in use; kNoSlot when the table is empty.
  [[nodiscard]] SlotRef sample(Random &random) const;

  // Calls visit(SlotRef) for every entry, which it may not erase.
  template <class Visit>
  void for_each(Visit &&visit) const;

  // Resizing. The caller sees to side arrays and to the budget, so it drives every step.
  [[nodiscard]] bool is_resizing() const { return half(1 - active_).groups != nullptr; }
  [[nodiscard]] unsigned active_half() const { return active_; }
  // Whether an insertion should be preceded by growth, and whether it cannot do without.
  [[nodiscard]] bool wants_growth() const;
  [[nodiscard]] bool needs_growth() const;
  // Whether lookups are about to suffer: growth is worth evicting for.
  [[nodiscard]] bool is_crowded() const;
  [[nodiscard]] bool wants_shrinking() const;
  // The number of groups that growth or shrinking should go to.
  [[nodiscard]] std::uint32_t grown_groups() const;
  [[nodiscard]] std::uint32_t shrunk_groups() const;
  [[nodiscard]] static std::size_t bytes_for(std::uint32_t groups) {
    return std::size_t{groups} * sizeof(Group);
  }
  // Allocates the half that becomes the active one when all has moved; false without memory. On an
  // empty table it becomes active at once.
  [[nodiscard]] bool start_resizing(std::uint32_t groups);
  // Undoes start_resizing, as long as nothing has moved and nothing was inserted.
  void cancel_resizing();
  // Moves the entries of up to `groups` home groups and calls moved(from, to) for each entry. True
  // when the old half is empty and was freed; its number is 1 - active_half().
  template <class Moved>
  bool move_some(std::uint32_t groups, const HashSecret &secret, Moved &&moved);

 private:
  friend class TableInspector;  // of the tests, which check the invariants group by group

  struct alignas(kCacheLine) Group {
    std::uint64_t overflow;
    std::uint64_t slots[kSlotsPerGroup];  // tag << 48 | address | displaced; 0 when free
  };
  static_assert(sizeof(Group) == kCacheLine);

  struct Half {
    ZeroedArray<Group> storage;
    Group *groups = nullptr;
    std::uint32_t count = 0;
  };

  static constexpr std::uint64_t kDisplaced = 1;
  static constexpr std::uint64_t kAddressMask = 0x0000fffffffffff8ull;

  [[nodiscard]] static std::uint64_t tag_of(std::uint64_t hash) { return hash << 48; }
  [[nodiscard]] static std::uint32_t home_of(std::uint64_t hash, std::uint32_t groups) {
    return static_cast<std::uint32_t>(((hash >> 16 & 0xffffffffu) * groups) >> 32);
  }
  [[nodiscard]] static Entry *entry_of(std::uint64_t word) {
    return reinterpret_cast<Entry *>(word & kAddressMask);
  }
  [[nodiscard]] static std::uint64_t word_of(std::uint64_t hash, const Entry *entry,
                                             bool displaced) {
    return tag_of(hash) | reinterpret_cast<std::uintptr_t>(entry) | (displaced ? kDisplaced : 0);
  }

  [[nodiscard]] Half &half(unsigned number) { return halves_[number]; }
  [[nodiscard]] const Half &half(unsigned number) const { return halves_[number]; }
  [[nodiscard]] std::uint64_t &word(SlotRef slot) const;
  // The half in which a key with this hash lives.
  [[nodiscard]] unsigned half_for(std::uint64_t hash) const;
  [[nodiscard]] SlotRef find_in(unsigned number, const HashedKey &key) const;
  SlotRef insert_into(unsigned number, std::uint64_t hash, Entry *entry);
  void erase_from(unsigned number, std::uint32_t group, std::uint32_t slot, std::uint32_t home);
  template <class Moved>
  void move_slot(std::uint32_t home, std::uint32_t group, std::uint32_t slot, std::uint64_t hash,
                 Moved &&moved);
  template <class Moved>
  void move_group(std::uint32_t home, const HashSecret &secret, Moved &&moved);
  void finish_resizing();

  Half halves_[2];
  unsigned active_ = 0;      // while resizing: the old half
  std::uint32_t moved_ = 0;  // groups of the old half that have moved
  std::uint64_t size_ = 0;
};

template <class Visit>
void Table::for_each(Visit &&visit) const {
  for (unsigned number = 0; number < 2; ++number) {
    const Half &half = halves_[number];
    for (std::uint32_t group = 0; group < half.count; ++group) {
      for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
        if (half.groups[group].slots[slot] != 0) {
          visit(slot_ref(number, group * kSlotsPerGroup + slot));
        }
      }
    }
  }
}

template <class Moved>
bool Table::move_some(std::uint32_t groups, const HashSecret &secret, Moved &&moved) {
  for (; groups > 0 && moved_ < half(active_).count; --groups) {
    std::uint32_t home = moved_++;
    move_group(home, secret, moved);
  }
  if (moved_ < half(active_).count) return false;
  finish_resizing();
  return true;
}

template <class Moved>
void Table::move_slot(std::uint32_t home, std::uint32_t group, std::uint32_t slot,
                      std::uint64_t hash, Moved &&moved) {
  Entry *entry = entry_of(half(active_).groups[group].slots[slot]);
  SlotRef from = slot_ref(active_, group * kSlotsPerGroup + slot);
  SlotRef to = insert_into(1 - active_, hash, entry);
  moved(from, to);
  erase_from(active_, group, slot, home);
}

// Entries at home in `home` are in that group without the displaced bit, or displaced in the groups
// after it as far as the overflow counts lead.
template <class Moved>
void Table::move_group(std::uint32_t home, const HashSecret &secret, Moved &&moved) {
  Half &old = half(active_);
  for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
    std::uint64_t word = old.groups[home].slots[slot];
    if (word == 0 || (word & kDisplaced) != 0) continue;
    move_slot(home, home, slot, hash_bytes(entry_of(word)->key(), secret), moved);
  }
  std::uint32_t before = home;
  for (std::uint32_t probes = 1; probes < old.count && old.groups[before].overflow != 0; ++probes) {
    std::uint32_t group = before + 1 == old.count ? 0 : before + 1;
    for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
      std::uint64_t word = old.groups[group].slots[slot];
      if (word == 0 || (word & kDisplaced) == 0) continue;
      std::uint64_t hash = hash_bytes(entry_of(word)->key(), secret);
      if (home_of(hash, old.count) == home) move_slot(home, group, slot, hash, moved);
    }
    before = group;
  }
}

}  // namespace cellaret::engine
