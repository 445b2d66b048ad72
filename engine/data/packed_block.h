// Elements packed into one block: what a small list or set is, and what a large list is made of.
//
// A slotted page: slots of 4 bytes grow up from the header in the order of the elements, the
// payloads they point at grow down from the end in the order of their arrival. So an element in the
// middle costs a move of slots only, both ends are cheap, and any element is one step away. Bytes
// of payloads that went are dead until another one of their size comes to the middle, or until an
// insertion needs them; then the block is tidied up.
//
//   header | free | slots -> | gap | <- payloads | free
//   slot     tag 9 bits | size of a text, or what else it is, 10 | offset of the payload 13
//   payload  a text's bytes; 1, 2, 4 or 8 bytes of a number; the address of a SeparateBytes
//
// The tag is for sets: nine bits of a hash. Their slots are in the order of their tags, so a member
// is looked for where its tag would be if tags were spread evenly, which is close to where it is.
// A block costs at most kMaxPackedBytes; an insertion or removal moves at most that much.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/data/element.h"
#include "engine/data/short_bytes.h"

namespace cellaret::engine {

// An element made ready for a block. Elements over kMaxPackedElement get a block of their own,
// which belongs to whoever made it until a PackedBlock has taken the element.
class PackedElement {
 public:
  static constexpr std::uint32_t kSlotSize = 4;
  static constexpr unsigned kTagBits = 9;
  static constexpr std::uint32_t kTags = 1u << kTagBits;

  // A tag is below kTags. Nothing is allocated; separate() must be set when needs_separate().
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

  [[nodiscard]] bool is_separate() const { return separate_ != nullptr; }

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

class alignas(std::uint32_t) PackedBlock {
 public:
  static constexpr std::uint32_t kHeaderSize = 16;

  // An empty block with room for `size` bytes of elements and their slots; nullptr without memory.
  static PackedBlock *make(std::uint32_t size);
  // A larger, smaller or just tidy copy that then stands for this one, which is freed. nullptr, and
  // no change, without memory.
  [[nodiscard]] PackedBlock *resized(std::uint32_t size);

  [[nodiscard]] std::uint32_t count() const { return count_; }
  // Bytes of elements and slots that are in use, and that there is room for in all.
  [[nodiscard]] std::uint32_t used() const {
    return count_ * PackedElement::kSlotSize + high_ - low_ - dead_;
  }
  [[nodiscard]] std::uint32_t room() const { return capacity_ - kHeaderSize; }
  [[nodiscard]] bool has_room(std::uint32_t size) const { return used() + size <= room(); }
  // Whether an insertion would have to tidy up, and the next ones again before long: a block whose
  // elements come and go wants more room than that.
  [[nodiscard]] bool is_tight(std::uint32_t size) const {
    return !fits_gap(size) && used() + size > room() - room() / 8;
  }
  // Whether so many bytes of elements and slots can be added at the end as the block is.
  [[nodiscard]] bool fits_gap(std::uint64_t size) const { return size <= gap(); }

  // Of a block without elements: leaves so many slots free before the first, if there is room, for
  // elements that come at the front.
  void leave_front(std::uint32_t slots);

  // Puts an element before the one at `at`; there is room for it.
  void insert(std::uint32_t at, const PackedElement &element);
  // At an end, if nothing has to be moved for it; false, and no change, otherwise.
  [[nodiscard]] bool push_back(const PackedElement &element);
  [[nodiscard]] bool push_front(const PackedElement &element);
  // As erase() of the last or first one.
  void pop_back();
  void pop_front();
  // Puts an element in the place of one, if its payload is of the same size; false, and no change,
  // otherwise. The separate block of the old one belongs to the caller.
  [[nodiscard]] bool overwrite(std::uint32_t at, const PackedElement &element);
  // Takes the elements from `from` out; their separate blocks belong to the caller.
  void erase(std::uint32_t from, std::uint32_t count);
  // Moves the elements from `from` on to the end of `other`, which has room for them.
  void move_tail(std::uint32_t from, PackedBlock &other);

  [[nodiscard]] Element element(std::uint32_t at) const;
  // nullptr for an element that is in the block itself.
  [[nodiscard]] SeparateBytes *separate(std::uint32_t at) const {
    if (!is_separate(slot(at))) [[likely]]
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
    return slot(at) >> kOffsetBits == element.head_ >> kOffsetBits &&
           same_payload(slot(at), element);
  }
  // The first element from `from` on that is equal; count() if there is none.
  [[nodiscard]] std::uint32_t find(const PackedElement &element, std::uint32_t from = 0) const;
  // Where an element is, or has to be, among elements in the order of their tags.
  struct SortedPlace {
    std::uint32_t at;
    bool is_there;
  };
  [[nodiscard]] SortedPlace find_sorted(const PackedElement &element) const;

 private:
  friend class PackedElement;

  static constexpr unsigned kOffsetBits = 13;
  static constexpr unsigned kTagShift = 32 - PackedElement::kTagBits;
  static constexpr std::uint32_t kMaxCapacity = (1u << kOffsetBits) - 1;
  // In place of a text's size; the last two bits are the binary logarithm of the payload's.
  static constexpr std::uint32_t kIntCode = 0x3f8;
  static constexpr std::uint32_t kSeparateCode = 0x3ff;
  static_assert(kMaxPackedElement < kIntCode && kOffsetBits + 10 == kTagShift);

  static std::uint32_t offset_of(std::uint32_t slot) { return slot & kMaxCapacity; }
  static std::uint32_t code_of(std::uint32_t slot) { return slot >> kOffsetBits & 0x3ff; }
  static std::uint32_t size_of(std::uint32_t slot) {
    std::uint32_t code = code_of(slot);
    return code < kIntCode ? code : 1u << (code & 3);
  }
  static bool is_separate(std::uint32_t slot) { return code_of(slot) == kSeparateCode; }

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
  // What stands in place of a payload that went.
  struct Hole {
    std::uint16_t next;  // the one that went before; 0 for none
    std::uint16_t size;
  };

  [[nodiscard]] std::uint32_t slot(std::uint32_t at) const { return slots()[at]; }
  [[nodiscard]] static std::int64_t read_int(const unsigned char *payload, std::uint32_t code);
  static void write_payload(unsigned char *to, const PackedElement &element);
  void release(std::uint32_t slot);
  void reset();
  // Of a slot that is equal but for its tag and offset.
  [[nodiscard]] bool same_payload(std::uint32_t slot, const PackedElement &element) const;
  // Free bytes between the last slot and the lowest payload.
  [[nodiscard]] std::uint32_t gap() const {
    return low_ - kHeaderSize - (begin_ + count_) * PackedElement::kSlotSize;
  }
  void tidy();
  void slide();
  [[nodiscard]] SortedPlace find_in_order(const PackedElement &element) const;
  [[nodiscard]] bool fill_hole(std::uint32_t at, const PackedElement &element);
  void open_slot(std::uint32_t at, std::uint32_t payload_size);
  void append_payload(std::uint32_t slot, const unsigned char *payload);

  std::uint16_t begin_ = 0;  // free slots before the first
  std::uint16_t count_ = 0;
  std::uint16_t low_ = 0;   // offset of the lowest payload
  std::uint16_t high_ = 0;  // behind the highest
  std::uint16_t dead_ = 0;  // bytes between the two that belong to none
  std::uint16_t capacity_ = 0;
  // Offset of the last payload that went from between the two and can hold a Hole; 0 for none.
  std::uint16_t hole_ = 0;
};
static_assert(sizeof(PackedBlock) == PackedBlock::kHeaderSize);

inline PackedElement::PackedElement(const Element &element, std::uint32_t tag) : element_(element) {
  std::uint32_t code = 0;
  if (element.is_int()) {
    // The fewest bytes that hold the number.
    std::int64_t value = element.integer();
    auto needs_more_than = [&](std::int64_t narrow) { return std::uint32_t{value != narrow}; };
    std::uint32_t logarithm = needs_more_than(static_cast<std::int8_t>(value)) +
                              needs_more_than(static_cast<std::int16_t>(value)) +
                              needs_more_than(static_cast<std::int32_t>(value));
    payload_size_ = 1u << logarithm;
    code = PackedBlock::kIntCode + logarithm;
  } else if (needs_separate(element)) {
    payload_size_ = sizeof separate_;
    code = PackedBlock::kSeparateCode;
  } else {
    payload_size_ = static_cast<std::uint32_t>(element.bytes().size());
    code = payload_size_;
  }
  head_ = tag << PackedBlock::kTagShift | code << PackedBlock::kOffsetBits;
}

inline std::int64_t PackedBlock::read_int(const unsigned char *payload, std::uint32_t code) {
  auto read_as = [&](auto value) -> std::int64_t {
    std::memcpy(&value, payload, sizeof value);
    return value;
  };
  switch (code & 3) {
    case 0:
      return read_as(std::int8_t{0});
    case 1:
      return read_as(std::int16_t{0});
    case 2:
      return read_as(std::int32_t{0});
    default:
      return read_as(std::int64_t{0});
  }
}

inline Element PackedBlock::element(std::uint32_t at) const {
  std::uint32_t slot = this->slot(at);
  const unsigned char *payload = bytes() + offset_of(slot);
  std::uint32_t code = code_of(slot);
  if (code < kIntCode) [[likely]] {
    return Element::of_bytes({reinterpret_cast<const char *>(payload), code});
  }
  if (code == kSeparateCode) return Element::of_bytes(separate(at)->view());
  return Element::of_int(read_int(payload, code));
}

inline bool PackedBlock::same_payload(std::uint32_t slot, const PackedElement &element) const {
  const unsigned char *payload = bytes() + offset_of(slot);
  if (element.element_.is_int())
    return read_int(payload, code_of(slot)) == element.element_.integer();
  std::string_view wanted = element.element_.bytes();
  if (wanted.size() <= kMaxPackedElement) [[likely]] {
    return same_bytes(reinterpret_cast<const char *>(payload), wanted.data(), wanted.size());
  }
  const SeparateBytes *separate = nullptr;
  std::memcpy(&separate, payload, sizeof separate);
  return separate->view() == wanted;
}

inline void PackedBlock::write_payload(unsigned char *to, const PackedElement &element) {
  if (!element.element_.is_int()) [[likely]] {
    if (element.separate_ != nullptr) [[unlikely]] {
      std::memcpy(to, &element.separate_, sizeof element.separate_);
    } else {
      std::string_view bytes = element.element_.bytes();
      copy_bytes(to, bytes.data(), bytes.size());
    }
    return;
  }
  std::int64_t value = element.element_.integer();
  if (element.payload_size_ == 4) {
    std::memcpy(to, &value, 4);  // the low bytes come first
  } else if (element.payload_size_ == 2) {
    std::memcpy(to, &value, 2);
  } else if (element.payload_size_ == 1) {
    std::memcpy(to, &value, 1);
  } else {
    std::memcpy(to, &value, 8);
  }
}

inline bool PackedBlock::push_back(const PackedElement &element) {
  if (gap() < element.size()) [[unlikely]]
    return false;
  low_ = static_cast<std::uint16_t>(low_ - element.payload_size_);
  write_payload(bytes() + low_, element);
  slots()[count_] = element.head_ | low_;
  ++count_;
  return true;
}

inline bool PackedBlock::push_front(const PackedElement &element) {
  if (begin_ == 0 || gap() < element.payload_size_) [[unlikely]]
    return false;
  low_ = static_cast<std::uint16_t>(low_ - element.payload_size_);
  write_payload(bytes() + low_, element);
  --begin_;
  ++count_;
  slots()[0] = element.head_ | low_;
  return true;
}

inline void PackedBlock::reset() {
  begin_ = 0;
  dead_ = 0;
  hole_ = 0;
  low_ = capacity_;
  high_ = capacity_;
}

// The payload of an element that goes.
inline void PackedBlock::release(std::uint32_t slot) {
  std::uint32_t size = size_of(slot);
  std::uint32_t offset = offset_of(slot);
  if (offset == low_) {
    low_ = static_cast<std::uint16_t>(low_ + size);
  } else if (offset + size == high_) {
    high_ = static_cast<std::uint16_t>(high_ - size);
  } else {
    dead_ = static_cast<std::uint16_t>(dead_ + size);
    Hole hole{hole_, static_cast<std::uint16_t>(size)};
    if (size < sizeof hole) return;
    std::memcpy(bytes() + offset, &hole, sizeof hole);
    hole_ = static_cast<std::uint16_t>(offset);
  }
}

inline void PackedBlock::pop_back() {
  release(slot(count_ - 1u));
  if (--count_ == 0) reset();
}

inline void PackedBlock::pop_front() {
  release(slot(0));
  ++begin_;
  if (--count_ == 0) reset();
}

}  // namespace cellaret::engine
