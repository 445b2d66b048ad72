// A sorted array of 16, 32 or 64-bit integers.
#include "engine/data/int_array.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/base/memory.h"
#include "engine/data/element.h"

namespace cellaret::engine {

namespace {

constexpr std::uint32_t kFirstRoom = 12;

std::uint32_t width_of(std::int64_t value) {
  if (value == static_cast<std::int16_t>(value)) return 2;
  return value == static_cast<std::int32_t>(value) ? 4 : 8;
}

constexpr std::uint32_t grown(std::uint32_t count) { return count + count / 2 + 1; }

}  // namespace

IntArray *IntArray::make() {
  void *block = allocate(sizeof(IntArray) + kFirstRoom * 2);
  return block == nullptr ? nullptr : new (block) IntArray();
}

std::size_t IntArray::make_bound() { return block_bound(sizeof(IntArray) + kFirstRoom * 2); }

std::size_t IntArray::grown_bound(std::int64_t value) const {
  std::uint32_t width = std::max(width_, width_of(value));
  if (width == width_ && count_ < room()) return block_size(this);
  return block_bound(sizeof(IntArray) + std::size_t{grown(count_)} * width);
}

std::uint32_t IntArray::room() const {
  return static_cast<std::uint32_t>((block_size(this) - sizeof(IntArray)) / width_);
}

std::int64_t IntArray::at(std::uint32_t index) const {
  const unsigned char *from = bytes() + std::size_t{index} * width_;
  if (width_ == 2) {
    std::int16_t value = 0;
    std::memcpy(&value, from, 2);
    return value;
  }
  if (width_ == 4) {
    std::int32_t value = 0;
    std::memcpy(&value, from, 4);
    return value;
  }
  std::int64_t value = 0;
  std::memcpy(&value, from, 8);
  return value;
}

void IntArray::put(std::uint32_t index, std::int64_t value) {
  std::memcpy(bytes() + std::size_t{index} * width_, &value, width_);  // the low bytes come first
}

std::uint32_t IntArray::lower_bound(std::int64_t value) const {
  std::uint32_t first = 0;
  for (std::uint32_t left = count_; left > 0;) {
    std::uint32_t half = left / 2;
    bool is_behind = at(first + half) < value;
    first = is_behind ? first + half + 1 : first;
    left = is_behind ? left - half - 1 : half;
  }
  return first;
}

bool IntArray::contains(std::int64_t value) const {
  std::uint32_t index = lower_bound(value);
  return index < count_ && at(index) == value;
}

IntArray *IntArray::resized(std::uint32_t width, std::uint32_t room) const {
  void *block = allocate(sizeof(IntArray) + std::size_t{room} * width);
  if (block == nullptr) return nullptr;
  auto *array = new (block) IntArray();
  array->width_ = width;
  array->count_ = count_;
  if (width == width_) {
    std::memcpy(array->bytes(), bytes(), std::size_t{count_} * width_);
  } else {
    for (std::uint32_t index = 0; index < count_; ++index) array->put(index, at(index));
  }
  return array;
}

IntArray *IntArray::insert(std::int64_t value) {
  IntArray *array = this;
  std::uint32_t width = std::max(width_, width_of(value));
  if (width != width_ || count_ == room()) {
    array = resized(width, grown(count_));
    if (array == nullptr) return nullptr;
    deallocate(this);
  }
  std::uint32_t index = array->lower_bound(value);
  unsigned char *place = array->bytes() + std::size_t{index} * width;
  std::memmove(place + width, place, std::size_t{array->count_ - index} * width);
  array->put(index, value);
  ++array->count_;
  return array;
}

IntArray *IntArray::erase(std::int64_t value) {
  std::uint32_t index = lower_bound(value);
  unsigned char *place = bytes() + std::size_t{index} * width_;
  --count_;
  std::memmove(place, place + width_, std::size_t{count_ - index} * width_);
  if (room() <= kFirstRoom || count_ > room() / 4) return this;
  // Without memory for a smaller array it stays as it is.
  IntArray *array = resized(width_, count_ * 2);
  if (array == nullptr) return this;
  deallocate(this);
  return array;
}

}  // namespace cellaret::engine
