// Threads that wait for the next plan, and the audit after it.
#include "tests/histories/run.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <span>
#include <thread>
#include <vector>

#include "tests/histories/audit.h"
#include "tests/histories/player.h"

namespace cellaret::history {

namespace {

// Each thread on a processor of its own as far as there are enough: the scheduler likes to wake
// threads up where the one that wakes them runs, and there they would take turns.
void settle(std::thread &thread, std::size_t number) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) == 0) return;
  std::size_t left = number % static_cast<std::size_t>(CPU_COUNT(&allowed));
  std::size_t processor = 0;
  while (!CPU_ISSET(processor, &allowed) || left-- != 0) ++processor;
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  CPU_SET(processor, &wanted);
  pthread_setaffinity_np(thread.native_handle(), sizeof wanted, &wanted);
}

}  // namespace

// Started once: a thread costs more than a history.
class Runner::Threads {
 public:
  Threads() {
    for (std::size_t number = 0; number < kMaxThreads; ++number) {
      settle(threads_.emplace_back([this, number] { serve(number); }), number);
    }
  }
  ~Threads() {
    ++round_;
    round_.notify_all();
    for (std::thread &thread : threads_) thread.join();
  }

  // Plays each list on a thread of its own, and gives back what the players complain of.
  std::string play(cellaret_cache *cache, Ticks &ticks,
                   std::vector<std::vector<Operation>> &programs) {
    cache_ = cache;
    ticks_ = &ticks;
    programs_ = &programs;
    for (std::string &complaint : complaints_) complaint.clear();
    arrived_ = 0;
    working_ = kMaxThreads;
    ++round_;
    round_.notify_all();
    for (std::size_t left = working_; left != 0; left = working_) working_.wait(left);
    programs_ = nullptr;
    std::string all;
    for (const std::string &complaint : complaints_) all += complaint;
    return all;
  }

 private:
  void serve(std::size_t number) {
    for (std::uint64_t round = 0;;) {
      round_.wait(round);
      round = round_;
      if (programs_ == nullptr) return;
      if (number < programs_->size()) play_one((*programs_)[number], complaints_[number]);
      if (working_.fetch_sub(1) == 1) working_.notify_all();
    }
  }

  void play_one(std::vector<Operation> &program, std::string &complaint) {
    Player player(cache_, *ticks_);
    // All begin each part together, and run beside each other in it.
    std::span<Operation> rest = program;
    for (std::size_t met = 0; !rest.empty(); ++met) {
      meet(met + 1);
      std::size_t part = std::min(kPart, rest.size());
      player.play(rest.first(part));
      rest = rest.subspan(part);
    }
    player.release();
    complaint = player.complaint();
  }

  // Returns when every thread has come here for the `times`th time. Without giving the processor
  // away at first: waking up takes longer than a whole part.
  void meet(std::size_t times) {
    ++arrived_;
    for (int spin = 0; arrived_ < times * programs_->size(); ++spin) {
      if (spin > 2000) std::this_thread::yield();
    }
  }

  static constexpr std::size_t kPart = 100;

  std::vector<std::thread> threads_;
  std::atomic<std::uint64_t> round_{0};
  std::atomic<std::size_t> arrived_{0};
  std::atomic<std::size_t> working_{0};
  std::string complaints_[kMaxThreads];
  cellaret_cache *cache_ = nullptr;
  Ticks *ticks_ = nullptr;
  std::vector<std::vector<Operation>> *programs_ = nullptr;
};

Runner::Runner() : threads_(std::make_unique<Threads>()) {}
Runner::~Runner() = default;

History Runner::run(const Plan &plan, std::string &complaint) {
  cellaret_cache *cache = nullptr;
  if (cellaret_status status = cellaret_cache_open(&plan.options, &cache); status != CELLARET_OK) {
    complaint = std::string("the instance cannot be opened: ") + cellaret_status_name(status);
    return {};
  }
  History history;
  history.keys = plan.keys;
  history.operations = plan.before;
  Ticks ticks;
  Player(cache, ticks).play(history.operations);
  std::vector<std::vector<Operation>> programs = plan.threads;
  complaint += threads_->play(cache, ticks, programs);
  for (const std::vector<Operation> &program : programs) {
    history.operations.insert(history.operations.end(), program.begin(), program.end());
  }
  {
    Player player(cache, ticks);
    for (std::uint8_t key = 0; key < plan.keys; ++key) {
      Operation last;
      last.key = key;
      player.play(history.operations.emplace_back(last));
    }
  }
  history.may_be_full = plan.may_be_full;
  history.may_evict = plan.may_evict && has_evicted(cache);
  complaint += audit(cache, plan.keys);
  cellaret_cache_close(cache);
  return history;
}

}  // namespace cellaret::history
