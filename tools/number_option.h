// Numbers on the command line: what an option takes, and how a wrong one is answered.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace cellaret::tool {

// What numbers an option takes.
struct NumberRule {
  std::uint64_t first = 0;
  std::uint64_t last = UINT64_MAX - 1;
  bool is_bytes = false;          // a suffix such as MiB is allowed
  bool may_be_unlimited = false;  // and the word is the library's constant
};

// Throws CLI::ValidationError, with the rule in words, for what the rule does not allow.
std::uint64_t read_number(const std::string &option, const std::string &text,
                          const NumberRule &rule);

template <typename Number>
CLI::Option *add_number(CLI::App &command, const std::string &name, Number &out,
                        const NumberRule &rule, const std::string &description) {
  const auto read = [name, &out, rule](const std::string &text) {
    out = static_cast<Number>(read_number(name, text, rule));
  };
  return command.add_option_function<std::string>(name, read, description);
}

}  // namespace cellaret::tool
