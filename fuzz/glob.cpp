// Fuzz target: a pattern and a key, matched as the naive recursion matches them.
#include "engine/base/glob.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/engine/base/glob_reference.h"

namespace {

// More stars cost the reference too much.
constexpr std::ptrdiff_t kMostStars = 4;
constexpr std::size_t kLongestKey = 40;

}  // namespace

// The first byte says how many of the others are the pattern.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
  std::string_view pattern = bytes.substr(0, std::min<std::size_t>(data[0], bytes.size()));
  std::string_view key = bytes.substr(pattern.size());
  bool found = cellaret::engine::glob_matches(pattern, key);
  if (key.size() > kLongestKey || std::count(pattern.begin(), pattern.end(), '*') > kMostStars) {
    return 0;
  }
  if (found != cellaret::test::reference_glob(pattern, key)) {
    std::fprintf(stderr, "the reference says %s\n", found ? "no" : "yes");
    std::abort();
  }
  return 0;
}
