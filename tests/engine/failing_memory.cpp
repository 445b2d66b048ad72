// The engine's allocation functions over malloc, with a count of what is alive.
#include "tests/engine/failing_memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "engine/base/memory.h"

namespace cellaret::test {
namespace {

// Failures are for tests with one thread; others may count.
std::int64_t left = -1;
bool is_once = false;
constexpr std::size_t kPageSize = 4096;
std::int64_t failed = 0;
std::atomic<std::int64_t> blocks{0};
std::atomic<std::int64_t> bytes{0};

void *counted(void *block) {
  if (block == nullptr) return nullptr;
  ++blocks;
  bytes += static_cast<std::int64_t>(malloc_usable_size(block));
  return block;
}

bool fails() {
  if (left < 0) return false;
  if (left > 0) {
    --left;
    return false;
  }
  if (is_once) left = -1;
  ++failed;
  return true;
}

void arm(std::int64_t allocations, bool once) {
  left = allocations;
  is_once = once;
  failed = 0;
}

}  // namespace

void fail_after(std::int64_t allocations) { arm(allocations, false); }
void fail_once_after(std::int64_t allocations) { arm(allocations, true); }
std::int64_t failures() { return failed; }
std::int64_t live_blocks() { return blocks; }
std::int64_t live_bytes() { return bytes; }

}  // namespace cellaret::test

namespace cellaret::engine {

void *allocate(std::size_t size) noexcept {
  return test::fails() ? nullptr : test::counted(std::malloc(size));
}
void *allocate_zeroed(std::size_t size) noexcept {
  return test::fails() ? nullptr : test::counted(std::calloc(1, size));
}
void *allocate_lines(std::size_t size) noexcept {
  if (test::fails()) return nullptr;
  void *block = std::aligned_alloc(64, (size + 63) / 64 * 64);
  if (block != nullptr) std::memset(block, 0, size);
  return test::counted(block);
}
void deallocate(void *block) noexcept {
  if (block == nullptr) return;
  --test::blocks;
  test::bytes -= static_cast<std::int64_t>(malloc_usable_size(block));
  std::free(block);
}
std::size_t block_size(const void *block) noexcept {
  return malloc_usable_size(const_cast<void *>(block));
}
void *allocate_pages(std::size_t size) noexcept {
  if (test::fails()) return nullptr;
  std::size_t whole = pages_size(nullptr, size);
  void *pages = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return nullptr;
  ++test::blocks;
  test::bytes += static_cast<std::int64_t>(whole);
  return pages;
}
void deallocate_pages(void *pages, std::size_t size) noexcept {
  while (size != 0) size = trim_pages(pages, size);
}
std::size_t pages_size(const void *, std::size_t size) noexcept {
  return (size + test::kPageSize - 1) / test::kPageSize * test::kPageSize;
}
std::size_t trim_pages(void *pages, std::size_t size) noexcept {
  std::size_t left = (size - 1) / test::kTrimmedAtOnce * test::kTrimmedAtOnce;
  std::size_t freed = pages_size(pages, size) - left;
  munmap(static_cast<char *>(pages) + left, freed);
  test::bytes -= static_cast<std::int64_t>(freed);
  if (left == 0) --test::blocks;
  return left;
}
void use_huge_pages(bool) noexcept {}
const char *allocator_name() noexcept { return "failing"; }

}  // namespace cellaret::engine
