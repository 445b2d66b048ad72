// Tests of the packed trace: what goes in comes out, in order.
#include "tools/trace.h"

#include <gtest/gtest.h>

#include <string>

namespace cellaret::tool {
namespace {

TEST(Trace, is_empty_at_first) {
  const Trace trace;
  Access access;
  EXPECT_FALSE(Trace::Reader(trace).next(access));
  EXPECT_EQ(trace.accesses(), 0u);
  EXPECT_FALSE(trace.has_ttl());
}

TEST(Trace, gives_every_access_back_as_it_was) {
  Trace trace;
  const std::string longest(65535, 'k');
  trace.append({.key = "plain"});
  trace.append({.key = longest, .has_value_size = true, .value_size = 536870912});
  trace.append({.key = std::string_view("\0\xff", 2), .has_value_size = true, .ttl_ms = 1000});
  EXPECT_EQ(trace.accesses(), 3u);
  EXPECT_EQ(trace.max_value_size(), 536870912u);
  EXPECT_TRUE(trace.has_ttl());

  Trace::Reader reader(trace);
  Access access;
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access.key, "plain");
  EXPECT_FALSE(access.has_value_size);
  EXPECT_EQ(access.ttl_ms, 0u);
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access.key, longest);
  EXPECT_TRUE(access.has_value_size);
  EXPECT_EQ(access.value_size, 536870912u);
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access.key, std::string_view("\0\xff", 2));
  EXPECT_TRUE(access.has_value_size);
  EXPECT_EQ(access.value_size, 0u);
  EXPECT_EQ(access.ttl_ms, 1000u);
  EXPECT_FALSE(reader.next(access));
}

TEST(Trace, keeps_order_and_keys_while_it_grows_over_many_chunks) {
  constexpr int kAccesses = 5000;
  Trace trace;
  const auto key_of = [](int index) {
    return std::to_string(index) + std::string(static_cast<std::size_t>(index) % 4096, 'x');
  };
  for (int index = 0; index < kAccesses; ++index) trace.append({.key = key_of(index)});
  Trace::Reader reader(trace);
  Access access;
  for (int index = 0; index < kAccesses; ++index) {
    ASSERT_TRUE(reader.next(access));
    ASSERT_EQ(access.key, key_of(index));
  }
  EXPECT_FALSE(reader.next(access));
}

}  // namespace
}  // namespace cellaret::tool
