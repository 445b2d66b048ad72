// Implementation of progress_bar.h.
#include "tools/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tools/quantities.h"

namespace cellaret::tool {

namespace {

constexpr std::size_t kBarWidth = 24;
constexpr std::size_t kMaxLabel = 30;  // with the rest of the line below 80 columns
constexpr std::chrono::milliseconds kDrawInterval{100};

}  // namespace

ProgressBar::ProgressBar(bool is_shown, std::string label, std::string unit, std::uint64_t total)
    : is_shown_(is_shown), label_(std::move(label)), unit_(std::move(unit)), total_(total) {
  if (label_.size() > kMaxLabel) label_.replace(kMaxLabel - 3, std::string::npos, "...");
}

ProgressBar::~ProgressBar() {
  if (is_shown_) std::fputs("\r\x1b[K", stderr);
}

void ProgressBar::update(std::uint64_t done, std::uint64_t items) {
  if (!is_shown_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_draw_) return;
  next_draw_ = now + kDrawInterval;
  draw(done, items, std::chrono::duration<double>(now - start_).count());
}

void ProgressBar::draw(std::uint64_t done, std::uint64_t items, double seconds) const {
  std::string line = "\r" + label_;
  if (total_ > 0) {
    const double part = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
    const auto filled = static_cast<std::size_t>(part * kBarWidth);
    line += " [" + std::string(filled, '#') + std::string(kBarWidth - filled, '-') + "] " +
            std::to_string(static_cast<int>(part * 100)) + " %";
    if (part > 0) line += "  ETA " + format_clock_time(seconds / part - seconds);
  }
  line += "  " + format_rate(static_cast<double>(items) / std::max(seconds, 1e-9)) + unit_ + "/s";
  std::fputs((line + "\x1b[K").c_str(), stderr);
  std::fflush(stderr);
}

bool is_terminal_on_stderr() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace cellaret::tool
