// Fuzz target: number text read and written, judged by the C library and by std::to_chars.
//
// The bytes are a text, and the first eight of them a double and an integer.
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "engine/base/numbers.h"

namespace {

using namespace cellaret::engine;

void expect(bool holds, const char *what) {
  if (holds) return;
  std::fprintf(stderr, "number text: %s\n", what);
  std::abort();
}

// Canonical is what the integer's own text is.
void read_as_integer(const std::string &text) {
  errno = 0;
  const long long judged = std::strtoll(text.c_str(), nullptr, 10);
  const bool is_canonical = errno == 0 && std::to_string(judged) == text;
  const auto parsed = parse_int64(text);
  expect(parsed.has_value() == is_canonical, "an integer is one only in its canonical text");
  expect(!parsed || *parsed == judged, "an integer was read as another");
}

// The whole text, no blank before it, neither NaN nor what no long double is near.
void read_as_number(const std::string &text) {
  char *end = nullptr;
  errno = 0;
  const long double judged = std::strtold(text.c_str(), &end);
  const bool is_lost = errno == ERANGE && (std::isinf(judged) || judged == 0);
  const bool is_number = !text.empty() && text.size() <= kMaxNumberTextSize &&
                         std::string(" \t\n\v\f\r").find(text[0]) == std::string::npos &&
                         end == text.c_str() + text.size() && !std::isnan(judged) && !is_lost;
  const auto parsed = parse_number(text);
  expect(parsed.has_value() == is_number, "a number is one when strtold takes all of it");
  expect(!parsed || *parsed == judged, "a number was read as another");
}

void write_integer(std::int64_t value) {
  char text[kInt64TextSize];
  const std::string written(text, format_int64(value, text));
  expect(written == std::to_string(value), "an integer was written otherwise");
  expect(parse_int64(written) == value, "an integer does not come back");
}

// The shortest digits, which std::to_chars finds, set out without an exponent.
std::string positional(double value) {
  if (value == 0) return "0";
  char text[64];
  const auto end =
      std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific);
  const std::string scientific(text, end.ptr);
  const std::size_t mark = scientific.find('e');
  std::string digits = scientific.substr(0, 1);
  if (mark > 1) digits += scientific.substr(2, mark - 2);
  const int exponent = std::atoi(scientific.c_str() + mark + 1);
  const int count = static_cast<int>(digits.size());
  const char *const sign = value < 0 ? "-" : "";
  if (exponent < 0) return sign + ("0." + std::string(-exponent - 1, '0')) + digits;
  if (exponent + 1 >= count) return sign + digits + std::string(exponent + 1 - count, '0');
  return sign + digits.insert(exponent + 1, ".");
}

void write_double(double value) {
  if (!std::isfinite(value)) return;
  char text[kDoubleTextSize];
  const std::string written(text, format_double(value, text));
  expect(written == positional(value), "a double was written otherwise");
  expect(std::strtod(written.c_str(), nullptr) == value, "a double does not come back");
  expect(to_operand(value) == std::strtold(written.c_str(), nullptr), "an operand is not its text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string text(reinterpret_cast<const char *>(data), size);
  read_as_integer(text);
  read_as_number(text);
  if (size < sizeof(double)) return 0;
  std::int64_t integer = 0;
  double number = 0;
  std::memcpy(&integer, data, sizeof integer);
  std::memcpy(&number, data, sizeof number);
  write_integer(integer);
  write_double(number);
  return 0;
}
