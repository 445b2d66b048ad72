// Number text: std::to_chars for writing, strtold in a locale of our own for reading.
#include "engine/base/numbers.h"

#include <locale.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <system_error>

#include "engine/base/check.h"

namespace cellaret::engine {
namespace {

// Every integer below is a double, and so its text means exactly itself.
constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

// The shortest text with an exponent: a sign, 17 digits, a point and "e-324".
constexpr std::size_t kScientificTextSize = 1 + 17 + 1 + 5;

// strtold reads the decimal point of the current locale, which the host program may set to
// anything; this is the C locale for good. The C library has it built in: this cannot fail.
locale_t c_locale() {
  static const locale_t locale = newlocale(LC_ALL_MASK, "C", nullptr);
  CELLARET_CHECK(locale != nullptr, "the C library has no C locale");
  return locale;
}

// strtold of a terminated text, with errno as the caller had it before.
long double read_long_double(const char *text, char **end, int &error) {
  const int callers_errno = errno;
  errno = 0;
  const long double value = strtold_l(text, end, c_locale());
  error = errno;
  errno = callers_errno;
  return value;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char *copy(const char *from, std::size_t size, char *to) { return std::copy_n(from, size, to); }

char *zeros(std::size_t count, char *to) { return std::fill_n(to, count, '0'); }

}  // namespace

std::optional<std::int64_t> parse_int64(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || (digits.front() == '0' && text.size() > 1)) return std::nullopt;
  std::int64_t value = 0;
  // So few digits cannot overflow, and most integers have no more.
  constexpr std::size_t kSafeDigits = 18;
  if (digits.size() <= kSafeDigits) {
    for (char character : digits) {
      unsigned digit = static_cast<unsigned char>(character) - unsigned{'0'};
      if (digit > 9) return std::nullopt;
      value = value * 10 + digit;
    }
    return digits.size() == text.size() ? value : -value;
  }
  const char *end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<long double> parse_number(std::string_view text) {
  if (text.empty() || text.size() > kMaxNumberTextSize || is_blank(text.front())) {
    return std::nullopt;
  }
  std::array<char, kMaxNumberTextSize + 1> terminated;
  *copy(text.data(), text.size(), terminated.data()) = '\0';
  char *end = nullptr;
  int error = 0;
  const long double value = read_long_double(terminated.data(), &end, error);
  // Also refuses a text with a zero byte in it.
  if (end != terminated.data() + text.size()) return std::nullopt;
  if (std::isnan(value)) return std::nullopt;
  // A denormal result is reported as out of range too, and is one.
  if (error == ERANGE && (std::isinf(value) || value == 0)) return std::nullopt;
  return value;
}

long double to_operand(double value) {
  CELLARET_CHECK(std::isfinite(value), "infinity and NaN are never stored");
  if (std::abs(value) < kExactIntegers && std::trunc(value) == value) return value;
  std::array<char, kScientificTextSize + 1> text;
  char *const last = text.data() + kScientificTextSize;
  const auto written = std::to_chars(text.data(), last, value, std::chars_format::scientific);
  CELLARET_CHECK(written.ec == std::errc(), "a double has more text than it can have");
  *written.ptr = '\0';
  char *end = nullptr;
  int error = 0;
  return read_long_double(text.data(), &end, error);
}

std::size_t format_int64(std::int64_t value, char *out) {
  return static_cast<std::size_t>(std::to_chars(out, out + kInt64TextSize, value).ptr - out);
}

// std::to_chars without exponent would write all digits of 1e23, 99999999999999991611392; Redis and
// to_operand mean 1 and 23 zeros by it. So the digits are taken from the form with an exponent.
std::size_t format_double(double value, char *out) {
  CELLARET_CHECK(std::isfinite(value), "infinity and NaN are never stored");
  std::array<char, kScientificTextSize> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), std::abs(value),
                                     std::chars_format::scientific);
  CELLARET_CHECK(written.ec == std::errc(), "a double has more text than it can have");
  char *const mark = std::find(text.data(), written.ptr, 'e');
  int exponent = 0;
  // from_chars knows no plus sign.
  std::from_chars(mark + (mark[1] == '+' ? 2 : 1), written.ptr, exponent);
  std::array<char, 17> digits;
  char *const digits_end = std::remove_copy(text.data(), mark, digits.data(), '.');
  const auto count = static_cast<std::size_t>(digits_end - digits.data());

  char *end = out;
  if (value < 0) *end++ = '-';
  if (exponent < 0) {
    end = copy("0.", 2, end);
    end = zeros(static_cast<std::size_t>(-exponent - 1), end);
    return static_cast<std::size_t>(copy(digits.data(), count, end) - out);
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  end = copy(digits.data(), std::min(whole, count), end);
  if (count <= whole) return static_cast<std::size_t>(zeros(whole - count, end) - out);
  *end++ = '.';
  return static_cast<std::size_t>(copy(digits.data() + whole, count - whole, end) - out);
}

}  // namespace cellaret::engine
