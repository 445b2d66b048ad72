// Filling, reading and waking: the subscriptions of an instance.
#include "engine/shard/events.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <new>

namespace cellaret::engine {

namespace {

constexpr std::uint64_t kOne = 1;

}  // namespace

Owned<EventQueue> EventQueue::make(std::uint32_t number, std::uint32_t causes, std::uint32_t shards,
                                   std::size_t bytes_per_shard) {
  Owned<EventQueue> queue = make_owned<EventQueue>();
  if (queue == nullptr || !queue->rings_.allocate(shards) ||
      !queue->bytes_.allocate(shards * bytes_per_shard)) {
    return nullptr;
  }
  queue->number_ = number;
  queue->causes_ = causes;
  queue->shards_ = shards;
  for (std::uint32_t shard = 0; shard < shards; ++shard) {
    queue->rings_[shard].use(queue->bytes_.get() + shard * bytes_per_shard, bytes_per_shard);
  }
  return queue;
}

EventQueue::~EventQueue() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::size_t EventQueue::bytes() const { return block_size(this) + rings_.bytes() + bytes_.bytes(); }

std::uint64_t EventQueue::dropped() const {
  std::uint64_t sum = 0;
  for (std::uint32_t shard = 0; shard < shards_; ++shard) sum += rings_[shard].dropped();
  return sum;
}

bool EventQueue::empty() const {
  for (std::uint32_t shard = 0; shard < shards_; ++shard) {
    if (!rings_[shard].empty()) return false;
  }
  return true;
}

Status EventQueue::descriptor(int &out) {
  LockGuard guard(lock_);
  if (descriptor_ < 0) {
    int made = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (made < 0) return Status::kLimit;
    descriptor_ = made;
    if (empty()) {
      settle();
    } else {
      wake();
    }
  }
  out = descriptor_;
  return Status::kOk;
}

// First it says that it sleeps, and only then looks whether something came: a shard does it the
// other way round.
void EventQueue::settle() {
  if (descriptor_ < 0) return;
  if (!empty()) {
    if (end_sleep()) wake();
    return;
  }
  std::uint64_t count = 0;
  static_cast<void>(!::read(descriptor_, &count, sizeof count));
  sleeps_.exchange(true, std::memory_order_seq_cst);
  if (!empty() && end_sleep()) wake();
}

// It is never full: it is written once for each time that it was emptied.
void EventQueue::wake() noexcept CELLARET_NO_ANALYSIS {
  static_cast<void>(!write(descriptor_, &kOne, sizeof kOne));
}

// Both processes would wake each other through a descriptor that they share.
void EventQueue::after_fork_in_child() noexcept CELLARET_NO_ANALYSIS {
  new (&lock_) Lock();
  for (std::uint32_t shard = 0; shard < shards_; ++shard) rings_[shard].reset();
  sleeps_.store(false, std::memory_order_relaxed);
  if (descriptor_ < 0) return;
  int made = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  int own = made < 0 ? -1 : dup3(made, descriptor_, O_CLOEXEC);
  if (own < 0) close(descriptor_);
  if (made >= 0) close(made);
  descriptor_ = own;
  sleeps_.store(own >= 0, std::memory_order_relaxed);
}

Events::~Events() {
  for_each([](EventQueue &queue) { Owned<EventQueue>(&queue).reset(); });
}

bool Events::note(std::uint32_t shard, Lock &lock, Removal cause, std::string_view key) {
  bool is_kept = false;
  for_each([&](EventQueue &queue) {
    if ((queue.causes() & static_cast<std::uint32_t>(cause)) == 0) return;
    lock.assume_held();
    is_kept = queue.offer(shard, cause, key) || is_kept;
    if (queue.sleeps()) lock.leave(mail_);
  });
  return is_kept;
}

void Events::note_dropped(std::uint32_t shard, Removal cause, std::uint64_t count) {
  for_each([&](EventQueue &queue) {
    if ((queue.causes() & static_cast<std::uint32_t>(cause)) != 0) queue.drop(shard, count);
  });
}

void Events::wake_readers() noexcept {
  for_each([](EventQueue &queue) {
    if (queue.end_sleep()) queue.wake();
  });
}

Status Events::add(std::uint32_t causes, std::uint32_t shards, std::size_t bytes_per_shard,
                   std::uint32_t &out_number) {
  LockGuard guard(lock_);
  for (Atomic<EventQueue *> &place : queues_) {
    if (place.load(std::memory_order_relaxed) != nullptr) continue;
    Owned<EventQueue> made = EventQueue::make(last_number_ + 1, causes, shards, bytes_per_shard);
    if (made == nullptr) return Status::kNoMemory;
    out_number = ++last_number_;
    place.store(made.release(), std::memory_order_release);
    update_wanted();
    return Status::kOk;
  }
  return Status::kLimit;
}

EventQueue *Events::find(std::uint32_t number) {
  EventQueue *found = nullptr;
  for_each([&](EventQueue &queue) {
    if (queue.number() == number) found = &queue;
  });
  return found;
}

bool Events::was_open(std::uint32_t number) {
  LockGuard guard(lock_);
  return number != 0 && number <= last_number_;
}

Owned<EventQueue> Events::remove(std::uint32_t number) {
  LockGuard guard(lock_);
  for (Atomic<EventQueue *> &place : queues_) {
    EventQueue *queue = place.load(std::memory_order_relaxed);
    if (queue == nullptr || queue->number() != number) continue;
    place.store(nullptr, std::memory_order_release);
    update_wanted();
    return Owned<EventQueue>(queue);
  }
  return nullptr;
}

std::uint64_t Events::bytes() {
  LockGuard guard(lock_);
  std::uint64_t sum = 0;
  for_each([&](EventQueue &queue) { sum += queue.bytes(); });
  return sum;
}

void Events::update_wanted() {
  std::uint32_t wanted = 0;
  for_each([&](EventQueue &queue) { wanted |= queue.causes(); });
  wanted_.store(wanted, std::memory_order_release);
}

// Another thread may have been changing the list; what it had done by then holds.
void Events::after_fork_in_child() noexcept CELLARET_NO_ANALYSIS {
  new (&lock_) Lock();
  for_each([](EventQueue &queue) { queue.after_fork_in_child(); });
  update_wanted();
}

}  // namespace cellaret::engine
