// Integers in ascending order in one block, each as wide as the widest of them: a small set of
// numbers.
//
// Cost: contains O(log n); insert and erase move up to 8 n bytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cellaret::engine {

class IntArray {
 public:
  // Empty, with room for a few; nullptr without memory.
  static IntArray *make();
  // What the array may cost once it holds one more.
  [[nodiscard]] std::size_t grown_bound(std::int64_t value) const;
  [[nodiscard]] static std::size_t make_bound();

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] std::int64_t at(std::uint32_t index) const;
  // Where a number is, or would have to be.
  struct Place {
    std::uint32_t at;
    bool is_there;
  };
  [[nodiscard]] Place find(std::int64_t value) const;
  // Whether one more goes into the block as it is.
  [[nodiscard]] bool has_room_for(std::int64_t value) const {
    return count_ < room_ && width_of(value) <= width_;
  }
  // Each returns the array that stands for this one from now on. insert: of a number that is not
  // there, at its place; nullptr, and no change, without memory. erase: never fails.
  [[nodiscard]] IntArray *insert(std::uint32_t place, std::int64_t value);
  [[nodiscard]] IntArray *erase(std::uint32_t place);

 private:
  [[nodiscard]] unsigned char *bytes() { return reinterpret_cast<unsigned char *>(this + 1); }
  [[nodiscard]] const unsigned char *bytes() const {
    return reinterpret_cast<const unsigned char *>(this + 1);
  }
  template <class Number>
  [[nodiscard]] Place find_as(std::int64_t value) const;
  [[nodiscard]] static std::uint32_t width_of(std::int64_t value) {
    if (value == static_cast<std::int16_t>(value)) return 2;
    return value == static_cast<std::int32_t>(value) ? 4 : 8;
  }
  void put(std::uint32_t index, std::int64_t value);
  [[nodiscard]] IntArray *resized(std::uint32_t width, std::uint32_t room) const;
  void measure();

  std::uint16_t width_ = 2;
  std::uint16_t room_ = 0;  // numbers that the block can hold
  std::uint32_t count_ = 0;
};

}  // namespace cellaret::engine
