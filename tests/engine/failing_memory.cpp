// The engine's allocation functions over malloc, with a count of what is alive.
#include "tests/engine/failing_memory.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "engine/base/memory.h"

namespace cellaret::test {
namespace {

// Failures are for tests with one thread; others may count.
std::int64_t left = -1;
bool is_once = false;
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
void *allocate_pages(std::size_t size) noexcept { return allocate_lines(size); }
void deallocate_pages(void *pages, std::size_t) noexcept { deallocate(pages); }
std::size_t pages_size(const void *pages, std::size_t) noexcept { return block_size(pages); }
void use_huge_pages(bool) noexcept {}
const char *allocator_name() noexcept { return "failing"; }

}  // namespace cellaret::engine
