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
  [[nodiscard]] bool contains(std::int64_t value) const;
  // Each returns the array that stands for this one from now on. insert: of a number that is not
  // there; nullptr, and no change, without memory. erase: of one that is there; never fails.
  [[nodiscard]] IntArray *insert(std::int64_t value);
  [[nodiscard]] IntArray *erase(std::int64_t value);

 private:
  [[nodiscard]] unsigned char *bytes() { return reinterpret_cast<unsigned char *>(this + 1); }
  [[nodiscard]] const unsigned char *bytes() const {
    return reinterpret_cast<const unsigned char *>(this + 1);
  }
  [[nodiscard]] std::uint32_t room() const;
  [[nodiscard]] std::uint32_t lower_bound(std::int64_t value) const;
  void put(std::uint32_t index, std::int64_t value);
  [[nodiscard]] IntArray *resized(std::uint32_t width, std::uint32_t room) const;

  std::uint32_t width_ = 2;
  std::uint32_t count_ = 0;
};

}  // namespace cellaret::engine
