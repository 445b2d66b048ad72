// Runs a plan on threads of their own, and looks the instance over when all is quiet.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "tests/histories/history.h"
#include "tests/histories/shapes.h"

namespace cellaret::history {

class Runner {
 public:
  static constexpr std::size_t kMaxThreads = 4;

  Runner();
  Runner(const Runner &) = delete;
  Runner &operator=(const Runner &) = delete;
  ~Runner();

  // What the threads did, followed by a last read of every key. `complaint` receives what was found
  // wrong outside the history: bytes that changed under a pin, accounts that do not add up, limits
  // that do not hold, expired entries that no timer brings back. Empty if nothing.
  [[nodiscard]] History run(const Plan &plan, std::string &complaint);

 private:
  class Threads;
  std::unique_ptr<Threads> threads_;
};

}  // namespace cellaret::history
