// An allocator for tests that fails when told to: a program that links failing_memory.cpp gets it
// in place of the engine's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cellaret::test {

// The allocation after the next `allocations` fails, and so do all that follow; negative: none.
void fail_after(std::int64_t allocations);
// The same, but those that follow it are made again.
void fail_once_after(std::int64_t allocations);
// Of large arrays so much is given back at once.
inline constexpr std::size_t kTrimmedAtOnce = 64 << 10;
// Allocations that failed since one of these was called.
std::int64_t failures();
// Blocks that are allocated now, and their real bytes.
std::int64_t live_blocks();
std::int64_t live_bytes();

}  // namespace cellaret::test
