// Dividing a history by keys and reading the clock's moves out of it.
#include "tests/histories/checker.h"

#include <algorithm>
#include <numeric>

#include "tests/histories/search.h"

namespace cellaret::history {

namespace {

// What the two clocks showed before, between and after the moves of a history.
class Clocks {
 public:
  explicit Clocks(const History &history) {
    for (const Operation &operation : history.operations) {
      if (operation.kind == Kind::kAdvance || operation.kind == Kind::kStepWall) {
        moves_.push_back(&operation);
      }
    }
    std::sort(moves_.begin(), moves_.end(), [](const Operation *left, const Operation *right) {
      return left->call < right->call;
    });
    for (const Operation *move : moves_) {
      bool moves_both = move->kind == Kind::kAdvance;
      steady_.push_back(steady_.back() + (moves_both ? move->amount : 0));
      wall_.push_back(wall_.back() + move->amount);
    }
  }

  [[nodiscard]] Times around(const Operation &operation) const {
    auto returned = std::count_if(moves_.begin(), moves_.end(), [&](const Operation *move) {
      return move->back < operation.call;
    });
    auto begun = std::count_if(moves_.begin(), moves_.end(),
                               [&](const Operation *move) { return move->call < operation.back; });
    Times times;
    times.steady.assign(steady_.begin() + returned, steady_.begin() + begun + 1);
    times.wall.assign(wall_.begin() + returned, wall_.begin() + begun + 1);
    times.latest_steady = *std::max_element(steady_.begin(), steady_.begin() + begun + 1);
    times.latest_wall = *std::max_element(wall_.begin(), wall_.begin() + begun + 1);
    return times;
  }

 private:
  std::vector<const Operation *> moves_;
  std::vector<std::int64_t> steady_{kStart};
  std::vector<std::int64_t> wall_{kStart};
};

// Reads of several keys promise no more than one read of each.
History with_single_reads(const History &history) {
  History all = history;
  for (const Operation &operation : history.operations) {
    if (operation.kind != Kind::kMultiGet) continue;
    Operation &second = all.operations.emplace_back(operation);
    second.key = operation.second_key;
    second.seen = operation.second_seen;
    second.version = operation.second_version;
  }
  for (Operation &operation : all.operations) {
    if (operation.kind != Kind::kMultiGet) continue;
    operation.kind = Kind::kGet;
    operation.second_key = kNoKey;
    // It succeeds, whatever it finds.
    bool is_miss = operation.status == CELLARET_OK && operation.seen.type == CELLARET_TYPE_NONE;
    if (is_miss) operation.status = CELLARET_MISS;
  }
  return all;
}

// The first operation that is wrong about whether the instance is closed; nullptr if none is.
const Operation *wrong_about_closing(const History &history) {
  std::uint64_t begun = UINT64_MAX;
  std::uint64_t over = UINT64_MAX;
  for (const Operation &operation : history.operations) {
    if (operation.kind != Kind::kClose) continue;
    begun = std::min(begun, operation.call);
    over = std::min(over, operation.back);
  }
  for (const Operation &operation : history.operations) {
    bool is_closed = operation.status == CELLARET_CLOSED;
    bool has_answer = is_on_keys(operation.kind);
    if (is_closed && operation.back < begun) return &operation;
    if (has_answer && !is_closed && operation.call > over) return &operation;
  }
  return nullptr;
}

// Keys that are written together, or renamed into each other, have the same group, the lowest of
// their numbers.
std::vector<std::uint8_t> groups_of(const History &history) {
  std::vector<std::uint8_t> group(history.keys);
  std::iota(group.begin(), group.end(), std::uint8_t{0});
  for (const Operation &operation : history.operations) {
    if (operation.kind != Kind::kMultiSet && operation.kind != Kind::kRename) continue;
    auto [low, high] = std::minmax(group[operation.key], group[operation.second_key]);
    std::replace(group.begin(), group.end(), std::uint8_t{high}, std::uint8_t{low});
  }
  return group;
}

std::vector<Step> steps_of(const History &history, const std::vector<std::uint8_t> &keys,
                           const Clocks &clocks) {
  std::vector<std::uint8_t> number(history.keys, kNoKey);
  for (std::size_t at = 0; at < keys.size(); ++at) {
    number[keys[at]] = static_cast<std::uint8_t>(at);
  }
  std::vector<Step> steps;
  for (const Operation &operation : history.operations) {
    if (operation.status == CELLARET_CLOSED) continue;
    if (operation.kind == Kind::kClear) {
      for (std::uint8_t at = 0; at < keys.size(); ++at) {
        steps.push_back({&operation, {at, kNoKey}, clocks.around(operation)});
      }
    } else if (is_on_keys(operation.kind) && number[operation.key] != kNoKey) {
      std::uint8_t second = operation.second_key == kNoKey ? kNoKey : number[operation.second_key];
      steps.push_back({&operation, {number[operation.key], second}, clocks.around(operation)});
    }
  }
  return steps;
}

}  // namespace

Judgement judge(const History &given, std::uint64_t max_steps) {
  Judgement judgement;
  const History history = with_single_reads(given);
  if (const Operation *wrong = wrong_about_closing(history)) {
    return {Verdict::kIllegal, "wrong about closing: " + shown(*wrong) + "\n", 0};
  }
  Clocks clocks(history);
  std::vector<std::uint8_t> groups = groups_of(history);
  for (std::uint8_t group = 0; group < history.keys; ++group) {
    std::vector<std::uint8_t> keys;
    for (std::uint8_t key = group; key < history.keys; ++key) {
      if (groups[key] == group) keys.push_back(key);
    }
    if (keys.empty()) continue;
    if (keys.size() > kMaxJoined) return {Verdict::kUndecided, "too many keys are joined", 0};
    Search search(steps_of(history, keys, clocks), {history.may_evict, history.may_be_full},
                  max_steps);
    judgement.verdict = search.run();
    judgement.steps += search.steps_done();
    if (judgement.verdict == Verdict::kIllegal) judgement.story = search.story();
    if (judgement.verdict != Verdict::kLegal) return judgement;
  }
  return judgement;
}

}  // namespace cellaret::history
