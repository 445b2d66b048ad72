// Elements packed into one block: what a small list or set is, and what a large list is made of.
//
// A slotted page: slots of 4 bytes grow up from the header in the order of the elements, the
// payloads they point at grow down from the end in the order of their arrival. So an element in the
// middle costs a move of slots only, both ends are cheap, and any element is one step away. Bytes
// of payloads that went are dead until an insertion needs them; then the block is tidied up.
//
//   slot     tag 6 bits | payload size 10 | kind 3 | offset of the payload 13
//   payload  kBytes: the bytes; kInt: 1, 2, 4 or 8 bytes of the number; kSeparate: the address of a
//            SeparateBytes
//
// The tag is for sets: six bits of a hash, by which most unequal elements differ in their slots.
// A block costs at most kMaxPackedBytes; an insertion or removal moves at most that much.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/data/element.h"

namespace cellaret::engine {

// An element made ready for a block. Elements over kMaxPackedElement get a block of their own,
// which belongs to whoever made it until a PackedBlock has taken the element.
class PackedElement {
 public:
  static constexpr std::uint32_t kSlotSize = 4;

  // A tag is below 64. Nothing is allocated; separate() must be set when needs_separate().
  explicit PackedElement(const Element &element, std::uint32_t tag = 0);

  [[nodiscard]] static bool needs_separate(const Element &element) {
    return !element.is_int() && element.bytes().size() > kMaxPackedElement;
  }
  // Allocates the block of its own if the element needs one; false without memory.
  [[nodiscard]] bool make_separate() {
    if (!needs_separate(element_)) [[likely]]
      return true;
    separate_ = SeparateBytes::make(element_.bytes());
    return separate_ != nullptr;
  }
  // Frees that block.
  void drop_separate();
  // Real bytes of it.
  [[nodiscard]] std::size_t separate_bytes() const {
    return separate_ == nullptr ? 0 : block_size(separate_);
  }

  // With its slot.
  [[nodiscard]] std::uint32_t size() const { return payload_size_ + kSlotSize; }
  [[nodiscard]] const Element &element() const { return element_; }

 private:
  friend class PackedBlock;

  Element element_;
  SeparateBytes *separate_ = nullptr;
  std::uint32_t head_ = 0;  // the slot without the offset
  std::uint32_t payload_size_ = 0;
};

class PackedBlock {
 public:
  static constexpr std::uint32_t kHeaderSize = 12;

  // An empty block with room for `size` bytes of elements and their slots; nullptr without memory.
  static PackedBlock *make(std::uint32_t size);
  // A larger, smaller or just tidy copy that then stands for this one, which is freed. nullptr, and
  // no change, without memory.
  [[nodiscard]] PackedBlock *resized(std::uint32_t size);

  [[nodiscard]] std::uint32_t count() const { return count_; }
  // Bytes of elements and slots that are in use, and that there is room for in all.
  [[nodiscard]] std::uint32_t used() const {
    return count_ * PackedElement::kSlotSize + capacity_ - low_ - dead_;
  }
  [[nodiscard]] std::uint32_t room() const { return capacity_ - kHeaderSize; }
  [[nodiscard]] bool has_room(std::uint32_t size) const { return used() + size <= room(); }

  // Puts an element before the one at `at`; there is room for it.
  void insert(std::uint32_t at, const PackedElement &element);
  // Takes the elements from `from` out; their separate blocks belong to the caller.
  void erase(std::uint32_t from, std::uint32_t count);
  // Moves the elements from `from` on to the end of `other`, which has room for them.
  void move_tail(std::uint32_t from, PackedBlock &other);

  [[nodiscard]] Element element(std::uint32_t at) const;
  // nullptr for an element that is in the block itself.
  [[nodiscard]] SeparateBytes *separate(std::uint32_t at) const {
    if (kind_of(slot(at)) != kSeparate) [[likely]]
      return nullptr;
    SeparateBytes *separate = nullptr;
    std::memcpy(&separate, bytes() + offset_of(slot(at)), sizeof separate);
    return separate;
  }
  // Real bytes of the separate blocks of so many elements.
  [[nodiscard]] std::size_t separate_bytes(std::uint32_t from, std::uint32_t count) const;
  // Takes elements out from the end and frees their separate blocks, for about so many of `steps`,
  // which it lowers; returns the bytes freed. A block without elements is done.
  std::size_t dismantle(std::uint32_t &steps);
  [[nodiscard]] bool equals(std::uint32_t at, const PackedElement &element) const {
    return slot(at) >> kOffsetBits == element.head_ >> kOffsetBits && same_payload(at, element);
  }
  // The first element from `from` on that is equal; count() if there is none.
  [[nodiscard]] std::uint32_t find(const PackedElement &element, std::uint32_t from = 0) const;

 private:
  enum Kind : std::uint32_t { kBytes = 0, kInt = 1, kSeparate = 2 };
  friend class PackedElement;

  static constexpr unsigned kOffsetBits = 13;
  static constexpr unsigned kSizeShift = kOffsetBits + 3;
  static constexpr unsigned kTagShift = kSizeShift + 10;
  static constexpr std::uint32_t kMaxCapacity = (1u << kOffsetBits) - 1;

  static std::uint32_t offset_of(std::uint32_t slot) { return slot & kMaxCapacity; }
  static std::uint32_t size_of(std::uint32_t slot) { return slot >> kSizeShift & 0x3ff; }
  static std::uint32_t kind_of(std::uint32_t slot) { return slot >> kOffsetBits & 7; }

  [[nodiscard]] unsigned char *bytes() { return reinterpret_cast<unsigned char *>(this); }
  [[nodiscard]] const unsigned char *bytes() const {
    return reinterpret_cast<const unsigned char *>(this);
  }
  [[nodiscard]] std::uint32_t *slots() {
    return reinterpret_cast<std::uint32_t *>(bytes() + kHeaderSize) + begin_;
  }
  [[nodiscard]] const std::uint32_t *slots() const {
    return reinterpret_cast<const std::uint32_t *>(bytes() + kHeaderSize) + begin_;
  }
  [[nodiscard]] std::uint32_t slot(std::uint32_t at) const { return slots()[at]; }
  [[nodiscard]] static std::int64_t read_int(const unsigned char *payload, std::uint32_t width);
  [[nodiscard]] bool same_payload(std::uint32_t at, const PackedElement &element) const;
  // Free bytes between the last slot and the lowest payload.
  [[nodiscard]] std::uint32_t gap() const {
    return low_ - kHeaderSize - (begin_ + count_) * PackedElement::kSlotSize;
  }
  void tidy();
  [[nodiscard]] bool slide();
  void open_slot(std::uint32_t at, std::uint32_t payload_size);
  void append_payload(std::uint32_t slot, const unsigned char *payload);

  std::uint16_t begin_ = 0;  // free slots before the first
  std::uint16_t count_ = 0;
  std::uint16_t low_ = 0;  // offset of the lowest payload
  std::uint16_t dead_ = 0;
  std::uint32_t capacity_ = 0;
};
static_assert(sizeof(PackedBlock) == PackedBlock::kHeaderSize);

// The fewest bytes of 1, 2, 4, 8 that hold the number.
inline std::uint32_t packed_width(std::int64_t value) {
  if (value == static_cast<std::int8_t>(value)) return 1;
  if (value == static_cast<std::int16_t>(value)) return 2;
  return value == static_cast<std::int32_t>(value) ? 4 : 8;
}

inline PackedElement::PackedElement(const Element &element, std::uint32_t tag) : element_(element) {
  std::uint32_t kind = PackedBlock::kBytes;
  if (element.is_int()) {
    kind = PackedBlock::kInt;
    payload_size_ = packed_width(element.integer());
  } else if (needs_separate(element)) {
    kind = PackedBlock::kSeparate;
    payload_size_ = sizeof separate_;
  } else {
    payload_size_ = static_cast<std::uint32_t>(element.bytes().size());
  }
  head_ = tag << PackedBlock::kTagShift | payload_size_ << PackedBlock::kSizeShift |
          kind << PackedBlock::kOffsetBits;
}

inline Element PackedBlock::element(std::uint32_t at) const {
  std::uint32_t slot = this->slot(at);
  const unsigned char *payload = bytes() + offset_of(slot);
  if (kind_of(slot) == kBytes) [[likely]] {
    return Element::of_bytes({reinterpret_cast<const char *>(payload), size_of(slot)});
  }
  if (kind_of(slot) == kSeparate) return Element::of_bytes(separate(at)->view());
  return Element::of_int(read_int(payload, size_of(slot)));
}

inline bool PackedBlock::same_payload(std::uint32_t at, const PackedElement &element) const {
  Element found = this->element(at);
  if (found.is_int()) return found.integer() == element.element_.integer();
  return found.bytes() == element.element_.bytes();
}

}  // namespace cellaret::engine
