// Tests of how the tool reads and writes numbers.
#include "tools/quantities.h"

#include <gtest/gtest.h>

namespace cellaret::tool {
namespace {

TEST(Quantities, reads_digits_and_nothing_else_as_a_count) {
  EXPECT_EQ(parse_count("0"), 0u);
  EXPECT_EQ(parse_count("18446744073709551615"), UINT64_MAX);
  for (const char *text : {"", " 1", "1 ", "+1", "-1", "1.0", "0x10", "18446744073709551616"}) {
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
  }
}

TEST(Quantities, reads_sizes_with_and_without_suffix) {
  EXPECT_EQ(parse_byte_size("4096"), 4096u);
  EXPECT_EQ(parse_byte_size("4096B"), 4096u);
  EXPECT_EQ(parse_byte_size("64KiB"), 65536u);
  EXPECT_EQ(parse_byte_size("64 kib"), 65536u);
  EXPECT_EQ(parse_byte_size("2M"), 2u << 20);
  EXPECT_EQ(parse_byte_size("1.5GiB"), 3ull << 29);
  EXPECT_EQ(parse_byte_size("17179869183GiB"), 17179869183ull << 30);
}

TEST(Quantities, refuses_what_is_no_size) {
  for (const char *text : {"", "MiB", "1TiB", "1 MiB ", "-1", "1.2.3K", ".", "1e3", "1  K",
                           "17179869184GiB", "99999999999999999999", "99999999999.5GiB"}) {
    EXPECT_EQ(parse_byte_size(text), std::nullopt) << text;
  }
}

TEST(Quantities, writes_numbers_for_people) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1234567), "1,234,567");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1024), "1.0 KiB");
  EXPECT_EQ(format_bytes(1024 * 1024 - 1), "1.0 MiB");
  EXPECT_EQ(format_bytes(5ull << 30), "5.0 GiB");
  EXPECT_EQ(format_rate(950), "950 ");
  EXPECT_EQ(format_rate(12'345), "12.3 k");
  EXPECT_EQ(format_rate(12'345'678), "12.3 M");
  EXPECT_EQ(format_clock_time(64.2), "1:05");
  EXPECT_EQ(format_nanoseconds(98), "98 ns");
  EXPECT_EQ(format_nanoseconds(1'234), "1.2 us");
  EXPECT_EQ(format_nanoseconds(3'400'000), "3.4 ms");
}

}  // namespace
}  // namespace cellaret::tool
