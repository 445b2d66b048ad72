// The process's list of threads that have called the library, and waiting for them to leave.
#include "engine/base/epoch.h"

#include <pthread.h>
#include <sched.h>

#include "engine/base/memory.h"

namespace cellaret::engine {

namespace {

using Record = EpochGuard::Record;

std::atomic<std::uint64_t> global_epoch{1};
std::atomic<Record *> all_records{nullptr};

// Initial-exec keeps the access one instruction; 8 bytes fit the loader's static reserve also when
// the library is opened late.
__attribute__((tls_model("initial-exec"))) thread_local Record *this_thread = nullptr;

void release_record(void *record) {
  this_thread = nullptr;
  static_cast<Record *>(record)->is_taken.store(false, std::memory_order_release);
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

Record *take_record() noexcept {
  Record *record = all_records.load(std::memory_order_acquire);
  for (; record != nullptr; record = record->next) {
    bool expected = false;
    if (!record->is_taken.load(std::memory_order_relaxed) &&
        record->is_taken.compare_exchange_strong(expected, true)) {
      break;
    }
  }
  if (record == nullptr) {
    record = make_owned<Record>().release();
    if (record == nullptr) return nullptr;
    record->is_taken.store(true, std::memory_order_relaxed);
    record->next = all_records.load(std::memory_order_relaxed);
    while (!all_records.compare_exchange_weak(record->next, record, std::memory_order_release)) {
    }
  }
  this_thread = record;
  pthread_setspecific(exit_key(), record);
  return record;
}

}  // namespace

EpochGuard::EpochGuard() noexcept : record_(this_thread) {
  if (record_ == nullptr) [[unlikely]] {
    record_ = take_record();
    if (record_ == nullptr) return;
  }
  record_->epoch.exchange(global_epoch.load(std::memory_order_relaxed), std::memory_order_seq_cst);
}

EpochGuard::~EpochGuard() {
  if (record_ != nullptr) record_->epoch.store(0, std::memory_order_release);
}

void epoch_synchronize() noexcept {
  std::uint64_t entered_before = global_epoch.fetch_add(1);
  for (Record *record = all_records.load(); record != nullptr; record = record->next) {
    for (int spin = 0;; ++spin) {
      std::uint64_t epoch = record->epoch.load();
      if (epoch == 0 || epoch > entered_before) break;
      if (spin < 128) {
        spin_pause();
      } else {
        sched_yield();
      }
    }
  }
}

void epoch_after_fork_in_child() noexcept {
  for (Record *record = all_records.load(); record != nullptr; record = record->next) {
    if (record == this_thread) continue;
    record->epoch.store(0, std::memory_order_relaxed);
    record->is_taken.store(false, std::memory_order_relaxed);
  }
}

}  // namespace cellaret::engine
