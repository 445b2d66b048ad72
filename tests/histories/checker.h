// Decides whether a history is linearizable: whether there is an order of its operations, in
// agreement with their times, in which every answer is what the contract of key_state.h gives.
//
// Idea. Wing & Gong 1993, "Testing and verifying concurrent objects": take, one after another, an
// operation that no other had to precede and whose answer fits the state, and go back when nothing
// fits. With Lowe 2017, "Testing for linearizability", what was reached before (the same set of
// operations in the same states) is not searched again. What the contract leaves open is carried
// along as a set of states instead of being searched, so that a step has one outcome.
//
// Linearizability is local (Herlihy & Wing 1990): each key is judged alone. Keys that one
// operation writes together are judged together, and that operation changes them in one step.
// Clearing is no such operation; it is one deletion for each key. The clock is no object of the
// search: what it showed during an operation is known from the moves' times. Nor is closing: CLOSED
// may be answered from when it begins and must be from when it is over.
//
// Cost. At any moment at most as many operations are open as there are threads, so a history of n
// operations takes about n * 2^threads steps and not 2^n. A history that needs more than
// `max_steps` is reported as undecided, which is an error of the test, and no pass.
#pragma once

#include <cstdint>
#include <string>

#include "tests/histories/history.h"

namespace cellaret::history {

enum class Verdict : std::uint8_t { kLegal, kIllegal, kUndecided };

struct Judgement {
  Verdict verdict = Verdict::kLegal;
  std::string story;  // of an illegal one: where every order ends
  std::uint64_t steps = 0;
};

inline constexpr std::uint64_t kMaxSteps = 3'000'000;

[[nodiscard]] Judgement judge(const History &history, std::uint64_t max_steps = kMaxSteps);

}  // namespace cellaret::history
