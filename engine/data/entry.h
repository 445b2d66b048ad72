// An entry: header, optional fields, key and value in one allocation.
//
//   small  (key <= 255, value <= 64 bytes, deadline below 2^48 ms)
//     0  word      stamp 48 bits | flags 8 | codec 8
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
// The key never changes. The stamp comes from a counter of the shard at every write: it is the
// version of compare-and-set and tells an entry from a later one at the same address. Values above
// kInlineValueSize can be pinned and live in wide entries, because only those have a pin count.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/data/value.h"

namespace cellaret::engine {

// A deadline as an entry keeps it. Which clock it follows is the caller's business.
struct StoredDeadline {
  static constexpr std::int64_t kNone = INT64_MAX;

  std::int64_t ms = kNone;
  bool on_wall_clock = false;

  [[nodiscard]] bool exists() const { return ms != kNone; }
};

// What decides the layout of an entry.
struct EntryShape {
  std::size_t key_size;
  std::size_t value_size;
  bool has_deadline;  // a deadline field, used or not
  bool is_wide;

  static EntryShape of(std::size_t key_size, std::size_t value_size,
                       const StoredDeadline &deadline);

  [[nodiscard]] constexpr std::size_t key_offset() const {
    if (is_wide) return has_deadline ? 32 : 24;
    return has_deadline ? 16 : 10;
  }
  [[nodiscard]] constexpr std::size_t value_offset() const {
    return (key_offset() + key_size + 7) & ~std::size_t{7};
  }
  [[nodiscard]] constexpr std::size_t size() const { return value_offset() + value_size; }
};

class Entry {
 public:
  // Writes header and key into a block of shape.size() bytes. The value is not written.
  static Entry *create(void *block, const EntryShape &shape, std::string_view key);

  [[nodiscard]] std::string_view key() const {
    const unsigned char *base = bytes();
    std::uint8_t flags = this->flags();
    if ((flags & kWide) != 0) {
      return {reinterpret_cast<const char *>(base) + ((flags & kHasDeadline) != 0 ? 32 : 24),
              load<std::uint16_t>(12)};
    }
    return {reinterpret_cast<const char *>(base) + ((flags & kHasDeadline) != 0 ? 16 : 10),
            base[8]};
  }

  [[nodiscard]] Type type() const { return static_cast<Type>(flags() & kTypeMask); }
  [[nodiscard]] std::uint8_t codec() const { return static_cast<std::uint8_t>(word()); }
  [[nodiscard]] std::uint64_t stamp() const { return word() >> 16; }
  [[nodiscard]] std::size_t value_size() const {
    return is_wide() ? load<std::uint32_t>(8) : bytes()[9];
  }
  [[nodiscard]] bool is_wide() const { return (flags() & kWide) != 0; }
  [[nodiscard]] EntryShape shape() const;

  // The stored value; a view of it lives as long as nothing writes the entry.
  [[nodiscard]] ScalarView value() const;

  // Overwrites the value in place. The bytes may not overlap the entry's own. `capacity` is the
  // size of the entry's block and the new shape must fit it: see fits().
  void write_value(const ScalarView &value, std::uint8_t codec, std::uint64_t stamp);
  // Whether `value_size` bytes can be written in place into a block of `capacity` bytes.
  [[nodiscard]] bool fits(std::size_t value_size, std::size_t capacity) const;

  [[nodiscard]] StoredDeadline deadline() const;
  // Whether this deadline can be stored without a new block.
  [[nodiscard]] bool can_hold(const StoredDeadline &deadline) const;
  void set_deadline(const StoredDeadline &deadline);

  // Pins. pin() only under the shard's lock and while the entry is in the table.
  [[nodiscard]] bool is_pinned() const;
  void pin();
  // The reader lets go; true: the table had let go before, and this was the last one, who frees.
  [[nodiscard]] bool unpin();
  // The table lets go; true: nobody holds the entry, the caller frees.
  [[nodiscard]] bool detach();

 private:
  static constexpr std::uint8_t kTypeMask = 0x07;
  static constexpr std::uint8_t kHasDeadline = 0x08;
  static constexpr std::uint8_t kWide = 0x10;
  static constexpr std::uint8_t kWallClock = 0x20;

  static constexpr std::uint32_t kDetached = 1u << 31;
  static constexpr std::uint64_t kNoSmallDeadline = (std::uint64_t{1} << 48) - 1;

  Entry() = default;

  [[nodiscard]] unsigned char *bytes() { return reinterpret_cast<unsigned char *>(this); }
  [[nodiscard]] const unsigned char *bytes() const {
    return reinterpret_cast<const unsigned char *>(this);
  }
  template <class T>
  [[nodiscard]] T load(std::size_t offset) const {
    T value;
    std::memcpy(&value, bytes() + offset, sizeof value);
    return value;
  }
  template <class T>
  void store(std::size_t offset, T value) {
    std::memcpy(bytes() + offset, &value, sizeof value);
  }

  [[nodiscard]] std::uint64_t word() const { return word_; }
  [[nodiscard]] std::uint8_t flags() const { return static_cast<std::uint8_t>(word_ >> 8); }
  void set_flags(std::uint8_t flags) {
    word_ = (word_ & ~(std::uint64_t{0xff} << 8)) | (std::uint64_t{flags} << 8);
  }
  [[nodiscard]] std::atomic<std::uint32_t> &pins() {
    return *reinterpret_cast<std::atomic<std::uint32_t> *>(bytes() + 16);
  }
  [[nodiscard]] const std::atomic<std::uint32_t> &pins() const {
    return *reinterpret_cast<const std::atomic<std::uint32_t> *>(bytes() + 16);
  }

  std::uint64_t word_ = 0;
};

}  // namespace cellaret::engine
