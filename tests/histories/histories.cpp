// Records random histories and has them judged.
//
//   histories [COUNT [SEED]]
//
// COUNT histories in which the threads met: one with less overlap than kMinOverlapPercent, because
// the machine was busy or its shape has many keys, is judged like the others and another one run
// for it. Prints the seed, a line for the history that is wrong, and at the end how many there were
// and how concurrent they were. Ends with 1 if a history is illegal or could not be decided, if an
// instance is not in order afterwards, or if the threads do not meet.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "tests/histories/checker.h"
#include "tests/histories/run.h"
#include "tests/histories/shapes.h"

namespace cellaret::history {
namespace {

// Of operations that ran beside another of the same key. All that count together have far more.
constexpr std::uint64_t kMinOverlapPercent = 30;
// Histories run for each that counts, at most.
constexpr std::uint64_t kMaxTries = 12;
constexpr std::uint32_t kOperations = 900;

class Run {
 public:
  // False at the first history that is wrong: the others would hide it.
  bool one(std::uint64_t seed) {
    Plan plan = make_plan(seed, kOperations);
    std::string complaint;
    History history = runner_.run(plan, complaint);
    Overlap overlap = count_overlap(history);
    ++judged_;
    if (overlap.overlapping * 100 >= overlap.operations * kMinOverlapPercent) {
      ++histories_;
      operations_ += overlap.operations;
      overlapping_ += overlap.overlapping;
    }
    Judgement judgement = judge(history);
    steps_ += judgement.steps;
    if (judgement.verdict == Verdict::kUndecided) complaint += "too hard to decide\n";
    if (judgement.verdict == Verdict::kIllegal) {
      complaint += "not linearizable; nothing gets past the line marked >\n" + judgement.story;
    }
    if (complaint.empty()) return true;
    std::printf("history %llu, %s: %s", static_cast<unsigned long long>(seed), plan.name,
                complaint.c_str());
    return false;
  }

  [[nodiscard]] std::uint64_t histories() const { return histories_; }

  void close(std::uint64_t seed, const char *verdict) const {
    double percent = operations_ == 0 ? 0
                                      : 100.0 * static_cast<double>(overlapping_) /
                                            static_cast<double>(operations_);
    std::printf(
        "%llu histories from seed %llu, %llu operations, %.1f %% of them beside another on "
        "the same key; with %llu less concurrent ones, %llu steps of the checker: %s\n",
        static_cast<unsigned long long>(histories_), static_cast<unsigned long long>(seed),
        static_cast<unsigned long long>(operations_), percent,
        static_cast<unsigned long long>(judged_ - histories_),
        static_cast<unsigned long long>(steps_), verdict);
  }

 private:
  Runner runner_;
  std::uint64_t judged_ = 0;
  std::uint64_t histories_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t overlapping_ = 0;
  std::uint64_t steps_ = 0;
};

int run(std::uint64_t count, std::uint64_t seed) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Run run;
  bool is_legal = true;
  for (std::uint64_t number = 0; run.histories() < count && number < count * kMaxTries && is_legal;
       ++number) {
    is_legal = run.one(seed + number);
  }
  bool is_enough = run.histories() == count;
  run.close(seed, !is_legal ? "NOT legal" : is_enough ? "all legal" : "the threads do not meet");
  return is_legal && is_enough ? 0 : 1;
}

}  // namespace
}  // namespace cellaret::history

int main(int count, char **arguments) {
  std::uint64_t histories = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 200;
  std::uint64_t seed =
      count > 2 ? std::strtoull(arguments[2], nullptr, 10) : std::uint64_t{std::random_device()()};
  return cellaret::history::run(histories, seed);
}
