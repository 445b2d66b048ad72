// Fibers, and the choice of the one that runs.
#include "tests/schedules/scheduler.h"

#include <ucontext.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <utility>

#include "engine/base/atomic.h"
#include "engine/base/epoch.h"
#include "tests/schedules/arena.h"
#include "tests/schedules/store_buffer.h"

namespace cellaret::schedules {

namespace {

constexpr std::size_t kStackSize = 128 * 1024;
// Far more than any schedule that gets on needs.
constexpr std::uint64_t kMaxPoints = 200'000;

struct Fiber {
  ucontext_t context{};
  std::unique_ptr<char[]> stack;
  engine::EpochRecord *record = nullptr;  // its epoch_this_thread
  const std::function<void()> *body = nullptr;
  StoreBuffer stores;
  const void *sleeps_on = nullptr;
  std::uint64_t priority = 0;
  bool is_done = false;
};

class Scheduler {
 public:
  std::uint64_t run(const std::vector<std::function<void()>> &bodies, std::uint64_t seed);
  // Of the fiber that runs.
  void point() {
    if (++points_ > kMaxPoints) fail("the threads do not get on");
    StoreBuffer &stores = fibers_[current_].stores;
    while (!stores.empty() && random_() % 64 < drain_chance_) stores.drain_one();
    std::size_t next = is_walk_ ? walk() : highest_after_change();
    if (next != current_) go_to(next);
  }
  void yield() {
    // Who waits for others has time.
    fibers_[current_].stores.drain();
    fibers_[current_].priority = --lowest_;
    std::size_t next = is_walk_ ? other() : highest();
    if (next != current_) go_to(next);
    point();
  }
  // The stores that the running fiber keeps; nullptr if it keeps none.
  [[nodiscard]] StoreBuffer *stores() {
    return is_running_ && drain_chance_ != 0 ? &fibers_[current_].stores : nullptr;
  }
  void drain_all() {
    for (Fiber &fiber : fibers_) fiber.stores.drain();
  }
  [[nodiscard]] bool is_running() const { return is_running_; }

  void sleep(const void *address) {
    fibers_[current_].stores.drain();
    fibers_[current_].sleeps_on = address;
    leave();
    if (fibers_[current_].sleeps_on != nullptr) fail("every thread sleeps");
    point();
  }
  void wake_one(const void *address) {
    std::size_t first = random_() % count_;
    for (std::size_t step = 0; step < count_; ++step) {
      Fiber &fiber = fibers_[(first + step) % count_];
      if (fiber.sleeps_on != address) continue;
      fiber.sleeps_on = nullptr;
      return;
    }
  }

 private:
  static void enter();
  void finish();
  void draw_strategy(std::size_t count);

  [[nodiscard]] bool can_run(std::size_t at) const {
    return !fibers_[at].is_done && fibers_[at].sleeps_on == nullptr;
  }
  // Any other that can run; the current one if there is none.
  std::size_t other() {
    std::size_t left = count_of_others();
    if (left == 0) return current_;
    left = random_() % left;
    std::size_t at = 0;
    while (at == current_ || !can_run(at) || left-- != 0) ++at;
    return at;
  }
  [[nodiscard]] std::size_t count_of_others() const {
    std::size_t others = 0;
    for (std::size_t at = 0; at < count_; ++at) others += at != current_ && can_run(at);
    return others;
  }
  std::size_t walk() { return random_() % 64 < switch_chance_ ? other() : current_; }
  [[nodiscard]] std::size_t highest() const {
    std::size_t best = current_;
    for (std::size_t at = 0; at < count_; ++at) {
      if (!can_run(at)) continue;
      if (!can_run(best) || fibers_[at].priority > fibers_[best].priority) best = at;
    }
    return best;
  }
  std::size_t highest_after_change() {
    for (std::uint64_t change : changes_) {
      if (points_ == change) fibers_[current_].priority = --lowest_;
    }
    return highest();
  }

  // From a fiber that cannot go on now, or never again.
  void leave() {
    std::size_t next = is_walk_ ? other() : highest();
    if (next != current_) go_to(next);
  }

  void go_to(std::size_t next) {
    Fiber &from = fibers_[current_];
    current_ = next;
    from.record = std::exchange(engine::epoch_this_thread, fibers_[next].record);
    swapcontext(&from.context, &fibers_[next].context);
  }

  Fiber fibers_[kMaxFibers];
  ucontext_t outside_{};
  std::size_t count_ = 0;
  std::size_t current_ = 0;
  bool is_running_ = false;
  std::uint64_t points_ = 0;
  std::uint64_t expected_points_ = 200;  // what the schedules before this one had
  std::minstd_rand random_;
  bool is_walk_ = true;
  std::uint64_t switch_chance_ = 0;  // of 64
  std::uint64_t drain_chance_ = 0;   // of 64; 0: stores are visible at once
  std::uint64_t lowest_ = 0;
  std::vector<std::uint64_t> changes_;
};

Scheduler scheduler;

void Scheduler::enter() {
  (*scheduler.fibers_[scheduler.current_].body)();
  scheduler.finish();
}

// The end of a fiber: another goes on, or whoever started them.
void Scheduler::finish() {
  Fiber &fiber = fibers_[current_];
  fiber.stores.drain();
  fiber.is_done = true;
  leave();
  for (std::size_t at = 0; at < count_; ++at) {
    if (!fibers_[at].is_done) fail("threads sleep and nobody is left to wake them");
  }
  fiber.record = engine::epoch_this_thread;
  setcontext(&outside_);
}

void Scheduler::draw_strategy(std::size_t count) {
  is_walk_ = random_() % 2 == 0;
  switch_chance_ = std::uint64_t{1} << random_() % 6;
  drain_chance_ = random_() % 2 == 0 ? 0 : std::uint64_t{1} << random_() % 6;
  lowest_ = 1'000'000;
  changes_.assign(random_() % 4, 0);
  for (std::uint64_t &change : changes_) {
    // Half of them rather early: what a thread does first is over soon, and what the others then
    // have time for is most.
    std::uint64_t range = random_() % 2 == 0 ? expected_points_ : expected_points_ >> random_() % 8;
    change = 1 + random_() % (range + 1);
  }
  for (std::size_t at = 0; at < count; ++at) fibers_[at].priority = lowest_ + random_() % 1000;
}

std::uint64_t Scheduler::run(const std::vector<std::function<void()>> &bodies, std::uint64_t seed) {
  random_.seed(static_cast<std::uint32_t>(seed * 2'654'435'761u >> 3));
  random_.discard(4);
  current_ = 0;
  count_ = bodies.size();
  draw_strategy(count_);
  for (std::size_t at = 0; at < count_; ++at) {
    Fiber &fiber = fibers_[at];
    if (fiber.stack == nullptr) fiber.stack = std::make_unique<char[]>(kStackSize);
    fiber.body = &bodies[at];
    fiber.is_done = false;
    fiber.sleeps_on = nullptr;
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = fiber.stack.get();
    fiber.context.uc_stack.ss_size = kStackSize;
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, &Scheduler::enter, 0);
  }
  points_ = 0;
  is_running_ = true;
  current_ = is_walk_ ? random_() % count_ : highest();
  engine::EpochRecord *outside = std::exchange(engine::epoch_this_thread, fibers_[current_].record);
  swapcontext(&outside_, &fibers_[current_].context);
  engine::epoch_this_thread = outside;
  is_running_ = false;
  expected_points_ = points_ + 1;
  return points_;
}

const char *schedule_name = "";
std::uint64_t schedule_seed = 0;

}  // namespace

void prepare_fibers(const std::function<void()> &enter) {
  run_scheduled(std::vector<std::function<void()>>(kMaxFibers, enter), 0);
}

std::uint64_t run_scheduled(const std::vector<std::function<void()>> &bodies, std::uint64_t seed) {
  return scheduler.run(bodies, seed);
}

void name_schedule(const char *name, std::uint64_t seed) {
  schedule_name = name;
  schedule_seed = seed;
}

void fail(const char *what) {
  std::printf("%s, seed %llu: %s\n", schedule_name, static_cast<unsigned long long>(schedule_seed),
              what);
  std::fflush(stdout);
  std::_Exit(1);
}

}  // namespace cellaret::schedules

namespace cellaret::engine {

using namespace cellaret::schedules;

void schedule_point(const void *address) noexcept {
  if (scheduler.is_running()) scheduler.point();
  // After the others ran: this is what the access that follows is going to touch.
  if (const char *complaint = arena_complaint(address)) fail(complaint);
}

bool schedule_keep(void *address, const void *value, std::size_t size) noexcept {
  StoreBuffer *stores = scheduler.stores();
  if (stores == nullptr) return false;
  stores->keep(address, value, size);
  return true;
}

bool schedule_find(const void *address, void *out_value, std::size_t size) noexcept {
  StoreBuffer *stores = scheduler.stores();
  return stores != nullptr && stores->find(address, out_value, size);
}

void schedule_drain() noexcept {
  if (StoreBuffer *stores = scheduler.stores()) stores->drain();
}

void schedule_barrier() noexcept {
  schedule_point();
  scheduler.drain_all();
}

void schedule_sleep(const void *address) noexcept {
  if (!scheduler.is_running()) fail("the only thread would sleep");
  scheduler.sleep(address);
}

void schedule_wake_one(const void *address) noexcept {
  if (scheduler.is_running()) scheduler.wake_one(address);
}

void schedule_yield() noexcept {
  if (scheduler.is_running()) scheduler.yield();
}

}  // namespace cellaret::engine
