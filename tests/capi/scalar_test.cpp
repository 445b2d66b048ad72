// Reading and writing scalars: types, conditions, the old value, codec tags, versions.
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

TEST(SetTest, a_string_reads_back_at_every_size_around_the_boundaries) {
  Cache cache;
  for (std::size_t size : {0, 1, 7, 8, 9, 63, 64, 65, 255, 256, 4095, 65536, 1 << 20}) {
    std::string bytes(size, '\0');
    for (std::size_t at = 0; at < size; ++at) bytes[at] = static_cast<char>(at * 31 + size);
    ASSERT_EQ(cache.set("k", bytes), CELLARET_OK) << size;
    Value value;
    ASSERT_EQ(cache.get("k", value), CELLARET_OK) << size;
    EXPECT_EQ(value.text(), bytes) << size;
    EXPECT_EQ(value->is_pinned, size > CELLARET_VALUE_INLINE_SIZE) << size;
  }
}

TEST(SetTest, empty_bytes_may_be_a_null_pointer) {
  Cache cache;
  EXPECT_EQ(cellaret_set(cache, "k", 1, nullptr, 0, nullptr, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.text("k"), "");
}

TEST(SetTest, numbers_keep_their_type_and_every_bit) {
  Cache cache;
  for (std::int64_t number : {INT64_MIN, INT64_C(-1), INT64_C(0), INT64_MAX}) {
    EXPECT_EQ(cellaret_int_set(cache, "i", 1, number, nullptr, nullptr), CELLARET_OK);
    EXPECT_EQ(cache.integer("i"), number);
  }
  for (double number : {0.1, -1e308, 5e-324, 1.7976931348623157e308}) {
    EXPECT_EQ(cellaret_double_set(cache, "d", 1, number, nullptr, nullptr), CELLARET_OK);
    EXPECT_EQ(cache.number("d"), number);
  }
}

TEST(SetTest, infinity_and_nan_are_refused_and_the_old_value_stays) {
  Cache cache;
  cache.set("k", "old");
  for (double number : {__builtin_inf(), -__builtin_inf(), __builtin_nan("")}) {
    EXPECT_EQ(cellaret_double_set(cache, "k", 1, number, nullptr, nullptr), CELLARET_OVERFLOW);
  }
  EXPECT_EQ(cache.text("k"), "old");
}

TEST(SetTest, replaces_a_value_of_any_type) {
  Cache cache;
  cache.set("k", "text");
  EXPECT_EQ(cellaret_int_set(cache, "k", 1, 5, nullptr, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.integer("k"), 5);
  EXPECT_EQ(cellaret_double_set(cache, "k", 1, 0.5, nullptr, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.number("k"), 0.5);
  EXPECT_EQ(cache.set("k", std::string(1000, 'x')), CELLARET_OK);
  EXPECT_EQ(cache.set("k", "y"), CELLARET_OK);
  EXPECT_EQ(cache.text("k"), "y");
  EXPECT_EQ(cache.len(), 1u);
}

TEST(SetTest, if_absent_writes_once_and_then_leaves_value_and_deadline) {
  Cache cache;
  auto first = set_options(CELLARET_SET_IF_ABSENT, cellaret_expiry_in(100));
  EXPECT_EQ(cache.set("k", "first", &first), CELLARET_OK);
  auto second = set_options(CELLARET_SET_IF_ABSENT, cellaret_expiry_in(999), 7);
  EXPECT_EQ(cache.set("k", "second", &second), CELLARET_EXISTS);
  EXPECT_EQ(cellaret_int_set(cache, "k", 1, 5, &second, nullptr), CELLARET_EXISTS);
  EXPECT_EQ(cellaret_double_set(cache, "k", 1, 5, &second, nullptr), CELLARET_EXISTS);
  EXPECT_EQ(cache.text("k"), "first");
  EXPECT_EQ(cache.ttl("k"), 100);
}

TEST(SetTest, if_absent_writes_over_an_expired_key) {
  Cache cache;
  cache.set("k", "old", cellaret_expiry_in(10));
  cache.advance(11);
  auto options = set_options(CELLARET_SET_IF_ABSENT);
  EXPECT_EQ(cache.set("k", "new", &options), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), -1);
}

TEST(SetTest, if_present_writes_nothing_for_a_missing_key) {
  Cache cache;
  auto options = set_options(CELLARET_SET_IF_PRESENT);
  EXPECT_EQ(cache.set("k", "v", &options), CELLARET_MISS);
  EXPECT_FALSE(cache.exists("k"));
  cache.set("k", "old");
  EXPECT_EQ(cache.set("k", "new", &options), CELLARET_OK);
  EXPECT_EQ(cache.text("k"), "new");
  cache.set("k", "old", cellaret_expiry_in(1));
  cache.advance(2);
  EXPECT_EQ(cache.set("k", "new", &options), CELLARET_MISS);
}

TEST(SetTest, gives_the_old_value_back_whether_or_not_it_writes) {
  Cache cache;
  auto absent = set_options(CELLARET_SET_IF_ABSENT);
  auto present = set_options(CELLARET_SET_IF_PRESENT);
  Value none;
  EXPECT_EQ(cache.set("k", "x", &present, none.raw()), CELLARET_MISS);
  EXPECT_EQ(none->type, CELLARET_TYPE_NONE);
  EXPECT_EQ(cache.set("k", "first", nullptr, none.raw()), CELLARET_OK);
  EXPECT_EQ(none->type, CELLARET_TYPE_NONE);
  Value first;
  EXPECT_EQ(cache.set("k", "second", &absent, first.raw()), CELLARET_EXISTS);
  EXPECT_EQ(first.text(), "first");
  Value again;
  EXPECT_EQ(cellaret_int_set(cache, "k", 1, 3, &present, again.raw()), CELLARET_OK);
  EXPECT_EQ(again.text(), "first");
  Value three;
  EXPECT_EQ(cellaret_double_set(cache, "k", 1, 3.5, nullptr, three.raw()), CELLARET_OK);
  EXPECT_EQ(three->type, CELLARET_TYPE_INT);
  EXPECT_EQ(three->as.integer, 3);
}

TEST(SetTest, a_large_old_value_outlives_its_replacement) {
  Cache cache;
  std::string large(10000, 'o');
  cache.set("k", large);
  Value old;
  EXPECT_EQ(cache.set("k", std::string(10000, 'n'), nullptr, old.raw()), CELLARET_OK);
  EXPECT_EQ(old.text(), large);
  EXPECT_EQ(cache.text("k"), std::string(10000, 'n'));
}

// status.h: after an error out parameters are untouched.
TEST(SetTest, a_refused_write_leaves_the_old_value_parameter_alone) {
  cellaret_options options = manual_options();
  options.max_entry_bytes = 1000;
  Cache cache(options);
  cache.set("k", std::string(100, 'o'));
  cellaret_value old;
  std::memset(&old, 0x5a, sizeof old);
  cellaret_value before = old;
  EXPECT_EQ(cache.set("k", std::string(2000, 'x'), nullptr, &old), CELLARET_TOO_LARGE);
  EXPECT_EQ(std::memcmp(&old, &before, sizeof old), 0);
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

TEST(SetTest, the_codec_is_given_back_and_replaced_by_the_next_write) {
  Cache cache;
  for (int codec = 0; codec < 256; ++codec) {
    auto options = set_options(CELLARET_SET_ALWAYS, cellaret_expiry_default(),
                               static_cast<std::uint8_t>(codec));
    cache.set("k", codec % 2 == 0 ? "short" : std::string(100, 'l'), &options);
    Value value;
    ASSERT_EQ(cache.get("k", value), CELLARET_OK);
    EXPECT_EQ(value->codec, codec);
  }
  cache.set("k", "v");
  Value value;
  cache.get("k", value);
  EXPECT_EQ(value->codec, CELLARET_CODEC_NONE);
}

TEST(SetTest, the_codec_stays_with_increments_and_changes_of_the_deadline) {
  Cache cache;
  auto options = set_options(CELLARET_SET_ALWAYS, cellaret_expiry_default(), 77);
  cellaret_int_set(cache, "k", 1, 5, &options, nullptr);
  cache.increment("k", 1);
  cache.expire("k", 100);
  cache.persist("k");
  cache.add("k", 0.5);
  Value value;
  ASSERT_EQ(cache.get("k", value), CELLARET_OK);
  EXPECT_EQ(value->codec, 77);
}

TEST(SetTest, versions_grow_with_every_write_and_are_never_reused) {
  Cache cache;
  std::uint64_t last = 0;
  for (int round = 0; round < 50; ++round) {
    if (round % 7 == 0) cache.erase("k");
    if (round % 11 == 0) cellaret_clear(cache);
    if (round % 3 == 0) {
      cache.set("k", std::to_string(round));
    } else {
      cache.increment("k", 1);
    }
    Value value;
    ASSERT_EQ(cache.get("k", value), CELLARET_OK);
    EXPECT_GT(value->version, last) << round;
    last = value->version;
    Value again;
    cache.get("k", again);
    EXPECT_EQ(again->version, last);
  }
}

TEST(SetTest, a_value_may_be_written_back_from_its_own_pinned_bytes) {
  Cache cache;
  cache.set("k", std::string(500, 'a') + std::string(500, 'b'));
  Value pinned;
  cache.get("k", pinned);
  EXPECT_EQ(cache.set("k", pinned.text().substr(400, 200)), CELLARET_OK);
  EXPECT_EQ(cache.text("k"), std::string(100, 'a') + std::string(100, 'b'));
}

TEST(SetTest, the_largest_value_is_accepted_and_a_larger_one_is_not) {
  cellaret_options options = manual_options();
  options.max_bytes = CELLARET_UNLIMITED;
  Cache cache(options);
  cache.set("k", "old");
  // The size alone decides; the bytes behind it are never looked at.
  EXPECT_EQ(
      cellaret_set(cache, "k", 1, "x", std::size_t{CELLARET_MAX_VALUE_SIZE} + 1, nullptr, nullptr),
      CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.text("k"), "old");
  std::string largest(CELLARET_MAX_VALUE_SIZE, 'x');
  EXPECT_EQ(cache.set("k", largest), CELLARET_OK);
  Value value;
  ASSERT_EQ(cache.get("k", value), CELLARET_OK);
  EXPECT_EQ(value->size, CELLARET_MAX_VALUE_SIZE);
  EXPECT_EQ(value.text().back(), 'x');
}

TEST(GetTest, a_miss_leaves_the_value_alone) {
  Cache cache;
  cellaret_value value;
  std::memset(&value, 0x5a, sizeof value);
  cellaret_value before = value;
  EXPECT_EQ(cellaret_get(cache, "k", 1, &value), CELLARET_MISS);
  EXPECT_EQ(std::memcmp(&value, &before, sizeof value), 0);
}

}  // namespace
}  // namespace cellaret::test
