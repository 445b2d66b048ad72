// Tests of the trace parser: blocks may end anywhere, and every refusal says where and why.
#include "tools/trace_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tools/input_error.h"

namespace cellaret::tool {
namespace {

constexpr std::uint64_t kNoLimit = UINT64_MAX;

std::vector<std::string> read_back(const Trace &trace) {
  std::vector<std::string> lines;
  Trace::Reader reader(trace);
  for (Access access; reader.next(access);) {
    std::string line(access.key);
    if (access.has_value_size) line += "|" + std::to_string(access.value_size);
    if (access.ttl_ms != 0) line += "|" + std::to_string(access.ttl_ms);
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> parse(std::string_view text, std::uint64_t limit = kNoLimit) {
  Trace trace;
  TraceParser parser("file", limit, trace);
  if (parser.feed(text)) parser.finish();
  return read_back(trace);
}

std::string refusal(std::string_view text) {
  try {
    parse(text);
  } catch (const InputError &error) {
    return error.what();
  }
  return "accepted";
}

using Lines = std::vector<std::string>;

TEST(TraceParser, reads_one_two_and_three_columns) {
  EXPECT_EQ(parse("a\nb 5\nc 6 7\n"), (Lines{"a", "b|5", "c|6|7000"}));
  EXPECT_EQ(parse("a\t5  7 \n"), (Lines{"a|5|7000"}));
  EXPECT_EQ(parse("k 0\n"), (Lines{"k|0"}));
  EXPECT_EQ(parse("k 536870912 1000000000000\n"), (Lines{"k|536870912|1000000000000000"}));
}

TEST(TraceParser, takes_crlf_a_missing_last_newline_and_empty_lines_at_the_end) {
  EXPECT_EQ(parse("a\r\nb 1\r\n"), (Lines{"a", "b|1"}));
  EXPECT_EQ(parse("a\nb"), (Lines{"a", "b"}));
  EXPECT_EQ(parse("a\n\n\r\n"), (Lines{"a"}));
}

TEST(TraceParser, gives_the_same_wherever_a_block_ends) {
  const std::string text = "first 10 20\r\nsecond\n\xff\x01 3\nlast 4 5\n\n";
  const Lines whole = parse(text);
  ASSERT_EQ(whole.size(), 4u);
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      Trace trace;
      TraceParser parser("file", kNoLimit, trace);
      const std::string_view view(text);
      EXPECT_TRUE(parser.feed(view.substr(0, first)));
      EXPECT_TRUE(parser.feed(view.substr(first, second - first)));
      EXPECT_TRUE(parser.feed(view.substr(second)));
      parser.finish();
      ASSERT_EQ(read_back(trace), whole) << first << " " << second;
    }
  }
}

TEST(TraceParser, stops_at_the_limit_and_reads_no_further) {
  EXPECT_EQ(parse("a\nb\nc not-a-size\n", 2), (Lines{"a", "b"}));
}

TEST(TraceParser, says_line_and_reason) {
  EXPECT_EQ(refusal(""), "file:1: the trace is empty");
  EXPECT_EQ(refusal("\n\n"), "file:1: the trace is empty");
  EXPECT_EQ(refusal("a\n\n\nb\n"), "file:2: the line is empty");
  EXPECT_EQ(refusal("a\n 5\n"), "file:2: the key is empty");
  EXPECT_EQ(refusal("a\nb x\n"), "file:2: the size is not a whole number of bytes: \"x\"");
  EXPECT_EQ(refusal("a -1\n"), "file:1: the size is not a whole number of bytes: \"-1\"");
  EXPECT_EQ(refusal("a 536870913"),
            "file:1: the size is over 512 MiB (536,870,912 bytes): \"536870913\"");
  EXPECT_EQ(refusal("a 99999999999999999999"),
            "file:1: the size is over 512 MiB (536,870,912 bytes): \"99999999999999999999\"");
  EXPECT_EQ(refusal("a 1 0"), "file:1: the ttl is not a whole number of seconds above 0: \"0\"");
  EXPECT_EQ(refusal("a 1 1.5"),
            "file:1: the ttl is not a whole number of seconds above 0: \"1.5\"");
  EXPECT_EQ(refusal("a 1 1000000000001"),
            "file:1: the ttl is over 1,000,000,000,000 seconds: \"1000000000001\"");
  EXPECT_EQ(refusal("a\nb 1 2 3\n"), "file:2: the line has more than 3 columns");
}

TEST(TraceParser, quotes_only_printable_and_short_text) {
  EXPECT_EQ(refusal("a \x1b[2J"), "file:1: the size is not a whole number of bytes: \"\\x1b[2J\"");
  EXPECT_EQ(refusal("a " + std::string(41, 'z')),
            "file:1: the size is not a whole number of bytes: \"" + std::string(40, 'z') + "...\"");
}

TEST(TraceParser, takes_the_longest_key_and_refuses_a_longer_one) {
  const std::string longest(65535, 'k');
  EXPECT_EQ(parse(longest + " 1 1\n"), (Lines{longest + "|1|1000"}));
  EXPECT_EQ(refusal(longest + "k\n"), "file:1: the key has 65,536 bytes; the most is 65,535");
  const std::string endless(200'000, 'k');
  EXPECT_EQ(refusal(endless), "file:1: the line is longer than 131,072 bytes");
  EXPECT_EQ(refusal("a\n" + endless + "\n"), "file:2: the line is longer than 131,072 bytes");
}

}  // namespace
}  // namespace cellaret::tool
