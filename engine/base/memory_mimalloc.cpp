// Blocks from a private, hidden mimalloc that leaves the host's malloc alone.
#include <mimalloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "engine/base/atomic.h"
#include "engine/base/memory.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

namespace {

// MI_MALLOC_VERSION is 209 for 2.0.9.
constexpr char kName[] = {'m', 'i',
                          'm', 'a',
                          'l', 'l',
                          'o', 'c',
                          ' ', '0' + MI_MALLOC_VERSION / 100,
                          '.', '0' + MI_MALLOC_VERSION / 10 % 10,
                          '.', '0' + MI_MALLOC_VERSION % 10,
                          '\0'};

constexpr std::size_t kHugePage = std::size_t{2} << 20;
// Given back at once: about ten microseconds of a page after the other, or one huge page.
constexpr std::size_t kTrimmedAtOnce = std::size_t{128} << 10;

Atomic<bool> are_huge_pages_wanted{false};

std::size_t in_whole_pages(std::size_t size) {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (size + page - 1) / page * page;
}

void *map(std::size_t size) {
  void *pages = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return pages == MAP_FAILED ? nullptr : pages;
}

// Only what begins at a multiple of its size can become a huge page, so more is mapped at first.
void *map_huge(std::size_t size) {
  auto *pages = static_cast<unsigned char *>(map(size + kHugePage));
  if (pages == nullptr) return nullptr;
  std::size_t before = -reinterpret_cast<std::uintptr_t>(pages) % kHugePage;
  if (before != 0) munmap(pages, before);
  munmap(pages + before + size, kHugePage - before);
  madvise(pages + before, size, MADV_HUGEPAGE);
  return pages + before;
}

}  // namespace

void *allocate(std::size_t size) noexcept { return mi_malloc(size); }
void *allocate_zeroed(std::size_t size) noexcept { return mi_zalloc(size); }
// Large blocks begin on a line anyway. Asked for as aligned, 512 KiB were charged as 1 MiB.
void *allocate_lines(std::size_t size) noexcept {
  void *block = mi_zalloc(size);
  if (reinterpret_cast<std::uintptr_t>(block) % kCacheLine == 0) return block;
  mi_free(block);
  return mi_zalloc_aligned(size, kCacheLine);
}
void deallocate(void *block) noexcept { mi_free(block); }
std::size_t block_size(const void *block) noexcept { return mi_usable_size(block); }
const char *allocator_name() noexcept { return kName; }

// Straight from the system: mimalloc rounds what is larger than half a MiB up to the next multiple
// of that.
void *allocate_pages(std::size_t size) noexcept {
  std::size_t whole = in_whole_pages(size);
  bool is_huge = size >= kHugePage && are_huge_pages_wanted.load(std::memory_order_relaxed);
  return is_huge ? map_huge(whole) : map(whole);
}
void deallocate_pages(void *pages, std::size_t size) noexcept {
  munmap(pages, in_whole_pages(size));
}
std::size_t pages_size(const void *, std::size_t size) noexcept { return in_whole_pages(size); }
std::size_t trim_pages(void *pages, std::size_t size) noexcept {
  bool is_huge = are_huge_pages_wanted.load(std::memory_order_relaxed);
  std::size_t step = is_huge ? kHugePage : kTrimmedAtOnce;
  std::size_t left = (size - 1) / step * step;
  munmap(static_cast<unsigned char *>(pages) + left, in_whole_pages(size) - left);
  return left;
}

void use_huge_pages(bool are_wanted) noexcept {
  are_huge_pages_wanted.store(are_wanted, std::memory_order_relaxed);
  mi_option_set_enabled(mi_option_large_os_pages, are_wanted);
}

}  // namespace cellaret::engine
