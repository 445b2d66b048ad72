// Reading: typed access, conversion, codec tags, versions, and who owns the bytes.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "fixture.h"

namespace cellaret::test {
namespace {

static_assert(!std::is_copy_constructible_v<Value> && !std::is_copy_assignable_v<Value>);
static_assert(std::is_nothrow_move_constructible_v<Value>);
static_assert(std::is_nothrow_move_assignable_v<Value>);

std::string text_of(double number) {
  cellaret_value raw{};
  raw.type = CELLARET_TYPE_DOUBLE;
  raw.as.number = number;
  return Value::adopt(raw).to_string();
}

TEST_F(CacheTest, a_miss_is_nullopt_from_every_read) {
  EXPECT_FALSE(cache_.get("none").has_value());
  EXPECT_EQ(cache_.get_string("none"), std::nullopt);
  EXPECT_EQ(cache_.get_int("none"), std::nullopt);
  EXPECT_EQ(cache_.get_double("none"), std::nullopt);
  EXPECT_EQ(cache_.stats().misses, 4U);
}

TEST_F(CacheTest, a_value_knows_its_type) {
  cache_.set("string", "text");
  cache_.set("int", 5);
  cache_.set("double", 1.5);
  const auto text = cache_.get("string");
  EXPECT_TRUE(text->is_string() && !text->is_int() && !text->is_double());
  const auto integer = cache_.get("int");
  EXPECT_TRUE(integer->is_int() && !integer->is_string() && !integer->is_double());
  const auto number = cache_.get("double");
  EXPECT_TRUE(number->is_double() && !number->is_string() && !number->is_int());
}

TEST_F(CacheTest, an_accessor_of_another_type_throws_wrong_type) {
  cache_.set("string", "5");
  cache_.set("int", 5);
  cache_.set("double", 5.0);
  const auto text = cache_.get("string");
  const auto integer = cache_.get("int");
  const auto number = cache_.get("double");
  const Error error = error_of([&] { (void)text->integer(); });
  EXPECT_EQ(error.code(), Code::WRONG_TYPE);
  EXPECT_EQ(error.operation(), "integer");
  EXPECT_EQ(error_of([&] { (void)text->number(); }).code(), Code::WRONG_TYPE);
  EXPECT_EQ(error_of([&] { (void)integer->number(); }).code(), Code::WRONG_TYPE);
  EXPECT_EQ(error_of([&] { (void)integer->text(); }).code(), Code::WRONG_TYPE);
  EXPECT_EQ(error_of([&] { (void)number->integer(); }).code(), Code::WRONG_TYPE);
  EXPECT_EQ(error_of([&] { (void)number->bytes(); }).code(), Code::WRONG_TYPE);
}

TEST_F(CacheTest, typed_reads_convert_within_the_scalar_family) {
  cache_.set("int", -42);
  cache_.set("double", 12.5);
  cache_.set("whole", 12.0);
  cache_.set("text", "17");
  EXPECT_EQ(cache_.get_string("int"), "-42");
  EXPECT_EQ(cache_.get_double("int"), -42.0);
  EXPECT_EQ(cache_.get_string("double"), "12.5");
  EXPECT_EQ(cache_.get_string("whole"), "12");
  EXPECT_EQ(cache_.get_int("whole"), 12);
  EXPECT_EQ(cache_.get_int("text"), 17);
  EXPECT_EQ(cache_.get_double("text"), 17.0);
}

TEST_F(CacheTest, get_int_takes_canonical_integers_only) {
  for (const char *text :
       {"", "-", "+1", "007", "-0", " 1", "1 ", "1.0", "1e3", "abc", "9223372036854775808"}) {
    cache_.set("key", text);
    const Error error = error_of([&] { (void)cache_.get_int("key"); });
    EXPECT_EQ(error.code(), Code::NOT_AN_INTEGER) << text;
    EXPECT_EQ(error.operation(), "get_int");
    EXPECT_EQ(error.key(), "key");
  }
  cache_.set("key", "-9223372036854775808");
  EXPECT_EQ(cache_.get_int("key"), std::numeric_limits<std::int64_t>::min());
  cache_.set("key", 12.5);
  EXPECT_EQ(error_of([&] { (void)cache_.get_int("key"); }).code(), Code::NOT_AN_INTEGER);
}

TEST_F(CacheTest, get_double_takes_decimal_numbers_only) {
  for (const char *text : {"", ".", "1,5", " 1", "1 ", "abc", "nan", "inf", "1e999"}) {
    cache_.set("key", text);
    const Error error = error_of([&] { (void)cache_.get_double("key"); });
    EXPECT_EQ(error.code(), Code::NOT_A_NUMBER) << text;
    EXPECT_EQ(error.operation(), "get_double");
  }
  cache_.set("key", "-1.5e3");
  EXPECT_EQ(cache_.get_double("key"), -1500.0);
}

TEST(ValueTest, a_double_is_written_with_the_fewest_digits_and_no_exponent) {
  EXPECT_EQ(text_of(0.3), "0.3");
  EXPECT_EQ(text_of(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(text_of(19.5), "19.5");
  EXPECT_EQ(text_of(-2.0), "-2");
  EXPECT_EQ(text_of(0.0), "0");
  EXPECT_EQ(text_of(-0.0), "0");
  EXPECT_EQ(text_of(100.0), "100");
  EXPECT_EQ(text_of(123456.789), "123456.789");
  EXPECT_EQ(text_of(1e23), "1" + std::string(23, '0'));
  EXPECT_EQ(text_of(-1.5e-7), "-0.00000015");
  EXPECT_EQ(text_of(std::numeric_limits<double>::denorm_min()), "0." + std::string(323, '0') + "5");
  EXPECT_EQ(text_of(std::numeric_limits<double>::max()).size(), 309U);
}

TEST_F(CacheTest, the_codec_comes_back_as_written_and_conversion_ignores_it) {
  cache_.set("plain", "text");
  cache_.set("json", "{}", {.codec = Codec::kJson});
  cache_.set("user", 5, {.codec = static_cast<Codec>(99)});
  EXPECT_EQ(cache_.get("plain")->codec(), Codec::kNone);
  EXPECT_EQ(cache_.get("json")->codec(), Codec::kJson);
  EXPECT_EQ(cache_.get("user")->codec(), static_cast<Codec>(99));
}

TEST_F(CacheTest, the_version_grows_with_every_write) {
  cache_.set("key", 1);
  const std::uint64_t first = cache_.get("key")->version();
  EXPECT_EQ(cache_.get("key")->version(), first) << "a read changed it";
  cache_.increment("key");
  const std::uint64_t second = cache_.get("key")->version();
  EXPECT_GT(second, first);
  cache_.erase("key");
  cache_.set("key", 1);
  EXPECT_GT(cache_.get("key")->version(), second);
}

TEST_F(CacheTest, bytes_and_text_are_the_same_memory) {
  cache_.set("key", "abc");
  const auto value = cache_.get("key");
  EXPECT_EQ(static_cast<const void *>(value->bytes().data()), value->text().data());
  EXPECT_EQ(value->bytes().size(), 3U);
}

// 64 bytes are the most that is copied into the value; 65 are the first that are pinned.
class ValueSizeTest : public testing::TestWithParam<std::size_t> {
 protected:
  Cache cache_{manual_options()};
  std::string text_ = std::string(GetParam(), 'a');
};

TEST_P(ValueSizeTest, a_value_stays_as_it_was_read) {
  cache_.set("key", text_);
  const auto value = cache_.get("key");
  cache_.set("key", std::string(GetParam(), 'b'));
  EXPECT_EQ(value->text(), text_);
  cache_.erase("key");
  EXPECT_EQ(value->text(), text_);
  cache_ = Cache();
  EXPECT_EQ(value->text(), text_);
}

TEST_P(ValueSizeTest, a_value_moves_and_releases_its_bytes_once) {
  cache_.set("key", text_);
  {
    std::optional<Value> read = cache_.get("key");
    Value moved = std::move(*read);
    EXPECT_EQ(moved.text(), text_);
    EXPECT_TRUE(read->is_string());
    EXPECT_EQ(read->text(), "") << "a value that was moved from is an empty string";
    Value assigned;
    assigned = std::move(moved);
    EXPECT_EQ(assigned.text(), text_);
    Value &same = assigned;
    assigned = std::move(same);
    EXPECT_EQ(assigned.text(), text_);
    cache_.erase("key");
    EXPECT_EQ(cache_.stats().bytes_pinned > 0, GetParam() > CELLARET_VALUE_INLINE_SIZE);
  }
  EXPECT_EQ(cache_.stats().bytes_pinned, 0U);
}

TEST_P(ValueSizeTest, assignment_gives_back_what_was_there) {
  cache_.set("key", text_);
  std::optional<Value> value = cache_.get("key");
  cache_.erase("key");
  *value = Value();
  EXPECT_EQ(cache_.stats().bytes_pinned, 0U);
}

INSTANTIATE_TEST_SUITE_P(Sizes, ValueSizeTest, testing::Values(0, 1, 64, 65, 100'000));

TEST(ValueTest, adopting_none_gives_the_empty_string) {
  const Value value = Value::adopt(cellaret_value{});
  EXPECT_TRUE(value.is_string());
  EXPECT_EQ(value.text(), "");
}

}  // namespace
}  // namespace cellaret::test
