// Running one body on several threads that start together.
#pragma once

#include <cellaret/cellaret.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace cellaret::test {

// ThreadSanitizer slows a loop down ten times and finds its races in the first rounds.
#if defined(__SANITIZE_THREAD__)
inline constexpr int kRounds = 10'000;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr int kRounds = 10'000;
#else
inline constexpr int kRounds = 20'000;
#endif
#else
inline constexpr int kRounds = 20'000;
#endif

// Calls body(number) on `count` threads and waits for all of them.
template <class Body>
void on_threads(int count, Body body) {
  std::atomic<int> waiting{count};
  std::vector<std::thread> threads;
  for (int number = 0; number < count; ++number) {
    threads.emplace_back([&, number] {
      --waiting;
      while (waiting.load() > 0) std::this_thread::yield();
      body(number);
    });
  }
  for (std::thread &thread : threads) thread.join();
}

// Runs `body` again and again on a thread of its own until this goes, and twice however late the
// thread gets its turn.
template <class Body>
class Beside {
 public:
  explicit Beside(Body body)
      : thread_([this, body] {
          for (int rounds = 0; rounds < 2 || !stop_; ++rounds) body();
        }) {}
  ~Beside() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace cellaret::test
