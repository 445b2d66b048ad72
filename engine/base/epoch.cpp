// The process's list of threads that have called the library, and waiting for them.
#include "engine/base/epoch.h"

#include <pthread.h>
#include <sched.h>

#include "engine/base/memory.h"

namespace cellaret::engine {

constinit thread_local EpochRecord *epoch_this_thread = nullptr;
Atomic<std::uint64_t> epoch_now{1};

namespace {

Atomic<EpochRecord *> all_records{nullptr};
Atomic<std::uint32_t> record_count{0};

void release_record(void *record) {
  epoch_this_thread = nullptr;
  static_cast<EpochRecord *>(record)->is_taken.store(false, std::memory_order_release);
}

// A key with a destructor instead of a thread_local one: that would put a guard on every access.
pthread_key_t exit_key() {
  static const pthread_key_t key = [] {
    pthread_key_t made{};
    pthread_key_create(&made, &release_record);
    return made;
  }();
  return key;
}

// Reads a record's state in its modification order: if this comes before a thread's announcement,
// that thread sees everything this one did before.
std::uint64_t state_of(EpochRecord *record) {
  return record->state.fetch_or(0, std::memory_order_acq_rel);
}

template <class IsDone>
void wait_for_records(IsDone &&is_done) {
  for (EpochRecord *record = all_records.load(std::memory_order_acquire); record != nullptr;
       record = record->next) {
    for (int spin = 0; !is_done(state_of(record)); ++spin) {
      if (spin < 128) {
        spin_pause();
      } else {
        sched_yield();
      }
    }
  }
}

bool has_stopped_reading(std::uint64_t state, std::uint64_t sealed) {
  return state == 0 || (state & EpochRecord::kLocking) != 0 || state > sealed;
}

}  // namespace

EpochRecord *EpochGuard::take_record() noexcept {
  EpochRecord *record = all_records.load(std::memory_order_acquire);
  for (; record != nullptr; record = record->next) {
    bool expected = false;
    if (!record->is_taken.load(std::memory_order_relaxed) &&
        record->is_taken.compare_exchange(expected, true, std::memory_order_acq_rel)) {
      break;
    }
  }
  if (record == nullptr) {
    record = make_owned<EpochRecord>().release();
    if (record == nullptr) return nullptr;
    record->number = record_count.fetch_add(1, std::memory_order_relaxed);
    record->is_taken.store(true, std::memory_order_relaxed);
    record->next = all_records.load(std::memory_order_relaxed);
    while (!all_records.compare_exchange(record->next, record, std::memory_order_acq_rel)) {
    }
  }
  epoch_this_thread = record;
  pthread_setspecific(exit_key(), record);
  return record;
}

std::uint64_t epoch_seal() noexcept { return epoch_now.fetch_add(1, std::memory_order_acq_rel); }

bool epoch_has_passed(std::uint64_t sealed) noexcept {
  for (EpochRecord *record = all_records.load(std::memory_order_acquire); record != nullptr;
       record = record->next) {
    if (!has_stopped_reading(state_of(record), sealed)) return false;
  }
  return true;
}

void epoch_wait(std::uint64_t sealed) noexcept {
  wait_for_records([sealed](std::uint64_t state) { return has_stopped_reading(state, sealed); });
}

void epoch_wait_for_calls() noexcept {
  std::uint64_t sealed = epoch_seal();
  asymmetric_barrier();
  wait_for_records([sealed](std::uint64_t state) {
    return state == 0 || (state & ~EpochRecord::kLocking) > sealed;
  });
}

void epoch_after_fork_in_child() noexcept {
  asymmetric_after_fork_in_child();
  for (EpochRecord *record = all_records.load(std::memory_order_acquire); record != nullptr;
       record = record->next) {
    if (record == epoch_this_thread) continue;
    record->state.store(0, std::memory_order_relaxed);
    record->is_taken.store(false, std::memory_order_relaxed);
  }
}

}  // namespace cellaret::engine
