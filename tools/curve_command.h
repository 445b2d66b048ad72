// The command `cellaret curve`: its options and what it prints and writes.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/curve.h"
#include "tools/curve_report.h"

namespace cellaret::tool {

class CurveCommand {
 public:
  // Adds the subcommand to the parser, which fills this object; it must outlive the parsing.
  explicit CurveCommand(CLI::App &app);

  bool is_chosen() const;

  // Prints to standard output and writes the plots that were asked for. Throws InputError,
  // OptionsError, CacheError, CLI::ValidationError, std::runtime_error.
  void run();

 private:
  void add_numbers();
  void add_outputs();
  void check_policies() const;
  TraceSamples load() const;
  bool shows_progress() const;

  CLI::App *command_;
  std::vector<std::string> paths_;
  CurveOptions options_;
  std::string sizes_ = "0.1%..100%";
  std::uint32_t points_ = 16;
  std::uint32_t keys_in_ = 1;
  std::uint32_t samples_ = 4;
  std::uint64_t limit_accesses_ = UINT64_MAX;
  std::string svg_path_;
  std::string html_path_;
  bool as_json_ = false;
  bool as_csv_ = false;
  bool hides_progress_ = false;
};

}  // namespace cellaret::tool
