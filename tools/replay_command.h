// The command `cellaret replay`: its options and what it prints.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/replay.h"

namespace cellaret::tool {

class ReplayCommand {
 public:
  // Adds the subcommand to the parser, which fills this object; it must outlive the parsing.
  explicit ReplayCommand(CLI::App &app);

  bool is_chosen() const;

  // Prints to standard output. Throws InputError, OptionsError, CacheError, CLI::ValidationError.
  void run() const;

 private:
  Trace load() const;
  bool shows_progress() const;

  CLI::App *command_;
  std::vector<std::string> paths_;
  ReplayOptions options_;
  std::uint64_t limit_accesses_ = UINT64_MAX;
  bool as_json_ = false;
  bool is_quiet_ = false;
  bool hides_progress_ = false;
};

}  // namespace cellaret::tool
