// Implementation of curve_sizes.h.
#include "tools/curve_sizes.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "tools/quantities.h"

namespace cellaret::tool {

namespace {

constexpr std::string_view kRange = "..";

// Beyond what any memory holds, and still exact as a double.
constexpr double kLargest = 0x1p53;

std::optional<double> parse_percent(std::string_view text) {
  double percent = 0;
  const char *end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, percent, std::chars_format::fixed);
  if (error != std::errc() || rest != end || !(percent > 0 && percent <= 100)) return std::nullopt;
  return percent;
}

}  // namespace

double SizeRequest::Size::of(std::uint64_t whole) const {
  return is_percent ? amount / 100 * static_cast<double>(whole) : amount;
}

void SizeRequest::refuse(const std::string &reason) const {
  throw CLI::ValidationError(option_, reason);
}

SizeRequest::Size SizeRequest::parse(std::string_view text) const {
  const std::string quoted = "\"" + std::string(text) + "\"";
  if (text.ends_with('%')) {
    const std::optional<double> percent = parse_percent(text.substr(0, text.size() - 1));
    if (!percent) refuse(quoted + " is not a percentage over 0 and up to 100");
    return {*percent, true};
  }
  const bool is_bytes = unit_ == SizeUnit::kBytes;
  const std::optional<std::uint64_t> number = is_bytes ? parse_byte_size(text) : parse_count(text);
  if (!number || *number == 0 || static_cast<double>(*number) > kLargest) {
    refuse(quoted + (is_bytes ? " is not a size such as 64MiB or 10%"
                              : " is not a number of entries, 1 or more, or a size such as 10%"));
  }
  return {static_cast<double>(*number), false};
}

SizeRequest::SizeRequest(const std::string &option, const std::string &text, SizeUnit unit,
                         std::uint32_t points)
    : option_(option), unit_(unit), points_(points) {
  const std::string_view all = text;
  const std::size_t dots = all.find(kRange);
  is_range_ = dots != std::string_view::npos;
  if (is_range_) {
    sizes_ = {parse(all.substr(0, dots)), parse(all.substr(dots + kRange.size()))};
    return;
  }
  for (std::size_t begin = 0; begin <= all.size();) {
    const std::size_t end = std::min(all.find(',', begin), all.size());
    sizes_.push_back(parse(all.substr(begin, end - begin)));
    begin = end + 1;
  }
}

bool SizeRequest::has_percent() const {
  return std::any_of(sizes_.begin(), sizes_.end(),
                     [](const Size &size) { return size.is_percent; });
}

std::vector<std::uint64_t> SizeRequest::resolve(std::uint64_t whole, std::uint64_t smallest) const {
  std::vector<double> wanted;
  if (is_range_) {
    const double first = std::max(sizes_[0].of(whole), static_cast<double>(smallest));
    const double last = sizes_[1].of(whole);
    if (!(first <= last)) {
      refuse("the range ends at " + format_count(static_cast<std::uint64_t>(last)) +
             ", below its beginning or below " + format_count(smallest) +
             ", the least that is possible here");
    }
    for (std::uint32_t point = 0; point < points_; ++point) {
      const double part = static_cast<double>(point) / (points_ - 1);
      wanted.push_back(first * std::pow(last / first, part));
    }
  } else {
    for (const Size &size : sizes_) wanted.push_back(size.of(whole));
  }
  std::vector<std::uint64_t> sizes;
  for (const double size : wanted) {
    sizes.push_back(static_cast<std::uint64_t>(std::llround(size)));
    if (sizes.back() < smallest) {
      refuse(format_count(sizes.back()) + " is below " + format_count(smallest) +
             ", the least that is possible here");
    }
  }
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

}  // namespace cellaret::tool
