// A queue of removed keys in a fixed block of bytes: one shard writes it, one reader takes.
//
// Keys are of any size, so each record is as long as its key needs: a word with size and cause, and
// the bytes, in whole words; both may go around the end of the block. The writer owns the tail and
// the reader the head, each on a line of its own; a record is there once the tail has passed it.
//
// Threads: writing under the shard's lock, reading under the queue's; neither waits for the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/atomic.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

// Why a key is gone; a bit each, with the numbers of the public table.
enum class Removal : std::uint8_t {
  kEvicted = 1,
  kExpired = 2,
  kDeleted = 4,
  kReplaced = 8,
  kCleared = 16,
};
inline constexpr std::uint32_t kAllRemovals = 31;

class EventRing {
 public:
  // `capacity` bytes, a power of two, that outlive this.
  void use(unsigned char *bytes, std::size_t capacity) {
    bytes_ = bytes;
    mask_ = capacity - 1;
  }

  // False, and counted, when there is no room.
  bool offer(Removal cause, std::string_view key) {
    std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    std::uint64_t used = tail - head_.load(std::memory_order_acquire);
    if (mask_ + 1 - used < record_size(key.size())) {
      drop(1);
      return false;
    }
    std::uint64_t head_word = key.size() << 8 | static_cast<std::uint64_t>(cause);
    put(tail, &head_word, sizeof head_word);
    put(tail + sizeof head_word, key.data(), key.size());
    // Before the writer looks whether the reader sleeps, which has looked at the tail before it
    // went to sleep: so one of them notices the other.
    tail_.exchange(tail + record_size(key.size()), std::memory_order_seq_cst);
    return true;
  }
  void drop(std::uint64_t count) { dropped_.fetch_add(count, std::memory_order_relaxed); }

  [[nodiscard]] bool empty() const {
    return tail_.load(std::memory_order_seq_cst) == head_.load(std::memory_order_relaxed);
  }
  // The size of the key of the oldest record; the ring is not empty.
  [[nodiscard]] std::size_t first_size() const {
    return first_word(head_.load(std::memory_order_relaxed)) >> 8;
  }
  // Takes the oldest record; `out` has room for its key.
  Removal take(void *out) {
    std::uint64_t head = head_.load(std::memory_order_relaxed);
    std::uint64_t word = first_word(head);
    copy(head + sizeof word, out, word >> 8);
    head_.store(head + record_size(word >> 8), std::memory_order_release);
    return static_cast<Removal>(word & 0xff);
  }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  // Nobody else is there.
  void reset() {
    head_.store(tail_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    dropped_.store(0, std::memory_order_relaxed);
  }

 private:
  static std::size_t record_size(std::size_t key_size) { return 8 + ((key_size + 7) & ~7ull); }

  void put(std::uint64_t at, const void *data, std::size_t size) {
    std::size_t from = at & mask_;
    std::size_t first = std::min(size, mask_ + 1 - from);
    if (first != 0) std::memcpy(bytes_ + from, data, first);
    if (first != size) {
      std::memcpy(bytes_, static_cast<const unsigned char *>(data) + first, size - first);
    }
  }
  void copy(std::uint64_t at, void *out, std::size_t size) const {
    std::size_t from = at & mask_;
    std::size_t first = std::min(size, mask_ + 1 - from);
    if (first != 0) std::memcpy(out, bytes_ + from, first);
    if (first != size) {
      std::memcpy(static_cast<unsigned char *>(out) + first, bytes_, size - first);
    }
  }
  [[nodiscard]] std::uint64_t first_word(std::uint64_t head) const {
    std::uint64_t word = 0;
    copy(head, &word, sizeof word);
    return word;
  }

  unsigned char *bytes_ = nullptr;
  std::size_t mask_ = 0;
  alignas(kCacheLine) Atomic<std::uint64_t> tail_;
  Atomic<std::uint64_t> dropped_;
  alignas(kCacheLine) Atomic<std::uint64_t> head_;
};

}  // namespace cellaret::engine
