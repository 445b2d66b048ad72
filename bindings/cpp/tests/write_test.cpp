// Writing and counting: which C++ type is stored as what, conditions, old values, increments.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fixture.h"

namespace cellaret::test {
namespace {

// A value that nobody can say the type of is refused when the program is compiled.
static_assert(!Storable<bool> && !Storable<char> && !Storable<wchar_t> && !Storable<char8_t> &&
              !Storable<char32_t>);
static_assert(!Storable<std::nullptr_t> && !Storable<int *> && !Storable<void *>);
static_assert(!Storable<long double> && !Storable<std::u8string> && !Storable<std::vector<int>>);
static_assert(!Integer<bool> && !Integer<const bool> && !Number<long double>);
static_assert(Integer<std::int8_t> && Integer<unsigned char> && Integer<std::uint64_t> &&
              Integer<long long>);
static_assert(Text<std::string> && Text<std::string_view> && Text<const char *> && Text<char[3]>);
static_assert(Bytes<std::vector<std::byte>> && Bytes<std::span<std::byte>> &&
              Bytes<std::array<std::byte, 4>> && !Bytes<std::string>);

template <class T>
concept CanSet = requires(Cache &cache, T value) { cache.set("key", value); };
static_assert(CanSet<int> && CanSet<double> && CanSet<const char *> && !CanSet<bool>);

template <class T>
concept CanIncrement = requires(Cache &cache, T value) { cache.increment("key", value); };
static_assert(CanIncrement<int> && CanIncrement<float> && !CanIncrement<bool> &&
              !CanIncrement<const char *>);

TEST_F(CacheTest, integers_are_stored_as_integers) {
  cache_.set("int", 5);
  cache_.set("unsigned", 5U);
  cache_.set("byte", std::uint8_t{255});
  cache_.set("lowest", std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(cache_.get("int")->integer(), 5);
  EXPECT_EQ(cache_.get("unsigned")->integer(), 5);
  EXPECT_EQ(cache_.get("byte")->integer(), 255);
  EXPECT_EQ(cache_.get("lowest")->integer(), std::numeric_limits<std::int64_t>::min());
}

TEST_F(CacheTest, floating_point_numbers_are_stored_as_doubles) {
  cache_.set("double", 1.5);
  cache_.set("whole", 2.0);
  cache_.set("float", 0.5F);
  EXPECT_EQ(cache_.get("double")->number(), 1.5);
  EXPECT_EQ(cache_.get("whole")->number(), 2.0);
  EXPECT_EQ(cache_.get("float")->number(), 0.5);
}

TEST_F(CacheTest, text_and_bytes_are_stored_as_strings) {
  const std::string binary("a\0b", 3);
  const std::vector<std::byte> bytes = {std::byte{0}, std::byte{255}};
  cache_.set("literal", "x");
  cache_.set("string", binary);
  cache_.set("view", std::string_view("view"));
  cache_.set("bytes", bytes);
  cache_.set("span", std::span(bytes).first(1));
  cache_.set("empty", std::string_view());
  EXPECT_EQ(cache_.get("literal")->text(), "x");
  EXPECT_EQ(cache_.get("string")->text(), binary);
  EXPECT_EQ(cache_.get("view")->text(), "view");
  EXPECT_EQ(cache_.get("bytes")->text(), std::string_view("\0\xff", 2));
  EXPECT_EQ(cache_.get("span")->bytes().size(), 1U);
  EXPECT_EQ(cache_.get("empty")->text(), "");
}

TEST_F(CacheTest, an_unsigned_number_over_the_range_is_refused_before_the_call) {
  constexpr std::uint64_t kTooMuch = std::uint64_t{1} << 63U;
  cache_.set("key", kTooMuch - 1);
  EXPECT_THROW(cache_.set("key", kTooMuch), std::invalid_argument);
  EXPECT_THROW(cache_.increment("key", kTooMuch), std::invalid_argument);
  EXPECT_EQ(cache_.get_int("key"), std::numeric_limits<std::int64_t>::max());
}

TEST_F(CacheTest, infinity_and_nan_are_overflows_and_change_nothing) {
  cache_.set("key", 1.5);
  for (const double number : {std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_EQ(error_of([&] { cache_.set("key", number); }).code(), Code::OVERFLOW);
    EXPECT_EQ(error_of([&] { cache_.increment("key", number); }).code(), Code::OVERFLOW);
  }
  EXPECT_EQ(cache_.get_double("key"), 1.5);
}

TEST_F(CacheTest, a_plain_set_replaces_any_type) {
  EXPECT_EQ(cache_.set("key", "text"), SetResult::kWritten);
  EXPECT_EQ(cache_.set("key", 5), SetResult::kWritten);
  EXPECT_EQ(cache_.set("key", 1.5), SetResult::kWritten);
  EXPECT_EQ(cache_.type("key"), Type::kDouble);
}

TEST_F(CacheTest, a_condition_that_does_not_hold_is_a_result_and_changes_nothing) {
  EXPECT_EQ(cache_.set("key", 1, {.condition = Condition::kIfPresent}), SetResult::kMissing);
  EXPECT_FALSE(cache_.exists("key"));
  EXPECT_EQ(cache_.set("key", 1, {.condition = Condition::kIfAbsent}), SetResult::kWritten);
  EXPECT_EQ(cache_.set("key", 2, {.condition = Condition::kIfAbsent}), SetResult::kExists);
  EXPECT_EQ(cache_.get_int("key"), 1);
  EXPECT_EQ(cache_.set("key", 3, {.condition = Condition::kIfPresent}), SetResult::kWritten);
  EXPECT_EQ(cache_.get_int("key"), 3);
}

TEST_F(CacheTest, a_condition_that_does_not_exist_is_an_invalid_argument) {
  EXPECT_THROW(cache_.set("key", 1, {.condition = static_cast<Condition>(9)}),
               std::invalid_argument);
  EXPECT_FALSE(cache_.exists("key"));
}

TEST_F(CacheTest, set_if_absent_writes_once) {
  EXPECT_TRUE(cache_.set_if_absent("key", "first", Expiry::in(1s), Codec::kUtf8));
  EXPECT_FALSE(cache_.set_if_absent("key", "second", Expiry::never()));
  EXPECT_EQ(cache_.get_string("key"), "first");
  EXPECT_EQ(cache_.get("key")->codec(), Codec::kUtf8);
  EXPECT_EQ(cache_.ttl("key").left, 1s);
}

TEST_F(CacheTest, replace_writes_only_what_is_there) {
  EXPECT_FALSE(cache_.replace("key", 1));
  EXPECT_FALSE(cache_.exists("key"));
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.replace("key", 2.5, Expiry::in(1s), static_cast<Codec>(64)));
  EXPECT_EQ(cache_.get("key")->number(), 2.5);
  EXPECT_EQ(cache_.get("key")->codec(), Codec::kUserFirst);
  EXPECT_EQ(cache_.ttl("key").left, 1s);
}

TEST_F(CacheTest, get_and_set_gives_the_value_before) {
  EXPECT_FALSE(cache_.get_and_set("key", 1));
  const auto number = cache_.get_and_set("key", std::string(1000, 'x'));
  ASSERT_TRUE(number);
  EXPECT_EQ(number->integer(), 1);
  const auto text = cache_.get_and_set("key", 2.5);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->text(), std::string(1000, 'x'));
  EXPECT_EQ(cache_.get_double("key"), 2.5);
}

TEST_F(CacheTest, get_and_set_with_a_condition_tells_by_the_old_value_whether_it_wrote) {
  EXPECT_FALSE(cache_.get_and_set("key", 1, {.condition = Condition::kIfPresent}));
  EXPECT_FALSE(cache_.exists("key"));
  EXPECT_FALSE(cache_.get_and_set("key", 1, {.condition = Condition::kIfAbsent}));
  EXPECT_EQ(cache_.get_and_set("key", 2, {.condition = Condition::kIfAbsent})->integer(), 1);
  EXPECT_EQ(cache_.get_int("key"), 1);
  EXPECT_EQ(cache_.get_and_set("key", 2, {.condition = Condition::kIfPresent})->integer(), 1);
  EXPECT_EQ(cache_.get_int("key"), 2);
}

TEST_F(CacheTest, integers_count_from_0) {
  EXPECT_EQ(cache_.increment("key"), 1);
  EXPECT_EQ(cache_.increment("key", 41), 42);
  EXPECT_EQ(cache_.increment("key", -2), 40);
  EXPECT_EQ(cache_.increment("key", std::int8_t{-40}), 0);
  EXPECT_EQ(cache_.type("key"), Type::kInt);
}

TEST_F(CacheTest, doubles_add_as_their_decimal_text) {
  EXPECT_EQ(cache_.increment("key", 0.1), 0.1);
  EXPECT_EQ(cache_.increment("key", 0.2), 0.3);
  EXPECT_EQ(cache_.increment("key", 0.5F), 0.8);
  EXPECT_EQ(cache_.type("key"), Type::kDouble);
}

TEST_F(CacheTest, the_type_of_the_delta_decides_how_is_counted) {
  cache_.set("text", "10");
  EXPECT_EQ(cache_.increment("text", 5), 15);
  EXPECT_EQ(cache_.type("text"), Type::kInt);
  EXPECT_EQ(cache_.increment("text", 0.5), 15.5);
  EXPECT_EQ(cache_.type("text"), Type::kDouble);
  EXPECT_EQ(error_of([&] { cache_.increment("text", 1); }).code(), Code::NOT_AN_INTEGER);
}

TEST_F(CacheTest, an_increment_that_cannot_be_is_an_error_and_changes_nothing) {
  cache_.set("word", "hello");
  cache_.set("highest", std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(error_of([&] { cache_.increment("word"); }).code(), Code::NOT_AN_INTEGER);
  EXPECT_EQ(error_of([&] { cache_.increment("word", 0.5); }).code(), Code::NOT_A_NUMBER);
  EXPECT_EQ(error_of([&] { cache_.increment("highest"); }).code(), Code::OVERFLOW);
  EXPECT_EQ(cache_.get_string("word"), "hello");
  EXPECT_EQ(cache_.get_int("highest"), std::numeric_limits<std::int64_t>::max());
}

TEST_F(CacheTest, an_increment_touches_the_deadline_only_when_asked) {
  cache_.increment("key", 1, Expiry::in(10s));
  cache_.advance(4s);
  cache_.increment("key");
  EXPECT_EQ(cache_.ttl("key").left, 6s);
  cache_.increment("key", 1, Expiry::in(20s));
  EXPECT_EQ(cache_.ttl("key").left, 20s);
  cache_.increment("key", 0.5, Expiry::never());
  EXPECT_EQ(cache_.ttl("key").lifetime, Lifetime::kForever);
}

TEST(LimitTest, a_cache_that_may_not_evict_answers_full_and_keeps_the_old_value) {
  Cache cache({.max_entries = 1, .policy = "noeviction", .shards = 1});
  cache.set("key", "old");
  EXPECT_EQ(error_of([&] { cache.set("other", 1); }).code(), Code::FULL);
  EXPECT_EQ(error_of([&] { cache.increment("other"); }).code(), Code::FULL);
  EXPECT_EQ(cache.get_string("key"), "old");
  EXPECT_FALSE(cache.exists("other"));
}

TEST(LimitTest, an_entry_over_its_limit_is_too_large_and_the_old_value_stays) {
  Cache cache({.max_entry_bytes = 256, .shards = 1});
  cache.set("key", "old");
  EXPECT_EQ(error_of([&] { cache.set("key", std::string(1000, 'x')); }).code(), Code::TOO_LARGE);
  EXPECT_EQ(cache.get_string("key"), "old");
}

TEST(LimitTest, a_cache_that_may_evict_makes_room) {
  Cache cache({.max_entries = 2, .shards = 1});
  cache.set("a", 1);
  cache.set("b", 1);
  EXPECT_TRUE(cache.get("a"));
  cache.set("c", 1);
  EXPECT_TRUE(cache.exists("a")) << "the one used last went";
  EXPECT_FALSE(cache.exists("b"));
  EXPECT_EQ(cache.stats().evictions, 1U);
}

}  // namespace
}  // namespace cellaret::test
