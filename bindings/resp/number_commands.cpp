// Commands that count.
#include <array>

#include "bindings/resp/arguments.h"
#include "bindings/resp/results.h"

namespace cellaret::resp {
namespace {

Reply increment(const Call &call, std::int64_t delta) {
  const std::string_view key = call.arguments[0];
  std::int64_t value = 0;
  const cellaret_status status =
      cellaret_int_increment(call.cache, key.data(), key.size(), delta, nullptr, &value);
  if (status == CELLARET_OK) return integer_reply(value);
  if (status == CELLARET_OVERFLOW) {
    return error_reply("ERR increment or decrement would overflow");
  }
  return status_error(call, status);
}

Reply incr(const Call &call) { return increment(call, 1); }

Reply decr(const Call &call) { return increment(call, -1); }

Reply incrby(const Call &call) {
  const auto delta = read_integer(call.arguments[1]);
  return delta ? increment(call, *delta) : not_an_integer();
}

Reply decrby(const Call &call) {
  const auto delta = read_integer(call.arguments[1]);
  if (!delta) return not_an_integer();
  if (*delta == std::numeric_limits<std::int64_t>::min()) {
    return error_reply("ERR decrement would overflow");
  }
  return increment(call, -*delta);
}

// Redis looks at the type of the key before it reads the increment.
Reply bad_increment(const Call &call) {
  const std::string_view key = call.arguments[0];
  std::uint8_t type = CELLARET_TYPE_NONE;
  const cellaret_status status = cellaret_type(call.cache, key.data(), key.size(), &type);
  if (status < CELLARET_OK) return status_error(call, status);
  if (type == CELLARET_TYPE_LIST || type == CELLARET_TYPE_SET) return wrong_type();
  return status_error(call, CELLARET_NOT_A_NUMBER);
}

Reply incrbyfloat(const Call &call) {
  const std::string_view key = call.arguments[0];
  const auto delta = read_double(call.arguments[1]);
  if (!delta) return bad_increment(call);
  double value = 0;
  const cellaret_status status =
      cellaret_double_increment(call.cache, key.data(), key.size(), *delta, nullptr, &value);
  if (status == CELLARET_OK) return bulk_reply(double_text(value));
  if (status == CELLARET_OVERFLOW) {
    return error_reply("ERR increment would produce NaN or Infinity");
  }
  return status_error(call, status);
}

constexpr std::array kCommands{
    Command{"incr", 2, incr},
    Command{"decr", 2, decr},
    Command{"incrby", 3, incrby},
    Command{"decrby", 3, decrby},
    Command{"incrbyfloat", 3, incrbyfloat},
};

}  // namespace

std::span<const Command> number_commands() { return kCommands; }

}  // namespace cellaret::resp
