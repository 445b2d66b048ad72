// The functions of engine/base/memory.h on one region of memory with a shadow.
#include "tests/schedules/arena.h"

#include <cstring>

#include "engine/base/atomic.h"
#include "engine/base/memory.h"
#include "tests/schedules/scheduler.h"

namespace cellaret::schedules {

namespace {

constexpr std::size_t kRegionSize = std::size_t{64} << 20;
constexpr std::size_t kLine = 64;
constexpr std::size_t kUnit = 16;
constexpr std::size_t kReusedSizes = 4096 / kUnit;
constexpr unsigned char kGarbage = 0xdb;

enum class Use : unsigned char { kNever, kLive, kFreed };

// In front of every block, in a unit of its own.
struct Header {
  std::uint64_t size;
  Header *next_free;
};
static_assert(sizeof(Header) == kUnit);

alignas(kLine) unsigned char region[kRegionSize];
Use shadow[kRegionSize / kUnit];

struct State {
  std::size_t used = 0;
  std::size_t kept = 0;
  std::int64_t blocks = 0;
  bool gives_out_again = false;
  Header *free[kReusedSizes] = {};
};
State state;

std::size_t unit_of(const void *address) {
  return static_cast<std::size_t>(static_cast<const unsigned char *>(address) - region) / kUnit;
}

Header *header_of(const void *block) {
  return static_cast<Header *>(const_cast<void *>(block)) - 1;
}

void *take(std::size_t size, std::size_t alignment) {
  // Plain stores to the block are to come after those before.
  engine::schedule_drain();
  size = (size + kUnit - 1) / kUnit * kUnit;
  Header *header = nullptr;
  if (alignment == kUnit && size / kUnit < kReusedSizes && state.free[size / kUnit] != nullptr) {
    header = state.free[size / kUnit];
    state.free[size / kUnit] = header->next_free;
  } else {
    std::size_t start = (state.used + sizeof(Header) + alignment - 1) / alignment * alignment;
    if (start + size > kRegionSize) return nullptr;
    header = header_of(region + start);
    state.used = start + size;
  }
  *header = {size, nullptr};
  void *block = header + 1;
  std::memset(shadow + unit_of(block), static_cast<int>(Use::kLive), size / kUnit);
  ++state.blocks;
  return block;
}

}  // namespace

void arena_keep_all() { state.kept = state.used; }

void arena_restart(bool gives_out_again) {
  std::memset(shadow + state.kept / kUnit, 0, (state.used - state.kept) / kUnit + 1);
  std::size_t kept = state.kept;
  state = State();
  state.used = state.kept = kept;
  state.gives_out_again = gives_out_again;
}

std::int64_t arena_blocks() { return state.blocks; }

const char *arena_complaint(const void *address) {
  if (address < region || address >= region + kRegionSize) return nullptr;
  switch (shadow[unit_of(address)]) {
    case Use::kLive:
      return nullptr;
    case Use::kFreed:
      return "use after free";
    default:
      return "use of memory that was never allocated";
  }
}

}  // namespace cellaret::schedules

namespace cellaret::engine {

using namespace cellaret::schedules;

void *allocate(std::size_t size) noexcept { return take(size, kUnit); }

void *allocate_zeroed(std::size_t size) noexcept {
  void *block = take(size, kUnit);
  if (block != nullptr) std::memset(block, 0, size);
  return block;
}

void *allocate_lines(std::size_t size) noexcept {
  void *block = take(size, kLine);
  if (block != nullptr) std::memset(block, 0, size);
  return block;
}

void deallocate(void *block) noexcept {
  if (block == nullptr) return;
  schedule_drain();
  if (shadow[unit_of(block)] != Use::kLive) fail("a block is freed twice");
  Header *header = header_of(block);
  std::memset(block, kGarbage, header->size);
  --state.blocks;
  bool is_line = reinterpret_cast<std::uintptr_t>(block) % kLine == 0;
  std::size_t units = header->size / kUnit;
  std::memset(shadow + unit_of(block), static_cast<int>(Use::kFreed), units);
  if (state.gives_out_again && !is_line && units < kReusedSizes) {
    header->next_free = state.free[units];
    state.free[units] = header;
  }
}

std::size_t block_size(const void *block) noexcept {
  return block == nullptr ? 0 : header_of(block)->size;
}

void *allocate_pages(std::size_t size) noexcept { return allocate_lines(size); }
void deallocate_pages(void *pages, std::size_t) noexcept { deallocate(pages); }
std::size_t pages_size(const void *pages, std::size_t) noexcept { return block_size(pages); }
std::size_t trim_pages(void *pages, std::size_t) noexcept {
  deallocate(pages);
  return 0;
}
void use_huge_pages(bool) noexcept {}

const char *allocator_name() noexcept { return "arena"; }

}  // namespace cellaret::engine
