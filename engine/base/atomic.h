// Atomics of the engine: std::atomic, with a place where a test can step in between two accesses.
//
// Data that readers copy while a writer may change it is read and written in whole words here, too;
// the version around it tells the reader whether to keep what it saw. Reads are acquire and writes
// are release on such data instead of fences, which ThreadSanitizer cannot see. On x86-64 both are
// plain moves.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "engine/base/platform.h"

namespace cellaret::engine {

#if defined(CELLARET_SCHEDULED)
// Of the test that explores schedules: another thread may run here, before `address` is used.
void schedule_point(const void *address = nullptr) noexcept;
// A processor may keep its stores to itself for a while, in their order. Both say whether they did
// it: keep a store, and find what the thread itself has kept.
bool schedule_keep(void *address, const void *value, std::size_t size) noexcept;
bool schedule_find(const void *address, void *out_value, std::size_t size) noexcept;
// The stores of this thread become visible, as a locked instruction makes them.
void schedule_drain() noexcept;
// The stores of every thread do.
void schedule_barrier() noexcept;
// Sleeping in the kernel until somebody wakes a sleeper of that address.
void schedule_sleep(const void *address) noexcept;
void schedule_wake_one(const void *address) noexcept;
#else
inline void schedule_point(const void * /*address*/ = nullptr) noexcept {}
constexpr bool schedule_keep(void * /*address*/, const void * /*value*/, std::size_t /*size*/) {
  return false;
}
constexpr bool schedule_find(const void * /*address*/, void * /*value*/, std::size_t /*size*/) {
  return false;
}
inline void schedule_drain() noexcept {}
#endif

template <class T>
class Atomic {
 public:
  constexpr Atomic() = default;
  constexpr explicit Atomic(T value) : value_(value) {}

  T load(std::memory_order order) const {
    schedule_point(this);
    T kept{};
    return schedule_find(this, &kept, sizeof(T)) ? kept : value_.load(order);
  }
  void store(T value, std::memory_order order) {
    schedule_point(this);
    if (order != std::memory_order_seq_cst && schedule_keep(this, &value, sizeof(T))) return;
    schedule_drain();
    value_.store(value, order);
  }
  T exchange(T value, std::memory_order order) {
    schedule_point(this);
    schedule_drain();
    return value_.exchange(value, order);
  }
  T fetch_add(T value, std::memory_order order) {
    schedule_point(this);
    schedule_drain();
    return value_.fetch_add(value, order);
  }
  T fetch_sub(T value, std::memory_order order) {
    schedule_point(this);
    schedule_drain();
    return value_.fetch_sub(value, order);
  }
  T fetch_or(T value, std::memory_order order) {
    schedule_point(this);
    schedule_drain();
    return value_.fetch_or(value, order);
  }
  T fetch_and(T value, std::memory_order order) {
    schedule_point(this);
    schedule_drain();
    return value_.fetch_and(value, order);
  }
  bool compare_exchange(T &expected, T wanted, std::memory_order order) {
    schedule_point(this);
    schedule_drain();
    return value_.compare_exchange_strong(expected, wanted, order, std::memory_order_relaxed);
  }
  void wait(T value, std::memory_order order) const {
#if defined(CELLARET_SCHEDULED)
    while (load(order) == value) schedule_sleep(this);
#else
    value_.wait(value, order);
#endif
  }
  void notify_one() {
    schedule_point(this);
#if defined(CELLARET_SCHEDULED)
    schedule_wake_one(this);
#else
    value_.notify_one();
#endif
  }

 private:
  std::atomic<T> value_{};
};

// A field inside a block of bytes, aligned for its type.
template <class T>
T load_field(const void *address) {
  schedule_point(address);
  T kept{};
  if (schedule_find(address, &kept, sizeof kept)) return kept;
  return std::atomic_ref<T>(*static_cast<T *>(const_cast<void *>(address)))
      .load(std::memory_order_acquire);
}

template <class T>
void store_field(void *address, T value) {
  schedule_point(address);
  if (schedule_keep(address, &value, sizeof value)) return;
  std::atomic_ref<T>(*static_cast<T *>(address)).store(value, std::memory_order_release);
}

// Two neighbouring words at once. The processors we know never tear a word of 8 in it, but the
// language does not promise that, and ThreadSanitizer does not see it: there it is two words.
inline void load_two_words(void *to, const void *from) {
#if defined(__SSE2__) && !CELLARET_WATCHED_BY_TSAN
  schedule_point(from);
  _mm_storeu_si128(static_cast<__m128i *>(to), _mm_loadu_si128(static_cast<const __m128i *>(from)));
#else
  std::uint64_t words[2] = {load_field<std::uint64_t>(from),
                            load_field<std::uint64_t>(static_cast<const char *>(from) + 8)};
  std::memcpy(to, words, sizeof words);
#endif
}

inline void load_word(void *to, const void *from) {
  std::uint64_t word = load_field<std::uint64_t>(from);
  std::memcpy(to, &word, 8);
}

// Copies up to 64 bytes out of shared words. Both sides have room for whole words; `from` is
// aligned. Without a loop; some words are copied twice.
inline void load_words(void *to, const void *from, std::size_t size) {
  auto *out = static_cast<unsigned char *>(to);
  const auto *in = static_cast<const unsigned char *>(from);
  std::size_t end = (size + 7) & ~std::size_t{7};
  if (end > 16) [[likely]] {
    load_two_words(out, in);
    if (end > 32) {
      load_two_words(out + 16, in + 16);
      load_two_words(out + end - 32, in + end - 32);
    }
    load_two_words(out + end - 16, in + end - 16);
  } else if (end != 0) {
    load_word(out, in);
    load_word(out + end - 8, in + end - 8);
  }
  // What follows is read after these.
  std::atomic_signal_fence(std::memory_order_acquire);
}

inline void store_word(void *to, const void *from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, 8);
  store_field(to, word);
}

// Copies `size` bytes into shared words, padding the last with zeros; `to` is aligned.
CELLARET_ALWAYS_INLINE void store_words(void *to, const void *from, std::size_t size) {
  auto *out = static_cast<unsigned char *>(to);
  const auto *in = static_cast<const unsigned char *>(from);
  std::size_t at = 0;
#if defined(__SSE2__) && !CELLARET_WATCHED_BY_TSAN
  schedule_point();
  for (; at + 16 <= size; at += 16) {
    _mm_storeu_si128(reinterpret_cast<__m128i *>(out + at),
                     _mm_loadu_si128(reinterpret_cast<const __m128i *>(in + at)));
  }
#endif
  for (; at + 8 <= size; at += 8) store_word(out + at, in + at);
  if (at == size) return;
  std::uint64_t word = 0;
  if (size >= 8) {
    // The last eight bytes contain the rest, which moves to the front.
    std::memcpy(&word, in + size - 8, 8);
    word >>= 8 * (8 - (size - at));
  } else {
    std::memcpy(&word, in, size);
  }
  store_field(out + at, word);
}

// Overwrites bytes from `at` on within shared words; those around them stay. `to` is aligned.
inline void store_bytes(void *to, std::size_t at, const void *from, std::size_t size) {
  auto *out = static_cast<unsigned char *>(to);
  const auto *in = static_cast<const unsigned char *>(from);
  while (size > 0) {
    std::size_t skipped = at % 8;
    if (skipped == 0 && size >= 8) {
      std::size_t whole = size & ~std::size_t{7};
      store_words(out + at, in, whole);
      at += whole;
      in += whole;
      size -= whole;
      continue;
    }
    std::size_t count = size < 8 - skipped ? size : 8 - skipped;
    auto word = load_field<std::uint64_t>(out + at - skipped);
    std::memcpy(reinterpret_cast<unsigned char *>(&word) + skipped, in, count);
    store_field(out + at - skipped, word);
    at += count;
    in += count;
    size -= count;
  }
}

}  // namespace cellaret::engine
