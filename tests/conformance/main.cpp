// Replays a corpus: conformance FOLDER. The last line is the sum; a difference ends with 1.
#include <clocale>
#include <cstdio>
#include <exception>

#include "tests/conformance/replay.h"

namespace {

using namespace cellaret::test;

constexpr std::uint64_t kMostShown = 10;  // differences of a file

void replay_file(const std::filesystem::path &path, ReplayTally &tally) {
  const std::uint64_t before = tally.differences;
  const auto show = [&](std::size_t number, const CorpusLine &line,
                        const cellaret::resp::Reply &actual) {
    if (tally.differences - before > kMostShown) return;
    std::printf("%s:%zu: %s\n    is %s\n", path.filename().c_str(), number,
                to_json_line(line).c_str(), to_json(actual).c_str());
  };
  replay(read_corpus_file(path), show, tally);
  if (tally.differences != before) {
    std::printf("%s: %llu differences\n", path.filename().c_str(),
                static_cast<unsigned long long>(tally.differences - before));
  }
}

int run(const char *folder) {
  const auto files = corpus_files(folder);
  ReplayTally tally;
  for (const auto &path : files) replay_file(path, tally);
  std::uint64_t skipped = 0;
  for (const auto &[reason, count] : tally.skipped) {
    std::printf("skipped, %s: %llu\n", reason.c_str(), static_cast<unsigned long long>(count));
    skipped += count;
  }
  std::printf("%zu files\n%llu replies, %llu differences, %llu skipped\n", files.size(),
              static_cast<unsigned long long>(tally.replies),
              static_cast<unsigned long long>(tally.differences),
              static_cast<unsigned long long>(skipped));
  return tally.differences == 0 && tally.replies != 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: conformance FOLDER\n");
    return 2;
  }
  // As a host program may: numbers must not follow its decimal point.
  if (std::setlocale(LC_ALL, "") == nullptr) {
    std::fprintf(stderr, "conformance: the locale that the environment names is not there\n");
    return 2;
  }
  try {
    return run(argv[1]);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "conformance: %s\n", error.what());
    return 2;
  }
}
