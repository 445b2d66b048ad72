// Carries operations out on a cache, through the public C functions alone, and records the answers.
#pragma once

#include <cellaret/cellaret.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/histories/history.h"
#include "tests/histories/values.h"

namespace cellaret::history {

inline constexpr std::uint8_t kKeys = 8;
// The bytes of a key of a history: short ones, and a long one that makes its entry a wide one.
[[nodiscard]] std::string_view key_bytes(std::uint8_t key);
// The keys that come and go beside a history.
inline constexpr std::int64_t kChurnKeys = 4096;
void churn(cellaret_cache *cache, std::int64_t amount);

// The common clock of a history's threads.
class Ticks {
 public:
  // `settle` is called before the time is taken.
  explicit Ticks(void (*settle)() noexcept = nullptr) : settle_(settle) {}

  std::uint64_t next() {
    if (settle_ != nullptr) settle_();
    return time_.fetch_add(1);
  }

 private:
  std::atomic<std::uint64_t> time_{1};
  void (*settle_)() noexcept;
};

// One thread's hands. Large values are held for a while after they were read. Threads of an odd
// number call with prepared keys where there is such a call.
class Player {
 public:
  Player(cellaret_cache *cache, Ticks &ticks);
  Player(const Player &) = delete;
  Player &operator=(const Player &) = delete;
  ~Player() { release(); }

  void play(Operation &operation);
  void play(std::span<Operation> operations) {
    for (Operation &operation : operations) play(operation);
  }
  // Lets go of everything held.
  void release();
  // What was wrong beside the answers; empty if nothing: bytes that changed while they were held, a
  // limit that did not hold.
  [[nodiscard]] const std::string &complaint() const { return complaint_; }

 private:
  static constexpr std::size_t kHeld = 4;
  struct Held {
    cellaret_value value;
    Content content;
  };

  // Before and after the two times are taken; between them is nothing but the call.
  void prepare(const Operation &operation);
  [[nodiscard]] cellaret_status call(Operation &operation, cellaret_value *values);
  [[nodiscard]] cellaret_status set(const Operation &operation, cellaret_value *out_old);
  [[nodiscard]] cellaret_status get_both(const Operation &operation, cellaret_value *values);
  [[nodiscard]] cellaret_status set_both(const Operation &operation);
  // Gives the content and keeps the value if it is pinned.
  [[nodiscard]] Content see(const cellaret_value &value);
  [[nodiscard]] cellaret_status look_at_limits();
  void let_go(Held &held);

  cellaret_cache *cache_;
  Ticks &ticks_;
  cellaret_prepared_key prepared_[kKeys];
  std::vector<Held> held_;
  std::size_t next_held_ = 0;
  std::string complaint_;
  alignas(8) unsigned char bytes_[2][kMaxTextSize];
};

}  // namespace cellaret::history
