// What the machine allows: the least that sharing a value, or asking for the time, can cost. None
// of these is a cache.
#pragma once

#include <time.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "bench/micro/peers.h"

namespace cellaret::bench {

// "bare line": one value of 32 bytes and its version on one cache line. It looks nothing up and
// takes no lock beside the version, so nothing that threads write and read is cheaper.
class BareLine {
 public:
  using Value = std::array<std::uint64_t, 4>;

  BareLine &on(unsigned) { return *this; }

  bool get(std::string_view, Value &value) const {
    for (;;) {
      const std::uint64_t before = version_.load(std::memory_order_acquire);
      for (std::size_t at = 0; at < value.size(); ++at) {
        value[at] = words_[at].load(std::memory_order_relaxed);
      }
      std::atomic_thread_fence(std::memory_order_acquire);
      if (before % 2 == 0 && version_.load(std::memory_order_relaxed) == before) return true;
    }
  }
  void set(std::string_view, std::string_view text) {
    Value value;
    std::memcpy(value.data(), text.data(), sizeof value);
    std::uint64_t before = version_.load(std::memory_order_relaxed) & ~std::uint64_t{1};
    while (!version_.compare_exchange_weak(before, before + 1, std::memory_order_acq_rel)) {
      before &= ~std::uint64_t{1};
    }
    for (std::size_t at = 0; at < value.size(); ++at) {
      words_[at].store(value[at], std::memory_order_relaxed);
    }
    version_.store(before + 2, std::memory_order_release);
  }

 private:
  alignas(64) std::atomic<std::uint64_t> version_{0};  // odd: being written
  std::array<std::atomic<std::uint64_t>, 4> words_{};
};

// A limit map whose user asks for the time at each operation, of the coarse clock for a get and of
// the exact one for a set, and does no more with it than compare or keep it.
class ClockedMap {
 public:
  using Value = LimitMap::Value;

  explicit ClockedMap(LimitMap &map) : map_(map) {}

  ClockedMap &on(unsigned) { return *this; }

  bool get(std::string_view key, Value &value) {
    return map_.get(key, value) && milliseconds(CLOCK_MONOTONIC_COARSE) <= deadline_ms_;
  }
  void set(std::string_view key, std::string_view value) {
    deadline_ms_ = milliseconds(CLOCK_MONOTONIC) + kHourMs;
    map_.set(key, value);
  }

 private:
  static constexpr std::int64_t kHourMs = 3'600'000;

  static std::int64_t milliseconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
  }

  LimitMap &map_;
  std::int64_t deadline_ms_ = INT64_MAX;
};

}  // namespace cellaret::bench
