// Trying orders of operations, with memory of what was tried.
#include "tests/histories/search.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace cellaret::history {

namespace {

template <class T>
void append(std::string &to, const T &value) {
  to.append(reinterpret_cast<const char *>(&value), sizeof value);
}

// Field by field: between them are bytes that mean nothing.
void append(std::string &to, const KeyState &state) {
  if (!state.exists() && state.floor == 0) {
    append(to, std::uint8_t{0});
    return;
  }
  append(to, static_cast<std::uint8_t>(1 + state.content.type * 2 + state.on_wall_clock));
  append(to, state.content.number);
  append(to, state.deadline);
  append(to, state.version);
  append(to, state.floor);
}

}  // namespace

Search::Search(std::vector<Step> steps, const Rules &rules, std::uint64_t max_steps)
    : steps_(std::move(steps)), rules_(rules), max_steps_(max_steps) {
  struct Moment {
    std::uint64_t time;
    std::uint32_t step;
    bool is_call;
  };
  std::vector<Moment> moments;
  for (std::uint32_t step = 0; step < steps_.size(); ++step) {
    moments.push_back({steps_[step].operation->call, step, true});
    moments.push_back({steps_[step].operation->back, step, false});
  }
  // What has the same time is concurrent: calls come before returns.
  std::sort(moments.begin(), moments.end(), [](const Moment &left, const Moment &right) {
    if (left.time != right.time) return left.time < right.time;
    return left.is_call != right.is_call ? left.is_call : left.step < right.step;
  });
  returns_.resize(steps_.size());
  events_.push_back({0, false, 0, 1});
  for (const Moment &moment : moments) {
    auto number = static_cast<std::uint32_t>(events_.size());
    if (!moment.is_call) returns_[moment.step] = number;
    events_.push_back({moment.step, moment.is_call, number - 1, number + 1});
  }
  auto last = static_cast<std::uint32_t>(events_.size());
  events_.push_back({0, false, last - 1, last});
  done_.resize(steps_.size() / 64 + 1);
  states_.resize(1);
}

Search::States Search::after_rename(const Step &step, const States &before) const {
  States all;
  std::vector<RenameStates> both;
  for (const JointState &state : before) {
    both.clear();
    apply_rename(*step.operation, step.times, rules_, {state[step.keys[0]], state[step.keys[1]]},
                 both);
    for (const RenameStates &one : both) {
      JointState next = state;
      next[step.keys[0]] = one.source;
      next[step.keys[1]] = one.destination;
      if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(next);
    }
  }
  return all;
}

Search::States Search::after(const Step &step, const States &before) const {
  if (step.operation->kind == Kind::kRename) return after_rename(step, before);
  States all;
  std::vector<KeyState> first;
  std::vector<KeyState> second;
  for (const JointState &state : before) {
    first.clear();
    const Operation &operation = *step.operation;
    apply(operation, operation.written, step.times, rules_, state[step.keys[0]], first);
    if (step.keys[1] != kNoKey && !first.empty()) {
      second.clear();
      apply(operation, operation.second_written, step.times, rules_, state[step.keys[1]], second);
    }
    for (const KeyState &one : first) {
      JointState next = state;
      next[step.keys[0]] = one;
      if (step.keys[1] == kNoKey) {
        if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(next);
        continue;
      }
      for (const KeyState &other : second) {
        // Somebody must have been there.
        if (operation.status == CELLARET_EXISTS && !one.exists() && !other.exists()) continue;
        next[step.keys[1]] = other;
        if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(next);
      }
    }
  }
  return all;
}

bool Search::is_new(const States &states) {
  std::vector<std::string> parts;
  for (const JointState &state : states) {
    std::string &part = parts.emplace_back();
    for (const KeyState &key : state) append(part, key);
  }
  std::sort(parts.begin(), parts.end());
  std::string all(reinterpret_cast<const char *>(done_.data()), done_.size() * sizeof done_[0]);
  for (const std::string &part : parts) all += part;
  return seen_.insert(std::move(all)).second;
}

void Search::take_out(std::uint32_t call) {
  for (std::uint32_t number : {call, returns_[events_[call].step]}) {
    Event &event = events_[number];
    events_[event.before].after = event.after;
    events_[event.after].before = event.before;
  }
}

void Search::put_back(std::uint32_t call) {
  for (std::uint32_t number : {returns_[events_[call].step], call}) {
    Event &event = events_[number];
    events_[event.before].after = number;
    events_[event.after].before = number;
  }
}

// Takes the last choice back; the search goes on behind it.
bool Search::go_back() {
  if (choices_.empty()) return false;
  Choice choice = std::move(choices_.back());
  choices_.pop_back();
  std::uint32_t step = events_[choice.call].step;
  done_[step / 64] &= ~(std::uint64_t{1} << step % 64);
  states_ = std::move(choice.states);
  put_back(choice.call);
  at_ = events_[choice.call].after;
  return true;
}

Verdict Search::run() {
  auto last = static_cast<std::uint32_t>(events_.size() - 1);
  at_ = events_[0].after;
  while (events_[0].after != last) {
    if (!events_[at_].is_call) {
      // This one has to be taken before anything that comes later, and cannot be.
      if (at_ >= furthest_) {
        furthest_ = at_;
        furthest_states_ = states_;
      }
      if (!go_back()) return Verdict::kIllegal;
      continue;
    }
    if (++steps_done_ > max_steps_) return Verdict::kUndecided;
    std::uint32_t step = events_[at_].step;
    States next = after(steps_[step], states_);
    std::uint64_t bit = std::uint64_t{1} << step % 64;
    done_[step / 64] |= bit;
    if (next.empty() || !is_new(next)) {
      done_[step / 64] &= ~bit;
      at_ = events_[at_].after;
      continue;
    }
    choices_.push_back({at_, std::exchange(states_, std::move(next))});
    take_out(at_);
    at_ = events_[0].after;
  }
  return Verdict::kLegal;
}

std::string Search::story() const {
  constexpr std::uint32_t kBefore = 40;
  constexpr std::uint32_t kAfter = 16;
  std::uint32_t first = furthest_ > kBefore ? furthest_ - kBefore : 1;
  std::uint32_t end = std::min(furthest_ + kAfter, static_cast<std::uint32_t>(events_.size() - 1));
  std::vector<bool> is_shown(steps_.size());
  std::string text;
  for (std::uint32_t number = first; number < end; ++number) {
    std::uint32_t step = events_[number].step;
    if (is_shown[step]) continue;
    is_shown[step] = true;
    text += number == furthest_ || returns_[step] == furthest_ ? "> " : "  ";
    text += shown(*steps_[step].operation) + "\n";
  }
  for (const JointState &state : furthest_states_) {
    text += "  a state that was reached:";
    for (const KeyState &key : state) {
      text += " (type " + std::to_string(key.content.type) + " number " +
              std::to_string(key.content.number) + " version " + std::to_string(key.version) +
              " above " + std::to_string(key.floor) + " deadline " +
              (key.deadline == kNever ? "never" : std::to_string(key.deadline - kStart)) + ")";
    }
    text += "\n";
  }
  return text;
}

}  // namespace cellaret::history
