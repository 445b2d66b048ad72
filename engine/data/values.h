// Many values as one answer: what a range, a set or several keys are given back as.
//
// One block that belongs to the caller: this header, the items, the bytes they point at. It is no
// part of the cache and not charged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/data/element.h"
#include "engine/data/value.h"

namespace cellaret::engine {

// Field for field a cellaret_item; capi/src/values.cpp asserts it.
struct ValueItem {
  union {
    const void *data;
    std::int64_t integer;
    double number;
    std::uint64_t word;
  };
  std::uint32_t size;
  std::uint8_t type;
  std::uint8_t codec;
  std::uint16_t reserved;
  std::uint64_t version;
};

// Field for field a cellaret_values.
struct Values {
  const ValueItem *items;
  std::uint64_t count;
};

// Collects items; false (or nullptr) when there is no memory, and then nothing is left behind.
class ValuesBuilder {
 public:
  ValuesBuilder() = default;
  ValuesBuilder(const ValuesBuilder &) = delete;
  ValuesBuilder &operator=(const ValuesBuilder &) = delete;
  ~ValuesBuilder() { deallocate(block_); }

  // What is coming, roughly; it saves copying.
  [[nodiscard]] bool reserve(std::uint64_t items, std::uint64_t bytes);
  // Of all items that follow.
  void describe(std::uint8_t codec, std::uint64_t version) {
    codec_ = codec;
    version_ = version;
  }
  // A byte string.
  [[nodiscard]] bool add(std::string_view bytes);
  [[nodiscard]] bool add(const Element &element) {
    NumberText text;
    return add(element.as_bytes(text));
  }
  // A number.
  [[nodiscard]] bool add_number(Type type, std::uint64_t word);
  // A value that is not there.
  [[nodiscard]] bool add_none() { return add_number(Type::kNone, 0); }
  [[nodiscard]] std::uint64_t count() const { return count_; }

  // The answer; release it with deallocate().
  [[nodiscard]] Values *finish();

 private:
  [[nodiscard]] ValueItem *items() const {
    return reinterpret_cast<ValueItem *>(block_ + sizeof(Values));
  }
  [[nodiscard]] unsigned char *bytes() const {
    return reinterpret_cast<unsigned char *>(items() + max_items_);
  }
  [[nodiscard]] bool make_room(std::uint64_t bytes);
  ValueItem &add_item(Type type);

  unsigned char *block_ = nullptr;
  std::uint64_t max_items_ = 0;
  std::uint64_t max_bytes_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t used_bytes_ = 0;
  std::uint64_t version_ = 0;
  std::uint8_t codec_ = 0;
};

}  // namespace cellaret::engine
