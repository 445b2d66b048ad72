// One cache line of a shard's hash table, and one half of the table as its readers see it.
//
// A group holds seven slots. An entry lives in its home group or, when that is full, in one of the
// groups after it. The home group knows where: it counts those of its entries that are one, two and
// three groups away, so a lookup visits only groups that can hold its key, and most visit one.
// Those farther away, of which there are few, are found by the second kind of count: how many
// entries passed a group over on the way to a place at least four groups from home.
//
// Threads: what readers do without the lock is in table.h.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/platform.h"
#include "engine/data/entry.h"

namespace cellaret::engine {

// The part of a hash that says where in a table: a point of it. The groups of a half share out the
// points, in order. The lowest 16 bits are in the tag, too, all but one; so where a group has no
// more points than that, its number and a tag say what point an entry has: see PointsOfGroup.
inline constexpr unsigned kPointBits = 30;
inline constexpr std::uint64_t kPoints = std::uint64_t{1} << kPointBits;
[[nodiscard]] constexpr std::uint64_t point_of(std::uint64_t hash) { return hash & (kPoints - 1); }
// The first point whose home is this group; kPoints after the last.
[[nodiscard]] constexpr std::uint64_t first_point(std::uint64_t group, std::uint32_t count) {
  return ((group << kPointBits) + count - 1) / count;
}
[[nodiscard]] constexpr std::uint32_t home_of_point(std::uint64_t point, std::uint32_t count) {
  return static_cast<std::uint32_t>(point * count >> kPointBits);
}

struct alignas(kCacheLine) TableGroup {
  static constexpr std::uint32_t kSlots = 7;
  // Of the version; above them a counter.
  static constexpr std::uint32_t kBusy = 1;
  static constexpr std::uint32_t kMoved = 2;
  static constexpr std::uint32_t kStep = 4;

  Atomic<std::uint32_t> version;
  // Three counts of three bits - a group has seven slots - and kPassed times the fourth.
  Atomic<std::uint32_t> elsewhere;
  Atomic<std::uint64_t> slots[kSlots];  // tag << 48 | address | marks << 2 | distance; 0 when free

  // Of a match; the bits of the first word, which is no slot, are left out.
  static constexpr std::uint32_t kMatchBits = 0xaaa8;

  // Groups between home and place; kFar and more are all kFar.
  static constexpr std::uint32_t kFar = 3;
  static constexpr std::uint32_t kPassed = 1u << 9;
  // The unit of the count for a distance from 1 to kFar.
  [[nodiscard]] static constexpr std::uint32_t count_unit(std::uint32_t distance) {
    return 1u << (3 * (distance - 1));
  }
  [[nodiscard]] static constexpr std::uint32_t count_at(std::uint32_t elsewhere,
                                                        std::uint32_t distance) {
    return elsewhere >> (3 * (distance - 1)) & 7;
  }

  // A slot's word. Blocks lie at multiples of 16, which leaves four bits below the address.
  static constexpr std::uint64_t kDistanceMask = 3;
  static constexpr unsigned kMarksShift = 2;
  static constexpr std::uint64_t kMarksMask = 3u << kMarksShift;
  static constexpr std::uint64_t kAddressMask = 0x0000fffffffffff0ull;

  // Never 0, so that a free slot matches no tag.
  [[nodiscard]] static std::uint64_t tag_of(std::uint64_t hash) {
    return hash << 48 | std::uint64_t{1} << 48;
  }
  [[nodiscard]] static Entry *entry_of(std::uint64_t word) {
    return reinterpret_cast<Entry *>(word & kAddressMask);
  }
  [[nodiscard]] static std::uint32_t distance_of(std::uint64_t word) {
    return static_cast<std::uint32_t>(word & kDistanceMask);
  }
  [[nodiscard]] static std::uint32_t marks_of(std::uint64_t word) {
    return static_cast<std::uint32_t>((word & kMarksMask) >> kMarksShift);
  }
  [[nodiscard]] static std::uint64_t marks_bits(std::uint32_t marks) {
    return std::uint64_t{marks} << kMarksShift;
  }

  // The slots with this tag, a bit each: see slot_of(). Without a branch: which slot it is cannot
  // be predicted, and a wrong guess would keep the processor from going on to the next lookup while
  // memory is slow.
  [[nodiscard]] CELLARET_ALWAYS_INLINE std::uint32_t match(std::uint64_t tag) const {
    schedule_point(this);
#if defined(__SSE2__) && !CELLARET_WATCHED_BY_TSAN
    // Aligned 16-byte loads never tear a word of 8 on these processors, but the language does not
    // know that, and neither does ThreadSanitizer, which gets the twin below.
    const auto *lines = reinterpret_cast<const __m128i *>(this);
    __m128i wanted = _mm_set1_epi16(static_cast<short>(tag >> 48));
    auto equal = [&](int at) { return _mm_cmpeq_epi16(_mm_load_si128(lines + at), wanted); };
    // The sign of each word is that of its top 16 bits, the tag, and packing with saturation keeps
    // signs: the odd bytes in the end are those of the eight words.
    __m128i front = _mm_packs_epi32(equal(0), equal(1));
    __m128i back = _mm_packs_epi32(equal(2), equal(3));
    auto signs = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(front, back)));
    std::uint32_t matches = signs & kMatchBits;
    std::atomic_signal_fence(std::memory_order_acquire);
#else
    std::uint32_t matches = 0;
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
      std::uint64_t word = slots[slot].load(std::memory_order_acquire);
      matches |= std::uint32_t{(word ^ tag) >> 48 == 0} << (2 * slot + 3);
    }
#endif
    return matches;
  }
  // The slots whose words have this distance, a bit each as well; free ones have 0. Under the lock.
  [[nodiscard]] CELLARET_ALWAYS_INLINE std::uint32_t at_distance(std::uint32_t distance) const {
    std::uint32_t matches = 0;
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
      std::uint64_t word = slots[slot].load(std::memory_order_relaxed);
      matches |= std::uint32_t{distance_of(word) == distance} << (2 * slot + 3);
    }
    return matches;
  }
  // The free slots, a bit each. Under the lock.
  [[nodiscard]] std::uint32_t free_slots() const { return match(0); }
  // The first slot of a match.
  [[nodiscard]] static std::uint32_t slot_of(std::uint32_t matches) {
    return static_cast<std::uint32_t>(std::countr_zero(matches)) / 2 - 1;
  }
};
static_assert(sizeof(TableGroup) == kCacheLine);

// Entries of a sample by the groups between their home and their place: none, one, two, more.
struct ProbeCounts {
  std::uint64_t at[4] = {};
};
static_assert(TableGroup::kFar == 3);

// Table sizes come from one list, so that a half is one word to its readers: powers of two and,
// between any two of them, three quarters of the larger one. From 2^kLogFineGroups on, where memory
// counts and entries move without being read, there are four to each power of two: with more, or
// with four below that, filling a table would take longer.
inline constexpr unsigned kLogFineGroups = 15;
inline constexpr unsigned kFineSteps = 4;
inline constexpr unsigned kFirstFineClass = 2 * kLogFineGroups - 1;
inline constexpr unsigned kSizeClasses = kFirstFineClass + kFineSteps * (28 - kLogFineGroups);
[[nodiscard]] constexpr std::uint32_t factor_of_class(unsigned size_class) {
  if (size_class >= kFirstFineClass) {
    return kFineSteps + (size_class - kFirstFineClass) % kFineSteps;
  }
  return size_class == 0 ? 1 : 2 + (size_class + 1) % 2;
}
[[nodiscard]] constexpr unsigned shift_of_class(unsigned size_class) {
  if (size_class >= kFirstFineClass) {
    return kLogFineGroups - std::countr_zero(kFineSteps) +
           (size_class - kFirstFineClass) / kFineSteps;
  }
  return size_class == 0 ? 0 : (size_class - 1) / 2;
}
[[nodiscard]] constexpr std::uint32_t groups_of_class(unsigned size_class) {
  return factor_of_class(size_class) << shift_of_class(size_class);
}
static_assert(groups_of_class(0) == 1 && groups_of_class(1) == 2 && groups_of_class(2) == 3 &&
              groups_of_class(3) == 4 && groups_of_class(4) == 6 && groups_of_class(5) == 8);
static_assert(groups_of_class(kFirstFineClass - 1) == 3u << (kLogFineGroups - 2) &&
              groups_of_class(kFirstFineClass) == 1u << kLogFineGroups &&
              groups_of_class(kFirstFineClass + 1) == 5u << (kLogFineGroups - 2) &&
              groups_of_class(kFirstFineClass + kFineSteps) == 2u << kLogFineGroups);

// Where the groups of a half are and how many.
class HalfView {
 public:
  HalfView() = default;
  explicit HalfView(std::uint64_t word) : word_(word) {}
  HalfView(const TableGroup *groups, unsigned size_class, unsigned number)
      : word_(std::uint64_t{factor_of_class(size_class)} << 60 |
              std::uint64_t{kPointBits - shift_of_class(size_class)} << 48 |
              reinterpret_cast<std::uintptr_t>(groups) | number) {}

  [[nodiscard]] std::uint64_t word() const { return word_; }
  [[nodiscard]] bool exists() const { return word_ != 0; }
  [[nodiscard]] TableGroup *groups() const {
    return reinterpret_cast<TableGroup *>(word_ & 0x0000ffffffffffc0ull);
  }
  [[nodiscard]] std::uint32_t count() const {
    return static_cast<std::uint32_t>(factor() << kPointBits >> shift());
  }
  // Whether this is a group of the half, and not its last; any group of an array that still exists
  // may be asked.
  [[nodiscard]] bool goes_on_after(const TableGroup *group) const {
    auto bytes =
        reinterpret_cast<std::uintptr_t>(group) - reinterpret_cast<std::uintptr_t>(groups());
    return bytes / sizeof(TableGroup) + 1 < count();
  }
  [[nodiscard]] unsigned number() const { return static_cast<unsigned>(word_ & 1); }
  [[nodiscard]] std::uint32_t home_of(std::uint64_t hash) const {
    return static_cast<std::uint32_t>(point_of(hash) * factor() >> shift());
  }

 private:
  [[nodiscard]] std::uint64_t factor() const { return word_ >> 60; }
  [[nodiscard]] unsigned shift() const { return static_cast<unsigned>(word_ >> 48) & 63; }

  // factor 4 bits | zero 6 | 30 - shift 6 bits | address 48, whose lowest bit is the number
  std::uint64_t word_ = 0;
};

// What the entries at home in one group have for points, told by their tags.
class PointsOfGroup {
 public:
  // With fewer groups a tag leaves several points to choose from.
  static constexpr std::uint32_t kMinCount = kPoints >> 16;

  PointsOfGroup(std::uint32_t home, std::uint32_t count) : first_(first_point(home, count)) {}

  // The home that the entry of this word has in a half of `count` groups; kUnknown when the bit of
  // the point that the tag lacks decides that, as it seldom does.
  static constexpr std::uint32_t kUnknown = UINT32_MAX;
  [[nodiscard]] std::uint32_t home_in(std::uint32_t count, std::uint64_t word) const {
    std::uint64_t even = ((word >> 48 & ~std::uint64_t{1}) - first_) & 0xffff;
    // The even one of the two just before the group, and the odd one its first.
    if (even == 0xffff) return kUnknown;
    std::uint32_t home = home_of_point(first_ + even, count);
    return home_of_point(first_ + even + 1, count) == home ? home : kUnknown;
  }

 private:
  std::uint64_t first_;
};

// Calls look(group) for the groups where an entry at home in `home` can be, in any order, until it
// says true; whether it did.
template <class Look>
bool for_each_place(const TableGroup *groups, std::uint32_t count, std::uint32_t home,
                    Look &&look) {
  if (look(home)) return true;
  std::uint32_t elsewhere = groups[home].elsewhere.load(std::memory_order_acquire);
  if (elsewhere == 0) [[likely]]
    return false;
  std::uint32_t group = home;
  auto go_on = [&] { return group = group + 1 == count ? 0 : group + 1; };
  for (std::uint32_t distance = 1; distance <= TableGroup::kFar; ++distance) {
    go_on();
    if (TableGroup::count_at(elsewhere, distance) != 0 && look(group)) return true;
  }
  if (elsewhere < TableGroup::kPassed) return false;
  for (std::uint32_t distance = TableGroup::kFar + 1; distance < count; ++distance) {
    if (groups[group].elsewhere.load(std::memory_order_acquire) < TableGroup::kPassed) break;
    if (look(go_on())) return true;
  }
  return false;
}

}  // namespace cellaret::engine
