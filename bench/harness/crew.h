// Threads that stay on one processor each and do the same burst of work at the same moment.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cellaret::bench {

// What one thread of a burst took.
struct Lap {
  std::uint64_t started_ns = 0;  // of the monotonic clock
  std::uint64_t elapsed_ns = 0;
  std::uint64_t cpu_ns = 0;     // of this the thread's own time on its processor
  std::uint64_t waited_ns = 0;  // of this the time it was ready to run and did not
};

class Crew {
 public:
  using Work = std::function<void(unsigned thread)>;

  // Throws std::runtime_error when the process may use fewer processors than `threads`.
  explicit Crew(unsigned threads);
  ~Crew();
  Crew(const Crew &) = delete;
  Crew &operator=(const Crew &) = delete;

  // Runs `before` and then `timed` on the first `threads` of the crew; all begin `timed` together.
  // What one of them throws is thrown here. Returns the laps of `timed`, one a thread.
  std::vector<Lap> run(unsigned threads, const Work &before, const Work &timed);

  unsigned size() const { return static_cast<unsigned>(members_.size()); }

 private:
  void member(unsigned thread, int processor);
  Lap take_turn(unsigned thread, const Work &before, const Work &timed);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t turn_ = 0;  // grows with every run; the members wait for it
  bool is_over_ = false;
  unsigned running_ = 0;
  unsigned wanted_ = 0;
  const Work *before_ = nullptr;
  const Work *timed_ = nullptr;
  std::vector<Lap> laps_;
  std::exception_ptr failure_;
  std::atomic<unsigned> prepared_{0};
  std::atomic<unsigned> ready_{0};
  std::atomic<bool> failed_{false};  // one could not prepare, so that the others begin alone
  std::vector<std::thread> members_;
};

// True when the laps can be compared: no thread waited for a processor for more than 5 % of its
// time, and all began within 10 % of it.
bool is_clean(const std::vector<Lap> &laps);

}  // namespace cellaret::bench
