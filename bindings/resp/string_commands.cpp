// Commands on strings, which numbers are, too.
#include <array>

#include "bindings/resp/arguments.h"
#include "bindings/resp/results.h"
#include "bindings/resp/set_options.h"

namespace cellaret::resp {
namespace {

cellaret_set_options options_for(std::uint8_t condition, const cellaret_expiry &expiry) {
  cellaret_set_options options = {};
  options.struct_size = sizeof options;
  options.condition = condition;
  options.expiry = expiry;
  return options;
}

cellaret_status write(const Call &call, std::string_view data, const cellaret_set_options &options,
                      cellaret_value *out_old = nullptr) {
  const std::string_view key = call.arguments[0];
  return cellaret_set(call.cache, key.data(), key.size(), data.data(), data.size(), &options,
                      out_old);
}

Reply get(const Call &call) {
  const std::string_view key = call.arguments[0];
  Value value;
  return value_or_null(call, cellaret_get(call.cache, key.data(), key.size(), value.out()), value);
}

Reply set(const Call &call) {
  SetOptions given;
  if (auto error = read_set_options(call.arguments.subspan(2), given)) return *std::move(error);
  cellaret_expiry expiry =
      given.keeps_deadline ? cellaret_expiry_keep() : cellaret_expiry_default();
  if (given.time) {
    const TimeText time{*given.time, given.is_in_seconds, given.is_absolute};
    if (auto error = read_time(call, time, expiry)) return *std::move(error);
  }
  std::uint8_t condition = CELLARET_SET_ALWAYS;
  if (given.only_if_absent) condition = CELLARET_SET_IF_ABSENT;
  if (given.only_if_present) condition = CELLARET_SET_IF_PRESENT;
  Value old;
  const cellaret_status status = write(call, call.arguments[1], options_for(condition, expiry),
                                       given.gives_old ? old.out() : nullptr);
  if (status < CELLARET_OK) return status_error(call, status);
  if (given.gives_old) return old.reply();
  return status == CELLARET_OK ? ok_reply() : null_reply();
}

Reply setnx(const Call &call) {
  const cellaret_status status = write(
      call, call.arguments[1], options_for(CELLARET_SET_IF_ABSENT, cellaret_expiry_default()));
  return status == CELLARET_EXISTS ? integer_reply(0) : one_or_zero(call, status);
}

template <bool IsInSeconds>
Reply setex(const Call &call) {
  cellaret_expiry expiry = {};
  if (auto error = read_time(call, {call.arguments[1], IsInSeconds, false}, expiry)) {
    return *std::move(error);
  }
  const cellaret_status status =
      write(call, call.arguments[2], options_for(CELLARET_SET_ALWAYS, expiry));
  return status == CELLARET_OK ? ok_reply() : status_error(call, status);
}

Reply getset(const Call &call) {
  Value old;
  const cellaret_status status =
      write(call, call.arguments[1], options_for(CELLARET_SET_ALWAYS, cellaret_expiry_default()),
            old.out());
  return value_or_null(call, status, old);
}

Reply mget(const Call &call) {
  const auto keys = read_keys(call.arguments);
  std::vector<cellaret_value> values(keys.size());
  const cellaret_status status =
      cellaret_multi_get(call.cache, keys.data(), keys.size(), values.data());
  if (status != CELLARET_OK) return status_error(call, status);
  std::vector<Reply> replies;
  replies.reserve(values.size());
  for (cellaret_value &value : values) {
    replies.push_back(value_reply(value));
    cellaret_value_release(&value);
  }
  return array_reply(std::move(replies));
}

std::vector<cellaret_pair> read_pairs(const Call &call) {
  std::vector<cellaret_pair> pairs;
  for (std::size_t i = 0; i + 1 < call.arguments.size(); i += 2) {
    const std::string_view key = call.arguments[i];
    pairs.push_back({{key.data(), key.size()}, read_element(call.arguments[i + 1]), 0, {}});
  }
  return pairs;
}

Reply mset(const Call &call) {
  if (call.arguments.size() % 2 != 0) return arity_error(call);
  const auto pairs = read_pairs(call);
  const cellaret_status status =
      cellaret_multi_set(call.cache, pairs.data(), pairs.size(), nullptr);
  return status == CELLARET_OK ? ok_reply() : status_error(call, status);
}

Reply msetnx(const Call &call) {
  if (call.arguments.size() % 2 != 0) return arity_error(call);
  const auto pairs = read_pairs(call);
  const cellaret_status status =
      cellaret_multi_set_if_absent(call.cache, pairs.data(), pairs.size(), nullptr);
  return status == CELLARET_EXISTS ? integer_reply(0) : one_or_zero(call, status);
}

Reply getdel(const Call &call) {
  const std::string_view key = call.arguments[0];
  Value value;
  return value_or_null(
      call, cellaret_get_and_delete(call.cache, key.data(), key.size(), value.out()), value);
}

// A time that is wrong matters only if there is a string.
Reply after_reading(const Call &call, const Reply &error) {
  const std::string_view key = call.arguments[0];
  Value value;
  const cellaret_status status = cellaret_get(call.cache, key.data(), key.size(), value.out());
  return status == CELLARET_OK ? error : value_or_null(call, status, value);
}

Reply getex(const Call &call) {
  const std::string_view key = call.arguments[0];
  SetOptions given;
  if (auto error = read_getex_options(call.arguments.subspan(1), given)) return *std::move(error);
  cellaret_expiry expiry = given.drops_deadline ? cellaret_expiry_never() : cellaret_expiry_keep();
  if (given.time) {
    const TimeText time{*given.time, given.is_in_seconds, given.is_absolute};
    if (auto error = read_time(call, time, expiry)) return after_reading(call, *error);
  }
  Value value;
  const cellaret_status status =
      cellaret_get_and_touch(call.cache, key.data(), key.size(), &expiry, value.out());
  return value_or_null(call, status, value);
}

Reply append(const Call &call) {
  const std::string_view key = call.arguments[0];
  const std::string_view data = call.arguments[1];
  std::uint64_t len = 0;
  const cellaret_status status =
      cellaret_append(call.cache, key.data(), key.size(), data.data(), data.size(), nullptr, &len);
  return number_or_zero(call, status, len);
}

Reply getrange(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto first = read_integer(call.arguments[1]);
  const auto last = read_integer(call.arguments[2]);
  if (!first || !last) return not_an_integer();
  Value value;
  const cellaret_status status =
      cellaret_get_range(call.cache, key.data(), key.size(), *first, *last, value.out());
  return value_or_null(call, status, value);
}

Reply setrange(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto offset = read_integer(call.arguments[1]);
  if (!offset) return not_an_integer();
  if (*offset < 0) return error_reply("ERR offset is out of range");
  const std::string_view data = call.arguments[2];
  std::uint64_t len = 0;
  const cellaret_status status = cellaret_set_range(call.cache, key.data(), key.size(), *offset,
                                                    data.data(), data.size(), nullptr, &len);
  return number_or_zero(call, status, len);
}

Reply length(const Call &call) {
  const std::string_view key = call.arguments[0];
  std::uint64_t len = 0;
  const cellaret_status status = cellaret_string_len(call.cache, key.data(), key.size(), &len);
  return number_or_zero(call, status, len);
}

constexpr std::array kCommands{
    Command{"get", 2, get},
    Command{"set", -3, set},
    Command{"setnx", 3, setnx},
    Command{"setex", 4, setex<true>},
    Command{"psetex", 4, setex<false>},
    Command{"getset", 3, getset},
    Command{"getdel", 2, getdel},
    Command{"getex", -2, getex},
    Command{"append", 3, append},
    Command{"getrange", 4, getrange},
    Command{"substr", 4, getrange},
    Command{"setrange", 4, setrange},
    Command{"strlen", 2, length},
    Command{"mget", -2, mget},
    Command{"mset", -3, mset},
    Command{"msetnx", -3, msetnx},
};

}  // namespace

std::span<const Command> string_commands() { return kCommands; }

}  // namespace cellaret::resp
