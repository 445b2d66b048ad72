// Commands on sets.
#include <array>

#include "bindings/resp/arguments.h"
#include "bindings/resp/results.h"

namespace cellaret::resp {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

using Algebra = decltype(&cellaret_set_diff);
using Store = decltype(&cellaret_set_diff_store);

Reply sadd(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto members = read_elements(call.arguments.subspan(1));
  std::uint64_t added = 0;
  const cellaret_status status = cellaret_set_add(call.cache, key.data(), key.size(),
                                                  members.data(), members.size(), nullptr, &added);
  return number_or_zero(call, status, added);
}

Reply srem(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto members = read_elements(call.arguments.subspan(1));
  std::uint64_t removed = 0;
  const cellaret_status status = cellaret_set_remove(
      call.cache, key.data(), key.size(), members.data(), members.size(), nullptr, &removed);
  return number_or_zero(call, status, removed);
}

Reply sismember(const Call &call) {
  const std::string_view key = call.arguments[0];
  const cellaret_element member = read_element(call.arguments[1]);
  return one_or_zero(call, cellaret_set_contains(call.cache, key.data(), key.size(), &member));
}

Reply smismember(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto members = read_elements(call.arguments.subspan(1));
  std::vector<std::uint8_t> contained(members.size());
  const cellaret_status status = cellaret_set_contains_many(
      call.cache, key.data(), key.size(), members.data(), members.size(), contained.data());
  if (status != CELLARET_OK) return status_error(call, status);
  std::vector<Reply> replies;
  replies.reserve(contained.size());
  for (const std::uint8_t is_there : contained) replies.push_back(integer_reply(is_there));
  return array_reply(std::move(replies));
}

Reply scard(const Call &call) {
  const std::string_view key = call.arguments[0];
  std::uint64_t len = 0;
  const cellaret_status status = cellaret_set_len(call.cache, key.data(), key.size(), &len);
  return number_or_zero(call, status, len);
}

Reply smembers(const Call &call) {
  const std::string_view key = call.arguments[0];
  Values values;
  const cellaret_status status =
      cellaret_set_items(call.cache, key.data(), key.size(), values.out());
  return values_or(call, status, values, array_reply());
}

Reply smove(const Call &call) {
  const std::string_view source = call.arguments[0];
  const std::string_view destination = call.arguments[1];
  const cellaret_element member = read_element(call.arguments[2]);
  return one_or_zero(call,
                     cellaret_set_move(call.cache, source.data(), source.size(), destination.data(),
                                       destination.size(), &member, nullptr));
}

Reply spop(const Call &call) {
  const std::string_view key = call.arguments[0];
  if (call.arguments.size() > 2) return syntax_error();
  if (call.arguments.size() == 1) {
    Value value;
    return value_or_null(
        call, cellaret_set_pop_one(call.cache, key.data(), key.size(), nullptr, value.out()),
        value);
  }
  const auto count = read_integer(call.arguments[1], 0);
  if (!count) return error_reply("ERR value is out of range, must be positive");
  Values values;
  const cellaret_status status =
      cellaret_set_pop(call.cache, key.data(), key.size(), *count, nullptr, values.out());
  return values_or(call, status, values, array_reply());
}

Reply srandmember(const Call &call) {
  const std::string_view key = call.arguments[0];
  if (call.arguments.size() > 2) return syntax_error();
  if (call.arguments.size() == 1) {
    Value value;
    return value_or_null(
        call, cellaret_set_sample_one(call.cache, key.data(), key.size(), value.out()), value);
  }
  const auto count = read_integer(call.arguments[1]);
  if (!count) return not_an_integer();
  if (*count < -kMost) {
    return error_reply(
        "ERR value is out of range, value must between -9223372036854775807 and "
        "9223372036854775807");
  }
  Values values;
  const cellaret_status status =
      *count < 0 ? cellaret_set_sample_with_replacement(call.cache, key.data(), key.size(), -*count,
                                                        values.out())
                 : cellaret_set_sample(call.cache, key.data(), key.size(), *count, values.out());
  return values_or(call, status, values, array_reply());
}

template <Algebra Function>
Reply algebra(const Call &call) {
  const auto keys = read_keys(call.arguments);
  Values values;
  const cellaret_status status = Function(call.cache, keys.data(), keys.size(), values.out());
  return values_or(call, status, values, array_reply());
}

template <Store Function>
Reply store(const Call &call) {
  const std::string_view destination = call.arguments[0];
  const auto keys = read_keys(call.arguments.subspan(1));
  std::uint64_t len = 0;
  const cellaret_status status = Function(call.cache, destination.data(), destination.size(),
                                          keys.data(), keys.size(), nullptr, &len);
  return number_or_zero(call, status, len);
}

Reply sintercard(const Call &call) {
  const auto key_count = read_integer(call.arguments[0], 1);
  if (!key_count) return error_reply("ERR numkeys should be greater than 0");
  if (static_cast<std::uint64_t>(*key_count) > call.arguments.size() - 1) {
    return error_reply("ERR Number of keys can't be greater than number of args");
  }
  const auto keys = read_keys(call.arguments.subspan(1, static_cast<std::size_t>(*key_count)));
  const auto options = call.arguments.subspan(1 + keys.size());
  std::int64_t limit = 0;
  for (std::size_t i = 0; i < options.size(); i += 2) {
    if (!is_word(options[i], "LIMIT") || i + 1 == options.size()) return syntax_error();
    const auto number = read_integer(options[i + 1], 0);
    if (!number) return error_reply("ERR LIMIT can't be negative");
    limit = *number;
  }
  std::uint64_t len = 0;
  const cellaret_status status = cellaret_set_intersect_len(
      call.cache, keys.data(), keys.size(), static_cast<std::uint64_t>(limit), &len);
  return number_or_zero(call, status, len);
}

constexpr std::array kCommands{
    Command{"sadd", -3, sadd},
    Command{"srem", -3, srem},
    Command{"sismember", 3, sismember},
    Command{"smismember", -3, smismember},
    Command{"scard", 2, scard},
    Command{"smembers", 2, smembers},
    Command{"smove", 4, smove},
    Command{"spop", -2, spop},
    Command{"srandmember", -2, srandmember},
    Command{"sdiff", -2, algebra<cellaret_set_diff>},
    Command{"sinter", -2, algebra<cellaret_set_intersect>},
    Command{"sunion", -2, algebra<cellaret_set_union>},
    Command{"sdiffstore", -3, store<cellaret_set_diff_store>},
    Command{"sinterstore", -3, store<cellaret_set_intersect_store>},
    Command{"sunionstore", -3, store<cellaret_set_union_store>},
    Command{"sintercard", -3, sintercard},
};

}  // namespace

std::span<const Command> set_commands() { return kCommands; }

}  // namespace cellaret::resp
