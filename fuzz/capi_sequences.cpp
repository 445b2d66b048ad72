// Fuzz target: bytes decoded into C API calls, misuse among them, compared with the naive model.
#include <cstdio>
#include <cstdlib>

#include "tests/model/sequence.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  std::optional<std::string> difference = cellaret::model::Sequence(data, size).run();
  if (difference) {
    std::fprintf(stderr, "difference from the model: %s", difference->c_str());
    std::abort();
  }
  return 0;
}
