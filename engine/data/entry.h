// An entry: header, optional fields, key and value in one allocation.
//
//   small  (key <= 255, value <= 64 bytes, deadline below 2^48 ms)
//     0  word      stamp 48 bits | codec 8 | flags 8
//     8  u8        key size
//     9  u8        value size
//    10  u48       deadline, only with kHasDeadline
//    10 or 16      key, then the value at the next multiple of 8
//   wide   (everything else)
//     0  word      as above
//     8  u32       value size
//    12  u16       key size
//    14  u16       zero
//    16  u32       pins: how many readers hold the value, and whether the table let go of it
//    20  u32       zero
//    24  i64       deadline, only with kHasDeadline
//    24 or 32      key, then the value at the next multiple of 8
//
// The key never changes, nor what the layout depends on. The other fields change in place, under
// the shard's lock and inside a version of the key's group, while readers without the lock may be
// copying them; so every access to them is atomic, and the value is read and written in words: a
// block is a multiple of 8 bytes.
//
// The stamp comes from a counter of the shard at every write: it is the version of compare-and-set
// and tells an entry from a later one at the same address. Values above kInlineValueSize can be
// pinned and live in wide entries, because only those have a pin count.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

#include "engine/base/atomic.h"
#include "engine/base/limits.h"
#include "engine/data/short_bytes.h"
#include "engine/data/value.h"

namespace cellaret::engine {

// A deadline as an entry keeps it. Which clock it follows is the caller's business.
struct StoredDeadline {
  static constexpr std::int64_t kNone = INT64_MAX;

  std::int64_t ms = kNone;
  bool on_wall_clock = false;

  [[nodiscard]] bool exists() const { return ms != kNone; }
};

inline constexpr std::size_t kMaxSmallKeySize = 255;

// What decides the layout of an entry.
struct EntryShape {
  std::size_t key_size;
  std::size_t value_size;
  bool has_deadline;  // a deadline field, used or not
  bool is_wide;

  static EntryShape of(std::size_t key_size, std::size_t value_size,
                       const StoredDeadline &deadline) {
    bool far = deadline.exists() && static_cast<std::uint64_t>(deadline.ms) >= (1ull << 48) - 1;
    return {key_size, value_size, deadline.exists(),
            key_size > kMaxSmallKeySize || value_size > kInlineValueSize || far};
  }

  [[nodiscard]] constexpr std::size_t key_offset() const {
    if (is_wide) return has_deadline ? 32 : 24;
    return has_deadline ? 16 : 10;
  }
  [[nodiscard]] constexpr std::size_t value_offset() const {
    return (key_offset() + key_size + 7) & ~std::size_t{7};
  }
  [[nodiscard]] constexpr std::size_t size() const {
    return (value_offset() + value_size + 7) & ~std::size_t{7};
  }
};

// The table in ARCHITECTURE.md.
static_assert(EntryShape{16, 32, false, false}.key_offset() == 10);
static_assert(EntryShape{16, 32, true, false}.key_offset() == 16);
static_assert(EntryShape{16, 32, false, true}.key_offset() == 24);
static_assert(EntryShape{16, 32, true, true}.key_offset() == 32);
static_assert(EntryShape{16, 32, false, false}.size() == 64);
static_assert(EntryShape{16, 32, true, false}.size() == 64);

// A text in which bytes are overwritten from `offset` on: as much longer as that needs, and zero
// between its end and the offset.
struct SplicedText {
  std::string_view text;
  std::size_t offset = 0;
  std::string_view bytes;

  [[nodiscard]] std::size_t stored_size() const {
    return std::max(text.size(), offset + bytes.size());
  }
};

class Entry {
  // Flags.
  static constexpr std::uint8_t kTypeMask = 0x07;
  static constexpr std::uint8_t kCollectionBit = 0x04;
  static_assert(!is_collection(static_cast<Type>(kCollectionBit - 1)) &&
                is_collection(static_cast<Type>(kCollectionBit)));
  static constexpr std::uint8_t kWallClock = 0x08;
  static constexpr std::uint8_t kHasDeadline = 0x30;  // both bits or none: 16 times 3
  static constexpr std::uint8_t kWide = 0x40;
  static constexpr std::uint64_t kNoSmallDeadline = (std::uint64_t{1} << 48) - 1;

 public:
  // Writes header and key into a block of shape.size() bytes. The value is not written.
  static Entry *create(void *block, const EntryShape &shape, std::string_view key);

  // Most new entries are plain: small and without a deadline. They are made in one go, in a block
  // of plain_size() bytes.
  [[nodiscard]] static bool can_be_plain(std::string_view key, const ScalarView &value) {
    return key.size() <= kMaxSmallKeySize && value.stored_size() <= kInlineValueSize;
  }
  [[nodiscard]] static std::size_t plain_size(std::string_view key, const ScalarView &value) {
    return EntryShape{key.size(), value.stored_size(), false, false}.size();
  }
  CELLARET_ALWAYS_INLINE static Entry *create_plain(void *block, std::string_view key,
                                                    const ScalarView &value, std::uint64_t stamp);

  // The first two words, each taken once, and what they say: what all reading starts from.
  struct Head {
    std::uint64_t word;
    std::uint64_t second;  // small: the sizes, and the deadline if there is one
    std::uint32_t value_size;
    std::uint32_t key_size;
    std::uint32_t key_offset;

    [[nodiscard]] Type type() const { return static_cast<Type>(word & kTypeMask); }
    [[nodiscard]] std::uint8_t codec() const { return static_cast<std::uint8_t>(word >> 8); }
    // The type in the low byte, the codec in the next.
    [[nodiscard]] std::uint32_t type_and_codec() const {
      return static_cast<std::uint32_t>(word) & (0xff00u | kTypeMask);
    }
    [[nodiscard]] std::uint64_t stamp() const { return word >> 16; }
    [[nodiscard]] std::uint8_t flags() const { return static_cast<std::uint8_t>(word); }
    [[nodiscard]] bool is_wide() const { return (flags() & kWide) != 0; }
    [[nodiscard]] bool has_deadline_field() const { return (flags() & kHasDeadline) != 0; }
    // Neither a collection nor with a deadline field, in one test.
    [[nodiscard]] bool is_plain_scalar() const {
      return (flags() & (kHasDeadline | kCollectionBit)) == 0;
    }
    // Of a small entry with the field.
    [[nodiscard]] std::int64_t small_deadline_ms() const {
      std::uint64_t ms = second >> 16;
      return ms == kNoSmallDeadline ? StoredDeadline::kNone : static_cast<std::int64_t>(ms);
    }
    // Of any entry with the field.
    [[nodiscard]] bool is_on_wall_clock() const { return (flags() & kWallClock) != 0; }
    [[nodiscard]] std::size_t value_offset() const {
      return (std::size_t{key_offset} + key_size + 7) & ~std::size_t{7};
    }
  };
  [[nodiscard]] Head head() const {
    Head head;
    if (!small_head(head)) {
      head.value_size = static_cast<std::uint32_t>(head.second);
      head.key_size = static_cast<std::uint16_t>(head.second >> 32);
      head.key_offset = head.has_deadline_field() ? 32 : 24;
    }
    return head;
  }
  // The same for a small entry; of a wide one only the words, and false.
  [[nodiscard]] CELLARET_ALWAYS_INLINE bool small_head(Head &head) const {
    head.word = load_field<std::uint64_t>(bytes());
    head.second = load_field<std::uint64_t>(bytes() + 8);
    if (head.is_wide()) [[unlikely]]
      return false;
    head.value_size = static_cast<std::uint8_t>(head.second >> 8);
    head.key_size = static_cast<std::uint8_t>(head.second);
    // 10, or 16 with a deadline: without a branch, since either is as likely.
    head.key_offset = 10 + (static_cast<std::uint32_t>(head.word) & kHasDeadline) / 8;
    return true;
  }

  [[nodiscard]] std::string_view key() const { return key(head()); }
  [[nodiscard]] std::string_view key(const Head &head) const {
    return {chars() + head.key_offset, head.key_size};
  }
  [[nodiscard]] bool has_key(const Head &head, std::string_view wanted) const {
    return head.key_size == wanted.size() &&
           same_bytes(chars() + head.key_offset, wanted.data(), wanted.size());
  }
  [[nodiscard]] bool has_key(std::string_view wanted) const { return has_key(head(), wanted); }

  [[nodiscard]] Type type() const { return head().type(); }
  [[nodiscard]] std::uint8_t codec() const { return head().codec(); }
  [[nodiscard]] std::uint64_t stamp() const { return head().stamp(); }
  [[nodiscard]] bool is_wide() const { return head().is_wide(); }
  [[nodiscard]] std::size_t value_size() const { return head().value_size; }
  // Where the value begins.
  [[nodiscard]] const unsigned char *value_words(const Head &head) const {
    return bytes() + head.value_offset();
  }
  [[nodiscard]] EntryShape shape() const;

  // The stored value; a view of it lives as long as nothing writes the entry. Under the lock.
  [[nodiscard]] ScalarView value() const;

  // Overwrites the value in place. The bytes may not overlap the entry's own, and must fit: see
  // fits().
  void write_value(const ScalarView &value, std::uint8_t codec, std::uint64_t stamp) {
    write_value(head(), value, codec, stamp);
  }
  void write_value(const Head &head, const ScalarView &value, std::uint8_t codec,
                   std::uint64_t stamp);
  // The same for a text with other bytes in it. If the text is the entry's own value nothing is
  // written but what changes.
  void write_value(const SplicedText &spliced, std::uint8_t codec, std::uint64_t stamp);
  // The same value once more, as of a later write.
  void set_stamp(const Head &head, std::uint64_t stamp) {
    store_field<std::uint64_t>(bytes(), stamp << 16 | (head.word & 0xffff));
  }
  // Whether `value_size` bytes can be written in place into a block of `capacity` bytes.
  [[nodiscard]] bool fits(std::size_t value_size, std::size_t capacity) const;

  [[nodiscard]] StoredDeadline deadline() const { return deadline(head()); }
  [[nodiscard]] StoredDeadline deadline(const Head &head) const {
    if (!head.has_deadline_field()) return {};
    std::int64_t ms = head.is_wide() ? wide_deadline_ms() : head.small_deadline_ms();
    return {ms, head.is_on_wall_clock() && ms != StoredDeadline::kNone};
  }
  // Whether this deadline can be stored without a new block.
  [[nodiscard]] bool can_hold(const StoredDeadline &deadline) const;
  void set_deadline(const StoredDeadline &deadline);

  // Another deadline on the same clock, for a small entry with the field.
  void put_off(const Head &head, std::int64_t deadline_ms) {
    store_field<std::uint64_t>(
        bytes() + 8, static_cast<std::uint64_t>(deadline_ms) << 16 | (head.second & 0xffff));
  }
  [[nodiscard]] static bool is_small_deadline(std::int64_t ms) {
    return static_cast<std::uint64_t>(ms) < kNoSmallDeadline;
  }

  // Pins; of wide entries only. pin() while the entry cannot be freed: under the shard's lock with
  // the entry in the table, or reading in an epoch.
  [[nodiscard]] bool is_pinned() const;
  void pin();
  // The reader lets go; true: the table had let go before, and this was the last one, who frees.
  [[nodiscard]] bool unpin();
  // The table lets go, when no reader without a pin can see the entry any more; true: nobody holds
  // it, the caller frees.
  [[nodiscard]] bool detach();

 private:
  static constexpr std::uint32_t kDetached = 1u << 31;

  Entry() = default;

  [[nodiscard]] std::int64_t wide_deadline_ms() const {
    return load_field<std::int64_t>(bytes() + 24);
  }
  void store_value_size(const Head &head, std::size_t size) {
    // Alone: the bytes beside it may be those of the key, which others compare.
    if (head.is_wide()) {
      store_field(bytes() + 8, static_cast<std::uint32_t>(size));
    } else {
      store_field(bytes() + 9, static_cast<std::uint8_t>(size));
    }
  }

  [[nodiscard]] unsigned char *bytes() { return reinterpret_cast<unsigned char *>(this); }
  [[nodiscard]] const unsigned char *bytes() const {
    return reinterpret_cast<const unsigned char *>(this);
  }
  [[nodiscard]] const char *chars() const { return reinterpret_cast<const char *>(this); }
  void set_word(std::uint64_t stamp, std::uint8_t flags, std::uint8_t codec) {
    store_field<std::uint64_t>(bytes(), stamp << 16 | std::uint64_t{codec} << 8 | flags);
  }
  [[nodiscard]] std::atomic_ref<std::uint32_t> pins() const {
    schedule_point(bytes());
    return std::atomic_ref<std::uint32_t>(
        *reinterpret_cast<std::uint32_t *>(const_cast<unsigned char *>(bytes() + 16)));
  }
  // For who changes them.
  [[nodiscard]] std::atomic_ref<std::uint32_t> pins_to_change() const {
    std::atomic_ref<std::uint32_t> pins = this->pins();
    schedule_drain();
    return pins;
  }

  // Everything is reached through bytes(); this only gives the block its alignment.
  [[maybe_unused]] std::uint64_t word_ = 0;
};

CELLARET_ALWAYS_INLINE void Entry::write_value(const Head &head, const ScalarView &value,
                                               std::uint8_t codec, std::uint64_t stamp) {
  std::size_t size = value.stored_size();
  if (size != head.value_size) store_value_size(head, size);
  unsigned char *words = bytes() + head.value_offset();
  if (value.type() == Type::kString) {
    store_words(words, value.bytes().data(), size);
  } else {
    store_field<std::uint64_t>(words, value.word());
  }
  auto type = static_cast<std::uint8_t>(value.type());
  set_word(stamp, static_cast<std::uint8_t>((head.flags() & ~kTypeMask) | type), codec);
}

CELLARET_ALWAYS_INLINE Entry *Entry::create_plain(void *block, std::string_view key,
                                                  const ScalarView &value, std::uint64_t stamp) {
  constexpr std::size_t kKeyOffset = EntryShape{0, 0, false, false}.key_offset();
  Entry *entry = new (block) Entry();
  unsigned char *bytes = entry->bytes();
  std::size_t size = value.stored_size();
  bytes[8] = static_cast<unsigned char>(key.size());
  bytes[9] = static_cast<unsigned char>(size);
  copy_bytes(bytes + kKeyOffset, key.data(), key.size());
  unsigned char *words = bytes + EntryShape{key.size(), size, false, false}.value_offset();
  if (value.type() == Type::kString) {
    store_words(words, value.bytes().data(), size);
  } else {
    store_field<std::uint64_t>(words, value.word());
  }
  entry->set_word(stamp, static_cast<std::uint8_t>(value.type()), 0);
  return entry;
}

}  // namespace cellaret::engine
