// Counting: integers and doubles, their limits, strings as operands.
#include <cmath>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

TEST(IntIncrementTest, a_missing_key_starts_at_zero) {
  Cache cache;
  std::int64_t sum = 0;
  EXPECT_EQ(cache.increment("k", 5, &sum), CELLARET_OK);
  EXPECT_EQ(sum, 5);
  EXPECT_EQ(cache.increment("k", -12, &sum), CELLARET_OK);
  EXPECT_EQ(sum, -7);
  EXPECT_EQ(cache.integer("k"), -7);
}

TEST(IntIncrementTest, by_zero_creates_the_key) {
  Cache cache;
  EXPECT_EQ(cache.increment("k", 0), CELLARET_OK);
  EXPECT_EQ(cache.integer("k"), 0);
}

TEST(IntIncrementTest, overflow_leaves_value_and_result_unchanged) {
  Cache cache;
  std::int64_t sum = 99;
  cellaret_int_set(cache, "k", 1, INT64_MAX - 1, nullptr, nullptr);
  EXPECT_EQ(cache.increment("k", 1, &sum), CELLARET_OK);
  EXPECT_EQ(cache.increment("k", 1, &sum), CELLARET_OVERFLOW);
  EXPECT_EQ(sum, INT64_MAX);
  EXPECT_EQ(cache.integer("k"), INT64_MAX);
  cellaret_int_set(cache, "k", 1, INT64_MIN, nullptr, nullptr);
  EXPECT_EQ(cache.increment("k", -1, &sum), CELLARET_OVERFLOW);
  EXPECT_EQ(cache.increment("k", INT64_MIN, &sum), CELLARET_OVERFLOW);
  EXPECT_EQ(cache.increment("k", INT64_MAX, &sum), CELLARET_OK);
  EXPECT_EQ(sum, -1);
}

TEST(IntIncrementTest, a_string_that_is_a_canonical_integer_counts_on) {
  Cache cache;
  for (const char *text : {"0", "-1", "41", "9223372036854775807", "-9223372036854775808"}) {
    cache.set("k", text);
    EXPECT_EQ(cache.increment("k", 0), CELLARET_OK) << text;
    EXPECT_EQ(cache.integer("k"), std::stoll(text)) << text;
  }
}

TEST(IntIncrementTest, any_other_string_is_not_an_integer_and_stays) {
  Cache cache;
  for (const char *text : {"", " ", "1 ", " 1", "+1", "01", "-0", "-", "1.0", "0x10", "1e3", "abc",
                           "9223372036854775808", "-9223372036854775809", "12345678901234567890"}) {
    cache.set("k", text);
    std::int64_t sum = 99;
    EXPECT_EQ(cache.increment("k", 1, &sum), CELLARET_NOT_AN_INTEGER) << text;
    EXPECT_EQ(sum, 99);
    EXPECT_EQ(cache.text("k"), text);
  }
}

TEST(IntIncrementTest, a_double_counts_on_when_its_text_is_an_integer) {
  Cache cache;
  cache.add("k", 3);
  EXPECT_EQ(cache.increment("k", 1), CELLARET_OK);
  EXPECT_EQ(cache.integer("k"), 4);
  cache.add("half", 3.5);
  EXPECT_EQ(cache.increment("half", 1), CELLARET_NOT_AN_INTEGER);
  EXPECT_EQ(cache.number("half"), 3.5);
  cache.add("far", 1e30);
  EXPECT_EQ(cache.increment("far", 1), CELLARET_NOT_AN_INTEGER);
}

TEST(IntIncrementTest, may_leave_the_result_out) {
  Cache cache;
  EXPECT_EQ(cache.increment("k", 2, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.integer("k"), 2);
}

TEST(DoubleIncrementTest, a_tenth_and_two_tenths_are_three_tenths) {
  Cache cache;
  double sum = 0;
  cache.add("k", 0.1);
  EXPECT_EQ(cache.add("k", 0.2, &sum), CELLARET_OK);
  EXPECT_EQ(sum, 0.3);
  cache.set("text", "0.1");
  EXPECT_EQ(cache.add("text", 0.2, &sum), CELLARET_OK);
  EXPECT_EQ(sum, 0.3);
}

TEST(DoubleIncrementTest, integers_and_number_texts_are_operands) {
  struct Case {
    const char *text;
    double expected;
  };
  for (const Case &row : {Case{"10", 11},
                          {"-2.5", -1.5},
                          {"1e3", 1001},
                          {"0x10", 17},
                          {"+3", 4},
                          {".5", 1.5},
                          {"5.", 6},
                          {"007", 8}}) {
    Cache cache;
    cache.set("k", row.text);
    double sum = 0;
    EXPECT_EQ(cache.add("k", 1, &sum), CELLARET_OK) << row.text;
    EXPECT_EQ(sum, row.expected) << row.text;
    EXPECT_EQ(cache.number("k"), row.expected) << row.text;
  }
  Cache cache;
  cache.increment("k", 7);
  EXPECT_EQ(cache.add("k", 0.5), CELLARET_OK);
  EXPECT_EQ(cache.number("k"), 7.5);
}

TEST(DoubleIncrementTest, any_other_string_is_not_a_number_and_stays) {
  Cache cache;
  for (const char *text : {"", " 1", "1 ", "abc", "1,5", "nan", "--1", "1e", "1e5000"}) {
    cache.set("k", text);
    double sum = 99;
    EXPECT_EQ(cache.add("k", 1, &sum), CELLARET_NOT_A_NUMBER) << text;
    EXPECT_EQ(sum, 99);
    EXPECT_EQ(cache.text("k"), text);
  }
}

TEST(DoubleIncrementTest, infinity_and_nan_are_an_overflow_and_change_nothing) {
  Cache cache;
  double sum = 99;
  cache.add("k", 1e308);
  EXPECT_EQ(cache.add("k", 1.5e308, &sum), CELLARET_OVERFLOW);
  for (double delta : {__builtin_inf(), -__builtin_inf(), __builtin_nan("")}) {
    EXPECT_EQ(cache.add("k", delta, &sum), CELLARET_OVERFLOW);
    EXPECT_EQ(cache.add("new", delta, &sum), CELLARET_OVERFLOW);
  }
  EXPECT_EQ(sum, 99);
  EXPECT_EQ(cache.number("k"), 1e308);
  EXPECT_FALSE(cache.exists("new"));
  cache.set("inf", "inf");
  EXPECT_EQ(cache.add("inf", 1), CELLARET_OVERFLOW);
  EXPECT_EQ(cache.text("inf"), "inf");
}

TEST(DoubleIncrementTest, may_leave_the_result_out) {
  Cache cache;
  EXPECT_EQ(cache.add("k", 2.5, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.number("k"), 2.5);
}

}  // namespace
}  // namespace cellaret::test
