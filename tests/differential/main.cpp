// Random commands to the cache and to a redis-server, until N of them agreed or one did not.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/differential/pair.h"

namespace {

using namespace cellaret::test;

struct Settings {
  std::string server = "redis-server";
  std::string report = ".";
  std::uint64_t operations = 100000;
  std::uint64_t seed = 0;
};

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The shortest sequence that still differs, printed and written as a corpus of its own.
void report(const Settings &settings, Pair &pair, const Sequence &sequence) {
  const Sequence shortest =
      shrink(sequence, [&](const Sequence &candidate) { return pair.run(candidate).has_value(); });
  const auto path = std::filesystem::path(settings.report) /
                    ("differential-" + std::to_string(settings.seed) + ".jsonl");
  std::filesystem::create_directories(settings.report);
  std::ofstream file(path);
  for (const CorpusLine &line : pair.record(shortest)) {
    const std::string text = to_json_line(line);
    std::printf("%s\n", text.c_str());
    file << text << '\n';
  }
  if (const auto difference = pair.run(shortest)) {
    std::printf("step %zu\n    is %s\n    redis-server says %s\n", difference->step + 1,
                to_json(difference->ours).c_str(), to_json(difference->theirs).c_str());
  }
  std::printf("written to %s, which ./dev conformance replays\n", path.c_str());
}

void print_counts(const std::map<std::string, std::uint64_t> &counts) {
  for (const auto &[name, count] : counts) {
    std::printf("%-12s %9llu\n", name.c_str(), static_cast<unsigned long long>(count));
  }
}

int run(const Settings &settings) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(settings.seed));
  Pair pair(settings.server);
  Generator generator(settings.seed, now_ms());
  std::map<std::string, std::uint64_t> counts;
  std::uint64_t done = 0;
  std::uint64_t differences = 0;
  while (done < settings.operations && differences == 0) {
    const Sequence sequence = generator.next_sequence();
    for (const Words &words : sequence) ++counts[words[0]];
    done += sequence.size();
    if (!pair.run(sequence)) continue;
    ++differences;
    report(settings, pair, sequence);
  }
  print_counts(counts);
  std::printf("%llu operations, %llu differences\n", static_cast<unsigned long long>(done),
              static_cast<unsigned long long>(differences));
  return differences == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char **argv) {
  Settings settings;
  settings.seed = static_cast<std::uint64_t>(now_ms());
  CLI::App app("Compares the cache with a redis-server, reply by reply.");
  app.add_option("--server", settings.server, "the path of redis-server");
  app.add_option("--operations", settings.operations, "how many commands at least");
  app.add_option("--seed", settings.seed, "of the commands; printed");
  app.add_option("--report", settings.report, "the folder for a sequence that differs");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(settings);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "differential: %s\n", error.what());
    return 2;
  }
}
