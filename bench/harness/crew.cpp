// Implementation of crew.h.
#include "bench/harness/crew.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "bench/harness/thread_clock.h"

namespace cellaret::bench {
namespace {

std::vector<int> allowed_processors() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  sched_getaffinity(0, sizeof allowed, &allowed);
  std::vector<int> found;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (CPU_ISSET(processor, &allowed)) found.push_back(processor);
  }
  return found;
}

// Puts the thread before all that are not real-time, where that is allowed: on a busy machine
// hardly a burst of two threads were undisturbed otherwise. Only while it is timed, which takes
// milliseconds; the kernel keeps a share of each second for the others even then.
class RealTime {
 public:
  RealTime() {
    const sched_param first{.sched_priority = 1};
    is_on_ = pthread_setschedparam(pthread_self(), SCHED_FIFO, &first) == 0;
  }
  RealTime(const RealTime &) = delete;
  RealTime &operator=(const RealTime &) = delete;
  ~RealTime() {
    const sched_param none{.sched_priority = 0};
    if (is_on_) pthread_setschedparam(pthread_self(), SCHED_OTHER, &none);
  }

 private:
  bool is_on_;
};

}  // namespace

Crew::Crew(unsigned threads) : laps_(threads) {
  const std::vector<int> processors = allowed_processors();
  if (processors.size() < threads) {
    throw std::runtime_error("the bench needs " + std::to_string(threads) +
                             " processors and may use " + std::to_string(processors.size()));
  }
  for (unsigned thread = 0; thread < threads; ++thread) {
    members_.emplace_back(&Crew::member, this, thread, processors[thread]);
  }
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  for (std::thread &member : members_) member.join();
}

std::vector<Lap> Crew::run(unsigned threads, const Work &before, const Work &timed) {
  std::unique_lock lock(mutex_);
  before_ = &before;
  timed_ = &timed;
  running_ = wanted_ = threads;
  ready_ = prepared_ = 0;
  failed_ = false;
  failure_ = nullptr;
  ++turn_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return running_ == 0; });
  if (failure_) std::rethrow_exception(failure_);
  return {laps_.begin(), laps_.begin() + threads};
}

void Crew::member(unsigned thread, int processor) {
  cpu_set_t own;
  CPU_ZERO(&own);
  CPU_SET(processor, &own);
  pthread_setaffinity_np(pthread_self(), sizeof own, &own);
  std::uint64_t seen = 0;
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_over_ || turn_ != seen; });
    if (is_over_) return;
    seen = turn_;
    if (thread >= wanted_) continue;
    const Work &before = *before_, &timed = *timed_;
    lock.unlock();
    Lap lap;
    std::exception_ptr failure;
    try {
      lap = take_turn(thread, before, timed);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    laps_[thread] = lap;
    if (failure) failure_ = failure;
    if (--running_ == 0) changed_.notify_all();
  }
}

Lap Crew::take_turn(unsigned thread, const Work &before, const Work &timed) {
  thread_local const RunQueueClock run_queue;
  std::exception_ptr failure;
  try {
    before(thread);
  } catch (...) {
    failure = std::current_exception();  // the others must not wait for this one for ever
    failed_ = true;
  }
  prepared_.fetch_add(1);
  prepared_.notify_all();
  for (unsigned seen = prepared_; seen < wanted_; seen = prepared_) prepared_.wait(seen);
  if (failure) std::rethrow_exception(failure);
  const RealTime real_time;
  ready_.fetch_add(1);
  // Spinning, because a wake-up would let the others run alone for tens of microseconds.
  while (!failed_ && ready_.load(std::memory_order_acquire) < wanted_) {
  }
  Lap lap;
  const std::uint64_t waited = run_queue.waited_ns();
  lap.started_ns = monotonic_ns();
  const std::uint64_t cpu = thread_cpu_ns();
  timed(thread);
  lap.cpu_ns = thread_cpu_ns() - cpu;
  lap.elapsed_ns = monotonic_ns() - lap.started_ns;
  lap.waited_ns = run_queue.waited_ns() - waited;
  return lap;
}

bool is_clean(const std::vector<Lap> &laps) {
  std::uint64_t first = UINT64_MAX, last = 0, longest = 0;
  for (const Lap &lap : laps) {
    if (lap.waited_ns * 20 > lap.elapsed_ns) return false;
    first = std::min(first, lap.started_ns);
    last = std::max(last, lap.started_ns);
    longest = std::max(longest, lap.elapsed_ns);
  }
  return (last - first) * 10 <= longest;
}

}  // namespace cellaret::bench
