// Blocks: their real size, zeroing, alignment, ownership.
#include "engine/base/memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <fstream>
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

// Whether the kernel was asked for huge pages there.
bool is_advised(const void *address) {
  std::ifstream maps("/proc/self/smaps");
  auto wanted = reinterpret_cast<std::uintptr_t>(address);
  bool is_inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " ", &begin, &end) == 2) {
      is_inside = begin <= wanted && wanted < end;
    } else if (is_inside && line.starts_with("VmFlags:")) {
      return line.find(" hg") != std::string::npos;
    }
  }
  return false;
}

TEST(MemoryTest, pages_are_zero_and_cost_what_was_asked_for_to_the_page) {
  for (std::size_t size : {300'000, 600 << 10, 5'000'000}) {
    auto *pages = static_cast<unsigned char *>(allocate_pages(size));
    ASSERT_NE(pages, nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages) % kCacheLine, 0u);
    EXPECT_GE(pages_size(pages, size), size);
    EXPECT_LT(pages_size(pages, size), size + (64 << 10));
    EXPECT_TRUE(std::all_of(pages, pages + size, [](auto byte) { return byte == 0; }));
    std::fill_n(pages, size, std::uint8_t{1});
    deallocate_pages(pages, size);
  }
}

// To be seen where the kernel has them; the system's malloc has settings of its own.
TEST(MemoryTest, huge_pages_are_asked_for_only_where_they_are_wanted) {
  bool can_be_seen = std::ifstream("/sys/kernel/mm/transparent_hugepage/enabled").good() &&
                     std::string(allocator_name()).starts_with("mimalloc");
  constexpr std::size_t kSize = 9 << 20;
  for (bool are_wanted : {false, true, false}) {
    use_huge_pages(are_wanted);
    auto *pages = static_cast<unsigned char *>(allocate_pages(kSize));
    ASSERT_NE(pages, nullptr);
    EXPECT_TRUE(std::all_of(pages, pages + kSize, [](auto byte) { return byte == 0; }));
    std::fill_n(pages, kSize, std::uint8_t{1});
    EXPECT_EQ(is_advised(pages + (4 << 20)), are_wanted && can_be_seen);
    deallocate_pages(pages, kSize);
  }
}

TEST(MemoryTest, the_allocator_is_named) {
  std::string name = allocator_name();
  EXPECT_TRUE(name == "system" || name.starts_with("mimalloc 2.")) << name;
}

TEST(ZeroedArrayTest, may_be_small_or_in_pages_and_go_from_one_to_the_other) {
  constexpr std::size_t kMany = ZeroedArray<std::uint64_t>::kPagedSize / 8;
  ZeroedArray<std::uint64_t> array;
  for (std::size_t count : {kMany, std::size_t{3}, kMany + 1, kMany - 1, 5 * kMany}) {
    ASSERT_TRUE(array.allocate(count));
    EXPECT_GE(array.bytes(), count * 8);
    EXPECT_LT(array.bytes(), count * 8 + (64 << 10));
    EXPECT_EQ(array[count - 1], 0u);
    std::fill_n(array.get(), count, 7);
    ZeroedArray<std::uint64_t> other = std::move(array);
    array = std::move(other);
    EXPECT_EQ(array[count - 1], 7u);
  }
  array.reset();
  EXPECT_EQ(array.bytes(), 0u);
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
