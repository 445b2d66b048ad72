// A value as a read gives it back, and the pins that keep large ones alive.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/base/limits.h"
#include "engine/data/element.h"
#include "engine/data/entry.h"

namespace cellaret::engine {

// What an instance's detached but still pinned blocks weigh. It outlives the instance: one
// reference is the instance's, one belongs to each such block.
class PinAccount {
 public:
  // nullptr without memory.
  static PinAccount *make();

  void add_block(std::size_t bytes);
  void remove_block(std::size_t bytes);
  void drop();
  [[nodiscard]] std::uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  PinAccount() = default;

  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint32_t> references_{1};
};

// Field for field a cellaret_value; capi/src/value.cpp asserts it, so that a read writes straight
// into the caller's struct.
struct ReadValue {
  std::uint8_t type;
  std::uint8_t codec;
  std::uint8_t is_pinned;
  std::uint8_t reserved_0;
  std::uint32_t size;
  std::uint64_t version;
  union {
    std::uint64_t word;
    const void *data;
  };
  Entry *pin;  // of a large value
  PinAccount *owner;
  std::uint8_t bytes[kInlineValueSize];
  std::uint8_t reserved[32];

  void set_none();
  // Copies a small value, pins a large one. Under the lock of the entry's shard, or reading in an
  // epoch; then what was read may be torn, and is released when the version says so.
  void read(const Entry &entry, const Entry::Head &head, PinAccount &account);
  // The same for a small entry, which never is pinned.
  void read_small(const Entry &entry, const Entry::Head &head);
  // Copies an element of a collection; a large one into a block of its own, which counts as pinned.
  // False, and no change, without memory.
  [[nodiscard]] bool copy(const Element &element, std::uint8_t codec_tag, std::uint64_t stamp,
                          PinAccount &account);
  // Lets go of what read() pinned; the value is none afterwards.
  void release();
};

CELLARET_ALWAYS_INLINE void ReadValue::read_small(const Entry &entry, const Entry::Head &head) {
  bool is_string = head.type() == Type::kString;
  std::uint32_t length = is_string ? head.value_size : 0;
  // Type, codec and size in one store: the next word may be read in one load.
  std::uint64_t first = head.type_and_codec() | std::uint64_t{length} << 32;
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(this, &first, sizeof first);
  version = head.stamp();
  const unsigned char *words = entry.value_words(head);
  if (!is_string) {
    word = load_field<std::uint64_t>(words);
  } else {
    load_words(bytes, words, length);
  }
}

inline void ReadValue::read(const Entry &entry, const Entry::Head &head, PinAccount &account) {
  if (head.type() != Type::kString || head.value_size <= kInlineValueSize) {
    read_small(entry, head);
    return;
  }
  set_none();
  type = static_cast<std::uint8_t>(Type::kString);
  codec = head.codec();
  size = head.value_size;
  version = head.stamp();
  pin = const_cast<Entry *>(&entry);
  pin->pin();
  is_pinned = 1;
  data = entry.value_words(head);
  owner = &account;
}

// The table let go of the entry and only pins can hold it: frees it, or leaves that to the last
// reader who does.
void dispose_entry(Entry *entry, PinAccount &account);

}  // namespace cellaret::engine
