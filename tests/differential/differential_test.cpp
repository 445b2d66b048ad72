// The parts of the differential run that can be wrong without a server noticing.
#include <gtest/gtest.h>

#include <map>

#include "tests/differential/pair.h"

namespace cellaret::test {
namespace {

using resp::bulk_reply;
using resp::integer_reply;

TEST(Shrink, leaves_only_the_steps_and_words_that_a_failure_needs) {
  Sequence sequence(500, Words{"GET", "k"});
  sequence[17] = {"SET", "a", "1", "EX", "9"};
  sequence[400] = {"DEL", "b", "a"};
  const auto fails = [](const Sequence &candidate) {
    bool is_set = false;
    for (const Words &words : candidate) {
      if (words[0] == "SET" && words.size() > 1 && words[1] == "a") is_set = true;
      if (words[0] == "DEL" && words.back() == "a" && is_set) return true;
    }
    return false;
  };
  EXPECT_EQ(shrink(sequence, fails), (Sequence{{"SET", "a"}, {"DEL", "a"}}));
}

TEST(Generator, uses_every_command_a_thousand_times_in_a_million) {
  Generator generator(1, 1893456000000);
  std::map<std::string, int> counts;
  int done = 0;
  while (done < 100000) {
    const Sequence sequence = generator.next_sequence();
    for (const Words &words : sequence) ++counts[words[0]];
    done += static_cast<int>(sequence.size());
  }
  for (const Template &row : templates()) {
    EXPECT_GE(counts[std::string(row.name)], 100) << row.name;
  }
}

TEST(Generator, the_seed_decides_the_sequence) {
  Generator one(7, 0);
  Generator same(7, 0);
  Generator other(8, 0);
  const Sequence sequence = one.next_sequence();
  EXPECT_EQ(sequence, same.next_sequence());
  EXPECT_NE(sequence, other.next_sequence());
}

TEST(Agree, times_may_differ_by_what_passed_and_not_by_whether_there_is_one) {
  EXPECT_TRUE(agree(integer_reply(100000), integer_reply(100900), Judgement::kNearMs));
  EXPECT_FALSE(agree(integer_reply(100000), integer_reply(200000), Judgement::kNearMs));
  EXPECT_FALSE(agree(integer_reply(100000), integer_reply(100100), Judgement::kNearSeconds));
  EXPECT_FALSE(agree(integer_reply(-1), integer_reply(5), Judgement::kNearMs));
  EXPECT_FALSE(agree(integer_reply(-1), integer_reply(-2), Judgement::kNearMs));
}

TEST(Agree, sums_of_decimals_may_differ_in_the_last_digits) {
  EXPECT_TRUE(agree(bulk_reply("0.30000000000000004"), bulk_reply("0.3"), Judgement::kNumber));
  EXPECT_FALSE(agree(bulk_reply("0.3001"), bulk_reply("0.3"), Judgement::kNumber));
  EXPECT_FALSE(agree(bulk_reply("0.30000000000000004"), bulk_reply("0.3"), Judgement::kExact));
}

}  // namespace
}  // namespace cellaret::test
