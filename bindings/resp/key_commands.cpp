// Commands on keys of any type, and on all of them.
#include <array>

#include "bindings/resp/arguments.h"
#include "bindings/resp/results.h"

namespace cellaret::resp {
namespace {

Reply del(const Call &call) {
  const auto keys = read_keys(call.arguments);
  std::uint64_t deleted = 0;
  const cellaret_status status =
      cellaret_delete_many(call.cache, keys.data(), keys.size(), &deleted);
  return number_or_zero(call, status, deleted);
}

Reply type(const Call &call) {
  const std::string_view key = call.arguments[0];
  std::uint8_t type = CELLARET_TYPE_NONE;
  const cellaret_status status = cellaret_type(call.cache, key.data(), key.size(), &type);
  if (status < CELLARET_OK) return status_error(call, status);
  switch (type) {
    case CELLARET_TYPE_NONE:
      return status_reply("none");
    case CELLARET_TYPE_LIST:
      return status_reply("list");
    case CELLARET_TYPE_SET:
      return status_reply("set");
    default:
      return status_reply("string");
  }
}

Reply dbsize(const Call &call) {
  std::uint64_t entries = 0;
  const cellaret_status status = cellaret_len(call.cache, &entries);
  return number_or_zero(call, status, entries);
}

Reply flushall(const Call &call) {
  if (call.arguments.size() > 1) return syntax_error();
  if (call.arguments.size() == 1 && !is_word(call.arguments[0], "ASYNC") &&
      !is_word(call.arguments[0], "SYNC")) {
    return syntax_error();
  }
  const cellaret_status status = cellaret_clear(call.cache);
  return status == CELLARET_OK ? ok_reply() : status_error(call, status);
}

constexpr std::array kCommands{
    Command{"del", -2, del},           Command{"unlink", -2, del},
    Command{"type", 2, type},          Command{"dbsize", 1, dbsize},
    Command{"flushall", -1, flushall}, Command{"flushdb", -1, flushall},
};

}  // namespace

std::span<const Command> key_commands() { return kCommands; }

}  // namespace cellaret::resp
