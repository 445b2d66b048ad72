// Blocks: their real size, zeroing, alignment, ownership.
#include "engine/base/memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "engine/base/platform.h"

namespace cellaret::engine {
namespace {

TEST(MemoryTest, a_block_is_at_least_as_large_as_asked_for) {
  EXPECT_EQ(block_size(nullptr), 0u);
  for (std::size_t size : {1, 8, 24, 100, 4096, 100'000, 5'000'000}) {
    void *block = allocate(size);
    EXPECT_GE(block_size(block), size);
    // What is charged is what may be used.
    std::fill_n(static_cast<char *>(block), size, 'x');
    deallocate(block);
  }
  deallocate(nullptr);
}

TEST(MemoryTest, zeroed_blocks_are_zero_and_lines_are_aligned) {
  for (std::size_t size : {1, 64, 100, 4096, 1'000'000}) {
    auto *zeroed = static_cast<unsigned char *>(allocate_zeroed(size));
    auto *lines = static_cast<unsigned char *>(allocate_lines(size));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(lines) % kCacheLine, 0u);
    EXPECT_TRUE(std::all_of(zeroed, zeroed + size, [](auto byte) { return byte == 0; }));
    EXPECT_TRUE(std::all_of(lines, lines + size, [](auto byte) { return byte == 0; }));
    std::fill_n(zeroed, size, std::uint8_t{1});
    std::fill_n(lines, size, std::uint8_t{1});
    deallocate(zeroed);
    deallocate(lines);
  }
}

TEST(MemoryTest, the_allocator_is_named) {
  std::string name = allocator_name();
  EXPECT_TRUE(name == "system" || name.starts_with("mimalloc 2.")) << name;
}

TEST(ZeroedArrayTest, owns_its_elements) {
  ZeroedArray<std::uint64_t> array;
  EXPECT_FALSE(array);
  EXPECT_EQ(array.bytes(), 0u);
  ASSERT_TRUE(array.allocate(10));
  EXPECT_GE(array.bytes(), 80u);
  array[9] = 5;
  ZeroedArray<std::uint64_t> other = std::move(array);
  EXPECT_EQ(other[9], 5u);
  ASSERT_TRUE(other.allocate(10));
  EXPECT_EQ(other[9], 0u);
  other.reset();
  EXPECT_FALSE(other);
}

struct Counted {
  explicit Counted(int &count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  int &count_;
};

TEST(OwnedTest, destroys_its_object_once) {
  int count = 0;
  {
    Owned<Counted> one = make_owned<Counted>(count);
    Owned<Counted> other = std::move(one);
    EXPECT_EQ(count, 1);
  }
  EXPECT_EQ(count, 0);
}

}  // namespace
}  // namespace cellaret::engine
