// The status table: names, texts and numbers as the header declares them.
#include <cellaret/status.h>
#include <gtest/gtest.h>

#include <climits>
#include <set>
#include <string>

namespace {

struct Row {
  const char *name;
  int number;
  const char *text;
};

constexpr Row kRows[] = {
#define CELLARET_ROW(name, number, text) {#name, number, text},
    CELLARET_STATUS_MAP(CELLARET_ROW)
#undef CELLARET_ROW
};

TEST(StatusTest, has_the_name_and_the_text_of_its_row) {
  for (const Row &row : kRows) {
    EXPECT_STREQ(cellaret_status_name(row.number), row.name);
    EXPECT_STREQ(cellaret_status_text(row.number), row.text);
  }
}

TEST(StatusTest, numbers_names_and_texts_are_unique) {
  std::set<int> numbers;
  std::set<std::string> names;
  std::set<std::string> texts;
  for (const Row &row : kRows) {
    EXPECT_TRUE(numbers.insert(row.number).second) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(texts.insert(row.text).second) << row.name;
  }
}

// A number is part of the ABI: a changed one breaks every program that was compiled before.
TEST(StatusTest, numbers_are_those_of_the_first_release) {
  constexpr int kFirstRelease[] = {0,  1,  2,   3,   -1,  -2,  -3,  -4,  -5,  -6,  -7,
                                   -8, -9, -10, -11, -12, -13, -14, -15, -16, -17, -18};
  ASSERT_EQ(std::size(kRows), std::size(kFirstRelease));
  for (std::size_t at = 0; at < std::size(kRows); ++at) {
    EXPECT_EQ(kRows[at].number, kFirstRelease[at]) << kRows[at].name;
  }
}

TEST(StatusTest, texts_are_sentences_without_a_full_stop) {
  for (const Row &row : kRows) {
    std::string text = row.text;
    ASSERT_FALSE(text.empty()) << row.name;
    EXPECT_NE(text.back(), '.') << row.name;
    EXPECT_TRUE(text.front() >= 'a' && text.front() <= 'z') << row.name;
  }
}

TEST(StatusTest, a_number_that_is_no_status_is_unknown) {
  for (int number : {4, 100, -19, -1000, INT_MAX, INT_MIN}) {
    EXPECT_STREQ(cellaret_status_name(number), "UNKNOWN") << number;
    EXPECT_STREQ(cellaret_status_text(number), "unknown status") << number;
  }
}

}  // namespace
