// A shard's hash table as its readers without the lock see it, and what protects an entry that
// changes under their eyes.
//
// The whole way of a lookup is in table.h. Here is the first part of it, inlined into the callers:
// the home group and the one after it, where nearly all entries are.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/hash.h"
#include "engine/base/platform.h"
#include "engine/base/slot_array.h"
#include "engine/data/entry.h"
#include "engine/shard/table_group.h"

namespace cellaret::engine {

// What readers start from; it stays where it is when the table is replaced.
class TableView {
 public:
  enum class Found : std::uint8_t { kEntry, kNothing, kUndecided };

  // The entry that a reader without the lock found. What it reads of it counts only if holds() says
  // so afterwards.
  struct Sight {
    const Entry *entry;
    Entry::Head head;
    std::uint64_t word;     // what was in the slot
    TableGroup *group;      // where the slot is
    std::uint32_t number;   // of the group,
    unsigned half;          // in this half of the table
    std::uint32_t at;       // which slot of the group it is
    std::uint32_t version;  // of the home group
    Atomic<std::uint32_t> *version_place;

    [[nodiscard]] SlotRef slot() const { return slot_ref(half, number * TableGroup::kSlots + at); }
    [[nodiscard]] bool holds() const {
      return version_place->load(std::memory_order_seq_cst) == version;
    }
    // Counts a hit on the slot; writes nothing where the bits of `full`, the marks of a slot at the
    // cap, are set. A slot with more marks, from before the cap came down, may get one more, but
    // never a fourth: three are all bits.
    CELLARET_ALWAYS_INLINE void mark(std::uint64_t full) const {
      std::uint64_t seen = word;
      if ((seen & full) == full) return;
      // Another reader's mark, or another entry, in between: then this one is lost.
      group->slots[at].compare_exchange(seen, seen + (1u << TableGroup::kMarksShift),
                                        std::memory_order_relaxed);
    }
  };

  // Both fill `sight` with kEntry only, and look in an epoch. The first looks for a small entry in
  // the home group and next door, which decides most lookups. For the second kUndecided means that
  // a writer was in the way.
  [[nodiscard]] CELLARET_ALWAYS_INLINE Found look_home(const HashedKey &key, Sight &sight) const;
  [[nodiscard]] Found look_up(const HashedKey &key, Sight &sight) const;
  // The first, and the second where that leaves it open.
  [[nodiscard]] Found look(const HashedKey &key, Sight &sight) const {
    Found found = look_home(key, sight);
    return found == Found::kUndecided ? look_up(key, sight) : found;
  }

  // Whether the table is being resized. Any thread; without the lock, a hint.
  [[nodiscard]] bool is_split() const { return next_.load(std::memory_order_relaxed) != 0; }

  // The three steps of look_home(), for who takes them for several keys in turn: each tells what
  // the next one reads. approach() finds the home group, kNothing if there is no table; meet() an
  // entry that has the key's tag, there or next door; the last one looks whether it is small and
  // has the key.
  [[nodiscard]] CELLARET_ALWAYS_INLINE Found approach(const HashedKey &key, Sight &sight) const;
  [[nodiscard]] CELLARET_ALWAYS_INLINE Found meet(const HashedKey &key, Sight &sight) const;
  [[nodiscard]] CELLARET_ALWAYS_INLINE static Found recognize(const HashedKey &key, Sight &sight);

  // A hint: the home group.
  void prefetch_group(const HashedKey &key) const {
    Sight sight;
    if (approach(key, sight) == Found::kEntry) prefetch(sight.group);
  }

 private:
  friend class Table;

  // A half, the home group there, and its version before anything was looked at.
  struct Visit {
    HalfView half;
    std::uint32_t home;
    std::uint32_t version;

    Visit(HalfView view, std::uint64_t hash)
        : half(view),
          home(view.home_of(hash)),
          version(line(home).version.load(std::memory_order_acquire)) {}
    [[nodiscard]] TableGroup &line(std::uint32_t group) const { return half.groups()[group]; }
    [[nodiscard]] bool is_right() const {
      return line(home).version.load(std::memory_order_relaxed) == version;
    }
  };

  // Whether the key's entry is in this slot.
  [[nodiscard]] static bool look_at(const Visit &visit, std::uint32_t group, std::uint32_t slot,
                                    const HashedKey &key, Sight &sight);

  Atomic<std::uint64_t> current_{0};  // a HalfView, or 0
  Atomic<std::uint64_t> next_{0};     // while resizing
};

inline bool TableView::look_at(const Visit &visit, std::uint32_t group, std::uint32_t slot,
                               const HashedKey &key, Sight &sight) {
  Atomic<std::uint64_t> &place = visit.line(group).slots[slot];
  // It may have changed since its tag was compared; then the entry has another key, or there is
  // none.
  std::uint64_t word = place.load(std::memory_order_acquire);
  if (word == 0) return false;
  const Entry *entry = TableGroup::entry_of(word);
  Entry::Head head = entry->head();
  if (!entry->has_key(head, key.bytes)) return false;
  sight = {entry,
           head,
           word,
           &visit.line(group),
           group,
           visit.half.number(),
           slot,
           visit.version,
           &visit.line(visit.home).version};
  return true;
}

CELLARET_ALWAYS_INLINE TableView::Found TableView::approach(const HashedKey &key,
                                                            Sight &sight) const {
  HalfView half(current_.load(std::memory_order_acquire));
  if (!half.exists()) return Found::kNothing;
  std::uint32_t home = half.home_of(key.hash);
  sight.group = &half.groups()[home];
  sight.number = home;
  sight.half = half.number();
  return Found::kEntry;
}

CELLARET_ALWAYS_INLINE TableView::Found TableView::meet(const HashedKey &key, Sight &sight) const {
  TableGroup &line = *sight.group;
  sight.version = line.version.load(std::memory_order_acquire);
  sight.version_place = &line.version;
  if ((sight.version & (TableGroup::kBusy | TableGroup::kMoved)) != 0) return Found::kUndecided;
  std::uint32_t matches = line.match(TableGroup::tag_of(key.hash));
  if (matches == 0) [[unlikely]] {
    std::uint32_t elsewhere = line.elsewhere.load(std::memory_order_acquire);
    if (elsewhere == 0) return sight.holds() ? Found::kNothing : Found::kUndecided;
    // Most of those that are not at home are next door.
    HalfView half(current_.load(std::memory_order_acquire));
    if (TableGroup::count_at(elsewhere, 1) == 0 || !half.goes_on_after(sight.group)) {
      return Found::kUndecided;
    }
    ++sight.group;
    ++sight.number;
    matches = sight.group->match(TableGroup::tag_of(key.hash));
    if (matches == 0) return Found::kUndecided;
  }
  sight.at = TableGroup::slot_of(matches);
  sight.word = sight.group->slots[sight.at].load(std::memory_order_acquire);
  if (sight.word == 0) return Found::kUndecided;
  sight.entry = TableGroup::entry_of(sight.word);
  return Found::kEntry;
}

CELLARET_ALWAYS_INLINE TableView::Found TableView::recognize(const HashedKey &key, Sight &sight) {
  bool is_small = sight.entry->small_head(sight.head);
  return is_small && sight.entry->has_key(sight.head, key.bytes) ? Found::kEntry
                                                                 : Found::kUndecided;
}

CELLARET_ALWAYS_INLINE TableView::Found TableView::look_home(const HashedKey &key,
                                                             Sight &sight) const {
  Found found = approach(key, sight);
  if (found == Found::kEntry) found = meet(key, sight);
  return found == Found::kEntry ? recognize(key, sight) : found;
}

// Marks a home group's version while entries at home there change in place.
class InPlaceChange {
 public:
  enum class Against : std::uint8_t { kReaders, kPins };

  // kPins: what follows asks whether a reader holds a pin. A reader first pins and then looks at
  // the version; so that one of the two sees the other, this takes an exchange. For readers that
  // only copy a store is enough, since every store that follows it is a release.
  CELLARET_ALWAYS_INLINE explicit InPlaceChange(Atomic<std::uint32_t> &version,
                                                Against against = Against::kReaders)
      : version_(version), before_(version.load(std::memory_order_relaxed)) {
    if (against == Against::kPins) {
      version_.exchange(before_ | TableGroup::kBusy, std::memory_order_seq_cst);
    } else {
      version_.store(before_ | TableGroup::kBusy, std::memory_order_relaxed);
    }
  }
  CELLARET_ALWAYS_INLINE ~InPlaceChange() {
    version_.store(before_ + TableGroup::kStep, std::memory_order_release);
  }
  InPlaceChange(const InPlaceChange &) = delete;
  InPlaceChange &operator=(const InPlaceChange &) = delete;

 private:
  Atomic<std::uint32_t> &version_;
  std::uint32_t before_;
};

}  // namespace cellaret::engine
