// Threads that wait for the next stretch of work.
#include "tests/soak/crew.h"

#include <cstddef>

namespace cellaret::soak {

Crew::Crew(int size) : begin_(size + 1), end_(size + 1) {
  for (int number = 0; number < size; ++number) {
    threads_.emplace_back([this, number] { live(static_cast<std::size_t>(number)); });
  }
}

Crew::~Crew() {
  loads_ = nullptr;
  begin_.arrive_and_wait();
  for (std::thread &thread : threads_) thread.join();
}

void Crew::work(std::vector<Load> &loads, int steps) {
  loads_ = &loads;
  steps_ = steps;
  begin_.arrive_and_wait();
  end_.arrive_and_wait();
}

void Crew::live(std::size_t number) {
  for (;;) {
    begin_.arrive_and_wait();
    if (loads_ == nullptr) return;
    Load &load = (*loads_)[number];
    for (int step = 0; step < steps_ && load.step(); ++step) {
    }
    end_.arrive_and_wait();
  }
}

}  // namespace cellaret::soak
