// The hash table of a large set: cache lines of seven members, growing and shrinking in steps.
//
//   group    u64 overflow | 7 slots of 8 bytes
//   slot     0 when free; number << 2 | displaced << 1 | 1 for an integer of 62 bits;
//            tag << 48 | address | displaced << 1 for any other member, which has a block
//
// The top bits of the hash choose the home group, the low 16 are the tag. A member that finds its
// home full goes to the next group with a free slot; every group it passed counts it in its
// overflow, so a search ends where that is 0 and removal leaves nothing behind.
//
// Resizing: the groups of a half are in segments of 16 KiB that come and go one by one. A table of
// g groups is followed by one of 2g (or g/2), whose group 2h and 2h+1 (or h/2) take over group h;
// every change moves the next few. A search looks into the new half if its home has
// moved, else into the old one. Segments are allocated just before and freed just after the move
// passes them, so there is neither a full rehash nor twice the memory at once, and no step zeroes
// or frees more than a segment. Each segment counts its members: a table that could not shrink for
// want of room is walked over, and drawn from, at the price of the segments that hold any.
//
// Cost: find, insert, erase O(1), a member's bytes are compared only if 16 bits of its hash agree;
// while resizing, an insertion or removal hashes up to 28 members more. Between 9.1 and 23 bytes a
// member beside the members' own blocks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/base/random.h"
#include "engine/data/element.h"

namespace cellaret::engine {

class MemberIndex {
 public:
  explicit MemberIndex(const HashSecret &secret) : secret_(secret) {}
  MemberIndex(const MemberIndex &) = delete;
  MemberIndex &operator=(const MemberIndex &) = delete;

  // Of a slot that holds a member; valid until the index changes.
  using SlotNumber = std::uint64_t;
  static constexpr SlotNumber kNone = UINT64_MAX;

  // Before anything else: an order of its own. Members that come in the order of another index
  // would otherwise fill this one from one end, faster than it grows.
  void scatter(std::uint64_t seed) { scatter_ = seed | 1; }
  // Room for `members` from the start; false without memory.
  [[nodiscard]] bool start(std::uint64_t members);
  [[nodiscard]] static std::size_t start_bound(std::uint64_t members);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Real bytes of tables and members.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t recount() const;

  // The hash of a member, by which it is looked for.
  [[nodiscard]] std::uint64_t hash(const Element &member) const;
  [[nodiscard]] SlotNumber find(const Element &member, std::uint64_t hash) const;
  // Adds a member that is not there; false without memory.
  [[nodiscard]] bool insert(const Element &member, std::uint64_t hash);
  // The same if nothing has to be allocated or moved for it; false, and no change, otherwise.
  [[nodiscard]] bool insert_as_is(const Element &member, std::uint64_t hash);
  // What the tables may allocate at most while so many members are added.
  [[nodiscard]] std::size_t growth_bound(std::uint64_t members) const;
  // Allocates nothing.
  void erase(SlotNumber slot);
  // After erase(): goes on with resizing, and begins to shrink, if that takes no more than
  // `spare_bytes` for the moment.
  void settle(std::size_t spare_bytes);

  [[nodiscard]] Element member(SlotNumber slot) const { return member_of(word(slot)); }
  // A slot drawn uniformly from those in use, of which there must be one.
  [[nodiscard]] SlotNumber sample(Random &random) const;
  // The first slot in use from this one on; kNone if there is none.
  [[nodiscard]] SlotNumber next(SlotNumber slot) const;
  // Calls visit(const Element &) for all members, until it returns false.
  template <class Visit>
  void visit(Visit &&visit) const;

  // Frees about `steps` lines of members; true when nothing is left. Nothing else may follow.
  [[nodiscard]] bool free_some(std::uint32_t steps);

  // Link of whoever waits for its turn to be freed.
  MemberIndex *next_dying = nullptr;

 private:
  static constexpr std::uint32_t kSlots = 7;
  static constexpr unsigned kSegmentShift = 8;
  static constexpr std::uint64_t kSegmentGroups = 1u << kSegmentShift;
  static constexpr std::uint32_t kMovesPerChange = 2;
  static constexpr unsigned kMinShift = 2;  // the smallest table has 4 groups

  static constexpr std::uint64_t kIsInt = 1;
  static constexpr std::uint64_t kDisplaced = 2;
  static constexpr std::uint64_t kAddressMask = 0x0000fffffffffff8ull;

  struct alignas(64) Group {
    std::uint64_t overflow;
    std::uint64_t slots[kSlots];
  };

  struct Segment {
    Group *groups;
    std::uint64_t members;
  };

  // One table: 2^shift groups in segments.
  struct Half {
    Segment *segments = nullptr;
    unsigned shift = 0;

    [[nodiscard]] bool exists() const { return segments != nullptr; }
    [[nodiscard]] std::uint64_t groups() const { return exists() ? std::uint64_t{1} << shift : 0; }
    [[nodiscard]] std::uint64_t segment_count() const {
      return (groups() + kSegmentGroups - 1) >> kSegmentShift;
    }
    [[nodiscard]] Group &group(std::uint64_t number) const {
      return segment_of(number).groups[number & (kSegmentGroups - 1)];
    }
    [[nodiscard]] Segment &segment_of(std::uint64_t number) const {
      return segments[number >> kSegmentShift];
    }
    // Calls visit(const Segment &, first group's number) for all segments with members, until it
    // returns false; then that is the answer.
    template <class Visit>
    [[nodiscard]] bool for_each_in_use(Visit &&visit) const {
      for (std::uint64_t at = 0; at < segment_count(); ++at) {
        if (segments[at].members != 0 && !visit(segments[at], at << kSegmentShift)) return false;
      }
      return true;
    }
    [[nodiscard]] std::uint64_t groups_in_segment() const {
      return groups() < kSegmentGroups ? groups() : kSegmentGroups;
    }
    [[nodiscard]] std::uint64_t home(std::uint64_t hash) const { return hash >> (64 - shift); }
    [[nodiscard]] std::uint64_t next(std::uint64_t number) const {
      return (number + 1) & (groups() - 1);
    }
  };

  static bool is_inline(const Element &member) {
    return member.is_int() && member.integer() >= -(std::int64_t{1} << 61) &&
           member.integer() < std::int64_t{1} << 61;
  }
  // Of a member that is inline.
  [[nodiscard]] static std::uint64_t word_of(std::int64_t integer) {
    return static_cast<std::uint64_t>(integer) << 2 | kIsInt;
  }
  [[nodiscard]] static Element member_of(std::uint64_t word);
  [[nodiscard]] static SeparateBytes *block_of(std::uint64_t word) {
    return (word & kIsInt) != 0 ? nullptr : reinterpret_cast<SeparateBytes *>(word & kAddressMask);
  }
  [[nodiscard]] std::uint64_t hash_of_word(std::uint64_t word) const;

  // The slots whose word is `wanted` in the bits of `mask`, a bit each.
  [[nodiscard]] static std::uint32_t match(const Group &group, std::uint64_t wanted,
                                           std::uint64_t mask);

  // Slots are numbered through: those of the old half, then those of the new one.
  [[nodiscard]] SlotNumber number_of(bool in_next, std::uint64_t group, std::uint32_t slot) const {
    return ((in_next ? current_.groups() : 0) + group) * kSlots + slot;
  }
  [[nodiscard]] std::uint64_t word(SlotNumber slot) const;
  [[nodiscard]] bool has_moved(std::uint64_t hash) const {
    return next_.exists() && current_.home(hash) < moved_;
  }
  [[nodiscard]] const Half &half_for(std::uint64_t hash) const {
    return has_moved(hash) ? next_ : current_;
  }
  [[nodiscard]] SlotNumber sample_in_use(std::uint64_t passed) const;
  [[nodiscard]] bool reserve_segment(Half &half, std::uint64_t group);
  void release_segment(Half &half, std::uint64_t segment);
  void release_half(Half &half);
  [[nodiscard]] bool make_half(Half &half, unsigned shift);
  void insert_word(const Half &half, std::uint64_t hash, std::uint64_t word);
  void erase_word(const Half &half, std::uint64_t home, std::uint64_t group, std::uint32_t slot);
  [[nodiscard]] bool wants_growth() const;
  [[nodiscard]] bool must_grow() const;
  [[nodiscard]] bool wants_shrinking() const;
  // What a table of so many groups takes at most with so many of its segments, and one of these.
  [[nodiscard]] static std::size_t half_bound(std::uint64_t groups, std::uint64_t filled);
  [[nodiscard]] static std::size_t segment_bound(std::uint64_t groups) {
    return block_bound(std::min(groups, kSegmentGroups) * sizeof(Group));
  }
  // What beginning to shrink allocates.
  [[nodiscard]] std::size_t shrink_bound() const;
  [[nodiscard]] bool move_some(std::uint32_t groups);
  // The last group of next_ that takes over a group of current_.
  [[nodiscard]] std::uint64_t target_of(std::uint64_t home) const {
    return next_.shift > current_.shift ? home * 2 + 1 : home / 2;
  }
  [[nodiscard]] bool reserve_targets(std::uint64_t home);
  void move_group(std::uint64_t home);
  void move_slot(std::uint64_t home, std::uint64_t group, std::uint32_t slot, std::uint64_t hash);
  void finish();
  void free_group(Group &group);

  const HashSecret &secret_;
  Half current_;
  Half next_;
  std::uint64_t scatter_ = 1;  // odd, so that hashes stay different
  std::uint64_t moved_ = 0;    // groups of current_ that have moved to next_
  std::uint64_t freed_ = 0;    // groups of current_ that free_some() is done with
  std::uint64_t size_ = 0;
  std::size_t bytes_ = 0;
};

template <class Visit>
void MemberIndex::visit(Visit &&visit) const {
  for (const Half *half : {&current_, &next_}) {
    bool goes_on = half->for_each_in_use([&](const Segment &segment, std::uint64_t) {
      for (std::uint64_t at = 0; at < half->groups_in_segment(); ++at) {
        for (std::uint64_t word : segment.groups[at].slots) {
          if (word != 0 && !visit(member_of(word))) return false;
        }
      }
      return true;
    });
    if (!goes_on) return;
  }
}

}  // namespace cellaret::engine
