// The hash table of one shard: from key to entry, and to a slot position that side arrays use.
//
// Idea. Groups of one cache line hold seven slots and an overflow count. A slot is one word: the
// entry's address and a 15-bit tag of its hash, so a lookup normally costs one line for the group
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
// Readers without the lock. A slot is published and cleared by one store, and an entry stays where
// it is as long as its half lasts; so a reader that finds an entry has found the key's entry of
// some moment of its call, and one that finds none may say so. What is left to protect is what
// changes in place. The home group's version is marked (kBusy) while an entry at home there is
// overwritten in place or while the group moves, and different afterwards; a reader that sees it
// change begins anew. A group that has moved says so for ever (kMoved) and sends readers to the
// other half. Blocks and halves that are let go are retired, not freed: see limbo.h.
//
// Threads: the shard's lock is held around every call but TableView::read().
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/base/platform.h"
#include "engine/base/random.h"
#include "engine/base/slot_array.h"
#include "engine/data/entry.h"

namespace cellaret::engine {

// One cache line of the table.
struct alignas(kCacheLine) TableGroup {
  static constexpr std::uint32_t kSlots = 7;
  // Of the version; above them a counter.
  static constexpr std::uint32_t kBusy = 1;
  static constexpr std::uint32_t kMoved = 2;
  static constexpr std::uint32_t kStep = 4;

  Atomic<std::uint32_t> version;
  Atomic<std::uint32_t> overflow;
  Atomic<std::uint64_t> slots[kSlots];  // tag << 48 | address | displaced; 0 when free

  static constexpr std::uint64_t kDisplaced = 1;
  static constexpr std::uint64_t kAddressMask = 0x0000fffffffffff8ull;

  // Never 0, so that a free slot matches no tag.
  [[nodiscard]] static std::uint64_t tag_of(std::uint64_t hash) {
    return hash << 48 | std::uint64_t{1} << 48;
  }
  [[nodiscard]] static Entry *entry_of(std::uint64_t word) {
    return reinterpret_cast<Entry *>(word & kAddressMask);
  }
  // The slots with this tag, a bit each. Without a branch: which slot it is cannot be predicted,
  // and a wrong guess would keep the processor from going on to the next lookup while memory is
  // slow.
  [[nodiscard]] std::uint32_t match(std::uint64_t tag) const {
    schedule_point();
#if defined(__SSE2__) && !CELLARET_WATCHED_BY_TSAN
    // Aligned 16-byte loads never tear a word of 8 on these processors, but the language does not
    // know that, and neither does ThreadSanitizer, which gets the twin below.
    const auto *lines = reinterpret_cast<const __m128i *>(this);
    __m128i wanted = _mm_set1_epi16(static_cast<short>(tag >> 48));
    auto equal = [&](int at) {
      // The sign of each word is that of its top 16 bits, the tag.
      __m128i same = _mm_cmpeq_epi16(_mm_load_si128(lines + at), wanted);
      return static_cast<std::uint32_t>(_mm_movemask_pd(_mm_castsi128_pd(same)));
    };
    std::uint32_t matches = equal(0) >> 1 | equal(1) << 1 | equal(2) << 3 | equal(3) << 5;
    std::atomic_signal_fence(std::memory_order_acquire);
#else
    std::uint32_t matches = 0;
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
      std::uint64_t word = slots[slot].load(std::memory_order_acquire);
      matches |= std::uint32_t{(word ^ tag) >> 48 == 0} << slot;
    }
#endif
    return matches;
  }
};
static_assert(sizeof(TableGroup) == kCacheLine);

// Table sizes come from one list, so that a half is one word to its readers.
inline constexpr unsigned kSizeClasses = 43;
extern const std::uint32_t kGroupsOfClass[kSizeClasses];

// One half of a table as a reader sees it: where its groups are and how many.
class HalfView {
 public:
  HalfView() = default;
  explicit HalfView(std::uint64_t word) : word_(word) {}
  HalfView(const TableGroup *groups, unsigned size_class, unsigned number)
      : word_(std::uint64_t{size_class} << 48 | reinterpret_cast<std::uintptr_t>(groups) | number) {
  }

  [[nodiscard]] std::uint64_t word() const { return word_; }
  [[nodiscard]] bool exists() const { return word_ != 0; }
  [[nodiscard]] TableGroup *groups() const {
    return reinterpret_cast<TableGroup *>(word_ & 0x0000ffffffffffc0ull);
  }
  [[nodiscard]] unsigned size_class() const { return static_cast<unsigned>(word_ >> 48); }
  [[nodiscard]] std::uint32_t count() const { return kGroupsOfClass[size_class()]; }
  [[nodiscard]] unsigned number() const { return static_cast<unsigned>(word_ & 1); }
  [[nodiscard]] std::uint32_t home_of(std::uint64_t hash) const {
    return static_cast<std::uint32_t>(((hash >> 16 & 0xffffffffu) * count()) >> 32);
  }

 private:
  std::uint64_t word_ = 0;
};

// What readers start from; it stays where it is when the table is replaced.
class TableView {
 public:
  enum class Found : std::uint8_t { kHit, kMiss, kRetry };

  // Looks a key up without the lock, in an epoch. read(const Entry &, const Entry::Head &, SlotRef)
  // is called for the key's entry and may copy from it; on kRetry what it copied is worth nothing.
  template <class Read>
  Found read(const HashedKey &key, Read &&read) const;

 private:
  friend class Table;

  Atomic<std::uint64_t> current_{0};  // a HalfView, or 0
  Atomic<std::uint64_t> next_{0};     // while resizing
};

class Table {
 public:
  static constexpr std::uint32_t kSlotsPerGroup = TableGroup::kSlots;

  explicit Table(TableView &view) : view_(view) {}
  Table(const Table &) = delete;
  Table &operator=(const Table &) = delete;

  // The position of a key's entry, or kNoSlot.
  [[nodiscard]] SlotRef find(const HashedKey &key) const;
  [[nodiscard]] Entry *entry(SlotRef slot) const {
    return TableGroup::entry_of(word(slot).load(std::memory_order_relaxed));
  }
  // Whether this is a position that holds an entry; any number may be asked.
  [[nodiscard]] bool is_used(SlotRef slot) const;

  // Puts an entry whose key is not in the table into a free slot. There must be one: see
  // needs_growth().
  SlotRef insert(std::uint64_t hash, Entry *entry);
  // Another entry with the same key.
  void replace(SlotRef slot, Entry *entry);
  // `secret` finds the home of a displaced entry.
  void erase(SlotRef slot, const HashSecret &secret);

  // Around every change of an entry in place.
  void begin_change(std::uint64_t hash);
  void end_change(std::uint64_t hash);

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
  // The size classes that growth or shrinking should go to.
  [[nodiscard]] unsigned grown_class() const;
  [[nodiscard]] unsigned shrunk_class() const;
  [[nodiscard]] static std::size_t bytes_for(unsigned size_class) {
    return std::size_t{kGroupsOfClass[size_class]} * sizeof(TableGroup);
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
  template <class Moved>
  bool move_some(std::uint32_t groups, const HashSecret &secret, Moved &&moved);
  // Ends a resizing and gives the old half, 1 - active_half() from now on, which readers may still
  // look at.
  [[nodiscard]] ZeroedArray<TableGroup> finish_resizing();
  // Hides the table from new readers.
  void unpublish();

 private:
  friend class TableInspector;  // of the tests, which check the invariants group by group

  struct Half {
    ZeroedArray<TableGroup> storage;
    TableGroup *groups = nullptr;
    std::uint32_t count = 0;
    unsigned size_class = 0;
  };

  [[nodiscard]] static std::uint64_t word_of(std::uint64_t hash, const Entry *entry,
                                             bool displaced) {
    return TableGroup::tag_of(hash) | reinterpret_cast<std::uintptr_t>(entry) |
           (displaced ? TableGroup::kDisplaced : 0);
  }

  [[nodiscard]] Half &half(unsigned number) { return halves_[number]; }
  [[nodiscard]] const Half &half(unsigned number) const { return halves_[number]; }
  [[nodiscard]] HalfView view_of(unsigned number) const {
    return {half(number).groups, half(number).size_class, number};
  }
  [[nodiscard]] Atomic<std::uint64_t> &word(SlotRef slot) const;
  [[nodiscard]] TableGroup &home_group(std::uint64_t hash) const;
  // The half in which a key with this hash lives.
  [[nodiscard]] unsigned half_for(std::uint64_t hash) const;
  SlotRef insert_into(unsigned number, std::uint64_t hash, Entry *entry);
  void erase_from(unsigned number, std::uint32_t group, std::uint32_t slot, std::uint32_t home);
  template <class Moved>
  void move_slot(std::uint32_t home, std::uint32_t group, std::uint32_t slot, std::uint64_t hash,
                 Moved &&moved);
  template <class Moved>
  void move_group(std::uint32_t home, const HashSecret &secret, Moved &&moved);

  TableView &view_;
  Half halves_[2];
  unsigned active_ = 0;      // while resizing: the old half
  std::uint32_t moved_ = 0;  // groups of the old half that have moved
  std::uint64_t size_ = 0;
};

template <class Read>
TableView::Found TableView::read(const HashedKey &key, Read &&read) const {
  std::uint64_t first = current_.load(std::memory_order_acquire);
  HalfView half(first);
  std::uint64_t tag = TableGroup::tag_of(key.hash);
  for (;;) {
    if (!half.exists()) return Found::kMiss;
    std::uint32_t count = half.count();
    std::uint32_t group = half.home_of(key.hash);
    const TableGroup &home = half.groups()[group];
    std::uint32_t version = home.version.load(std::memory_order_acquire);
    if ((version & TableGroup::kBusy) != 0) return Found::kRetry;
    if ((version & TableGroup::kMoved) != 0) {
      // The other half is next_, unless the resizing has ended since current_ was read.
      half = HalfView(next_.load(std::memory_order_acquire));
      if (!half.exists() || current_.load(std::memory_order_acquire) != first) {
        return Found::kRetry;
      }
      continue;
    }
    const TableGroup *line = &home;
    for (std::uint32_t probes = 0;;) {
      for (std::uint32_t left = line->match(tag); left != 0; left &= left - 1) {
        auto slot = static_cast<std::uint32_t>(std::countr_zero(left));
        // The slot may have changed since; then the entry has another key, or there is none.
        std::uint64_t word = line->slots[slot].load(std::memory_order_acquire);
        if (word == 0) continue;
        const Entry &entry = *TableGroup::entry_of(word);
        Entry::Head head = entry.head();
        if (!entry.has_key(head, key.bytes)) continue;
        read(entry, head, slot_ref(half.number(), group * TableGroup::kSlots + slot));
        return home.version.load(std::memory_order_seq_cst) == version ? Found::kHit
                                                                       : Found::kRetry;
      }
      if (line->overflow.load(std::memory_order_acquire) == 0 || ++probes == count) break;
      group = group + 1 == count ? 0 : group + 1;
      line = half.groups() + group;
    }
    return home.version.load(std::memory_order_relaxed) == version ? Found::kMiss : Found::kRetry;
  }
}

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

template <class Moved>
bool Table::move_some(std::uint32_t groups, const HashSecret &secret, Moved &&moved) {
  for (; groups > 0 && moved_ < half(active_).count; --groups) {
    std::uint32_t home = moved_;
    Atomic<std::uint32_t> &version = half(active_).groups[home].version;
    std::uint32_t before = version.load(std::memory_order_relaxed);
    version.store(before | TableGroup::kBusy, std::memory_order_relaxed);
    ++moved_;
    move_group(home, secret, moved);
    version.store((before + TableGroup::kStep) | TableGroup::kMoved, std::memory_order_release);
  }
  return moved_ == half(active_).count;
}

template <class Moved>
void Table::move_slot(std::uint32_t home, std::uint32_t group, std::uint32_t slot,
                      std::uint64_t hash, Moved &&moved) {
  SlotRef from = slot_ref(active_, group * kSlotsPerGroup + slot);
  SlotRef to = insert_into(1 - active_, hash, entry(from));
  moved(from, to);
  erase_from(active_, group, slot, home);
}

// Entries at home in `home` are in that group without the displaced bit, or displaced in the groups
// after it as far as the overflow counts lead.
template <class Moved>
void Table::move_group(std::uint32_t home, const HashSecret &secret, Moved &&moved) {
  Half &old = half(active_);
  HalfView view = view_of(active_);
  for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
    std::uint64_t word = old.groups[home].slots[slot].load(std::memory_order_relaxed);
    if (word == 0 || (word & TableGroup::kDisplaced) != 0) continue;
    move_slot(home, home, slot, hash_bytes(TableGroup::entry_of(word)->key(), secret), moved);
  }
  std::uint32_t before = home;
  for (std::uint32_t probes = 1;
       probes < old.count && old.groups[before].overflow.load(std::memory_order_relaxed) != 0;
       ++probes) {
    std::uint32_t group = before + 1 == old.count ? 0 : before + 1;
    for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
      std::uint64_t word = old.groups[group].slots[slot].load(std::memory_order_relaxed);
      if (word == 0 || (word & TableGroup::kDisplaced) == 0) continue;
      std::uint64_t hash = hash_bytes(TableGroup::entry_of(word)->key(), secret);
      if (view.home_of(hash) == home) move_slot(home, group, slot, hash, moved);
    }
    before = group;
  }
}

}  // namespace cellaret::engine
