// Blocks from a private, hidden mimalloc that leaves the host's malloc alone.
#include <mimalloc.h>

#include <cstdint>

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

}  // namespace cellaret::engine
