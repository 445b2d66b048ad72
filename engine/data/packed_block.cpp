// Slots up, payloads down, and tidying up when they meet.
#include "engine/data/packed_block.h"

#include <algorithm>
#include <bit>
#include <new>

#include "engine/base/check.h"
#include "engine/base/platform.h"
#include "engine/data/slot_window.h"

namespace cellaret::engine {

namespace {

// What both compilers compare in one register, where the processor has such.
using FourSlots = std::uint32_t __attribute__((vector_size(16)));

}  // namespace

void PackedElement::drop_separate() {
  deallocate(separate_);
  separate_ = nullptr;
}

PackedBlock *PackedBlock::make(std::uint32_t size) {
  void *memory = allocate(kHeaderSize + size);
  if (memory == nullptr) return nullptr;
  auto *block = new (memory) PackedBlock();
  // What the allocator gives on top of what was asked for is used.
  block->capacity_ =
      static_cast<std::uint16_t>(std::min<std::size_t>(block_size(memory), kMaxCapacity));
  block->reset();
  return block;
}

PackedBlock *PackedBlock::resized(std::uint32_t size) {
  PackedBlock *copy = make(size);
  if (copy == nullptr) return nullptr;
  move_tail(0, *copy);
  deallocate(this);
  return copy;
}

// Moves all payloads to the end and all slots to the beginning.
void PackedBlock::tidy() {
  if (dead_ == 0) {
    slide();
    return;
  }
  unsigned char payloads[kMaxCapacity + 1];
  std::memcpy(payloads + low_, bytes() + low_, high_ - low_);
  std::memmove(bytes() + kHeaderSize, slots(), count_ * PackedElement::kSlotSize);
  reset();
  for (std::uint32_t at = 0; at < count_; ++at) {
    std::uint32_t &slot = slots()[at];
    std::uint32_t size = size_of(slot);
    low_ = static_cast<std::uint16_t>(low_ - size);
    copy_bytes(bytes() + low_, payloads + offset_of(slot), size);
    slot = (slot & ~kMaxCapacity) | low_;
  }
}

// The same where payloads lie behind one another, as in a queue: they move as one.
void PackedBlock::slide() {
  std::uint32_t distance = capacity_ - std::uint32_t{high_};
  std::memmove(bytes() + low_ + distance, bytes() + low_, high_ - low_);
  const std::uint32_t *from = slots();
  begin_ = 0;
  std::uint32_t *to = slots();
  for (std::uint32_t at = 0; at < count_; ++at) to[at] = from[at] + distance;
  low_ = static_cast<std::uint16_t>(low_ + distance);
  high_ = capacity_;
}

// Makes a slot at `at`, and room for a payload. An insertion at the front leaves free slots before
// it, so that the next ones there need not move the others.
void PackedBlock::open_slot(std::uint32_t at, std::uint32_t payload_size) {
  if (gap() + (begin_ > 0 ? PackedElement::kSlotSize : 0) <
      payload_size + PackedElement::kSlotSize) {
    tidy();
  }
  if (at < (count_ + 1u) / 2 && begin_ == 0) {
    // No more than could be used if the next ones are like this one.
    std::uint32_t shift =
        std::max(1u, std::min(count_ / 4u, gap() / (payload_size + PackedElement::kSlotSize)));
    std::memmove(slots() + shift, slots(), count_ * PackedElement::kSlotSize);
    begin_ = static_cast<std::uint16_t>(shift);
  }
  bool is_left = begin_ > 0 && (at < (count_ + 1u) / 2 || gap() < payload_size + 4);
  if (is_left) {
    --begin_;
    std::memmove(slots(), slots() + 1, at * PackedElement::kSlotSize);
  } else {
    std::memmove(slots() + at + 1, slots() + at, (count_ - at) * PackedElement::kSlotSize);
  }
  ++count_;
}

void PackedBlock::leave_front(std::uint32_t slots) {
  CELLARET_CHECK(count_ == 0, "nothing would have to move");
  begin_ = static_cast<std::uint16_t>(std::min(slots, room() / (2 * PackedElement::kSlotSize)));
}

void PackedBlock::insert(std::uint32_t at, const PackedElement &element) {
  CELLARET_CHECK(has_room(element.size()), "the caller saw to room");
  if (at == count_ && push_back(element)) return;
  if (at == 0 && push_front(element)) return;
  if (fill_hole(at, element)) return;
  open_slot(at, element.payload_size_);
  low_ = static_cast<std::uint16_t>(low_ - element.payload_size_);
  write_payload(bytes() + low_, element);
  slots()[at] = element.head_ | low_;
}

// Puts the payload where one of its size was, if the last that went was such a one: members of one
// size come and go without a tidy-up.
bool PackedBlock::fill_hole(std::uint32_t at, const PackedElement &element) {
  if (hole_ == 0) return false;
  Hole hole{};
  std::memcpy(&hole, bytes() + hole_, sizeof hole);
  bool has_slot = begin_ > 0 || gap() >= PackedElement::kSlotSize;
  if (hole.size != element.payload_size_ || !has_slot) return false;
  std::uint32_t offset = hole_;
  hole_ = hole.next;
  dead_ = static_cast<std::uint16_t>(dead_ - hole.size);
  open_slot(at, 0);
  write_payload(bytes() + offset, element);
  slots()[at] = element.head_ | offset;
  return true;
}

bool PackedBlock::overwrite(std::uint32_t at, const PackedElement &element) {
  std::uint32_t &slot = slots()[at];
  if (size_of(slot) != element.payload_size_) return false;
  write_payload(bytes() + offset_of(slot), element);
  slot = element.head_ | offset_of(slot);
  return true;
}

void PackedBlock::erase(std::uint32_t from, std::uint32_t count) {
  for (std::uint32_t at = from; at < from + count; ++at) release(slot(at));
  std::uint32_t after = count_ - from - count;
  if (from < after) {
    std::memmove(slots() + count, slots(), from * PackedElement::kSlotSize);
    begin_ = static_cast<std::uint16_t>(begin_ + count);
  } else {
    std::memmove(slots() + from, slots() + from + count, after * PackedElement::kSlotSize);
  }
  count_ = static_cast<std::uint16_t>(count_ - count);
  if (count_ == 0) reset();
}

void PackedBlock::move_tail(std::uint32_t from, PackedBlock &other) {
  std::uint32_t moved = count_ - from;
  std::uint32_t size = moved * PackedElement::kSlotSize;
  for (std::uint32_t at = from; at < count_; ++at) size += size_of(slot(at));
  CELLARET_CHECK(other.has_room(size), "the caller saw to room");
  if (other.gap() < size) other.tidy();
  for (std::uint32_t at = from; at < count_; ++at) {
    other.append_payload(slot(at), bytes() + offset_of(slot(at)));
  }
  erase(from, moved);
}

void PackedBlock::append_payload(std::uint32_t slot, const unsigned char *payload) {
  std::uint32_t size = size_of(slot);
  low_ = static_cast<std::uint16_t>(low_ - size);
  copy_bytes(bytes() + low_, payload, size);
  slots()[count_++] = (slot & ~kMaxCapacity) | low_;
}

std::size_t PackedBlock::separate_bytes(std::uint32_t from, std::uint32_t count) const {
  std::size_t bytes = 0;
  for (std::uint32_t at = from; at < from + count; ++at) bytes += block_size(separate(at));
  return bytes;
}

std::size_t PackedBlock::dismantle(std::uint32_t &steps) {
  constexpr std::uint32_t kElementsPerStep = 16;
  auto count = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(std::uint64_t{steps} * kElementsPerStep, count_));
  std::uint32_t blocks = 0;
  std::size_t freed = 0;
  for (std::uint32_t at = count_ - count; at < count_; ++at) {
    SeparateBytes *separate = this->separate(at);
    if (separate == nullptr) continue;
    freed += block_size(separate);
    deallocate(separate);
    ++blocks;
  }
  erase(count_ - count, count);
  steps -= std::min(steps, blocks / kElementsPerStep + 1);
  return freed;
}

std::uint32_t PackedBlock::find(const PackedElement &element, std::uint32_t from) const {
  // Most slots differ, and eight of them are seen to at once.
  constexpr std::uint32_t kTogether = 8;
  const std::uint32_t *slots = this->slots();
  const FourSlots wanted = FourSlots{} + (element.head_ >> kOffsetBits);
  std::uint32_t at = from;
  for (; at + kTogether <= count_; at += kTogether) {
    FourSlots some[2];
    std::memcpy(some, slots + at, sizeof some);
    auto equal = ((some[0] >> kOffsetBits) == wanted) | ((some[1] >> kOffsetBits) == wanted);
    std::uint64_t halves[2];
    std::memcpy(halves, &equal, sizeof halves);
    if ((halves[0] | halves[1]) == 0) [[likely]]
      continue;
    for (std::uint32_t each = at; each < at + kTogether; ++each) {
      if (equals(each, element)) return each;
    }
  }
  for (; at < count_; ++at) {
    if (equals(at, element)) return at;
  }
  return count_;
}

// However far from the guess.
CELLARET_NEVER_INLINE PackedBlock::SortedPlace PackedBlock::find_in_order(
    const PackedElement &element) const {
  std::uint32_t tag = element.head_ >> kTagShift;
  auto is_before = [&](std::uint32_t slot) { return slot >> kTagShift < tag; };
  const std::uint32_t *place = std::partition_point(slots(), slots() + count_, is_before);
  auto at = static_cast<std::uint32_t>(place - slots());
  for (std::uint32_t same = at; same < count_ && slot(same) >> kTagShift == tag; ++same) {
    if (equals(same, element)) return {same, true};
  }
  return {at, false};
}

PackedBlock::SortedPlace PackedBlock::find_sorted(const PackedElement &element) const {
  constexpr std::uint32_t kSize = SlotWindow::kSize;
  std::uint32_t tag = element.head_ >> kTagShift;
  std::uint32_t guess = tag * count_ >> PackedElement::kTagBits;
  std::uint32_t last = std::max<std::uint32_t>(count_, kSize) - kSize;
  std::uint32_t first = std::min(std::max(guess, kSize / 2) - kSize / 2, last);
  std::uint32_t end = std::min<std::uint32_t>(count_, first + kSize);
  // A small block may end before a window does.
  if (kHeaderSize + (begin_ + first + kSize) * PackedElement::kSlotSize > capacity_) [[unlikely]]
    return find_in_order(element);
  const std::uint32_t *slots = this->slots() + first;
  SlotWindow window(slots, end - first);
  for (std::uint32_t left = window.equal(element.head_ >> kOffsetBits, kOffsetBits); left != 0;
       left &= left - 1) {
    auto at = static_cast<std::uint32_t>(std::countr_zero(left));
    if (same_payload(slots[at], element)) return {first + at, true};
  }
  bool may_be_before = first > 0 && slots[0] >> kTagShift >= tag;
  bool may_be_behind = end < count_ && slots[kSize - 1] >> kTagShift <= tag;
  if (may_be_before || may_be_behind) [[unlikely]]
    return find_in_order(element);
  return {first + window.below(tag, kTagShift), false};
}

}  // namespace cellaret::engine
