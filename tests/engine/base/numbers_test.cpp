// Number text is what Redis reads and writes, whatever the locale, and doubles survive it exactly.
#include "engine/base/numbers.h"

#include <locale.h>
#include <unistd.h>

#include <cerrno>
#include <cfloat>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cellaret::engine {
namespace {

constexpr std::uint64_t kSeed = 20240229;
constexpr int kRandomDoubles = 100000;
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

std::string text_of(std::int64_t value) {
  char text[kInt64TextSize];
  return std::string(text, format_int64(value, text));
}

// Fails the test if a byte beyond the promised size is written.
std::string text_of(double value) {
  char text[kDoubleTextSize + 1];
  std::memset(text, '#', sizeof text);
  const std::size_t size = format_double(value, text);
  EXPECT_LE(size, kDoubleTextSize);
  EXPECT_EQ(text[size], '#');
  return std::string(text, size);
}

// The shortest text with an exponent, found by trying all lengths: slow, and not how the engine
// does it.
std::string shortest_scientific(double value) {
  char text[40];
  for (int digits = 0; digits < 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*e", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return text;
}

std::size_t significant_digits(const std::string &text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('e'))) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string::npos) return 1;
  return digits.find_last_not_of('0') - first + 1;
}

// All bit patterns alike, so mostly extreme exponents, and as many of everyday size.
template <class Check>
void for_random_doubles(Check check) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < kRandomDoubles; ++i) {
    double value = 0;
    const std::uint64_t bits = random();
    if (i % 2 == 0) {
      std::memcpy(&value, &bits, sizeof value);
    } else {
      const double scale = std::pow(10.0, static_cast<double>(random() % 9));
      value = static_cast<double>(static_cast<std::int64_t>(bits) >> (bits % 50)) / scale;
    }
    if (!std::isfinite(value)) continue;
    check(value);
    if (testing::Test::HasFailure()) {
      FAIL() << "value " << shortest_scientific(value);
    }
  }
}

TEST(Int64Text, reads_every_canonical_integer) {
  for (const std::int64_t value :
       {kMin, kMin + 1, std::int64_t{-10}, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1},
        std::int64_t{9}, std::int64_t{10}, kMax - 1, kMax}) {
    EXPECT_EQ(parse_int64(std::to_string(value)), value);
    EXPECT_EQ(text_of(value), std::to_string(value));
  }
  EXPECT_EQ(text_of(kMin).size(), kInt64TextSize);
}

TEST(Int64Text, refuses_every_other_text) {
  const char *const texts[] = {"",
                               "-",
                               "+",
                               "+1",
                               "-0",
                               "00",
                               "007",
                               "-07",
                               "--1",
                               "-+1",
                               " 1",
                               "1 ",
                               "\n1",
                               "1\t",
                               "1.0",
                               "1.",
                               "1e3",
                               "0x10",
                               "1,000",
                               "abc",
                               "1a",
                               "9223372036854775808",
                               "-9223372036854775809",
                               "18446744073709551615",
                               "99999999999999999999",
                               "-99999999999999999999"};
  for (const char *text : texts) {
    EXPECT_FALSE(parse_int64(text)) << '"' << text << '"';
  }
  EXPECT_FALSE(parse_int64(std::string_view("1\0", 2)));
  EXPECT_FALSE(parse_int64(std::string_view("\0", 1)));
  EXPECT_EQ(parse_int64(std::string_view("123", 2)), 12) << "reads past the end of the text";
}

// Digits are read and written in words of eight: each number of them begins and ends one elsewhere.
TEST(Int64Text, integers_of_every_length_survive) {
  for (std::int64_t power = 1;; power *= 10) {
    for (std::int64_t value : {power - 1, power, power + 1, power * 9 / 8, power / 7 * 6}) {
      ASSERT_EQ(text_of(value), std::to_string(value));
      ASSERT_EQ(text_of(-value), std::to_string(-value));
      ASSERT_EQ(parse_int64(std::to_string(value)), value);
      ASSERT_EQ(parse_int64(std::to_string(-value)), -value);
    }
    if (power > kMax / 10) break;
  }
}

TEST(Int64Text, refuses_any_other_character_in_any_place) {
  const std::string digits = "1928374655473829109";
  for (std::size_t size = 1; size < digits.size(); ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int character = 0; character < 256; ++character) {
        if (character >= '0' && character <= '9') continue;
        if (at == 0 && character == '-' && size > 1) continue;
        std::string text = digits.substr(0, size);
        text[at] = static_cast<char>(character);
        ASSERT_FALSE(parse_int64(text)) << '"' << text << '"';
      }
    }
  }
}

TEST(Int64Text, random_integers_survive) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 100000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) >> (random() % 64);
    ASSERT_EQ(parse_int64(text_of(value)), value);
    ASSERT_EQ(text_of(value), std::to_string(value));
  }
}

TEST(NumberText, reads_what_strtold_reads) {
  const char *const texts[] = {"0",
                               "-0",
                               "+5",
                               "5",
                               "007",
                               "3.14",
                               ".5",
                               "5.",
                               "-.5e1",
                               "1e3",
                               "1E2",
                               "1e+3",
                               "1e-3",
                               "0x1p3",
                               "0X1.8",
                               "-0x.8p-2",
                               "123456789012345678901234567890",
                               "0.1",
                               "1e4000",
                               "3.6e-4951",
                               "1e-4940",
                               "1.18973149535723176502e+4932"};
  for (const char *text : texts) {
    const auto value = parse_number(text);
    ASSERT_TRUE(value) << '"' << text << '"';
    EXPECT_EQ(*value, std::strtold(text, nullptr)) << '"' << text << '"';
  }
  EXPECT_TRUE(std::signbit(parse_number("-0").value()));
}

TEST(NumberText, infinity_is_a_number_here) {
  const char *const texts[] = {"inf", "+inf", "INF", "infinity", "Infinity"};
  for (const char *text : texts) {
    EXPECT_EQ(parse_number(text), std::numeric_limits<long double>::infinity()) << text;
  }
  EXPECT_EQ(parse_number("-inf"), -std::numeric_limits<long double>::infinity());
}

TEST(NumberText, refuses_what_redis_refuses) {
  const char *const texts[] = {
      "",     " ",      " 1",   "\t1", "\n1",    "\v1",     "\f1",     "\r1", "1 ",   "1\n", "abc",
      ".",    "-",      "+",    "--1", "1,5",    "1.5.2",   "1e",      "e1",  "0x",   "nan", "NaN",
      "-nan", "nan(1)", "infx", "in",  "1e5000", "-1e5000", "1e-5000", "1 2", "1_000"};
  for (const char *text : texts) {
    EXPECT_FALSE(parse_number(text)) << '"' << text << '"';
  }
  EXPECT_FALSE(parse_number(std::string_view("1\0", 2)));
  EXPECT_FALSE(parse_number(std::string_view("\0001", 2)));
  EXPECT_EQ(parse_number(std::string_view("123", 2)), 12.0L) << "reads past the end of the text";
}

TEST(NumberText, a_text_of_5_kib_is_too_long) {
  const std::string longest = "0." + std::string(kMaxNumberTextSize - 3, '0') + "1";
  ASSERT_EQ(longest.size(), 5119u);
  EXPECT_EQ(parse_number("1" + longest.substr(1)), 1.0L);
  EXPECT_FALSE(parse_number("10" + longest.substr(1)));
}

TEST(NumberText, leaves_errno_alone) {
  errno = EDOM;
  EXPECT_FALSE(parse_number("1e5000"));
  EXPECT_EQ(to_operand(0.1), 0.1L);
  EXPECT_EQ(errno, EDOM);
}

TEST(Operand, is_the_long_double_that_the_shortest_text_means) {
  EXPECT_EQ(to_operand(0.1), 0.1L);
  EXPECT_NE(to_operand(0.1), static_cast<long double>(0.1)) << "long double is no wider here";
  EXPECT_EQ(to_operand(1e23), 1e23L);
  EXPECT_EQ(to_operand(-0.5), -0.5L);
  EXPECT_EQ(static_cast<double>(to_operand(0.1) + to_operand(0.2)), 0.3);
  for_random_doubles([](double value) {
    EXPECT_EQ(to_operand(value), std::strtold(shortest_scientific(value).c_str(), nullptr));
  });
}

TEST(Operand, means_the_same_as_the_formatted_text) {
  for_random_doubles(
      [](double value) { EXPECT_EQ(to_operand(value), parse_number(text_of(value))); });
}

TEST(DoubleText, is_canonical) {
  const struct {
    double value;
    const char *text;
  } cases[] = {
      {0.0, "0"},
      {-0.0, "0"},
      {1.0, "1"},
      {-1.0, "-1"},
      {0.5, "0.5"},
      {-0.25, "-0.25"},
      {0.1, "0.1"},
      {0.3, "0.3"},
      {0.1 + 0.2, "0.30000000000000004"},
      {100.0, "100"},
      {1200.0, "1200"},
      {123.456, "123.456"},
      {10.5, "10.5"},
      {1e-7, "0.0000001"},
      {1e21, "1000000000000000000000"},
      {1e22, "10000000000000000000000"},
      {1e23, "100000000000000000000000"},
      {9007199254740993.0, "9007199254740992"},
      {179769.31348623157, "179769.31348623158"},  // the same double
      {3.0e10, "30000000000"},
  };
  for (const auto &c : cases) EXPECT_EQ(text_of(c.value), c.text);
  EXPECT_EQ(text_of(5e-324), "0." + std::string(323, '0') + "5");
  EXPECT_EQ(text_of(DBL_MAX), "17976931348623157" + std::string(292, '0'));
}

TEST(DoubleText, fills_its_buffer_and_no_more) {
  EXPECT_EQ(text_of(-DBL_MIN).size(), kDoubleTextSize);
  for (double value = DBL_MIN; value != 0; value /= 2) text_of(-std::nextafter(value, 0));
}

TEST(DoubleText, random_doubles_survive_in_the_fewest_digits) {
  for_random_doubles([](double value) {
    const std::string text = text_of(value);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value);
    EXPECT_EQ(text.find_first_not_of("-0123456789."), std::string::npos) << text;
    EXPECT_EQ(significant_digits(text), significant_digits(shortest_scientific(value))) << text;
    if (text.find('.') != std::string::npos) {
      EXPECT_NE(text.back(), '0') << text;
      EXPECT_NE(text.back(), '.') << text;
    }
  });
}

// A program may run in a locale with a decimal comma, as German ones have. Such a locale need not
// be installed, so the test makes one; localedef belongs to the C library. It complains about the
// categories that are left out, so only the result is judged.
class CommaLocale : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "comma-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    std::ofstream(folder_ + "/source") << "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\n"
                                          "grouping 3;3\nEND LC_NUMERIC\n";
    std::ofstream(folder_ + "/charmap") << "<code_set_name> COMMA\n<mb_cur_max> 1\nCHARMAP\n"
                                           "<zero> /x30\nEND CHARMAP\n";
    const std::string command = "cd '" + folder_ +
                                "' && localedef --quiet -c -i ./source -f ./charmap ./comma "
                                ">/dev/null 2>&1";
    [[maybe_unused]] const int complaints = std::system(command.c_str());
    ASSERT_EQ(setenv("LOCPATH", folder_.c_str(), 1), 0);
  }

  void TearDown() override {
    setlocale(LC_ALL, "C");
    unsetenv("LOCPATH");
    std::filesystem::remove_all(folder_);
  }

  static void expect_point() {
    char text[8];
    std::snprintf(text, sizeof text, "%.1f", 1.5);
    ASSERT_STREQ(text, "1,5") << "the locale is not in force, so nothing is tested";
    EXPECT_EQ(parse_number("1.5"), 1.5L);
    EXPECT_FALSE(parse_number("1,5"));
    EXPECT_FALSE(parse_number("1.000,5"));
    EXPECT_EQ(to_operand(0.1), 0.1L);
    EXPECT_EQ(text_of(1234.5), "1234.5");
    EXPECT_EQ(parse_int64("1234567"), 1234567);
    EXPECT_EQ(text_of(std::int64_t{1234567}), "1234567");
  }

  std::string folder_;
};

TEST_F(CommaLocale, of_the_process_changes_nothing) {
  ASSERT_NE(setlocale(LC_NUMERIC, "comma"), nullptr) << "localedef did not make the locale";
  expect_point();
}

TEST_F(CommaLocale, of_the_thread_changes_nothing) {
  // Copied from the process, as newlocale of glibc 2.36 leaks memory when LOCPATH is set.
  ASSERT_NE(setlocale(LC_NUMERIC, "comma"), nullptr) << "localedef did not make the locale";
  const locale_t comma = duplocale(LC_GLOBAL_LOCALE);
  ASSERT_NE(comma, nullptr);
  setlocale(LC_ALL, "C");
  const locale_t before = uselocale(comma);
  expect_point();
  EXPECT_EQ(uselocale(before), comma) << "the thread's locale was changed";
  freelocale(comma);
}

}  // namespace
}  // namespace cellaret::engine
