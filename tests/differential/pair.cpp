// Asking both and judging.
#include "tests/differential/pair.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include "bindings/resp/arguments.h"
#include "bindings/resp/command.h"
#include "tests/conformance/compare.h"
#include "tests/conformance/replay.h"

namespace cellaret::test {
namespace {

using resp::Reply;

constexpr std::int64_t kNearMs = 60000;
constexpr double kNearNumber = 1e-9;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// -1 and -2 mean that there is no time.
bool is_near(const Reply &theirs, const Reply &ours, std::int64_t distance) {
  if (theirs.kind != Reply::Kind::kInteger || ours.kind != Reply::Kind::kInteger ||
      theirs.number < 0 || ours.number < 0) {
    return theirs == ours;
  }
  return std::abs(theirs.number - ours.number) <= distance;
}

bool is_near_number(const Reply &theirs, const Reply &ours) {
  if (theirs.kind != Reply::Kind::kBulk || ours.kind != Reply::Kind::kBulk) return theirs == ours;
  const auto wanted = resp::read_double(theirs.text);
  const auto found = resp::read_double(ours.text);
  return wanted && found && std::fabs(*wanted - *found) <= kNearNumber;
}

}  // namespace

bool agree(const Reply &theirs, const Reply &ours, Judgement judgement) {
  if (theirs.kind == Reply::Kind::kNull) {
    return ours.kind == Reply::Kind::kNull || ours.kind == Reply::Kind::kNullArray;
  }
  switch (judgement) {
    case Judgement::kExact:
      return is_same(theirs, ours, Comparison::kExact);
    case Judgement::kUnordered:
      return is_same(theirs, ours, Comparison::kUnordered);
    case Judgement::kNearMs:
      return is_near(theirs, ours, kNearMs);
    case Judgement::kNearSeconds:
      return is_near(theirs, ours, kNearMs / 1000);
    case Judgement::kNumber:
      return is_near_number(theirs, ours);
  }
  return false;
}

std::vector<Reply> Pair::ask_server(const Sequence &sequence) {
  // The server counts keys whose time has passed until it comes upon them; looking at them makes
  // sure that it has.
  Words look = {"EXISTS"};
  look.insert(look.end(), all_keys().begin(), all_keys().end());
  Sequence commands = {{"FLUSHALL"}};
  for (const Words &words : sequence) {
    if (words[0] == "DBSIZE") commands.push_back(look);
    commands.push_back(words);
  }
  std::vector<Reply> replies = server_.run(commands);
  std::vector<Reply> wanted;
  wanted.reserve(sequence.size());
  for (std::size_t i = 1; i < replies.size(); ++i) {
    if (commands[i] == look && i + 1 < replies.size() && commands[i + 1][0] == "DBSIZE") continue;
    wanted.push_back(std::move(replies[i]));
  }
  if (wanted.size() != sequence.size()) throw std::runtime_error("a reply is missing");
  return wanted;
}

std::optional<Difference> Pair::run(const Sequence &sequence) {
  const CacheHandle cache = open_for_replay(now_ms());
  const std::vector<Reply> replies = ask_server(sequence);
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const std::vector<std::string_view> words(sequence[i].begin(), sequence[i].end());
    Reply ours = resp::run_command(cache.get(), words);
    if (!agree(replies[i], ours, judgement_of(sequence[i]))) return {{i, replies[i], ours}};
  }
  return std::nullopt;
}

std::vector<CorpusLine> Pair::record(const Sequence &sequence) {
  const std::vector<Reply> replies = ask_server(sequence);
  std::vector<CorpusLine> lines = {{{"FLUSHALL"}, resp::ok_reply(), {}, Comparison::kExact}};
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    CorpusLine line{sequence[i], replies[i], {}, Comparison::kExact};
    switch (judgement_of(sequence[i])) {
      case Judgement::kExact:
        break;
      case Judgement::kUnordered:
        line.comparison = Comparison::kUnordered;
        break;
      case Judgement::kNearMs:
      case Judgement::kNearSeconds:
        line.comparison = Comparison::kTtl;
        break;
      case Judgement::kNumber:
        line.comparison = Comparison::kFloat;
        break;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace cellaret::test
