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

Reply exists(const Call &call) {
  const auto keys = read_keys(call.arguments);
  std::uint64_t existing = 0;
  const cellaret_status status =
      cellaret_exists_many(call.cache, keys.data(), keys.size(), &existing);
  return number_or_zero(call, status, existing);
}

Reply touch(const Call &call) {
  const auto keys = read_keys(call.arguments);
  const cellaret_expiry expiry = cellaret_expiry_keep();
  std::uint64_t touched = 0;
  const cellaret_status status =
      cellaret_touch_many(call.cache, keys.data(), keys.size(), &expiry, &touched);
  return number_or_zero(call, status, touched);
}

Reply rename(const Call &call) {
  const std::string_view source = call.arguments[0];
  const std::string_view destination = call.arguments[1];
  const cellaret_status status = cellaret_rename(call.cache, source.data(), source.size(),
                                                 destination.data(), destination.size());
  return status == CELLARET_OK ? ok_reply() : status_error(call, status);
}

Reply renamenx(const Call &call) {
  const std::string_view source = call.arguments[0];
  const std::string_view destination = call.arguments[1];
  const cellaret_status status = cellaret_rename_if_absent(call.cache, source.data(), source.size(),
                                                           destination.data(), destination.size());
  return status == CELLARET_EXISTS ? integer_reply(0) : one_or_zero(call, status);
}

// There is one database, number 0.
std::optional<Reply> read_copy_options(std::span<const std::string_view> arguments,
                                       bool &out_replace) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (is_word(arguments[i], "REPLACE")) {
      out_replace = true;
    } else if (is_word(arguments[i], "DB") && i + 1 < arguments.size()) {
      const auto number = read_integer(arguments[++i]);
      if (!number) return not_an_integer();
      if (*number != 0) return error_reply("ERR DB index is out of range");
    } else {
      return syntax_error();
    }
  }
  return std::nullopt;
}

Reply copy(const Call &call) {
  const std::string_view source = call.arguments[0];
  const std::string_view destination = call.arguments[1];
  bool replace = false;
  if (auto error = read_copy_options(call.arguments.subspan(2), replace)) return *std::move(error);
  if (source == destination) {
    return error_reply("ERR source and destination objects are the same");
  }
  const cellaret_status status =
      cellaret_copy(call.cache, source.data(), source.size(), destination.data(),
                    destination.size(), replace ? 1 : 0);
  return status == CELLARET_EXISTS ? integer_reply(0) : one_or_zero(call, status);
}

Reply keys(const Call &call) {
  const std::string_view pattern = call.arguments[0];
  Values values;
  const cellaret_status status =
      cellaret_keys(call.cache, pattern.data(), pattern.size(), values.out());
  return values_or(call, status, values, array_reply());
}

Reply randomkey(const Call &call) {
  Value value;
  return value_or_null(call, cellaret_random_key(call.cache, value.out()), value);
}

constexpr std::array kCommands{
    Command{"del", -2, del},
    Command{"unlink", -2, del},
    Command{"exists", -2, exists},
    Command{"touch", -2, touch},
    Command{"rename", 3, rename},
    Command{"renamenx", 3, renamenx},
    Command{"copy", -3, copy},
    Command{"keys", 2, keys},
    Command{"randomkey", 1, randomkey},
    Command{"type", 2, type},
    Command{"dbsize", 1, dbsize},
    Command{"flushall", -1, flushall},
    Command{"flushdb", -1, flushall},
};

}  // namespace

std::span<const Command> key_commands() { return kCommands; }

}  // namespace cellaret::resp
