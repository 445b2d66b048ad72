// Implementation of quantities.h.
#include "tools/quantities.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace cellaret::tool {

namespace {

template <typename... Arguments>
std::string formatted(const char *format, Arguments... arguments) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, arguments...);
  return text.data();
}

// The power of two that a suffix stands for; nullopt when it is none.
std::optional<unsigned> suffix_shift(std::string_view suffix) {
  std::string lower;
  for (const char character : suffix) {
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  }
  if (lower.empty() || lower == "b") return 0;
  if (lower == "k" || lower == "kib") return 10;
  if (lower == "m" || lower == "mib") return 20;
  if (lower == "g" || lower == "gib") return 30;
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t count = 0;
  const char *end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end) return std::nullopt;
  return count;
}

std::optional<std::uint64_t> parse_byte_size(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string_view suffix = text.substr(digits);
  if (suffix.starts_with(' ')) suffix.remove_prefix(1);
  const std::optional<unsigned> shift = suffix_shift(suffix);
  if (!shift) return std::nullopt;
  const std::string_view number = text.substr(0, digits);
  if (const std::optional<std::uint64_t> whole = parse_count(number)) {
    if (*whole > (UINT64_MAX >> *shift)) return std::nullopt;
    return *whole << *shift;
  }
  double fraction = 0;
  const char *end = number.data() + number.size();
  const auto [rest, error] =
      std::from_chars(number.data(), end, fraction, std::chars_format::fixed);
  if (error != std::errc() || rest != end) return std::nullopt;
  const double bytes = std::ldexp(fraction, static_cast<int>(*shift));
  if (!(bytes < 0x1p64)) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

std::string format_count(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string text;
  for (std::size_t position = 0; position < digits.size(); ++position) {
    if (position > 0 && (digits.size() - position) % 3 == 0) text += ',';
    text += digits[position];
  }
  return text;
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return formatted("%u B", static_cast<unsigned>(bytes));
  double size = static_cast<double>(bytes) / 1024;
  for (const char *unit : {"KiB", "MiB"}) {
    if (size < 1023.95) return formatted("%.1f %s", size, unit);
    size /= 1024;
  }
  return formatted("%.1f GiB", size);
}

std::string format_rate(double items_per_second) {
  if (items_per_second >= 1e6) return formatted("%.1f M", items_per_second / 1e6);
  if (items_per_second >= 1e3) return formatted("%.1f k", items_per_second / 1e3);
  return formatted("%.0f ", items_per_second);
}

std::string format_duration(double seconds) { return formatted("%.3f s", seconds); }

std::string format_clock_time(double seconds) {
  const auto whole = static_cast<unsigned long long>(std::ceil(seconds));
  return formatted("%llu:%02llu", whole / 60, whole % 60);
}

std::string format_nanoseconds(std::uint64_t time_ns) {
  const auto nanoseconds = static_cast<double>(time_ns);
  if (time_ns < 1000) return formatted("%.0f ns", nanoseconds);
  if (time_ns < 1'000'000) return formatted("%.1f us", nanoseconds / 1e3);
  return formatted("%.1f ms", nanoseconds / 1e6);
}

}  // namespace cellaret::tool
