// Commands on the deadlines of keys.
#include <array>

#include "bindings/resp/arguments.h"
#include "bindings/resp/results.h"

namespace cellaret::resp {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

using ReadTime = decltype(&cellaret_ttl);
using WriteTime = decltype(&cellaret_expire);

struct Conditions {
  bool if_none = false;
  bool if_any = false;
  bool if_greater = false;
  bool if_less = false;
};

std::optional<Reply> read_conditions(std::span<const std::string_view> arguments, Conditions &out) {
  for (const std::string_view word : arguments) {
    if (is_word(word, "NX")) {
      out.if_none = true;
    } else if (is_word(word, "XX")) {
      out.if_any = true;
    } else if (is_word(word, "GT")) {
      out.if_greater = true;
    } else if (is_word(word, "LT")) {
      out.if_less = true;
    } else {
      return error_reply("ERR Unsupported option " + std::string(word.substr(0, word.find('\0'))));
    }
  }
  if (out.if_none && (out.if_any || out.if_greater || out.if_less)) {
    return error_reply("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (out.if_greater && out.if_less) {
    return error_reply("ERR GT and LT options at the same time are not compatible");
  }
  return std::nullopt;
}

// GT asks for a deadline by itself, since none counts as later than any.
std::uint32_t to_condition(const Conditions &given) {
  if (given.if_none) return CELLARET_EXPIRE_IF_NONE;
  if (given.if_greater) return CELLARET_EXPIRE_IF_GREATER;
  if (given.if_less) {
    return given.if_any ? CELLARET_EXPIRE_IF_ANY_AND_LESS : CELLARET_EXPIRE_IF_LESS;
  }
  return given.if_any ? CELLARET_EXPIRE_IF_ANY : CELLARET_EXPIRE_ALWAYS;
}

template <WriteTime Function, bool IsInSeconds>
Reply expire(const Call &call) {
  const std::string_view key = call.arguments[0];
  Conditions conditions;
  if (auto error = read_conditions(call.arguments.subspan(2), conditions)) return *std::move(error);
  const auto number = read_integer(call.arguments[1]);
  if (!number) return not_an_integer();
  if (IsInSeconds && (*number > kMost / 1000 || *number < kLeast / 1000)) {
    return bad_expiry(call);
  }
  const std::int64_t ms = IsInSeconds ? *number * 1000 : *number;
  return one_or_zero(call,
                     Function(call.cache, key.data(), key.size(), ms, to_condition(conditions)));
}

template <ReadTime Function, bool IsInSeconds>
Reply read_deadline(const Call &call) {
  const std::string_view key = call.arguments[0];
  std::int64_t ms = 0;
  const cellaret_status status = Function(call.cache, key.data(), key.size(), &ms);
  if (status == CELLARET_MISS) return integer_reply(-2);
  if (status == CELLARET_NO_EXPIRY) return integer_reply(-1);
  if (status != CELLARET_OK) return status_error(call, status);
  // Rounded; the furthest deadline has no room for the sum in 64 bits with a sign.
  const std::uint64_t seconds = (static_cast<std::uint64_t>(ms) + 500) / 1000;
  return integer_reply(IsInSeconds ? static_cast<std::int64_t>(seconds) : ms);
}

Reply persist(const Call &call) {
  const std::string_view key = call.arguments[0];
  const cellaret_status status = cellaret_persist(call.cache, key.data(), key.size());
  return status == CELLARET_NO_EXPIRY ? integer_reply(0) : one_or_zero(call, status);
}

constexpr std::array kCommands{
    Command{"expire", -3, expire<cellaret_expire, true>},
    Command{"pexpire", -3, expire<cellaret_expire, false>},
    Command{"expireat", -3, expire<cellaret_expire_at, true>},
    Command{"pexpireat", -3, expire<cellaret_expire_at, false>},
    Command{"ttl", 2, read_deadline<cellaret_ttl, true>},
    Command{"pttl", 2, read_deadline<cellaret_ttl, false>},
    Command{"expiretime", 2, read_deadline<cellaret_expire_time, true>},
    Command{"pexpiretime", 2, read_deadline<cellaret_expire_time, false>},
    Command{"persist", 2, persist},
};

}  // namespace

std::span<const Command> expiry_commands() { return kCommands; }

}  // namespace cellaret::resp
