// What differs between compilers and processors, in one place.
#pragma once

#include <cstddef>

namespace cellaret::engine {

inline constexpr std::size_t kCacheLine = 64;

// A hint to a processor that this thread spins.
inline void spin_pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

inline void prefetch(const void *address) { __builtin_prefetch(address); }

}  // namespace cellaret::engine
