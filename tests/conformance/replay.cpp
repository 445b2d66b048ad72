// One line after another: the clock, or a command and its reply.
#include "tests/conformance/replay.h"

#include <stdexcept>

#include "bindings/resp/command.h"
#include "tests/conformance/compare.h"

namespace cellaret::test {

CacheHandle open_for_replay(std::int64_t start_ms) {
  cellaret_options options = {};
  options.struct_size = sizeof options;
  options.clock = CELLARET_CLOCK_MANUAL;
  options.manual_start_ms = start_ms;
  options.max_bytes = CELLARET_UNLIMITED;
  cellaret_cache *cache = nullptr;
  if (cellaret_cache_open(&options, &cache) != CELLARET_OK) {
    throw std::runtime_error("no instance could be opened");
  }
  return CacheHandle(cache);
}

void replay(const std::vector<CorpusLine> &lines, const OnDifference &on_difference,
            ReplayTally &tally) {
  const CacheHandle cache = open_for_replay();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const CorpusLine &line = lines[i];
    if (line.words[0] == "@ADVANCE") {
      if (cellaret_clock_advance(cache.get(), std::stoll(line.words.at(1))) != CELLARET_OK) {
        throw std::runtime_error("line " + std::to_string(i + 1) + ": the clock cannot be moved");
      }
      continue;
    }
    if (resp::find_command(line.words[0]) == nullptr) {
      ++tally.skipped["no command " + line.words[0]];
      continue;
    }
    const std::vector<std::string_view> words(line.words.begin(), line.words.end());
    const resp::Reply actual = resp::run_command(cache.get(), words);
    ++tally.replies;
    if (is_same(line.reply, actual, line.comparison)) continue;
    ++tally.differences;
    on_difference(i + 1, line, actual);
  }
}

}  // namespace cellaret::test
