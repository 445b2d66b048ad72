// Operations on keys: what is there, of which type, and deleting it.
#include <array>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

std::uint64_t delete_many(Cache &cache, const std::vector<std::string> &names) {
  std::vector<cellaret_key> keys;
  for (const std::string &name : names) keys.push_back({name.data(), name.size()});
  std::uint64_t deleted = 999;
  EXPECT_EQ(cellaret_delete_many(cache, keys.data(), keys.size(), &deleted), CELLARET_OK);
  return deleted;
}

TEST(KeyTest, deleting_tells_whether_the_key_was_there) {
  Cache cache;
  cache.set("k", "v");
  EXPECT_EQ(cache.erase("k"), CELLARET_OK);
  EXPECT_EQ(cache.erase("k"), CELLARET_MISS);
  EXPECT_EQ(cache.text("k"), std::nullopt);
}

TEST(KeyTest, delete_many_counts_the_keys_that_existed) {
  Cache cache;
  cache.set("a", "1");
  cache.increment("b", 2);
  cache.add("c", 2.5);
  EXPECT_EQ(delete_many(cache, {"a", "b", "nothing", "c"}), 3u);
  EXPECT_EQ(cache.len(), 0u);
}

TEST(KeyTest, delete_many_counts_a_repeated_key_once) {
  Cache cache;
  cache.set("a", "1");
  EXPECT_EQ(delete_many(cache, {"a", "a", "a"}), 1u);
}

TEST(KeyTest, delete_many_of_no_keys_is_zero) {
  Cache cache;
  std::uint64_t deleted = 999;
  EXPECT_EQ(cellaret_delete_many(cache, nullptr, 0, &deleted), CELLARET_OK);
  EXPECT_EQ(deleted, 0u);
}

TEST(KeyTest, delete_many_with_one_wrong_key_deletes_nothing) {
  Cache cache;
  cache.set("a", "1");
  std::array<cellaret_key, 2> keys{{{"a", 1}, {nullptr, 1}}};
  std::uint64_t deleted = 999;
  EXPECT_EQ(cellaret_delete_many(cache, keys.data(), keys.size(), &deleted), CELLARET_INVALID);
  EXPECT_EQ(deleted, 999u);
  EXPECT_TRUE(cache.exists("a"));
}

TEST(KeyTest, delete_many_may_leave_the_count_out) {
  Cache cache;
  cache.set("a", "1");
  cellaret_key key{"a", 1};
  EXPECT_EQ(cellaret_delete_many(cache, &key, 1, nullptr), CELLARET_OK);
  EXPECT_FALSE(cache.exists("a"));
}

TEST(KeyTest, type_is_that_of_the_value) {
  Cache cache;
  cache.set("string", "v");
  cache.increment("int", 1);
  cache.add("double", 1.5);
  std::uint8_t type = 99;
  EXPECT_EQ(cellaret_type(cache, "string", 6, &type), CELLARET_OK);
  EXPECT_EQ(type, CELLARET_TYPE_STRING);
  EXPECT_EQ(cellaret_type(cache, "int", 3, &type), CELLARET_OK);
  EXPECT_EQ(type, CELLARET_TYPE_INT);
  EXPECT_EQ(cellaret_type(cache, "double", 6, &type), CELLARET_OK);
  EXPECT_EQ(type, CELLARET_TYPE_DOUBLE);
}

TEST(KeyTest, a_missing_key_has_type_none) {
  Cache cache;
  std::uint8_t type = 99;
  EXPECT_EQ(cellaret_type(cache, "k", 1, &type), CELLARET_MISS);
  EXPECT_EQ(type, CELLARET_TYPE_NONE);
}

TEST(KeyTest, keys_are_binary_safe_and_may_be_empty) {
  Cache cache;
  std::string zero("a\0b", 3);
  cache.set("", "empty");
  cache.set("a", "prefix");
  cache.set(zero, "with zero");
  EXPECT_EQ(cache.text(""), "empty");
  EXPECT_EQ(cache.text("a"), "prefix");
  EXPECT_EQ(cache.text(zero), "with zero");
  EXPECT_EQ(cache.len(), 3u);
  Value value;
  EXPECT_EQ(cellaret_get(cache, nullptr, 0, value.raw()), CELLARET_OK);
  EXPECT_EQ(value.text(), "empty");
}

TEST(KeyTest, the_longest_key_works_and_a_longer_one_is_refused_or_missing) {
  Cache cache;
  std::string longest(CELLARET_MAX_KEY_SIZE, 'k');
  EXPECT_EQ(cache.set(longest, "v"), CELLARET_OK);
  EXPECT_EQ(cache.text(longest), "v");
  std::string longer = longest + "k";
  EXPECT_EQ(cache.set(longer, "v"), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.increment(longer, 1), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.text(longer), std::nullopt);
  EXPECT_EQ(cache.erase(longer), CELLARET_MISS);
  EXPECT_EQ(delete_many(cache, {longer, longest}), 1u);
}

TEST(KeyTest, clear_removes_everything_and_the_cache_goes_on) {
  cellaret_options options = manual_options();
  options.shards = 8;
  Cache cache(options);
  for (int number = 0; number < 1000; ++number) {
    cache.set(numbered("k", number), std::string(number % 200, 'x'),
              number % 2 == 0 ? cellaret_expiry_in(50) : cellaret_expiry_never());
  }
  ASSERT_EQ(cellaret_clear(cache), CELLARET_OK);
  EXPECT_EQ(cache.len(), 0u);
  EXPECT_EQ(cache.stats().entries, 0u);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
  EXPECT_EQ(cache.text("k1"), std::nullopt);
  EXPECT_EQ(cache.set("k1", "again", cellaret_expiry_in(10)), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k1"), 10);
}

TEST(KeyTest, two_instances_never_see_each_other) {
  Cache one;
  Cache other;
  one.set("k", "v");
  EXPECT_FALSE(other.exists("k"));
  EXPECT_EQ(cellaret_clear(other), CELLARET_OK);
  EXPECT_TRUE(one.exists("k"));
}

}  // namespace
}  // namespace cellaret::test
