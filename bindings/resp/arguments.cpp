// Arguments as Redis 7.0 reads them, and its error texts.
#include "bindings/resp/arguments.h"

#include <locale.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace cellaret::resp {
namespace {

// A longer text is no number.
constexpr std::size_t kMaxNumberSize = 5 * 1024 - 1;

char to_upper(char byte) {
  return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 32) : byte;
}

// strtod reads the decimal point of the process's locale unless it is told one.
locale_t c_locale() {
  static const locale_t locale = newlocale(LC_ALL_MASK, "C", nullptr);
  return locale;
}

}  // namespace

bool is_word(std::string_view argument, std::string_view word) {
  argument = argument.substr(0, argument.find('\0'));
  if (argument.size() != word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (to_upper(argument[i]) != word[i]) return false;
  }
  return true;
}

std::optional<std::int64_t> read_integer(std::string_view argument) {
  std::int64_t number = 0;
  const char *const end = argument.data() + argument.size();
  const auto [stop, error] = std::from_chars(argument.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  const std::string_view digits = argument.substr(argument.front() == '-' ? 1 : 0);
  if (digits.front() == '0' && argument.size() > 1) return std::nullopt;
  return number;
}

std::optional<std::int64_t> read_integer(std::string_view argument, std::int64_t lowest,
                                         std::int64_t highest) {
  const auto number = read_integer(argument);
  if (!number || *number < lowest || *number > highest) return std::nullopt;
  return number;
}

std::optional<double> read_double(std::string_view argument) {
  if (argument.empty() || argument.size() > kMaxNumberSize) return std::nullopt;
  const std::string text(argument);
  // strtod would skip blanks.
  if (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) return std::nullopt;
  char *end = nullptr;
  const double value = strtod_l(text.c_str(), &end, c_locale());
  if (end != text.c_str() + text.size() || std::isnan(value)) return std::nullopt;
  return value;
}

std::string double_text(double value) {
  char text[CELLARET_NUMBER_TEXT_SIZE];
  std::size_t size = 0;
  cellaret_double_text(value, text, &size);
  return {text, size};
}

std::vector<cellaret_key> read_keys(std::span<const std::string_view> arguments) {
  std::vector<cellaret_key> keys;
  keys.reserve(arguments.size());
  for (const std::string_view argument : arguments) {
    keys.push_back({argument.data(), argument.size()});
  }
  return keys;
}

std::vector<cellaret_element> read_elements(std::span<const std::string_view> arguments) {
  std::vector<cellaret_element> elements;
  elements.reserve(arguments.size());
  for (const std::string_view argument : arguments) elements.push_back(read_element(argument));
  return elements;
}

Reply not_an_integer() { return error_reply("ERR value is not an integer or out of range"); }

Reply syntax_error() { return error_reply("ERR syntax error"); }

Reply wrong_type() {
  return error_reply("WRONGTYPE Operation against a key holding the wrong kind of value");
}

Reply arity_error(const Call &call) {
  return error_reply("ERR wrong number of arguments for '" + std::string(call.name) + "' command");
}

Reply bad_expiry(const Call &call) {
  return error_reply("ERR invalid expire time in '" + std::string(call.name) + "' command");
}

Reply status_error(const Call &call, cellaret_status status) {
  switch (status) {
    case CELLARET_WRONG_TYPE:
      return wrong_type();
    case CELLARET_NOT_AN_INTEGER:
      return not_an_integer();
    case CELLARET_NOT_A_NUMBER:
      return error_reply("ERR value is not a valid float");
    case CELLARET_BAD_EXPIRY:
      return bad_expiry(call);
    case CELLARET_OUT_OF_RANGE:
      return error_reply("ERR index out of range");
    case CELLARET_NO_KEY:
      return error_reply("ERR no such key");
    case CELLARET_TOO_LARGE:
      return error_reply("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
    case CELLARET_FULL:
    case CELLARET_NO_MEMORY:
      return error_reply("OOM command not allowed when used memory > 'maxmemory'.");
    default:
      return error_reply(std::string("ERR ") + cellaret_status_text(status));
  }
}

}  // namespace cellaret::resp
