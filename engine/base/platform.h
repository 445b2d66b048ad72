// What differs between compilers and processors, in one place.
#pragma once

#include <cstddef>

// 1 where ThreadSanitizer looks on and has to see every access as what it is.
#if defined(__SANITIZE_THREAD__)
#define CELLARET_WATCHED_BY_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CELLARET_WATCHED_BY_TSAN 1
#endif
#endif
#if !defined(CELLARET_WATCHED_BY_TSAN)
#define CELLARET_WATCHED_BY_TSAN 0
#endif

// Of the hit path, which is one function to the processor: what is rare stays out of it.
#define CELLARET_ALWAYS_INLINE [[gnu::always_inline]] inline
#define CELLARET_NEVER_INLINE [[gnu::noinline]]
// After the parameters of a lambda.
#define CELLARET_INLINE_LAMBDA __attribute__((always_inline))

namespace cellaret::engine {

inline constexpr std::size_t kCacheLine = 64;

#if defined(CELLARET_SCHEDULED)
// Of the test that explores schedules: another thread has to run before this one gets any further.
void schedule_yield() noexcept;
#endif

// A hint to a processor that this thread spins.
inline void spin_pause() {
#if defined(CELLARET_SCHEDULED)
  schedule_yield();
#elif defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Always inlined: a call of a function that changes nothing is left out by the compiler.
CELLARET_ALWAYS_INLINE void prefetch(const void *address) { __builtin_prefetch(address); }

}  // namespace cellaret::engine
