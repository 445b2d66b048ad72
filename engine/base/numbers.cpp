// Number text: words of eight digits for integers, std::to_chars and strtold in a locale of our own
// for doubles.
#include "engine/base/numbers.h"

#include <locale.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>

#include "engine/base/check.h"
#include "engine/base/platform.h"

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

// Eight digits are read and written as one word, the first of them in its lowest byte. The pairs of
// neighbours become numbers of two digits, those of four, and those one of eight: Lemire, "Quickly
// parsing eight digits" (2018); writing goes the same way back.
static_assert(std::endian::native == std::endian::little);
constexpr std::size_t kDigitsAtOnce = 8;
constexpr std::int64_t kAllDigits = 100'000'000;  // the first number with more
constexpr std::uint64_t kZeroDigits = 0x3030303030303030u;

// Up to eight characters, at least one, with zeros before them.
inline std::uint64_t load_digits(const char *text, std::size_t size) {
  std::uint64_t digits = 0;
  if (size >= 4) {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, text, 4);
    std::memcpy(&last, text + size - 4, 4);
    digits = std::uint64_t{last} << 32 | std::uint64_t{first} << (64 - 8 * size);
  } else {
    // The first, the middle and the last, which may be the same.
    auto put = [&](std::size_t at) {
      digits |= std::uint64_t{static_cast<unsigned char>(text[at])} << (64 - 8 * (size - at));
    };
    put(0);
    put(size / 2);
    put(size - 1);
  }
  return digits | kZeroDigits >> 4 * size >> 4 * size;
}

// No byte is below '0' or above '9'.
bool are_digits(std::uint64_t digits) {
  return (((digits + 0x4646464646464646u) | (digits - kZeroDigits)) & 0x8080808080808080u) == 0;
}

std::int64_t value_of_digits(std::uint64_t digits) {
  constexpr std::uint64_t kPairs = 0x000000ff000000ffu;
  digits -= kZeroDigits;
  digits = digits * 10 + (digits >> 8);
  std::uint64_t sum = (digits & kPairs) * (100 + (std::uint64_t{1'000'000} << 32)) +
                      (digits >> 16 & kPairs) * (1 + (std::uint64_t{10'000} << 32));
  return static_cast<std::int64_t>(sum >> 32);
}

// Those with a sign or more than eight digits, and 0.
CELLARET_NEVER_INLINE bool parse_any_int64(std::string_view text, std::int64_t &out) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || (digits.front() == '0' && text.size() > 1)) return false;
  // So few cannot overflow.
  if (digits.size() <= 2 * kDigitsAtOnce) {
    std::size_t front = digits.size() > kDigitsAtOnce ? digits.size() - kDigitsAtOnce : 0;
    std::uint64_t last = load_digits(digits.data() + front, digits.size() - front);
    std::uint64_t first = front == 0 ? kZeroDigits : load_digits(digits.data(), front);
    if (!are_digits(last) || !are_digits(first)) return false;
    std::int64_t value = value_of_digits(first) * kAllDigits + value_of_digits(last);
    out = digits.size() == text.size() ? value : -value;
    return true;
  }
  const char *end = text.data() + text.size();
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return false;
  out = value;
  return true;
}

// The eight digits, 0 to 9 each, of a number below kAllDigits.
std::uint64_t digits_of_value(std::uint32_t value) {
  std::uint64_t fours = std::uint64_t{value / 10'000} | std::uint64_t{value % 10'000} << 32;
  std::uint64_t upper = (fours * 10'486 >> 20) & 0x0000007f0000007fu;  // of each: / 100
  std::uint64_t twos = upper | (fours - upper * 100) << 16;
  upper = (twos * 103 >> 10) & 0x000f000f000f000fu;  // of each: / 10
  return upper | (twos - upper * 10) << 8;
}

// Without zeros before it; the end of what was written. Eight bytes may be.
char *write_digits(std::uint32_t value, char *to) {
  std::uint64_t digits = digits_of_value(value);
  // The last digit is written even if it is 0.
  auto zeros = static_cast<unsigned>(std::countr_zero(digits | std::uint64_t{1} << 63)) & ~7u;
  digits = (digits | kZeroDigits) >> zeros;
  std::memcpy(to, &digits, kDigitsAtOnce);
  return to + kDigitsAtOnce - zeros / 8;
}

// Those with more than eight digits.
CELLARET_NEVER_INLINE std::size_t format_long(std::int64_t value, char *out) {
  constexpr auto kAll = static_cast<std::uint64_t>(kAllDigits);
  auto left = static_cast<std::uint64_t>(value);
  if (value < 0) left = 0 - left;
  if (left >= kAll * kAll) {
    return static_cast<std::size_t>(std::to_chars(out, out + kInt64TextSize, value).ptr - out);
  }
  char *to = out;
  if (value < 0) *to++ = '-';
  to = write_digits(static_cast<std::uint32_t>(left / kAll), to);
  std::uint64_t last = digits_of_value(static_cast<std::uint32_t>(left % kAll)) | kZeroDigits;
  std::memcpy(to, &last, kDigitsAtOnce);
  return static_cast<std::size_t>(to + kDigitsAtOnce - out);
}

}  // namespace

bool parse_int64(std::string_view text, std::int64_t &out) {
  if (text.size() - 1 >= kDigitsAtOnce || text.front() < '1') return parse_any_int64(text, out);
  std::uint64_t digits = load_digits(text.data(), text.size());
  if (!are_digits(digits)) return false;
  out = value_of_digits(digits);
  return true;
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
  if (value <= -kAllDigits || value >= kAllDigits) return format_long(value, out);
  *out = '-';
  char *end = write_digits(static_cast<std::uint32_t>(value < 0 ? -value : value),
                           out + (value < 0 ? 1 : 0));
  return static_cast<std::size_t>(end - out);
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
