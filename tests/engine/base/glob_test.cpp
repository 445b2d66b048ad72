// Patterns against keys: Redis's rules one by one, and the patterns that are known to be expensive.
#include "engine/base/glob.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/engine/base/glob_reference.h"

namespace cellaret::engine {
namespace {

using namespace std::string_view_literals;

TEST(GlobTest, stars_question_marks_and_letters_stand_for_what_they_should) {
  EXPECT_TRUE(glob_matches("h?llo", "hello"));
  EXPECT_FALSE(glob_matches("h?llo", "hllo"));
  EXPECT_TRUE(glob_matches("h*llo", "hllo"));
  EXPECT_TRUE(glob_matches("h*llo", "heeeello"));
  EXPECT_TRUE(glob_matches("*", "anything"));
  EXPECT_TRUE(glob_matches("**a**", "bab"));
  EXPECT_FALSE(glob_matches("hello", "Hello"));
  EXPECT_FALSE(glob_matches("hell", "hello"));
  EXPECT_FALSE(glob_matches("hello?", "hello"));
  EXPECT_TRUE(glob_matches("a\0b*"sv, "a\0bc"sv));
}

TEST(GlobTest, classes_have_ranges_negation_and_escapes) {
  EXPECT_TRUE(glob_matches("h[ae]llo", "hallo"));
  EXPECT_FALSE(glob_matches("h[ae]llo", "hillo"));
  EXPECT_TRUE(glob_matches("h[^e]llo", "hallo"));
  EXPECT_FALSE(glob_matches("h[^e]llo", "hello"));
  EXPECT_TRUE(glob_matches("h[a-c]llo", "hbllo"));
  EXPECT_TRUE(glob_matches("h[c-a]llo", "hbllo"));
  EXPECT_FALSE(glob_matches("h[a-c]llo", "hdllo"));
  EXPECT_TRUE(glob_matches("[\\]]", "]"));
  EXPECT_TRUE(glob_matches("[a\\-z]", "-"));
  EXPECT_FALSE(glob_matches("[a\\-z]", "b"));
  EXPECT_FALSE(glob_matches("[]", "]"));
  EXPECT_TRUE(glob_matches("[^]", "]"));
  EXPECT_TRUE(glob_matches("[a-]b", "b")) << "a to ], and then what the end of the pattern closes";
}

TEST(GlobTest, what_is_not_closed_ends_with_the_pattern) {
  EXPECT_FALSE(glob_matches("[", "["));
  EXPECT_TRUE(glob_matches("[^", "x"));
  EXPECT_TRUE(glob_matches("a[bc", "ab"));
  EXPECT_FALSE(glob_matches("a[bc", "abc"));
  EXPECT_TRUE(glob_matches("[ab-", "-"));
  EXPECT_TRUE(glob_matches("\\", "\\"));
  EXPECT_TRUE(glob_matches("a\\", "a\\"));
  EXPECT_TRUE(glob_matches("a\\*", "a*"));
  EXPECT_FALSE(glob_matches("a\\*", "ab"));
}

TEST(GlobTest, the_empty_key_is_matched_by_the_empty_pattern_and_one_star) {
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_FALSE(glob_matches("**", ""));
  EXPECT_FALSE(glob_matches("?", ""));
  EXPECT_FALSE(glob_matches("", "a"));
}

// E118: a prefix with its separator leaves the neighbours alone.
TEST(GlobTest, a_pattern_that_ends_with_a_separator_matches_what_follows_it) {
  EXPECT_TRUE(glob_matches("user:123:*", "user:123:a"));
  EXPECT_FALSE(glob_matches("user:123:*", "user:123"));
  EXPECT_FALSE(glob_matches("user:123:*", "user:1234:b"));
}

// E119: brackets are classes and dots are dots, in every language.
TEST(GlobTest, dots_are_literal_and_brackets_are_classes) {
  EXPECT_TRUE(glob_matches("a.c*", "a.cd"));
  EXPECT_FALSE(glob_matches("a.c*", "abcd"));
  EXPECT_TRUE(glob_matches("a[b]*", "abc"));
  EXPECT_FALSE(glob_matches("a[b]*", "a[b]c"));
}

// All patterns up to five tokens against all keys up to four bytes, of the bytes that matter.
TEST(GlobTest, equals_the_recursive_reference_on_all_small_patterns) {
  const std::string tokens = "ab*?[]^-\\";
  const std::string bytes = "ab-]";
  auto of = [](const std::string &letters, std::uint64_t number, int size) {
    std::string text;
    for (; size > 0; --size, number /= letters.size()) text += letters[number % letters.size()];
    return text;
  };
  auto count_of = [](std::uint64_t letters, int size) {
    std::uint64_t count = 1;
    for (; size > 0; --size) count *= letters;
    return count;
  };
  for (int size = 0; size <= 5; ++size) {
    for (std::uint64_t number = 0; number < count_of(tokens.size(), size); ++number) {
      std::string pattern = of(tokens, number, size);
      for (int key_size = 0; key_size <= 3; ++key_size) {
        for (std::uint64_t key = 0; key < count_of(bytes.size(), key_size); ++key) {
          std::string text = of(bytes, key, key_size);
          ASSERT_EQ(glob_matches(pattern, text), test::reference_glob(pattern, text))
              << pattern << " against " << text;
        }
      }
    }
  }
}

// Thirty stars, which a matcher that tries every split needs 2^30 steps or more for.
TEST(GlobTest, no_pattern_costs_more_than_its_size_times_that_of_the_key) {
  std::string stars;
  for (int count = 0; count < 30; ++count) stars += "a*";
  std::string key(60'000, 'a');
  auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(glob_matches(stars + "b", key));
  EXPECT_FALSE(glob_matches("*" + stars + "[b-z]?", key));
  // Classes that are read to their end for every byte of the key.
  EXPECT_FALSE(glob_matches("*[" + std::string(2000, 'b') + "]c", key));
  EXPECT_TRUE(glob_matches("*" + std::string(2000, 'a'), key));
  // 2000 x 60,000 steps are the most; the bound is a hundred times what they take.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace cellaret::engine
