// Runs each case under many schedules and has every answer judged.
//
//   schedules [COUNT [SEED]]      COUNT schedules a case
//   schedules COUNT SEED CASE     of the case with that name alone; with COUNT 1, one schedule
//   again
//
// Every schedule starts from an empty region of memory with an instance of its own, and must end
// with a legal history, an instance in order, and no block left. Prints the first seed, and a line
// for each case; ends with 1 at the first schedule that is wrong.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/atomic.h"
#include "tests/histories/audit.h"
#include "tests/histories/checker.h"
#include "tests/histories/player.h"
#include "tests/schedules/arena.h"
#include "tests/schedules/cases.h"
#include "tests/schedules/scheduler.h"

namespace cellaret::schedules {
namespace {

using history::History;
using history::Judgement;
using history::Kind;
using history::Operation;
using history::Player;
using history::Verdict;

cellaret_cache *open(const cellaret_options &options) {
  cellaret_cache *cache = nullptr;
  if (cellaret_cache_open(&options, &cache) != CELLARET_OK) fail("the instance cannot be opened");
  return cache;
}

// What the library keeps for each thread has to be there before the region is first used anew.
void prepare() {
  cellaret_options options{};
  options.struct_size = sizeof options;
  cellaret_cache *cache = open(options);
  cellaret_exists(cache, "", 0);
  prepare_fibers([cache] { cellaret_exists(cache, "", 0); });
  cellaret_cache_close(cache);
  arena_keep_all();
}

struct Tally {
  std::uint64_t points = 0;
  std::uint64_t retries = 0;
};

void check(const History &history, const std::string &complaint) {
  Judgement judgement = history::judge(history);
  if (judgement.verdict == Verdict::kUndecided) fail("too hard to decide");
  if (judgement.verdict == Verdict::kIllegal) {
    fail(("not linearizable; nothing gets past the line marked >\n" + judgement.story).c_str());
  }
  if (!complaint.empty()) fail(complaint.c_str());
}

void run_one(const Case &one, std::uint64_t seed, Tally &tally) {
  name_schedule(one.name, seed);
  arena_restart(seed % 2 == 0);
  std::minstd_rand random(static_cast<std::uint32_t>(seed * 48'271 + 11));
  random.discard(2);
  history::Plan plan = one.make(random);
  cellaret_cache *cache = open(plan.options);
  // Like the counter itself, which is changed by a locked instruction.
  history::Ticks ticks(engine::schedule_drain);
  History history;
  history.keys = plan.keys;
  std::string complaint;
  bool is_closed = false;
  {
    Player player(cache, ticks);
    player.play(plan.before);
    std::vector<std::unique_ptr<Player>> players;
    std::vector<std::function<void()>> bodies;
    for (std::vector<Operation> &program : plan.threads) {
      Player &own = *players.emplace_back(std::make_unique<Player>(cache, ticks));
      bodies.emplace_back([&own, &program] {
        for (Operation &operation : program) {
          // The time of the call is taken when the thread is about to run.
          engine::schedule_point();
          own.play(operation);
        }
        own.release();
      });
    }
    tally.points += run_scheduled(bodies, seed);
    for (const auto &own : players) complaint += own->complaint();
    history.operations = plan.before;
    for (const std::vector<Operation> &program : plan.threads) {
      history.operations.insert(history.operations.end(), program.begin(), program.end());
    }
    is_closed = std::any_of(history.operations.begin(), history.operations.end(),
                            [](const Operation &each) { return each.kind == Kind::kClose; });
    for (std::uint8_t key = 0; key < plan.keys && !is_closed; ++key) {
      Operation last;
      last.key = key;
      player.play(history.operations.emplace_back(last));
    }
  }
  if (!is_closed) {
    tally.retries += history::retried_reads(cache);
    history.may_evict = plan.may_evict && history::has_evicted(cache);
    history.may_be_full = plan.may_be_full;
    complaint += history::audit(cache, history.keys);
    cellaret_cache_close(cache);
  }
  check(history, complaint);
  if (arena_blocks() != 0) fail("blocks are left when the instance is closed");
}

// One case over its schedules.
class CaseRun {
 public:
  CaseRun(const Case &one, std::uint64_t count, std::uint64_t seed)
      : case_(one), left_(count == 1 ? 1 : count * one.weight), seed_(seed) {}

  void run_some() {
    for (std::uint64_t some = kSome * case_.weight; some > 0 && left_ > 0; --some, --left_) {
      run_one(case_, seed_++, tally_);
      ++done_;
    }
  }
  [[nodiscard]] bool is_done() const { return left_ == 0; }

  void close() const {
    std::printf("%s: %llu schedules, %llu points each, %llu reads begun anew\n", case_.name,
                static_cast<unsigned long long>(done_),
                static_cast<unsigned long long>(tally_.points / done_),
                static_cast<unsigned long long>(tally_.retries));
    if (case_.has_retries && done_ >= 1000 && tally_.retries == 0) {
      fail("no read was ever disturbed: this case tests nothing");
    }
  }

 private:
  static constexpr std::uint64_t kSome = 500;

  const Case &case_;
  std::uint64_t left_;
  std::uint64_t seed_;
  std::uint64_t done_ = 0;
  Tally tally_;
};

int run(std::uint64_t count, std::uint64_t seed, std::string_view only) {
  if (count == 0) {
    std::printf("COUNT is 1 or more\n");
    return 1;
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  prepare();
  std::vector<CaseRun> runs;
  for (const Case &one : cases()) {
    if (only.empty() || only == one.name) runs.emplace_back(one, count, seed);
  }
  if (runs.empty()) {
    std::printf("there is no case '%s'\n", std::string(only).c_str());
    return 1;
  }
  // In turns: most faults show soon, if only in one case.
  for (bool is_done = false; !is_done;) {
    is_done = true;
    for (CaseRun &one : runs) {
      one.run_some();
      is_done = is_done && one.is_done();
    }
  }
  for (const CaseRun &one : runs) one.close();
  std::printf("%llu schedules of each case or more: all legal\n",
              static_cast<unsigned long long>(count));
  return 0;
}

}  // namespace
}  // namespace cellaret::schedules

int main(int count, char **arguments) {
  auto number = [&](int at, std::uint64_t otherwise) -> std::uint64_t {
    return at < count ? std::strtoull(arguments[at], nullptr, 10) : otherwise;
  };
  return cellaret::schedules::run(number(1, 2000), number(2, std::random_device()()),
                                  count > 3 ? arguments[3] : "");
}
