// Leaving out chunks, then words of the commands that remain.
#include "tests/differential/shrink.h"

#include <algorithm>

namespace cellaret::test {
namespace {

using Fails = std::function<bool(const Sequence &)>;

template <typename List>
List without(const List &list, std::size_t begin, std::size_t count) {
  List rest(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(begin));
  rest.insert(rest.end(), list.begin() + static_cast<std::ptrdiff_t>(begin + count), list.end());
  return rest;
}

// Leaves out every chunk of this size that is not needed; whether there was one.
bool drop_chunks(Sequence &sequence, std::size_t size, const Fails &fails) {
  bool is_shorter = false;
  for (std::size_t begin = 0; begin < sequence.size();) {
    const std::size_t count = std::min(size, sequence.size() - begin);
    Sequence candidate = without(sequence, begin, count);
    if (fails(candidate)) {
      sequence = std::move(candidate);
      is_shorter = true;
    } else {
      begin += count;
    }
  }
  return is_shorter;
}

void drop_words(Sequence &sequence, const Fails &fails) {
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    for (std::size_t word = sequence[i].size(); word-- > 1;) {
      Sequence candidate = sequence;
      candidate[i] = without(sequence[i], word, 1);
      if (fails(candidate)) sequence = std::move(candidate);
    }
  }
}

}  // namespace

Sequence shrink(Sequence sequence, const Fails &fails) {
  for (std::size_t size = sequence.size() / 2; size > 1; size /= 2) {
    drop_chunks(sequence, size, fails);
  }
  while (drop_chunks(sequence, 1, fails)) {
  }
  drop_words(sequence, fails);
  while (drop_chunks(sequence, 1, fails)) {
  }
  return sequence;
}

}  // namespace cellaret::test
