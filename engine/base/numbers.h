// Numbers as text: reading and writing integers and doubles the way Redis 7 does.
//
// Nothing here looks at the locale of the process or of the thread, allocates, or changes errno.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cellaret::engine {

// "-9223372036854775808".
inline constexpr std::size_t kInt64TextSize = 20;

// A sign, "0." and 324 digits: neighbouring doubles are never closer than 4.9e-324, so the shortest
// text never needs a digit behind that place. The largest double is shorter, with 309 digits.
inline constexpr std::size_t kDoubleTextSize = 1 + 2 + 324;

// A longer text is no number, as in Redis.
inline constexpr std::size_t kMaxNumberTextSize = 5 * 1024 - 1;

// The integer whose canonical decimal text this is: no leading zero, plus sign or blank, no "-0".
// False, and no change, for any other text.
[[nodiscard]] bool parse_int64(std::string_view text, std::int64_t &out);
inline std::optional<std::int64_t> parse_int64(std::string_view text) {
  std::int64_t value = 0;
  return parse_int64(text, value) ? std::optional(value) : std::nullopt;
}

// The number that Redis reads as the operand of INCRBYFLOAT: the whole text as strtold takes it in
// the C locale, so with hexadecimal and exponents, without blanks. Infinity ("inf") is a number
// here; NaN, a number too large, and one that is not 0 but too small to tell from it are none.
std::optional<long double> parse_number(std::string_view text);

// What the decimal text of a double means when it is read with more precision than the double has:
// 0.1 becomes the long double nearest to 0.1. `value` is finite.
long double to_operand(double value);

// Each writes the canonical text to `out`, without a terminator, and returns its length.

// `out` has room for kInt64TextSize bytes.
std::size_t format_int64(std::int64_t value, char *out);

// The fewest digits that read back as the same double, without an exponent; -0 becomes "0".
// `value` is finite; `out` has room for kDoubleTextSize bytes.
std::size_t format_double(double value, char *out);

}  // namespace cellaret::engine
