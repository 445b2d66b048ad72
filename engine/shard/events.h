// Who wants to know which keys are gone: the subscriptions of an instance, each with a ring for
// every shard.
//
// A shard asks wants() where an entry goes, and tells note() only if somebody does. Events of one
// shard stay in their order. A full ring loses the event and counts it: nobody waits for a reader.
// A reader that sleeps on the descriptor is woken once, by whoever let the shard's lock go after
// the first event: Lock keeps that as its mail.
//
// Threads: any. Subscriptions are found without a lock, in an EpochGuard; what was taken out by
// remove() is destroyed after epoch_wait_for_calls().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/lock.h"
#include "engine/base/memory.h"
#include "engine/base/status.h"
#include "engine/shard/event_ring.h"

namespace cellaret::engine {

struct Event {
  Removal cause;
  std::uint32_t shard;
  std::string_view key;  // in the reader's own bytes
};

// One subscription.
class EventQueue {
 public:
  // nullptr without memory.
  static Owned<EventQueue> make(std::uint32_t number, std::uint32_t causes, std::uint32_t shards,
                                std::size_t bytes_per_shard);
  EventQueue() = default;
  ~EventQueue();
  EventQueue(const EventQueue &) = delete;
  EventQueue &operator=(const EventQueue &) = delete;

  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] std::uint32_t causes() const { return causes_; }
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] std::uint64_t dropped() const;

  // Takes events, as many as there are and fit: up to `count` of them with their keys in `bytes`,
  // and calls visit(index, const Event &) for each. kTooLarge: not even the first key fits.
  template <class Visit>
  Status read(Visit &&visit, std::size_t count, unsigned char *bytes, std::size_t size,
              std::size_t &out_count);
  // A descriptor that can be read from while events wait; it belongs to the queue. kLimit: the
  // process may open no more.
  Status descriptor(int &out);

  // For the shards.
  bool offer(std::uint32_t shard, Removal cause, std::string_view key) {
    return rings_[shard].offer(cause, key);
  }
  void drop(std::uint32_t shard, std::uint64_t count) { rings_[shard].drop(count); }
  [[nodiscard]] bool sleeps() const { return sleeps_.load(std::memory_order_seq_cst); }
  // True for one of those who ask: he wakes it.
  [[nodiscard]] bool end_sleep() { return sleeps_.exchange(false, std::memory_order_seq_cst); }
  void wake() noexcept;

  // The child starts with nothing; the descriptor keeps its number.
  void after_fork_in_child() noexcept;

 private:
  [[nodiscard]] bool empty() const;
  // Lets the descriptor say what is true, and the shards know that nobody is looking.
  void settle() CELLARET_REQUIRES(lock_);

  std::uint32_t number_ = 0;
  std::uint32_t causes_ = 0;
  std::uint32_t shards_ = 0;
  ZeroedArray<EventRing> rings_;
  ZeroedArray<unsigned char> bytes_;
  Atomic<bool> sleeps_{false};  // the descriptor cannot be read from, and somebody may wait for it
  Lock lock_;                   // among readers
  int descriptor_ CELLARET_GUARDED_BY(lock_) = -1;
  std::uint32_t next_ CELLARET_GUARDED_BY(lock_) = 0;  // the shard to begin with
};

template <class Visit>
Status EventQueue::read(Visit &&visit, std::size_t count, unsigned char *bytes, std::size_t size,
                        std::size_t &out_count) {
  LockGuard guard(lock_);
  std::size_t taken = 0;
  std::size_t used = 0;
  bool is_short = false;
  // Each call begins at another shard, so that a busy one does not keep the others waiting.
  std::uint32_t first = next_++;
  for (std::uint32_t step = 0; step < shards_; ++step) {
    std::uint32_t shard = (first + step) % shards_;
    EventRing &ring = rings_[shard];
    while (taken < count && !ring.empty()) {
      std::size_t key_size = ring.first_size();
      if (key_size > size - used) {
        is_short = true;
        break;
      }
      unsigned char *key = bytes + used;
      Removal cause = ring.take(key);
      visit(taken++, Event{cause, shard, {reinterpret_cast<const char *>(key), key_size}});
      used += key_size;
    }
  }
  if (taken == 0 && is_short) return Status::kTooLarge;
  out_count = taken;
  settle();
  return Status::kOk;
}

class Events {
 public:
  static constexpr std::uint32_t kMaxSubscriptions = 16;

  // `mail`: that of the shards' locks, which calls wake_readers().
  explicit Events(Outbox &mail) : mail_(mail) {}
  ~Events();
  Events(const Events &) = delete;
  Events &operator=(const Events &) = delete;

  [[nodiscard]] bool wants(Removal cause) const {
    return (wanted_.load(std::memory_order_relaxed) & static_cast<std::uint32_t>(cause)) != 0;
  }
  // A key of that shard is gone. False: no subscription had room.
  bool note(std::uint32_t shard, Lock &lock, Removal cause, std::string_view key)
      CELLARET_REQUIRES(lock);
  // As many more keys are gone, whose events are dropped.
  void note_dropped(std::uint32_t shard, Removal cause, std::uint64_t count);

  // kOk, kLimit, kNoMemory.
  Status add(std::uint32_t causes, std::uint32_t shards, std::size_t bytes_per_shard,
             std::uint32_t &out_number);
  // nullptr: not open; then was_open() tells whether it was.
  [[nodiscard]] EventQueue *find(std::uint32_t number);
  [[nodiscard]] bool was_open(std::uint32_t number);
  [[nodiscard]] Owned<EventQueue> remove(std::uint32_t number);
  [[nodiscard]] std::uint64_t bytes();

  // Those who sleep and have been told since.
  void wake_readers() noexcept;
  void after_fork_in_child() noexcept;

 private:
  template <class Apply>
  void for_each(Apply &&apply) {
    for (Atomic<EventQueue *> &place : queues_) {
      if (EventQueue *queue = place.load(std::memory_order_acquire)) apply(*queue);
    }
  }
  void update_wanted() CELLARET_REQUIRES(lock_);

  Outbox &mail_;
  Atomic<std::uint32_t> wanted_{0};
  Lock lock_;  // of changes to the list
  std::uint32_t last_number_ CELLARET_GUARDED_BY(lock_) = 0;
  Atomic<EventQueue *> queues_[kMaxSubscriptions] = {};
};

}  // namespace cellaret::engine
