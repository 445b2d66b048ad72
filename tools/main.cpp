// The `cellaret` command line tool. It uses nothing but the public C headers.
//
// Exit codes: 0 done, 1 the input or the cache failed, 2 the command line is wrong.
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "cellaret/cellaret.h"
#include "tools/curve_command.h"
#include "tools/replay_command.h"

namespace cellaret::tool {

namespace {

constexpr int kFailure = 1;
constexpr int kUsage = 2;

int complain(const char *reason, int exit_code) {
  std::fprintf(stderr, "cellaret: %s\n", reason);
  return exit_code;
}

int run(int argument_count, char **arguments) {
  CLI::App app(
      "Cellaret, an embeddable in-process cache engine: command line tool.\n"
      "Exit codes: 0 done, 1 the input or the cache failed, 2 the command line is wrong.",
      "cellaret");
  app.set_version_flag("--version", std::string("cellaret ") + cellaret_version() + "\nallocator " +
                                        cellaret_allocator());
  app.require_subcommand(1);
  ReplayCommand replay_command(app);
  CurveCommand curve_command(app);
  try {
    app.parse(argument_count, arguments);
    if (replay_command.is_chosen()) replay_command.run();
    if (curve_command.is_chosen()) curve_command.run();
  } catch (const CLI::Success &answer) {  // --help and --version
    app.exit(answer);
  } catch (const CLI::ParseError &error) {
    return complain((std::string(error.what()) + "\nTry: cellaret --help").c_str(), kUsage);
  } catch (const OptionsError &error) {
    return complain(error.what(), kUsage);
  } catch (const std::exception &error) {
    return complain(error.what(), kFailure);
  }
  if (std::fflush(stdout) != 0) {
    return complain((std::string("cannot write: ") + std::strerror(errno)).c_str(), kFailure);
  }
  return 0;
}

}  // namespace

}  // namespace cellaret::tool

int main(int argument_count, char **arguments) {
  return cellaret::tool::run(argument_count, arguments);
}
