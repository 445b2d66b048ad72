// A line on standard error that shows how far a long job is; for terminals only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace cellaret::tool {

// Draws at the first update and then at most ten times a second, and wipes its line when it is
// destroyed, so that what is printed next starts on a clean line.
class ProgressBar {
 public:
  // is_shown: false makes every call do nothing. label: what is going on. unit: of the items in
  // the rate. total: of the progress that `update` is told; 0 when it is not known.
  ProgressBar(bool is_shown, std::string label, std::string unit, std::uint64_t total);
  ~ProgressBar();
  ProgressBar(const ProgressBar &) = delete;
  ProgressBar &operator=(const ProgressBar &) = delete;

  // done: of `total`. items: how many were worked off so far.
  void update(std::uint64_t done, std::uint64_t items);

 private:
  using Clock = std::chrono::steady_clock;

  void draw(std::uint64_t done, std::uint64_t items, double seconds) const;

  bool is_shown_;
  std::string label_;
  std::string unit_;
  std::uint64_t total_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_draw_ = start_;
};

// Whether progress can be shown at all.
bool is_terminal_on_stderr();

}  // namespace cellaret::tool
