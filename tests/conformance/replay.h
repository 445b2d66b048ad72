// Replaying the lines of a corpus file on a fresh instance under a manual clock.
#pragma once

#include <cellaret/cellaret.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "tests/conformance/corpus.h"

namespace cellaret::test {

// 2030-01-01T00:00:00Z, where the clock stands at the beginning of every file.
inline constexpr std::int64_t kStartMs = 1893456000000;

struct CloseCache {
  void operator()(cellaret_cache *cache) const { cellaret_cache_close(cache); }
};
using CacheHandle = std::unique_ptr<cellaret_cache, CloseCache>;

// An instance without limits whose clock stands.
CacheHandle open_for_replay(std::int64_t start_ms = kStartMs);

struct ReplayTally {
  std::uint64_t replies = 0;                     // compared
  std::uint64_t differences = 0;                 // of these
  std::map<std::string, std::uint64_t> skipped;  // lines by reason
};

// Called with the number of a line, from 1, and the reply that differs from the recorded one.
using OnDifference =
    std::function<void(std::size_t number, const CorpusLine &line, const resp::Reply &actual)>;

void replay(const std::vector<CorpusLine> &lines, const OnDifference &on_difference,
            ReplayTally &tally);

}  // namespace cellaret::test
