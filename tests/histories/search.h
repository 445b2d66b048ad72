// The search of the checker over the operations of keys that belong together.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "tests/histories/checker.h"
#include "tests/histories/key_state.h"

namespace cellaret::history {

// As many keys as one search can take.
inline constexpr std::size_t kMaxJoined = 4;

// One step of the search: an operation of the history, or one key's part of it.
struct Step {
  const Operation *operation = nullptr;
  std::uint8_t keys[2] = {0, kNoKey};  // numbers within the search
  Times times;
};

class Search {
 public:
  // `steps` in any order.
  Search(std::vector<Step> steps, const Rules &rules, std::uint64_t max_steps);

  [[nodiscard]] Verdict run();
  [[nodiscard]] std::uint64_t steps_done() const { return steps_done_; }
  // After kIllegal: the operations around the place that no order gets past.
  [[nodiscard]] std::string story() const;

 private:
  using JointState = std::array<KeyState, kMaxJoined>;
  using States = std::vector<JointState>;   // each once
  using Done = std::vector<std::uint64_t>;  // a bit for each step

  // Calls and returns in the order of time, linked so that a step can be taken out and put back.
  struct Event {
    std::uint32_t step;
    bool is_call;
    std::uint32_t before;
    std::uint32_t after;
  };
  struct Choice {
    std::uint32_t call;  // the event
    States states;       // before it
  };

  [[nodiscard]] States after(const Step &step, const States &before) const;
  [[nodiscard]] States after_rename(const Step &step, const States &before) const;
  [[nodiscard]] bool is_new(const States &states);
  void take_out(std::uint32_t call);
  void put_back(std::uint32_t call);
  bool go_back();

  std::vector<Step> steps_;
  Rules rules_;
  std::uint64_t max_steps_;
  std::uint64_t steps_done_ = 0;
  std::vector<Event> events_;           // event 0 and the last one are sentinels
  std::vector<std::uint32_t> returns_;  // of each step: its return event
  std::vector<Choice> choices_;
  States states_;
  Done done_;
  std::uint32_t at_ = 0;
  std::uint32_t furthest_ = 0;  // the event that the search could not get past
  States furthest_states_;
  std::unordered_set<std::string> seen_;
};

}  // namespace cellaret::history
