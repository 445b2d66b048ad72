// The threads of the soak: the same ones for the whole run, as a service has them.
//
// Threads that come and go leave their memory to an allocator that hands it on or not, for minutes;
// what the soak is about would drown in that.
#pragma once

#include <barrier>
#include <thread>
#include <vector>

#include "tests/soak/load.h"

namespace cellaret::soak {

class Crew {
 public:
  explicit Crew(int size);
  Crew(const Crew &) = delete;
  Crew &operator=(const Crew &) = delete;
  ~Crew();

  // Each thread does so many steps of its own load; returns when all are done. There are as many
  // loads as threads.
  void work(std::vector<Load> &loads, int steps);

 private:
  void live(std::size_t number);

  std::barrier<> begin_;
  std::barrier<> end_;
  std::vector<Load> *loads_ = nullptr;  // nullptr at `begin_`: go home
  int steps_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace cellaret::soak
