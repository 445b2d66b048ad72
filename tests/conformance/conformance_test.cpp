// The replay itself: what differs is counted, and what is read is written back the same.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "bindings/resp/command.h"
#include "tests/conformance/compare.h"
#include "tests/conformance/replay.h"

namespace cellaret::test {
namespace {

using resp::array_reply;
using resp::bulk_reply;
using resp::integer_reply;
using resp::Reply;

// Writes the lines as a corpus file and removes it at the end.
class CorpusFile {
 public:
  // The tests of a program may run at the same time, each in a process of its own.
  explicit CorpusFile(const std::string &text)
      : path_(::testing::TempDir() + std::to_string(getpid()) + "lines.jsonl") {
    std::ofstream(path_) << text;
  }
  ~CorpusFile() { std::filesystem::remove(path_); }
  std::vector<CorpusLine> read() const { return read_corpus_file(path_); }

 private:
  std::string path_;
};

ReplayTally replay_text(const std::string &text) {
  ReplayTally tally;
  replay(CorpusFile(text).read(), [](std::size_t, const CorpusLine &, const Reply &) {}, tally);
  return tally;
}

TEST(Replay, counts_a_reply_that_differs) {
  const ReplayTally tally = replay_text(R"({"op":"SET","args":["a","1"],"reply":{"s":"OK"}}
{"op":"incr","args":["a"],"reply":2}
{"op":"INCR","args":["a"],"reply":4}
{"op":"GET","args":["a"],"reply":null}
)");
  EXPECT_EQ(tally.replies, 4u);
  EXPECT_EQ(tally.differences, 2u);
}

TEST(Replay, counts_what_it_leaves_out_by_reason) {
  const ReplayTally tally = replay_text(R"({"op":"OBJECT","args":["HELP"],"reply":[]})");
  EXPECT_EQ(tally.replies, 0u);
  EXPECT_EQ(tally.skipped.at("no command OBJECT"), 1u);
}

TEST(Replay, moves_the_clock_by_single_milliseconds) {
  const ReplayTally tally = replay_text(R"({"op":"PSETEX","args":["a","5","x"],"reply":{"s":"OK"}}
{"op":"@ADVANCE","args":["5"]}
{"op":"PTTL","args":["a"],"reply":0}
{"op":"@ADVANCE","args":["1"]}
{"op":"PTTL","args":["a"],"reply":-2}
)");
  EXPECT_EQ(tally.replies, 3u);
  EXPECT_EQ(tally.differences, 0u);
}

TEST(Compare, tells_kinds_of_nothing_apart) {
  EXPECT_TRUE(is_same(resp::null_reply(), resp::null_reply(), Comparison::kExact));
  EXPECT_FALSE(is_same(resp::null_reply(), resp::null_array_reply(), Comparison::kExact));
  EXPECT_FALSE(is_same(array_reply(), resp::null_array_reply(), Comparison::kUnordered));
  EXPECT_FALSE(is_same(bulk_reply("1"), integer_reply(1), Comparison::kExact));
}

TEST(Compare, order_matters_unless_it_does_not) {
  const Reply one = array_reply({bulk_reply("a"), bulk_reply("b"), bulk_reply("b")});
  const Reply other = array_reply({bulk_reply("b"), bulk_reply("a"), bulk_reply("b")});
  const Reply third = array_reply({bulk_reply("b"), bulk_reply("a"), bulk_reply("a")});
  EXPECT_FALSE(is_same(one, other, Comparison::kExact));
  EXPECT_TRUE(is_same(one, other, Comparison::kUnordered));
  EXPECT_FALSE(is_same(one, third, Comparison::kUnordered));
}

TEST(Compare, floats_may_differ_in_the_last_digits_only) {
  EXPECT_TRUE(is_same(bulk_reply("0.30000000000000004"), bulk_reply("0.3"), Comparison::kFloat));
  EXPECT_FALSE(is_same(bulk_reply("0.3"), bulk_reply("0.30000000001"), Comparison::kFloat));
  EXPECT_FALSE(is_same(bulk_reply("0.3"), bulk_reply("x"), Comparison::kFloat));
  EXPECT_FALSE(is_same(bulk_reply("0.30000000000000004"), bulk_reply("0.3"), Comparison::kExact));
}

TEST(Corpus, a_line_is_written_as_it_was_read) {
  const std::string lines[] = {
      R"({"op":"GET","args":["k"],"reply":{"b":"AA0K/w=="}})",
      R"({"op":"INCR","args":[{"b":"8J+YgA=="}],"reply":{"i":"9223372036854775807"}})",
      R"({"op":"LPOP","args":["k","1"],"reply":{"na":true}})",
      R"({"op":"SMEMBERS","args":["k"],"reply":["1",null,2],"cmp":"unordered"})",
      R"({"op":"GET","args":["k"],"reply":{"e":"WRONGTYPE x","c":"WRONGTYPE"}})",
      R"({"op":"@ADVANCE","args":["200"]})",
  };
  for (const std::string &line : lines) {
    EXPECT_EQ(to_json_line(CorpusFile(line + "\n").read().at(0)), line);
  }
}

TEST(Corpus, what_is_no_line_is_an_error_with_its_number) {
  try {
    CorpusFile("{\"op\":\"@ADVANCE\",\"args\":[\"1\"]}\n{\"op\":1}\n").read();
    FAIL();
  } catch (const std::exception &error) {
    EXPECT_NE(std::string(error.what()).find("lines.jsonl:2:"), std::string::npos);
  }
}

TEST(Command, a_name_is_found_in_any_case_and_otherwise_named_in_an_error) {
  EXPECT_NE(resp::find_command("sInTeRcArD"), nullptr);
  const CacheHandle cache = open_for_replay();
  const std::string_view words[] = {"nonesuch", "a\r\nb"};
  EXPECT_EQ(resp::run_command(cache.get(), words).text,
            "ERR unknown command 'nonesuch', with args beginning with: 'a  b' ");
}

}  // namespace
}  // namespace cellaret::test
