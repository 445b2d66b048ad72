// Reading the arguments of a command: numbers, keywords, keys; and the errors they give.
//
// Redis reads keywords as terminated strings, so what follows a zero byte does not count.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "bindings/resp/command.h"

namespace cellaret::resp {

// Equal but for the case of ASCII letters; `word` is in upper case.
bool is_word(std::string_view argument, std::string_view word);

// Canonical decimal text of an int64: no leading zero, plus sign or blank, no "-0".
std::optional<std::int64_t> read_integer(std::string_view argument);

// An integer of a range; else nothing.
std::optional<std::int64_t> read_integer(
    std::string_view argument, std::int64_t lowest,
    std::int64_t highest = std::numeric_limits<std::int64_t>::max());

// What strtod takes in the C locale when it takes all of it; infinite for "inf" and for what is too
// large, nothing for NaN.
std::optional<double> read_double(std::string_view argument);

// The text a double has in the cache: the fewest digits that read back, without an exponent.
std::string double_text(double value);

std::vector<cellaret_key> read_keys(std::span<const std::string_view> arguments);
std::vector<cellaret_element> read_elements(std::span<const std::string_view> arguments);
inline cellaret_element read_element(std::string_view argument) {
  return cellaret_element_bytes(argument.data(), argument.size());
}

Reply not_an_integer();
Reply syntax_error();
Reply wrong_type();
Reply arity_error(const Call &call);
Reply bad_expiry(const Call &call);

// What a status below 0 reads as. OVERFLOW has no text of its own: it depends on the command.
Reply status_error(const Call &call, cellaret_status status);

}  // namespace cellaret::resp
