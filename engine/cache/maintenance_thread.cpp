// Starting and ending the thread, and the rounds it makes.
#include "engine/cache/maintenance_thread.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "engine/base/epoch.h"
#include "engine/cache/cache.h"

namespace cellaret::engine {

namespace {

std::int64_t monotonic_ms() {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// Signals are for the host's own threads; but one that a fault of this thread raises is its own,
// and shows where it was.
sigset_t foreign_signals() {
  sigset_t set;
  sigfillset(&set);
  for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS}) sigdelset(&set, own);
  return set;
}

}  // namespace

// The thread says whether it can work before anybody sees the instance. It inherits the mask.
Status MaintenanceThread::start(Cache &cache, std::uint32_t tick_ms,
                                Owned<MaintenanceThread> &out) {
  Owned<MaintenanceThread> made = make_owned<MaintenanceThread>(cache, tick_ms);
  if (made == nullptr) return Status::kNoMemory;
  sigset_t blocked = foreign_signals();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  int error = pthread_create(&made->thread_, nullptr, &run, made.get());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error != 0) return Status::kLimit;
  made->is_running_ = true;
  made->state_.wait(kStarting, std::memory_order_acquire);
  if (made->state_.load(std::memory_order_acquire) == kFailed) return Status::kNoMemory;
  out = std::move(made);
  return Status::kOk;
}

MaintenanceThread::~MaintenanceThread() {
  if (!is_running_) return;
  is_ending_.store(true, std::memory_order_release);
  cache_.alarm().ring();
  pthread_join(thread_, nullptr);
}

void *MaintenanceThread::run(void *self) {
  auto &own = *static_cast<MaintenanceThread *>(self);
  pthread_setname_np(pthread_self(), "cellaret");
  bool can_work = EpochGuard::record_of_thread() != nullptr;
  own.state_.store(can_work ? kRunning : kFailed, std::memory_order_release);
  own.state_.notify_one();
  if (can_work) own.work();
  return nullptr;
}

// Before a long sleep, and once in a while, every shard is looked at under its lock: calls leave
// more to do than what has a deadline. From then on who sets an earlier deadline rings.
void MaintenanceThread::work() {
  Alarm &alarm = cache_.alarm();
  std::int64_t next_look = monotonic_ms();
  while (!is_ending()) {
    alarm.listen_before(Alarm::kNothing);
    tidy(false);
    bool is_quiet = !is_anything_left() && time_left() > tick_ms_;
    std::int64_t rest = tick_ms_;
    Moment moment = cache_.exact_moment();
    std::int64_t now = std::max(moment.steady_ms(), moment.wall_ms());
    if (is_quiet || monotonic_ms() >= next_look) {
      alarm.listen_before(Alarm::kAnything);
      tidy(true);
      next_look = monotonic_ms() + kLookMs;
      // Only after such a look: without it a deadline could be missed that is set just now.
      if (!is_anything_left()) rest = std::max(time_left(), tick_ms_);
    }
    // One that is due less than a tick before the end of the sleep can wait for that.
    alarm.listen_before(rest > tick_ms_ ? now + rest - tick_ms_ : Alarm::kNothing);
    if (!is_ending()) alarm.sleep(rest);
  }
}

std::int64_t MaintenanceThread::time_left() const {
  std::int64_t due = INT64_MAX;
  for (std::uint32_t number = 0; number < cache_.shard_count(); ++number) {
    due = std::min(due, cache_.shard(number).next_due());
  }
  Moment moment = cache_.exact_moment();
  std::int64_t now = std::max(moment.steady_ms(), moment.wall_ms());
  if (due <= now) return 0;
  // A manual clock rings when it is moved.
  return cache_.clock().kind() == ClockKind::kManual ? kLookMs : std::min(due - now, kLookMs);
}

// A step in one shard, then one in the next, so that no lock is taken twice in a row while there is
// another to take; who sleeps for one gets the time to wake up.
void MaintenanceThread::tidy(bool all) {
  Moment moment = cache_.exact_moment();
  moment.fix();
  std::bitset<kMaxShards> busy;
  for (std::uint32_t number = 0; number < cache_.shard_count(); ++number) {
    busy[number] = all || waiting_[number] || cache_.shard(number).has_due_timers(moment);
  }
  waiting_.reset();
  while (busy.any() && !is_ending()) {
    bool has_sleepers = false;
    for (std::uint32_t number = 0; number < cache_.shard_count() && !is_ending(); ++number) {
      if (!busy[number]) continue;
      Shard &shard = cache_.shard(number);
      Shard::Upkeep upkeep{};
      {
        // Subscriptions to events are found inside one.
        EpochGuard epoch(*EpochGuard::record_of_thread(), EpochGuard::Kind::kLocking);
        LockGuard guard(shard.lock());
        upkeep = shard.keep_up(moment);
      }
      has_sleepers |= shard.lock().has_sleepers();
      busy[number] = upkeep == Shard::Upkeep::kMore;
      waiting_[number] = upkeep == Shard::Upkeep::kWaits;
    }
    if (!busy.any()) return;
    if (has_sleepers) {
      std::this_thread::sleep_for(std::chrono::microseconds(kYieldUs));
    } else {
      std::this_thread::yield();
    }
  }
}

}  // namespace cellaret::engine
