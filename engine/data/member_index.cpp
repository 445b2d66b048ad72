// Searching, inserting, moving and freeing in the table of a large set.
#include "engine/data/member_index.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/base/check.h"
#include "engine/base/platform.h"
#include "engine/data/entry.h"

namespace cellaret::engine {

namespace {

// How full a table gets before it grows, and how empty before it shrinks, in eighths.
constexpr std::uint64_t kFullEighths = 7;
constexpr std::uint64_t kSparseEighths = 2;
// Draws that meet no member, on average, from which on members are counted through instead.
constexpr std::uint64_t kSparseDraws = 64;

unsigned shift_for(std::uint64_t members, std::uint64_t slots_per_group, unsigned least) {
  std::uint64_t groups = members * 8 / (slots_per_group * (kFullEighths - 1)) + 1;
  return std::max<unsigned>(least, static_cast<unsigned>(std::bit_width(groups)));
}

}  // namespace

std::uint64_t MemberIndex::hash(const Element &member) const {
  if (is_inline(member)) {
    std::int64_t value = member.integer();
    return hash_bytes({reinterpret_cast<const char *>(&value), sizeof value}, secret_) * scatter_;
  }
  NumberText text;
  return hash_bytes(member.as_bytes(text), secret_) * scatter_;
}

Element MemberIndex::member_of(std::uint64_t word) {
  if ((word & kIsInt) != 0) return Element::of_int(static_cast<std::int64_t>(word) >> 2);
  return Element(block_of(word)->view());
}

std::uint64_t MemberIndex::hash_of_word(std::uint64_t word) const {
  if ((word & kIsInt) != 0) return hash(member_of(word));
  return hash_bytes(block_of(word)->view(), secret_) * scatter_;
}

std::uint64_t MemberIndex::word(SlotNumber slot) const {
  std::uint64_t group = slot / kSlots;
  const Half &half = group < current_.groups() ? current_ : next_;
  if (group >= current_.groups()) group -= current_.groups();
  if (half.segment_of(group).groups == nullptr) return 0;
  return half.group(group).slots[slot % kSlots];
}

// Which slot it is cannot be predicted, so all are compared without a branch.
std::uint32_t MemberIndex::match(const Group &group, std::uint64_t wanted, std::uint64_t mask) {
  std::uint32_t matches = 0;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    matches |= std::uint32_t{((group.slots[slot] ^ wanted) & mask) == 0} << slot;
  }
  return matches;
}

MemberIndex::SlotNumber MemberIndex::find(const Element &member, std::uint64_t hash) const {
  const Half &half = half_for(hash);
  NumberText text;
  bool is_int = is_inline(member);
  std::string_view bytes = is_int ? std::string_view() : member.as_bytes(text);
  std::uint64_t wanted = is_int ? word_of(member.integer()) : hash << 48;
  std::uint64_t mask = is_int ? ~kDisplaced : std::uint64_t{0xffff} << 48 | kIsInt;
  std::uint64_t number = half.home(hash);
  for (std::uint64_t probes = 0; probes < half.groups(); ++probes) {
    const Group &group = half.group(number);
    for (std::uint32_t left = match(group, wanted, mask); left != 0; left &= left - 1) {
      auto slot = static_cast<std::uint32_t>(std::countr_zero(left));
      std::uint64_t word = group.slots[slot];
      bool is_found = is_int;
      if (!is_int && word != 0) {
        std::string_view found = block_of(word)->view();
        is_found =
            found.size() == bytes.size() && same_bytes(found.data(), bytes.data(), bytes.size());
      }
      if (is_found) return number_of(&half == &next_, number, slot);
    }
    if (group.overflow == 0) break;
    number = half.next(number);
  }
  return kNone;
}

bool MemberIndex::reserve_segment(Half &half, std::uint64_t group) {
  Segment &segment = half.segment_of(group);
  if (segment.groups != nullptr) return true;
  auto *groups = static_cast<Group *>(allocate_lines(half.groups_in_segment() * sizeof(Group)));
  if (groups == nullptr) return false;
  segment = {groups, 0};
  bytes_ += block_size(groups);
  return true;
}

void MemberIndex::release_segment(Half &half, std::uint64_t segment) {
  bytes_ -= block_size(half.segments[segment].groups);
  deallocate(half.segments[segment].groups);
  half.segments[segment] = {nullptr, 0};
}

void MemberIndex::release_half(Half &half) {
  if (!half.exists()) return;
  for (std::uint64_t segment = 0; segment < half.segment_count(); ++segment) {
    release_segment(half, segment);
  }
  bytes_ -= block_size(half.segments);
  deallocate(half.segments);
  half = {};
}

bool MemberIndex::make_half(Half &half, unsigned shift) {
  half.shift = shift;
  std::uint64_t groups = std::uint64_t{1} << shift;
  std::uint64_t segments = (groups + kSegmentGroups - 1) >> kSegmentShift;
  half.segments = static_cast<Segment *>(allocate_zeroed(segments * sizeof(Segment)));
  if (half.segments == nullptr) return false;
  bytes_ += block_size(half.segments);
  return true;
}

bool MemberIndex::start(std::uint64_t members) {
  bool made = make_half(current_, shift_for(members, kSlots, kMinShift));
  for (std::uint64_t segment = 0; made && segment < current_.segment_count(); ++segment) {
    made = reserve_segment(current_, segment << kSegmentShift);
  }
  if (!made) release_half(current_);
  return made;
}

std::size_t MemberIndex::half_bound(std::uint64_t groups, std::uint64_t filled) {
  std::uint64_t segments = (groups + kSegmentGroups - 1) >> kSegmentShift;
  return block_bound(segments * sizeof(Segment)) +
         std::min(segments, filled) * segment_bound(groups);
}

std::size_t MemberIndex::start_bound(std::uint64_t members) {
  return half_bound(std::uint64_t{1} << shift_for(members, kSlots, kMinShift), UINT64_MAX);
}

void MemberIndex::insert_word(const Half &half, std::uint64_t hash, std::uint64_t word) {
  for (std::uint64_t number = half.home(hash), probes = 0;; number = half.next(number), ++probes) {
    CELLARET_CHECK(half.segment_of(number).groups != nullptr && probes < half.groups(),
                   "a table that is not full has a free slot near every home");
    Group &group = half.group(number);
    for (std::uint64_t &slot : group.slots) {
      if (slot != 0) continue;
      slot = word | (probes == 0 ? 0 : kDisplaced);
      ++half.segment_of(number).members;
      return;
    }
    ++group.overflow;
  }
}

void MemberIndex::erase_word(const Half &half, std::uint64_t home, std::uint64_t group,
                             std::uint32_t slot) {
  half.group(group).slots[slot] = 0;
  --half.segment_of(group).members;
  for (; home != group; home = half.next(home)) --half.group(home).overflow;
}

bool MemberIndex::wants_growth() const {
  return !next_.exists() && size_ * 8 >= current_.groups() * kSlots * kFullEighths;
}

bool MemberIndex::must_grow() const {
  std::uint64_t slots = current_.groups() * kSlots;
  return !next_.exists() && size_ + slots / 64 >= slots;
}

bool MemberIndex::wants_shrinking() const {
  return !next_.exists() && current_.shift > kMinShift &&
         size_ * 8 < current_.groups() * kSlots * kSparseEighths;
}

bool MemberIndex::insert(const Element &member, std::uint64_t hash) {
  std::uint64_t word = 0;
  if (is_inline(member)) {
    word = word_of(member.integer());
  } else {
    NumberText text;
    SeparateBytes *block = SeparateBytes::make(member.as_bytes(text));
    if (block == nullptr) return false;
    word = hash << 48 | reinterpret_cast<std::uintptr_t>(block);
  }
  bool is_ready = !wants_growth() || make_half(next_, current_.shift + 1) || !must_grow();
  // A table that cannot go on moving for want of memory takes no more: its free slots would run
  // out before the move is over.
  if (is_ready && next_.exists()) is_ready = move_some(kMovesPerChange);
  if (!is_ready) {
    deallocate(block_of(word));
    return false;
  }
  bytes_ += block_size(block_of(word));
  insert_word(half_for(hash), hash, word);
  ++size_;
  return true;
}

bool MemberIndex::insert_as_is(const Element &member, std::uint64_t hash) {
  if (!is_inline(member) || next_.exists() || wants_growth()) return false;
  insert_word(current_, hash, word_of(member.integer()));
  ++size_;
  return true;
}

std::size_t MemberIndex::growth_bound(std::uint64_t members) const {
  std::uint64_t slots = current_.groups() * kSlots;
  if (!next_.exists() && (size_ + members) * 8 <= slots * kFullEighths) return 0;
  // More than a doubling: as many tables as it takes, each half the next.
  if (members > size_ / 4) return 2 * start_bound(2 * (size_ + members));
  if (!next_.exists()) {
    return half_bound(current_.groups() * 2, (members * kMovesPerChange * 2 >> kSegmentShift) + 2);
  }
  // What is missing of the segments for the next moves; those for the moves before are there.
  std::uint64_t last = std::min(current_.groups(), moved_ + members * kMovesPerChange) - 1;
  std::uint64_t end = std::min(next_.segment_count() - 1, (target_of(last) >> kSegmentShift) + 1);
  std::uint64_t missing = next_.segments[0].groups == nullptr ? 1 : 0;
  for (std::uint64_t segment = target_of(moved_) >> kSegmentShift; segment <= end; ++segment) {
    if (next_.segments[segment].groups == nullptr) ++missing;
  }
  return missing * segment_bound(next_.groups());
}

void MemberIndex::erase(SlotNumber slot) {
  std::uint64_t group = slot / kSlots;
  bool in_next = group >= current_.groups();
  const Half &half = in_next ? next_ : current_;
  if (in_next) group -= current_.groups();
  auto place = static_cast<std::uint32_t>(slot % kSlots);
  std::uint64_t found = half.group(group).slots[place];
  std::uint64_t home = group;
  if ((found & kDisplaced) != 0) home = half.home(hash_of_word(found));
  erase_word(half, home, group, place);
  bytes_ -= block_size(block_of(found));
  deallocate(block_of(found));
  --size_;
}

// Of the segments those that the first groups move to: the first, and for what is displaced the
// second.
std::size_t MemberIndex::shrink_bound() const { return half_bound(current_.groups() / 2, 2); }

void MemberIndex::settle(std::size_t spare_bytes) {
  bool shrinks = wants_shrinking();
  if ((shrinks ? shrink_bound() : growth_bound(1)) > spare_bytes) return;
  // Without memory for a smaller table, or for its next segment, it stays as it is for now.
  if (shrinks && !make_half(next_, current_.shift - 1)) return;
  if (next_.exists()) static_cast<void>(move_some(kMovesPerChange));
}

// The segments that the members of a group may go to, those behind a full group included.
bool MemberIndex::reserve_targets(std::uint64_t home) {
  std::uint64_t target = target_of(home);
  // The first segment is there before anything can wrap around to it.
  return reserve_segment(next_, 0) && reserve_segment(next_, target) &&
         reserve_segment(next_, std::min(next_.groups() - 1, target + kSegmentGroups));
}

bool MemberIndex::move_some(std::uint32_t groups) {
  for (; groups > 0 && moved_ < current_.groups(); --groups) {
    if (!reserve_targets(moved_)) return false;
    move_group(moved_);
    std::uint64_t behind = moved_ >> kSegmentShift;
    // Members displaced around the end are in the first segment, which goes last.
    if (moved_ % kSegmentGroups == 0 && behind > 1) release_segment(current_, behind - 1);
  }
  if (moved_ == current_.groups()) finish();
  return true;
}

// Members at home in a group are there, or displaced in the groups after it as far as the overflow
// counts lead.
void MemberIndex::move_group(std::uint64_t home) {
  ++moved_;
  Group &own = current_.group(home);
  for (std::uint64_t word : own.slots) prefetch(block_of(word));
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    std::uint64_t word = own.slots[slot];
    if (word == 0 || (word & kDisplaced) != 0) continue;
    move_slot(home, home, slot, hash_of_word(word));
  }
  std::uint64_t before = home;
  for (std::uint64_t probes = 1; probes < current_.groups() && current_.group(before).overflow != 0;
       ++probes) {
    std::uint64_t number = current_.next(before);
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
      std::uint64_t word = current_.group(number).slots[slot];
      if (word == 0 || (word & kDisplaced) == 0) continue;
      std::uint64_t hash = hash_of_word(word);
      if (current_.home(hash) == home) move_slot(home, number, slot, hash);
    }
    before = number;
  }
}

void MemberIndex::move_slot(std::uint64_t home, std::uint64_t group, std::uint32_t slot,
                            std::uint64_t hash) {
  std::uint64_t word = current_.group(group).slots[slot];
  insert_word(next_, hash, word & ~kDisplaced);
  erase_word(current_, home, group, slot);
}

void MemberIndex::finish() {
  release_half(current_);
  current_ = next_;
  next_ = {};
  moved_ = 0;
}

MemberIndex::SlotNumber MemberIndex::sample(Random &random) const {
  std::uint64_t slots = (current_.groups() + next_.groups()) * kSlots;
  if (size_ < slots / kSparseDraws) return sample_in_use(random.below(size_));
  for (;;) {
    SlotNumber slot = random.below(slots);
    if (word(slot) != 0) return slot;
  }
}

// The slot in use after so many others, where drawing would take long to meet one.
MemberIndex::SlotNumber MemberIndex::sample_in_use(std::uint64_t passed) const {
  SlotNumber found = kNone;
  for (const Half *half : {&current_, &next_}) {
    bool goes_on = half->for_each_in_use([&](const Segment &segment, std::uint64_t first) {
      if (passed >= segment.members) {
        passed -= segment.members;
        return true;
      }
      found = next(number_of(half == &next_, first, 0));
      for (; passed > 0; --passed) found = next(found + 1);
      return false;
    });
    if (!goes_on) break;
  }
  return found;
}

MemberIndex::SlotNumber MemberIndex::next(SlotNumber slot) const {
  std::uint64_t slots = (current_.groups() + next_.groups()) * kSlots;
  while (slot < slots && word(slot) == 0) ++slot;
  return slot < slots ? slot : kNone;
}

std::size_t MemberIndex::recount() const {
  std::size_t bytes = 0;
  for (const Half *half : {&current_, &next_}) {
    bytes += block_size(half->segments);
    for (std::uint64_t segment = 0; segment < half->segment_count(); ++segment) {
      bytes += block_size(half->segments[segment].groups);
    }
    for (std::uint64_t number = 0; number < half->groups(); ++number) {
      if (half->segment_of(number).groups == nullptr) continue;
      for (std::uint64_t word : half->group(number).slots) bytes += block_size(block_of(word));
    }
  }
  return bytes;
}

bool MemberIndex::free_some(std::uint32_t steps) {
  for (; current_.exists() && steps > 0; --steps) {
    // Segments that are gone already are passed over.
    while (freed_ < current_.groups() && current_.segment_of(freed_).groups == nullptr) {
      freed_ += kSegmentGroups;
    }
    if (freed_ < current_.groups()) {
      free_group(current_.group(freed_));
      ++freed_;
      if (freed_ % kSegmentGroups == 0) release_segment(current_, (freed_ - 1) >> kSegmentShift);
    } else {
      finish();
      freed_ = 0;
    }
  }
  return !current_.exists();
}

void MemberIndex::free_group(Group &group) {
  for (std::uint64_t &word : group.slots) {
    bytes_ -= block_size(block_of(word));
    deallocate(block_of(word));
    word = 0;
  }
}

}  // namespace cellaret::engine
