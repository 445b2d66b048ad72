// Sets of the engine beside absl::flat_hash_set<std::string>: adding, looking, removing, and the
// worst single addition while a set grows.
#include <absl/container/flat_hash_set.h>
#include <benchmark/benchmark.h>

#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/data/set.h"

namespace {

using cellaret::engine::Collection;
using cellaret::engine::Element;
using cellaret::engine::HashSecret;
using cellaret::engine::Random;
using cellaret::engine::Remains;
using cellaret::engine::Set;

const HashSecret kSecret(3);

std::vector<std::string> texts(std::int64_t count, bool are_ints) {
  std::vector<std::string> made;
  for (std::int64_t at = 0; at < count; ++at) {
    std::string number = std::to_string(1000000 + at);
    made.push_back(are_ints ? number : "members: " + number);
  }
  Random random(7);
  for (std::size_t at = made.size(); at > 1; --at) std::swap(made[at - 1], made[random.below(at)]);
  return made;
}

class OurSet {
 public:
  OurSet() : set_(Set::make(kSecret)) {}
  OurSet(const OurSet &) = delete;
  OurSet &operator=(const OurSet &) = delete;
  ~OurSet() { Collection::free_all(set_); }
  void add(const std::string &member) {
    if (set_->add(Element(member)) == Set::Added::kNoMemory) std::abort();
  }
  bool contains(const std::string &member) const { return set_->contains(Element(member)); }
  void remove(const std::string &member) { set_->remove(Element(member), SIZE_MAX, remains_); }

 private:
  Set *set_;
  Remains remains_;
};

class FlatHashSet {
 public:
  void add(const std::string &member) { set_.insert(member); }
  bool contains(const std::string &member) const { return set_.contains(member); }
  void remove(const std::string &member) { set_.erase(member); }

 private:
  absl::flat_hash_set<std::string> set_;
};

template <class Subject>
void contains(benchmark::State &state) {
  std::vector<std::string> members = texts(state.range(0), state.range(1) != 0);
  Subject subject;
  for (const std::string &member : members) subject.add(member);
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(subject.contains(members[at]));
    if (++at == members.size()) at = 0;
  }
}

// A set of about constant size: one in, one out.
template <class Subject>
void add_and_remove(benchmark::State &state) {
  std::vector<std::string> members = texts(state.range(0) * 2, state.range(1) != 0);
  Subject subject;
  for (std::size_t at = 0; at < members.size() / 2; ++at) subject.add(members[at]);
  std::size_t in = members.size() / 2;
  std::size_t out = 0;
  for (auto _ : state) {
    subject.add(members[in]);
    subject.remove(members[out]);
    if (++in == members.size()) in = 0;
    if (++out == members.size()) out = 0;
  }
}

template <class Subject>
void grow(benchmark::State &state) {
  std::vector<std::string> members = texts(state.range(0), state.range(1) != 0);
  for (auto _ : state) {
    auto *subject = new Subject();
    for (const std::string &member : members) subject->add(member);
    state.PauseTiming();
    delete subject;
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// Microseconds of processor time: a thread that is switched out meanwhile is not the set's fault.
double thread_us() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

// Microseconds of the slowest addition, and of the tenth: each addition counts with the least of
// five runs that do the same, since what others do to the machine does not come back each time.
template <class Subject>
void worst_addition(benchmark::State &state) {
  std::vector<std::string> members = texts(state.range(0), false);
  std::vector<double> times(members.size(), 1e9);
  for (auto _ : state) {
    for (int run = 0; run < 5; ++run) {
      Subject subject;
      for (std::size_t at = 0; at < members.size(); ++at) {
        double start = thread_us();
        subject.add(members[at]);
        times[at] = std::min(times[at], thread_us() - start);
      }
    }
  }
  std::partial_sort(times.begin(), times.begin() + 10, times.end(), std::greater<>());
  state.counters["worst_us"] = times[0];
  state.counters["tenth_us"] = times[9];
}

void sizes(benchmark::internal::Benchmark *benchmark) {
  benchmark->ArgNames({"members", "ints"});
  for (int are_ints : {0, 1}) {
    for (int members : {20, 100, 10'000, 1'000'000}) benchmark->Args({members, are_ints});
  }
}

BENCHMARK(contains<OurSet>)->Apply(sizes);
BENCHMARK(contains<FlatHashSet>)->Apply(sizes);
BENCHMARK(add_and_remove<OurSet>)->Apply(sizes);
BENCHMARK(add_and_remove<FlatHashSet>)->Apply(sizes);
BENCHMARK(grow<OurSet>)->Args({1'000'000, 0})->ArgNames({"members", "ints"});
BENCHMARK(grow<FlatHashSet>)->Args({1'000'000, 0})->ArgNames({"members", "ints"});
BENCHMARK(worst_addition<OurSet>)->Args({1'000'000})->Iterations(1);
BENCHMARK(worst_addition<FlatHashSet>)->Args({1'000'000})->Iterations(1);

}  // namespace
