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

  // The slots with this tag, a bit each: see slot_of(). Without a branch: which slot it is cannot
  // be predicted, and a wrong guess would keep the processor from going on to the next lookup while
  // memory is slow.
  [[nodiscard]] std::uint32_t match(std::uint64_t tag) const {
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
  // The free slots, a bit each. Under the lock.
  [[nodiscard]] std::uint32_t free_slots() const { return match(0); }
  // The first slot of a match.
  [[nodiscard]] static std::uint32_t slot_of(std::uint32_t matches) {
    return static_cast<std::uint32_t>(std::countr_zero(matches)) / 2 - 1;
  }
};
static_assert(sizeof(TableGroup) == kCacheLine);

// Table sizes come from one list, so that a half is one word to its readers: powers of two and,
// between any two of them, three quarters of the larger one.
inline constexpr unsigned kSizeClasses = 55;
[[nodiscard]] constexpr std::uint32_t factor_of_class(unsigned size_class) {
  return size_class == 0 ? 1 : 2 + (size_class + 1) % 2;
}
[[nodiscard]] constexpr unsigned shift_of_class(unsigned size_class) {
  return size_class == 0 ? 0 : (size_class - 1) / 2;
}
[[nodiscard]] constexpr std::uint32_t groups_of_class(unsigned size_class) {
  return factor_of_class(size_class) << shift_of_class(size_class);
}
static_assert(groups_of_class(0) == 1 && groups_of_class(1) == 2 && groups_of_class(2) == 3 &&
              groups_of_class(3) == 4 && groups_of_class(4) == 6 && groups_of_class(5) == 8);

// Where the groups of a half are and how many.
class HalfView {
 public:
  HalfView() = default;
  explicit HalfView(std::uint64_t word) : word_(word) {}
  HalfView(const TableGroup *groups, unsigned size_class, unsigned number)
      : word_(std::uint64_t{factor_of_class(size_class)} << 62 |
              std::uint64_t{32 - shift_of_class(size_class)} << 48 |
              reinterpret_cast<std::uintptr_t>(groups) | number) {}

  [[nodiscard]] std::uint64_t word() const { return word_; }
  [[nodiscard]] bool exists() const { return word_ != 0; }
  [[nodiscard]] TableGroup *groups() const {
    return reinterpret_cast<TableGroup *>(word_ & 0x0000ffffffffffc0ull);
  }
  [[nodiscard]] std::uint32_t count() const {
    return static_cast<std::uint32_t>(factor() << 32 >> shift());
  }
  [[nodiscard]] unsigned number() const { return static_cast<unsigned>(word_ & 1); }
  [[nodiscard]] std::uint32_t home_of(std::uint64_t hash) const {
    return static_cast<std::uint32_t>((hash >> 16 & 0xffffffffu) * factor() >> shift());
  }

 private:
  [[nodiscard]] std::uint64_t factor() const { return word_ >> 62; }
  [[nodiscard]] unsigned shift() const { return static_cast<unsigned>(word_ >> 48) & 63; }

  // factor 2 bits | 32 - shift 6 bits | zero 8 | address 48, whose lowest bit is the number
  std::uint64_t word_ = 0;
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
