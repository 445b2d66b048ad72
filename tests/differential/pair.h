// The cache and a redis-server side by side: the same commands to both, and what they answer.
#pragma once

#include <optional>

#include "tests/conformance/corpus.h"
#include "tests/differential/generator.h"

namespace cellaret::test {

struct Difference {
  std::size_t step;  // of the sequence, from 0
  resp::Reply theirs;
  resp::Reply ours;
};

// Whether the replies are the same in the eyes of this judgement. No null array comes from theirs.
bool agree(const resp::Reply &theirs, const resp::Reply &ours, Judgement judgement);

class Pair {
 public:
  explicit Pair(const std::string &program) : server_(program) {}

  // The first difference, on a server and an instance that are empty at the beginning.
  std::optional<Difference> run(const Sequence &sequence);

  // The sequence as a corpus with the server's replies; times may be off by what passed meanwhile.
  std::vector<CorpusLine> record(const Sequence &sequence);

 private:
  std::vector<resp::Reply> ask_server(const Sequence &sequence);

  RedisServer server_;
};

}  // namespace cellaret::test
