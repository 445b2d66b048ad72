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

namespace cellaret::engine {

#if defined(CELLARET_SCHEDULED)
// Of the test that explores schedules: another thread may run here.
void schedule_point() noexcept;
#else
inline void schedule_point() noexcept {}
#endif

template <class T>
class Atomic {
 public:
  constexpr Atomic() = default;
  constexpr explicit Atomic(T value) : value_(value) {}

  T load(std::memory_order order) const {
    schedule_point();
    return value_.load(order);
  }
  void store(T value, std::memory_order order) {
    schedule_point();
    value_.store(value, order);
  }
  T exchange(T value, std::memory_order order) {
    schedule_point();
    return value_.exchange(value, order);
  }
  T fetch_add(T value, std::memory_order order) {
    schedule_point();
    return value_.fetch_add(value, order);
  }
  T fetch_sub(T value, std::memory_order order) {
    schedule_point();
    return value_.fetch_sub(value, order);
  }
  T fetch_or(T value, std::memory_order order) {
    schedule_point();
    return value_.fetch_or(value, order);
  }
  bool compare_exchange(T &expected, T wanted, std::memory_order order) {
    schedule_point();
    return value_.compare_exchange_strong(expected, wanted, order, std::memory_order_relaxed);
  }
  void wait(T value, std::memory_order order) const {
    schedule_point();
    value_.wait(value, order);
  }
  void notify_one() {
    schedule_point();
    value_.notify_one();
  }

 private:
  std::atomic<T> value_{};
};

// A field inside a block of bytes, aligned for its type.
template <class T>
T load_field(const void *address) {
  schedule_point();
  return std::atomic_ref<T>(*static_cast<T *>(const_cast<void *>(address)))
      .load(std::memory_order_acquire);
}

template <class T>
void store_field(void *address, T value) {
  schedule_point();
  std::atomic_ref<T>(*static_cast<T *>(address)).store(value, std::memory_order_release);
}

// Copies `size` bytes out of shared words. Both sides have room for whole words; `from` is aligned.
inline void load_words(void *to, const void *from, std::size_t size) {
  auto *out = static_cast<unsigned char *>(to);
  const auto *words = static_cast<const std::uint64_t *>(from);
  for (std::size_t at = 0; at < size; at += 8) {
    std::uint64_t word = load_field<std::uint64_t>(words++);
    std::memcpy(out + at, &word, 8);
  }
}

// Copies `size` bytes into shared words, padding the last with zeros.
inline void store_words(void *to, const void *from, std::size_t size) {
  const auto *in = static_cast<const unsigned char *>(from);
  auto *words = static_cast<std::uint64_t *>(to);
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, in + at, 8);
    store_field<std::uint64_t>(words++, word);
  }
  if (at == size) return;
  std::uint64_t word = 0;
  std::memcpy(&word, in + at, size - at);
  store_field<std::uint64_t>(words, word);
}

}  // namespace cellaret::engine
