// Keys, the whole instance and its clock.
#include <array>
#include <list>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "fixture.h"

namespace cellaret::test {
namespace {

static_assert(KeyRange<std::vector<std::string>> && KeyRange<std::vector<const char *>> &&
              KeyRange<std::list<std::string_view>> && KeyRange<std::array<std::string, 2> &>);
static_assert(!KeyRange<std::string>, "one key is not a range of keys");
static_assert(!KeyRange<std::vector<int>>);

constexpr auto kMakesStrings = [](int number) { return std::to_string(number); };
using Temporaries =
    decltype(std::declval<std::vector<int> &>() | std::views::transform(kMakesStrings));
static_assert(!KeyRange<Temporaries>, "the keys would be gone before the call");

TEST_F(CacheTest, keys_come_as_literals_strings_and_views) {
  const std::string text = "key";
  const char *const pointer = "key";
  cache_.set("key", 1);
  EXPECT_EQ(cache_.get_int("key"), 1);
  EXPECT_EQ(cache_.get_int(text), 1);
  EXPECT_EQ(cache_.get_int(pointer), 1);
  EXPECT_EQ(cache_.get_int(std::string_view("keys").substr(0, 3)), 1);
}

TEST_F(CacheTest, keys_are_binary_safe_and_may_be_empty) {
  const std::string binary("a\0b", 3);
  cache_.set(binary, 1);
  cache_.set("a", 2);
  cache_.set("", 3);
  cache_.set(std::string_view(), 4);
  EXPECT_EQ(cache_.get_int(binary), 1);
  EXPECT_EQ(cache_.get_int("a"), 2);
  EXPECT_EQ(cache_.get_int(""), 4) << "a view without bytes is the empty key";
  EXPECT_EQ(cache_.size(), 3U);
}

TEST_F(CacheTest, a_key_over_the_limit_is_a_miss_to_reads_and_too_large_to_writes) {
  const std::string longest(CELLARET_MAX_KEY_SIZE, 'k');
  const std::string longer(CELLARET_MAX_KEY_SIZE + 1, 'k');
  cache_.set(longest, 1);
  EXPECT_EQ(cache_.get_int(longest), 1);
  EXPECT_FALSE(cache_.get(longer));
  EXPECT_FALSE(cache_.erase(longer));
  EXPECT_FALSE(cache_.exists(longer));
  const Error error = error_of([&] { cache_.set(longer, 1); });
  EXPECT_EQ(error.code(), Code::TOO_LARGE);
  EXPECT_EQ(error.key(), std::string(kErrorKeySize, 'k'));
  EXPECT_EQ(error_of([&] { cache_.increment(longer); }).code(), Code::TOO_LARGE);
}

TEST_F(CacheTest, erase_tells_whether_the_key_was_there) {
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.erase("key"));
  EXPECT_FALSE(cache_.erase("key"));
  EXPECT_FALSE(cache_.get("key"));
}

TEST_F(CacheTest, delete_many_counts_the_keys_that_existed_once_each) {
  for (const char *key : {"a", "b", "c", "d"}) cache_.set(key, 1);
  EXPECT_EQ(cache_.delete_many({"a", "a", "none"}), 1U);
  EXPECT_EQ(cache_.delete_many({"b", "c"}), 2U) << "two keys, not the ends of one";
  EXPECT_EQ(cache_.delete_many(std::vector<std::string>{"d", "a"}), 1U);
  EXPECT_EQ(cache_.delete_many(std::vector<std::string>{}), 0U);
  EXPECT_EQ(cache_.delete_many({}), 0U);
  EXPECT_EQ(cache_.size(), 0U);
}

TEST_F(CacheTest, delete_many_takes_any_range_of_keys_that_stay) {
  for (const char *key : {"a", "b", "c"}) cache_.set(key, 1);
  std::list<std::string> keys = {"a", "b"};
  EXPECT_EQ(cache_.delete_many(keys | std::views::reverse), 2U);
  EXPECT_EQ(cache_.delete_many(std::array{"c"}), 1U);
}

TEST_F(CacheTest, exists_counts_as_neither_hit_nor_miss) {
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.exists("key"));
  EXPECT_FALSE(cache_.exists("none"));
  EXPECT_EQ(cache_.stats().hits, 0U);
  EXPECT_EQ(cache_.stats().misses, 0U);
}

TEST_F(CacheTest, type_tells_what_a_key_holds) {
  cache_.set("string", "1");
  cache_.set("int", 1);
  cache_.set("double", 1.0);
  EXPECT_EQ(cache_.type("string"), Type::kString);
  EXPECT_EQ(cache_.type("int"), Type::kInt);
  EXPECT_EQ(cache_.type("double"), Type::kDouble);
  EXPECT_EQ(cache_.type("none"), std::nullopt);
}

TEST_F(CacheTest, size_counts_live_entries_and_clear_removes_them) {
  cache_.set("stays", 1);
  cache_.set("goes", 1, {.expiry = Expiry::in(10ms)});
  EXPECT_EQ(cache_.size(), 2U);
  cache_.advance(11ms);
  EXPECT_EQ(cache_.size(), 1U) << "an expired entry is counted";
  cache_.clear();
  EXPECT_EQ(cache_.size(), 0U);
  EXPECT_FALSE(cache_.get("stays"));
}

TEST_F(CacheTest, maintain_reclaims_expired_entries_within_its_budget) {
  for (int i = 0; i < 10; i++) {
    cache_.set("key" + std::to_string(i), i, {.expiry = Expiry::in(10ms)});
  }
  cache_.advance(11ms);
  EXPECT_EQ(cache_.maintain(4), 4U);
  EXPECT_EQ(cache_.maintain(), 6U);
  EXPECT_EQ(cache_.maintain(), 0U);
  EXPECT_EQ(cache_.stats().expirations, 10U);
  EXPECT_THROW(cache_.maintain(0), std::invalid_argument);
}

TEST_F(CacheTest, a_manual_clock_stands_still_until_it_is_moved) {
  EXPECT_EQ(cache_.now(), kStart);
  cache_.advance(1500ms);
  EXPECT_EQ(cache_.now(), kStart + 1500ms);
  cache_.advance(std::chrono::hours(24));
  EXPECT_EQ(cache_.now(), kStart + 24h + 1500ms);
  cache_.advance(0s);
  EXPECT_EQ(cache_.now(), kStart + 24h + 1500ms);
}

TEST_F(CacheTest, stepping_the_wall_moves_moments_but_not_durations) {
  cache_.set("in", 1, {.expiry = Expiry::in(10s)});
  cache_.set("at", 1, {.expiry = Expiry::at(kStart + 10s)});
  cache_.step_wall(1h);
  EXPECT_EQ(cache_.now(), kStart + 1h);
  EXPECT_TRUE(cache_.exists("in"));
  EXPECT_FALSE(cache_.exists("at"));
  cache_.step_wall(-2h);
  EXPECT_EQ(cache_.now(), kStart - 1h);
}

TEST_F(CacheTest, a_clock_moves_neither_back_nor_out_of_range) {
  EXPECT_THROW(cache_.advance(-1ms), std::invalid_argument);
  EXPECT_THROW(cache_.advance(std::chrono::hours::max()), std::invalid_argument);
  EXPECT_THROW(cache_.step_wall(-(kStart.time_since_epoch() + 1ms)), std::invalid_argument);
  EXPECT_EQ(cache_.now(), kStart);
}

TEST(ClockTest, only_a_manual_clock_can_be_moved) {
  Cache cache({.clock = Clock::kSystem});
  EXPECT_THROW(cache.advance(1s), std::invalid_argument);
  EXPECT_THROW(cache.step_wall(1s), std::invalid_argument);
}

TEST(ClockTest, the_system_clock_is_the_time_of_the_system) {
  const Cache cache({.clock = Clock::kSystem});
  const auto before = std::chrono::system_clock::now();
  const TimePoint now = cache.now();
  const auto after = std::chrono::system_clock::now();
  EXPECT_GE(now, std::chrono::floor<std::chrono::milliseconds>(before));
  EXPECT_LE(now, after);
}

}  // namespace
}  // namespace cellaret::test
