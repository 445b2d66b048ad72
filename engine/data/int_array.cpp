// A sorted array of 16, 32 or 64-bit integers.
#include "engine/data/int_array.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/base/memory.h"
#include "engine/data/element.h"
#include "engine/data/number_window.h"

namespace cellaret::engine {

namespace {

constexpr std::uint32_t kFirstRoom = 12;

constexpr std::uint32_t grown(std::uint32_t count) { return count + count / 2 + 1; }

}  // namespace

IntArray *IntArray::make() {
  void *block = allocate(sizeof(IntArray) + kFirstRoom * 2);
  if (block == nullptr) return nullptr;
  auto *array = new (block) IntArray();
  array->measure();
  return array;
}

std::size_t IntArray::make_bound() { return block_bound(sizeof(IntArray) + kFirstRoom * 2); }

std::size_t IntArray::grown_bound(std::int64_t value) const {
  std::uint32_t width = std::max<std::uint32_t>(width_, width_of(value));
  if (width == width_ && count_ < room_) return block_size(this);
  return block_bound(sizeof(IntArray) + std::size_t{grown(count_)} * width);
}

// What the allocator gives on top of what was asked for is used.
void IntArray::measure() {
  std::size_t room = (block_size(this) - sizeof(IntArray)) / width_;
  room_ = static_cast<std::uint16_t>(std::min<std::size_t>(room, UINT16_MAX));
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

// Which half a number is in cannot be predicted, so nothing branches on it. The last few are
// compared at once.
template <class Number>
inline IntArray::Place IntArray::find_as(std::int64_t value) const {
  using Window = NumberWindow<Number>;
  auto wanted = static_cast<Number>(value);
  // All numbers are below one that is too large for them, and none is below one too small.
  if (wanted != value) return {value < 0 ? 0 : count_, false};
  const unsigned char *numbers = bytes();
  auto number = [&](std::uint32_t index) {
    Number read = 0;
    std::memcpy(&read, numbers + index * sizeof read, sizeof read);
    return read;
  };
  std::uint32_t first = 0;
  std::uint32_t left = count_;
  while (left > Window::kSize) {
    std::uint32_t half = left / 2;
    first += half & (0 - std::uint32_t{number(first + half - 1) < wanted});
    left -= half;
  }
  if (room_ >= Window::kSize) [[likely]] {
    // Further to the left all are below as well.
    first = std::min(first, room_ - Window::kSize);
    first += Window::below(numbers + first * sizeof(Number), count_ - first, wanted);
  } else {
    while (first < count_ && number(first) < wanted) ++first;
  }
  return {first, first < count_ && number(first) == wanted};
}

IntArray::Place IntArray::find(std::int64_t value) const {
  if (width_ == 4) return find_as<std::int32_t>(value);
  if (width_ == 2) return find_as<std::int16_t>(value);
  return find_as<std::int64_t>(value);
}

IntArray *IntArray::resized(std::uint32_t width, std::uint32_t room) const {
  void *block = allocate(sizeof(IntArray) + std::size_t{room} * width);
  if (block == nullptr) return nullptr;
  auto *array = new (block) IntArray();
  array->width_ = static_cast<std::uint16_t>(width);
  array->measure();
  array->count_ = count_;
  if (width == width_) {
    std::memcpy(array->bytes(), bytes(), std::size_t{count_} * width_);
  } else {
    for (std::uint32_t index = 0; index < count_; ++index) array->put(index, at(index));
  }
  return array;
}

IntArray *IntArray::insert(std::uint32_t index, std::int64_t value) {
  IntArray *array = this;
  std::uint32_t width = std::max<std::uint32_t>(width_, width_of(value));
  if (width != width_ || count_ == room_) {
    array = resized(width, grown(count_));
    if (array == nullptr) return nullptr;
    deallocate(this);
  }
  unsigned char *place = array->bytes() + std::size_t{index} * width;
  std::memmove(place + width, place, std::size_t{array->count_ - index} * width);
  array->put(index, value);
  ++array->count_;
  return array;
}

IntArray *IntArray::erase(std::uint32_t index) {
  unsigned char *place = bytes() + std::size_t{index} * width_;
  --count_;
  std::memmove(place, place + width_, std::size_t{count_ - index} * width_);
  if (room_ <= kFirstRoom || count_ > room_ / 4) return this;
  // Without memory for a smaller array it stays as it is.
  IntArray *array = resized(width_, count_ * 2);
  if (array == nullptr) return this;
  deallocate(this);
  return array;
}

}  // namespace cellaret::engine
