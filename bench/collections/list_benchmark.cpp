// Lists of the engine beside std::deque<std::string>: ends, indexes, walking, memory.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/data/list.h"

namespace {

using cellaret::engine::Collection;
using cellaret::engine::Element;
using cellaret::engine::List;
using cellaret::engine::NumberText;
using cellaret::engine::Random;

// Texts of 16 bytes, more than a std::string keeps in itself; or short integers.
std::vector<std::string> texts(std::int64_t count, bool are_ints) {
  std::vector<std::string> made;
  for (std::int64_t at = 0; at < count; ++at) {
    std::string number = std::to_string(1000000 + at);
    made.push_back(are_ints ? number : "element: " + number);
  }
  return made;
}

// The two lists behind one face.
class OurList {
 public:
  OurList() : list_(List::make()) {}
  OurList(const OurList &) = delete;
  OurList &operator=(const OurList &) = delete;
  ~OurList() { Collection::free_all(list_); }
  void push_right(const std::string &text) {
    if (!list_->push(List::End::kRight, Element(text))) std::abort();
  }
  void push_left(const std::string &text) {
    if (!list_->push(List::End::kLeft, Element(text))) std::abort();
  }
  void pop_left() { list_->pop(List::End::kLeft); }
  std::size_t get(std::uint64_t index, char *out) const {
    NumberText text;
    return list_->get(index).as_bytes(text).copy(out, 64);
  }
  std::size_t walk() const {
    std::size_t bytes = 0;
    list_->visit(0, list_->size(), [&](const Element &element) {
      NumberText text;
      bytes += element.as_bytes(text).size();
      return true;
    });
    return bytes;
  }

 private:
  List *list_;
};

class Deque {
 public:
  void push_right(const std::string &text) { deque_.push_back(text); }
  void push_left(const std::string &text) { deque_.push_front(text); }
  void pop_left() { deque_.pop_front(); }
  std::size_t get(std::uint64_t index, char *out) const { return deque_[index].copy(out, 64); }
  std::size_t walk() const {
    std::size_t bytes = 0;
    for (const std::string &text : deque_) bytes += text.size();
    return bytes;
  }

 private:
  std::deque<std::string> deque_;
};

template <class Subject>
void fill(Subject &subject, const std::vector<std::string> &elements) {
  for (const std::string &element : elements) subject.push_right(element);
}

// A queue of constant length: one in, one out.
template <class Subject>
void queue(benchmark::State &state) {
  std::vector<std::string> elements = texts(state.range(0), state.range(1) != 0);
  Subject subject;
  fill(subject, elements);
  std::size_t at = 0;
  for (auto _ : state) {
    subject.push_right(elements[at]);
    subject.pop_left();
    if (++at == elements.size()) at = 0;
  }
}

// A stack of constant length at the other end.
template <class Subject>
void stack(benchmark::State &state) {
  std::vector<std::string> elements = texts(state.range(0), state.range(1) != 0);
  Subject subject;
  fill(subject, elements);
  std::size_t at = 0;
  for (auto _ : state) {
    for (int times = 0; times < 10; ++times) subject.push_left(elements[at]);
    for (int times = 0; times < 10; ++times) subject.pop_left();
    if (++at == elements.size()) at = 0;
  }
  state.SetItemsProcessed(state.iterations() * 10);
}

template <class Subject>
void get(benchmark::State &state) {
  std::vector<std::string> elements = texts(state.range(0), state.range(1) != 0);
  Subject subject;
  fill(subject, elements);
  Random random(1);
  char out[64];
  for (auto _ : state) {
    benchmark::DoNotOptimize(subject.get(random.below(elements.size()), out));
    benchmark::DoNotOptimize(out);
  }
}

template <class Subject>
void walk(benchmark::State &state) {
  Subject subject;
  fill(subject, texts(state.range(0), state.range(1) != 0));
  for (auto _ : state) benchmark::DoNotOptimize(subject.walk());
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void sizes(benchmark::internal::Benchmark *benchmark) {
  benchmark->ArgNames({"elements", "ints"});
  for (int are_ints : {0, 1}) {
    for (int elements : {20, 100, 10'000, 1'000'000}) benchmark->Args({elements, are_ints});
  }
}

BENCHMARK(queue<OurList>)->Apply(sizes);
BENCHMARK(queue<Deque>)->Apply(sizes);
BENCHMARK(stack<OurList>)->Apply(sizes);
BENCHMARK(stack<Deque>)->Apply(sizes);
BENCHMARK(get<OurList>)->Apply(sizes);
BENCHMARK(get<Deque>)->Apply(sizes);
BENCHMARK(walk<OurList>)->Apply(sizes);
BENCHMARK(walk<Deque>)->Apply(sizes);

}  // namespace
