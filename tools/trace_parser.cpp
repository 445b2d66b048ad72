// Implementation of trace_parser.h.
#include "tools/trace_parser.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "cellaret/value.h"
#include "tools/input_error.h"
#include "tools/input_file.h"
#include "tools/progress_bar.h"
#include "tools/quantities.h"

namespace cellaret::tool {

namespace {

constexpr std::size_t kBlockSize = std::size_t{1} << 20;

// A longest key and two numbers fit well; more is not a trace and must not fill the memory.
constexpr std::size_t kMaxLineSize = 2 * std::size_t{CELLARET_MAX_KEY_SIZE + 1};

// In milliseconds still far below the 2^62 that the cache can hold.
constexpr std::uint64_t kMaxTtlSeconds = 1'000'000'000'000;

constexpr std::string_view kSeparators = " \t";

// Text from the file as it may appear in a message: printable, short.
std::string quoted(std::string_view text) {
  constexpr std::size_t kMaxQuoted = 40;
  std::string result = "\"";
  for (const char character : text.substr(0, kMaxQuoted)) {
    if (character >= ' ' && character <= '~') {
      result += character;
    } else {
      std::array<char, 5> escape{};
      std::snprintf(escape.data(), escape.size(), "\\x%02x",
                    static_cast<unsigned>(static_cast<unsigned char>(character)));
      result += escape.data();
    }
  }
  return result + (text.size() > kMaxQuoted ? "...\"" : "\"");
}

// Cuts the first column off.
std::string_view take_column(std::string_view &rest) {
  const std::size_t end = std::min(rest.find_first_of(kSeparators), rest.size());
  const std::string_view column = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.find_first_not_of(kSeparators, end), rest.size()));
  return column;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

TraceParser::TraceParser(std::string file_name, std::uint64_t access_limit, TraceSink &trace)
    : file_name_(std::move(file_name)), access_limit_(access_limit), trace_(trace) {}

void TraceParser::refuse(const std::string &reason) const {
  throw InputError(file_name_ + ":" + std::to_string(line_number_ + 1) + ": " + reason);
}

bool TraceParser::feed(std::string_view bytes) {
  while (trace_.accesses() < access_limit_) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
      hold_partial_line(bytes);
      return true;
    }
    if (partial_.empty()) {
      parse_line(bytes.substr(0, end));
    } else {
      hold_partial_line(bytes.substr(0, end));
      parse_line(partial_);
      partial_.clear();
    }
    ++line_number_;
    bytes.remove_prefix(end + 1);
  }
  return false;
}

void TraceParser::finish() {
  if (!partial_.empty() && trace_.accesses() < access_limit_) parse_line(partial_);
  if (accesses_ == 0) {
    line_number_ = 0;
    refuse("the trace is empty");
  }
}

void TraceParser::hold_partial_line(std::string_view bytes) {
  refuse_long_line(partial_.size() + bytes.size());
  partial_ += bytes;
}

void TraceParser::refuse_long_line(std::size_t size) const {
  if (size <= kMaxLineSize) return;
  refuse("the line is longer than " + format_count(kMaxLineSize) + " bytes");
}

void TraceParser::parse_line(std::string_view line) {
  refuse_long_line(line.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) {
    if (empty_line_ == 0) empty_line_ = line_number_ + 1;
    return;
  }
  if (empty_line_ != 0) {
    line_number_ = empty_line_ - 1;
    refuse("the line is empty");
  }
  const std::string_view key = take_column(line);
  if (key.empty()) refuse("the key is empty");
  if (key.size() > CELLARET_MAX_KEY_SIZE) {
    refuse("the key has " + format_count(key.size()) + " bytes; the most is " +
           format_count(CELLARET_MAX_KEY_SIZE));
  }
  parse_columns(key, line);
}

void TraceParser::parse_columns(std::string_view key, std::string_view rest) {
  Access access;
  access.key = key;
  if (!rest.empty()) {
    const std::string_view text = take_column(rest);
    if (!is_digits(text)) refuse("the size is not a whole number of bytes: " + quoted(text));
    const std::uint64_t size = parse_count(text).value_or(UINT64_MAX);
    if (size > CELLARET_MAX_VALUE_SIZE) {
      refuse("the size is over 512 MiB (536,870,912 bytes): " + quoted(text));
    }
    access.has_value_size = true;
    access.value_size = static_cast<std::uint32_t>(size);
  }
  if (!rest.empty()) {
    const std::string_view text = take_column(rest);
    const std::uint64_t seconds = is_digits(text) ? parse_count(text).value_or(UINT64_MAX) : 0;
    if (seconds == 0) refuse("the ttl is not a whole number of seconds above 0: " + quoted(text));
    if (seconds > kMaxTtlSeconds) {
      refuse("the ttl is over " + format_count(kMaxTtlSeconds) + " seconds: " + quoted(text));
    }
    access.ttl_ms = seconds * 1000;
  }
  if (!rest.empty()) refuse("the line has more than 3 columns");
  trace_.append(access);
  ++accesses_;
}

void read_trace(InputFile &file, std::uint64_t access_limit, ProgressBar &progress,
                TraceSink &trace) {
  std::vector<char> block(kBlockSize);
  TraceParser parser(file.name(), access_limit, trace);
  const std::uint64_t before = trace.accesses();
  while (const std::size_t got = file.read(block)) {
    const bool is_wanted = parser.feed({block.data(), got});
    progress.update(file.position(), trace.accesses() - before);
    if (!is_wanted) return;
  }
  if (!file.error().empty()) parser.refuse(file.error());
  parser.finish();
}

}  // namespace cellaret::tool
