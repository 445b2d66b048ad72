// A corpus of recorded replies: reading its files, and writing lines of the same format.
// redis-7.0/README.md describes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bindings/resp/reply.h"

namespace cellaret::test {

// How a reply is compared with the recorded one.
enum class Comparison : std::uint8_t { kExact, kUnordered, kTtl, kFloat };

struct CorpusLine {
  std::vector<std::string> words;  // the command's name, or "@ADVANCE", and its arguments
  resp::Reply reply;
  std::string error_class;  // of an error reply
  Comparison comparison = Comparison::kExact;
};

// Both throw std::runtime_error, naming file and line.

// The lines of a file, which may be packed by gzip.
std::vector<CorpusLine> read_corpus_file(const std::filesystem::path &path);
// The corpus files of a folder, in the order of their names: *.jsonl and *.jsonl.gz.
std::vector<std::filesystem::path> corpus_files(const std::filesystem::path &folder);

// One line of a file, without a line break.
std::string to_json_line(const CorpusLine &line);
std::string to_json(const resp::Reply &reply);

}  // namespace cellaret::test
