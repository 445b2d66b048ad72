// What a replay found, as a table for people or as one JSON object for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/replay.h"

namespace cellaret::tool {

struct Report {
  std::vector<std::string> traces;  // as given on the command line
  ReplayOptions options;
  double load_seconds = 0;  // reading and parsing, before the replay
  ReplayResult result;
};

// Lines of text, the last with its newline.
std::string to_table(const Report &report);

// One object; docs/replay.md lists the fields. "Unlimited" is null.
std::string to_json(const Report &report);

}  // namespace cellaret::tool
