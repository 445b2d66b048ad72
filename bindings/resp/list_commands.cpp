// Commands on lists.
#include <array>

#include "bindings/resp/arguments.h"
#include "bindings/resp/results.h"

namespace cellaret::resp {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

using Push = decltype(&cellaret_list_push_left);
using Pop = decltype(&cellaret_list_pop_left);
using PopMany = decltype(&cellaret_list_pop_left_many);

template <Push Function>
Reply push(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto elements = read_elements(call.arguments.subspan(1));
  std::uint64_t len = 0;
  const cellaret_status status =
      Function(call.cache, key.data(), key.size(), elements.data(), elements.size(), nullptr, &len);
  return number_or_zero(call, status, len);
}

template <Pop One, PopMany Many>
Reply pop(const Call &call) {
  const std::string_view key = call.arguments[0];
  if (call.arguments.size() > 2) return arity_error(call);
  if (call.arguments.size() == 1) {
    Value value;
    return value_or_null(call, One(call.cache, key.data(), key.size(), nullptr, value.out()),
                         value);
  }
  const auto count = read_integer(call.arguments[1], 0);
  if (!count) return error_reply("ERR value is out of range, must be positive");
  Values values;
  const cellaret_status status = Many(call.cache, key.data(), key.size(),
                                      static_cast<std::uint64_t>(*count), nullptr, values.out());
  return values_or(call, status, values, null_array_reply());
}

Reply llen(const Call &call) {
  const std::string_view key = call.arguments[0];
  std::uint64_t len = 0;
  const cellaret_status status = cellaret_list_len(call.cache, key.data(), key.size(), &len);
  return number_or_zero(call, status, len);
}

// An index that is no integer matters only if there is a list.
Reply bad_index(const Call &call, const Reply &without_key) {
  const std::string_view key = call.arguments[0];
  std::uint64_t len = 0;
  const cellaret_status status = cellaret_list_len(call.cache, key.data(), key.size(), &len);
  if (status != CELLARET_OK) return status_error(call, status);
  return len == 0 ? without_key : not_an_integer();
}

Reply lindex(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto index = read_integer(call.arguments[1]);
  if (!index) return bad_index(call, null_reply());
  Value value;
  return value_or_null(
      call, cellaret_list_get(call.cache, key.data(), key.size(), *index, value.out()), value);
}

Reply lset(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto index = read_integer(call.arguments[1]);
  if (!index) return bad_index(call, status_error(call, CELLARET_NO_KEY));
  const cellaret_element element = read_element(call.arguments[2]);
  const cellaret_status status =
      cellaret_list_set(call.cache, key.data(), key.size(), *index, &element, nullptr);
  return status == CELLARET_OK ? ok_reply() : status_error(call, status);
}

Reply lrange(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto from = read_integer(call.arguments[1]);
  const auto to = read_integer(call.arguments[2]);
  if (!from || !to) return not_an_integer();
  Values values;
  const cellaret_status status =
      cellaret_list_get_range(call.cache, key.data(), key.size(), *from, *to, values.out());
  return values_or(call, status, values, array_reply());
}

Reply ltrim(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto from = read_integer(call.arguments[1]);
  const auto to = read_integer(call.arguments[2]);
  if (!from || !to) return not_an_integer();
  const cellaret_status status =
      cellaret_list_trim(call.cache, key.data(), key.size(), *from, *to, nullptr);
  return status >= CELLARET_OK ? ok_reply() : status_error(call, status);
}

Reply lrem(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto count = read_integer(call.arguments[1]);
  if (!count) return not_an_integer();
  const cellaret_element element = read_element(call.arguments[2]);
  std::uint64_t removed = 0;
  cellaret_status status = CELLARET_OK;
  if (*count == 0) {
    status =
        cellaret_list_remove_all(call.cache, key.data(), key.size(), &element, nullptr, &removed);
  } else if (*count > 0) {
    status = cellaret_list_remove_first(call.cache, key.data(), key.size(), *count, &element,
                                        nullptr, &removed);
  } else {
    status =
        cellaret_list_remove_last(call.cache, key.data(), key.size(),
                                  *count < -kMost ? kMost : -*count, &element, nullptr, &removed);
  }
  return number_or_zero(call, status, removed);
}

Reply linsert(const Call &call) {
  const std::string_view key = call.arguments[0];
  const bool is_before = is_word(call.arguments[1], "BEFORE");
  if (!is_before && !is_word(call.arguments[1], "AFTER")) return syntax_error();
  const cellaret_element pivot = read_element(call.arguments[2]);
  const cellaret_element element = read_element(call.arguments[3]);
  const auto insert = is_before ? cellaret_list_insert_before : cellaret_list_insert_after;
  std::uint64_t len = 0;
  const cellaret_status status =
      insert(call.cache, key.data(), key.size(), &pivot, &element, nullptr, &len);
  if (status == CELLARET_MISS) return integer_reply(-1);
  return number_or_zero(call, status, len);
}

struct Position {
  std::int64_t rank = 1;
  std::optional<std::int64_t> count;
  std::int64_t max_len = 0;
};

// The options of LPOS; the reply if one of them is wrong.
std::optional<Reply> read_position(const Call &call, Position &out) {
  for (std::size_t i = 2; i < call.arguments.size(); i += 2) {
    const bool has_value = i + 1 < call.arguments.size();
    const std::string_view word = call.arguments[i];
    if (has_value && is_word(word, "RANK")) {
      const auto rank = read_integer(call.arguments[i + 1]);
      if (!rank) return not_an_integer();
      if (*rank == 0) {
        return error_reply(
            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or "
            "use negative to start from the end of the list");
      }
      out.rank = *rank;
    } else if (has_value && is_word(word, "COUNT")) {
      out.count = read_integer(call.arguments[i + 1], 0);
      if (!out.count) return error_reply("ERR COUNT can't be negative");
    } else if (has_value && is_word(word, "MAXLEN")) {
      const auto max_len = read_integer(call.arguments[i + 1], 0);
      if (!max_len) return error_reply("ERR MAXLEN can't be negative");
      out.max_len = *max_len;
    } else {
      return syntax_error();
    }
  }
  return std::nullopt;
}

Reply lpos(const Call &call) {
  const std::string_view key = call.arguments[0];
  Position position;
  if (auto error = read_position(call, position)) return *std::move(error);
  const cellaret_element element = read_element(call.arguments[1]);
  Values values;
  const cellaret_status status =
      cellaret_list_position(call.cache, key.data(), key.size(), &element, position.rank,
                             static_cast<std::uint64_t>(position.count.value_or(1)),
                             static_cast<std::uint64_t>(position.max_len), values.out());
  if (position.count) return values_or(call, status, values, array_reply());
  if (status != CELLARET_OK) return values_or(call, status, values, null_reply());
  return integer_reply(values.items().front().as.integer);
}

std::optional<std::uint32_t> read_end(std::string_view argument) {
  if (is_word(argument, "LEFT")) return CELLARET_LEFT;
  if (is_word(argument, "RIGHT")) return CELLARET_RIGHT;
  return std::nullopt;
}

Reply move(const Call &call, std::uint32_t from, std::uint32_t to) {
  const std::string_view source = call.arguments[0];
  const std::string_view destination = call.arguments[1];
  Value value;
  const cellaret_status status =
      cellaret_list_move(call.cache, source.data(), source.size(), destination.data(),
                         destination.size(), from, to, nullptr, value.out());
  return value_or_null(call, status, value);
}

Reply lmove(const Call &call) {
  const auto from = read_end(call.arguments[2]);
  const auto to = read_end(call.arguments[3]);
  return from && to ? move(call, *from, *to) : syntax_error();
}

Reply rpoplpush(const Call &call) { return move(call, CELLARET_RIGHT, CELLARET_LEFT); }

Reply pop_first_of(const Call &call, std::span<const std::string_view> names, std::uint32_t end,
                   std::uint64_t count) {
  const auto keys = read_keys(names);
  std::size_t index = 0;
  Values values;
  const cellaret_status status = cellaret_list_pop_first_of(
      call.cache, keys.data(), keys.size(), end, count, nullptr, &index, values.out());
  if (status != CELLARET_OK) return values_or(call, status, values, null_array_reply());
  return array_reply({bulk_reply(names[index]), values.reply()});
}

Reply lmpop(const Call &call) {
  const auto key_count = read_integer(call.arguments[0], 1);
  if (!key_count) return error_reply("ERR numkeys should be greater than 0");
  const std::size_t rest = call.arguments.size() - 1;
  if (static_cast<std::uint64_t>(*key_count) >= rest) return syntax_error();
  const auto names = call.arguments.subspan(1, static_cast<std::size_t>(*key_count));
  const auto options = call.arguments.subspan(1 + names.size());
  const auto end = read_end(options[0]);
  if (!end) return syntax_error();
  std::optional<std::int64_t> count;
  for (std::size_t i = 1; i < options.size(); i += 2) {
    if (count || !is_word(options[i], "COUNT") || i + 1 == options.size()) return syntax_error();
    count = read_integer(options[i + 1], 1);
    if (!count) return error_reply("ERR count should be greater than 0");
  }
  return pop_first_of(call, names, *end, static_cast<std::uint64_t>(count.value_or(1)));
}

constexpr std::array kCommands{
    Command{"lpush", -3, push<cellaret_list_push_left>},
    Command{"rpush", -3, push<cellaret_list_push_right>},
    Command{"lpushx", -3, push<cellaret_list_push_left_if_exists>},
    Command{"rpushx", -3, push<cellaret_list_push_right_if_exists>},
    Command{"lpop", -2, pop<cellaret_list_pop_left, cellaret_list_pop_left_many>},
    Command{"rpop", -2, pop<cellaret_list_pop_right, cellaret_list_pop_right_many>},
    Command{"llen", 2, llen},
    Command{"lindex", 3, lindex},
    Command{"lset", 4, lset},
    Command{"lrange", 4, lrange},
    Command{"ltrim", 4, ltrim},
    Command{"lrem", 4, lrem},
    Command{"linsert", 5, linsert},
    Command{"lpos", -3, lpos},
    Command{"lmove", 5, lmove},
    Command{"rpoplpush", 3, rpoplpush},
    Command{"lmpop", -4, lmpop},
};

}  // namespace

std::span<const Command> list_commands() { return kCommands; }

}  // namespace cellaret::resp
