// Commands: a vector of byte strings goes in, one call of the C API is made, a reply comes out.
//
// Every command is one C call, so it is as atomic as that call; none is composed of several. Where
// arguments are wrong, Redis's order of checks decides what is answered; if that order looks at the
// key first, the one call that is made is one that reads.
#pragma once

#include <cellaret/cellaret.h>

#include <span>
#include <string_view>

#include "bindings/resp/reply.h"

namespace cellaret::resp {

// One command that is being carried out.
struct Call {
  cellaret_cache *cache;
  std::string_view name;                        // of the command, in lower case
  std::span<const std::string_view> arguments;  // what follows the name
};

struct Command {
  std::string_view name;  // in lower case
  int arity;              // with the name; negative: at least so many
  Reply (*run)(const Call &call);
};

// The command of that name, in any letter case; null without one.
const Command *find_command(std::string_view name);

// All commands, in no particular order.
std::span<const Command> string_commands();
std::span<const Command> number_commands();
std::span<const Command> list_commands();
std::span<const Command> set_commands();
std::span<const Command> key_commands();
std::span<const Command> expiry_commands();

// Carries a command out. words: its name and its arguments, one word at least.
Reply run_command(cellaret_cache *cache, std::span<const std::string_view> words);

}  // namespace cellaret::resp
