// Finding a command by its name and checking how many arguments it has.
#include "bindings/resp/command.h"

#include <map>
#include <string>

#include "bindings/resp/arguments.h"

namespace cellaret::resp {
namespace {

constexpr std::size_t kShownBytes = 128;

std::map<std::string_view, Command> make_table() {
  std::map<std::string_view, Command> table;
  for (const auto commands : {string_commands(), number_commands(), list_commands(), set_commands(),
                              key_commands(), expiry_commands()}) {
    for (const Command &command : commands) table.emplace(command.name, command);
  }
  return table;
}

Reply unknown_command(std::span<const std::string_view> words) {
  std::string shown;
  for (const std::string_view word : words.subspan(1)) {
    if (shown.size() >= kShownBytes) break;
    shown += "'";
    shown += word.substr(0, kShownBytes - shown.size());
    shown += "' ";
  }
  return error_reply("ERR unknown command '" + std::string(words[0].substr(0, kShownBytes)) +
                     "', with args beginning with: " + shown);
}

bool is_arity_right(const Command &command, std::size_t words) {
  const int count = static_cast<int>(words);
  return command.arity > 0 ? count == command.arity : count >= -command.arity;
}

}  // namespace

const Command *find_command(std::string_view name) {
  static const std::map<std::string_view, Command> table = make_table();
  std::string lower(name);
  for (char &byte : lower) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + 32);
  }
  const auto found = table.find(lower);
  return found == table.end() ? nullptr : &found->second;
}

Reply run_command(cellaret_cache *cache, std::span<const std::string_view> words) {
  const Command *const command = find_command(words[0]);
  if (command == nullptr) return unknown_command(words);
  const Call call{cache, command->name, words.subspan(1)};
  return is_arity_right(*command, words.size()) ? command->run(call) : arity_error(call);
}

}  // namespace cellaret::resp
