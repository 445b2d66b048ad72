// Blocks from the system's malloc, where the private mimalloc is not to be had.
#include <malloc.h>

#include <cstdlib>
#include <cstring>

#include "engine/base/memory.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

void *allocate(std::size_t size) noexcept { return std::malloc(size); }
void *allocate_zeroed(std::size_t size) noexcept { return std::calloc(1, size); }

void *allocate_lines(std::size_t size) noexcept {
  std::size_t rounded = (size + kCacheLine - 1) & ~(kCacheLine - 1);
  void *block = std::aligned_alloc(kCacheLine, rounded);
  if (block != nullptr) std::memset(block, 0, rounded);
  return block;
}

void deallocate(void *block) noexcept { std::free(block); }

// glibc takes no const pointer but does not write.
std::size_t block_size(const void *block) noexcept {
  return malloc_usable_size(const_cast<void *>(block));
}

// The system's malloc maps what is large by itself, to the page, and has settings of its own for
// huge pages.
void *allocate_pages(std::size_t size) noexcept { return allocate_lines(size); }
void deallocate_pages(void *pages, std::size_t) noexcept { std::free(pages); }
std::size_t pages_size(const void *pages, std::size_t) noexcept { return block_size(pages); }
// It takes blocks back as a whole.
std::size_t trim_pages(void *pages, std::size_t) noexcept {
  std::free(pages);
  return 0;
}
void use_huge_pages(bool) noexcept {}

const char *allocator_name() noexcept { return "system"; }

}  // namespace cellaret::engine
