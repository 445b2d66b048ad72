// Calls that read a scalar and change it or its deadline in one step, and touching.
#include <array>

#include "tests/capi/collections.h"
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_status take(Cache &cache, std::string_view key, Value &out) {
  return cellaret_get_and_delete(cache, key.data(), key.size(), out.raw());
}

cellaret_status touch_get(Cache &cache, std::string_view key, const cellaret_expiry &expiry,
                          Value &out) {
  return cellaret_get_and_touch(cache, key.data(), key.size(), &expiry, out.raw());
}

cellaret_status compare_and_set(Cache &cache, std::string_view key, std::uint64_t expected,
                                const cellaret_element &value, std::uint64_t *out = nullptr,
                                const cellaret_write_options *options = nullptr) {
  return cellaret_compare_and_set(cache, key.data(), key.size(), expected, &value, options, out);
}

std::uint64_t version_of(Cache &cache, std::string_view key) {
  Value value;
  return cache.get(key, value) == CELLARET_OK ? value->version : 0;
}

TEST(GetAndDeleteTest, gives_the_value_and_takes_the_key) {
  Cache cache;
  cache.set("k", "v");
  cache.increment("n", 7);
  Value value;
  EXPECT_EQ(take(cache, "k", value), CELLARET_OK);
  EXPECT_EQ(value.text(), "v");
  EXPECT_FALSE(cache.exists("k"));
  EXPECT_EQ(take(cache, "k", value), CELLARET_MISS);
  EXPECT_EQ(take(cache, "n", value), CELLARET_OK);
  EXPECT_EQ(value->as.integer, 7);
  EXPECT_EQ(cache.stats().deletes, 2u);
  EXPECT_EQ(cache.stats().hits, 2u);
  EXPECT_EQ(cache.stats().misses, 1u);
}

TEST(GetAndDeleteTest, a_large_value_outlives_its_key) {
  Cache cache;
  const std::string bytes(100'000, 'x');
  cache.set("k", bytes);
  {
    Value value;
    EXPECT_EQ(take(cache, "k", value), CELLARET_OK);
    cellaret_maintain(cache, UINT64_MAX, nullptr);
    EXPECT_EQ(value.text(), bytes);
    EXPECT_GT(cache.stats().bytes_pinned, bytes.size());
  }
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

TEST(GetAndDeleteTest, a_collection_stays_and_so_does_an_expired_key_away) {
  Collections cache;
  cache.add("s", {"m"});
  Value value;
  EXPECT_EQ(take(cache, "s", value), CELLARET_WRONG_TYPE);
  EXPECT_TRUE(cache.exists("s"));
  cache.set("k", "v", cellaret_expiry_in(5));
  cache.advance(6);
  EXPECT_EQ(take(cache, "k", value), CELLARET_MISS);
}

TEST(GetAndTouchTest, every_kind_of_expiry_does_what_it_says) {
  Cache cache;
  Value value;
  cache.set("k", "v", cellaret_expiry_in(1000));
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_default(), value), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 1000);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_keep(), value), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 1000);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_in(50), value), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 50);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_at(kStart + 70), value), CELLARET_OK);
  EXPECT_EQ(cache.expire_time("k"), kStart + 70);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_never(), value), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), -1);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_daily(1, 0, 0, 0), value), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 3'600'000);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_at(1), value), CELLARET_OK);
  EXPECT_EQ(value.text(), "v") << "the value comes back once more";
  EXPECT_FALSE(cache.exists("k"));
}

TEST(GetAndTouchTest, refreshes_the_default_expiry_of_the_instance) {
  cellaret_options options = manual_options();
  options.default_expiry = cellaret_expiry_in(100);
  Cache cache(options);
  cache.set("k", "v");
  cache.advance(60);
  Value value;
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_keep(), value), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 40);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_default(), value), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 100);
  EXPECT_EQ(cellaret_touch(cache, "k", 1, nullptr), CELLARET_OK);
  cache.advance(60);
  EXPECT_EQ(cellaret_touch(cache, "k", 1, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 100);
}

TEST(GetAndTouchTest, what_the_key_holds_is_looked_at_before_the_range_of_the_expiry) {
  Collections cache;
  cache.set("k", "v");
  cache.add("s", {"m"});
  Value value;
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_in(0), value), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(touch_get(cache, "s", cellaret_expiry_in(0), value), CELLARET_WRONG_TYPE);
  EXPECT_EQ(touch_get(cache, "nothing", cellaret_expiry_in(0), value), CELLARET_MISS);
  EXPECT_EQ(touch_get(cache, "s", cellaret_expiry_in(10), value), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cache.ttl("s"), -1);
  EXPECT_EQ(cache.ttl("k"), -1);
}

TEST(GetAndTouchTest, works_on_a_value_that_somebody_holds) {
  Cache cache;
  const std::string bytes(1000, 'x');
  cache.set("k", bytes);
  Value first;
  Value second;
  Value third;
  cache.get("k", first);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_in(10), second), CELLARET_OK);
  EXPECT_EQ(second.text(), bytes);
  EXPECT_EQ(touch_get(cache, "k", cellaret_expiry_in(20), third), CELLARET_OK);
  EXPECT_EQ(first.text(), bytes);
  EXPECT_EQ(cache.ttl("k"), 20);
}

TEST(CompareAndSetTest, writes_with_the_version_that_was_read_and_not_with_an_older_one) {
  Cache cache;
  cache.set("k", "one");
  std::uint64_t version = version_of(cache, "k");
  std::uint64_t next = 0;
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("two", 3), &next),
            CELLARET_OK);
  EXPECT_EQ(next, version_of(cache, "k"));
  EXPECT_GT(next, version);
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("three", 5), &next),
            CELLARET_EXISTS);
  EXPECT_EQ(cache.text("k"), "two");
  EXPECT_EQ(compare_and_set(cache, "k", next, cellaret_element_int(3), &next), CELLARET_OK);
  EXPECT_EQ(cache.integer("k"), 3);
  EXPECT_EQ(compare_and_set(cache, "k", next, cellaret_element_double(0.5), &next), CELLARET_OK);
  EXPECT_EQ(cache.number("k"), 0.5);
}

TEST(CompareAndSetTest, zero_expects_no_key) {
  Cache cache;
  std::uint64_t version = 0;
  EXPECT_EQ(compare_and_set(cache, "k", 0, cellaret_element_bytes("v", 1), &version), CELLARET_OK);
  EXPECT_EQ(version, version_of(cache, "k"));
  EXPECT_EQ(compare_and_set(cache, "k", 0, cellaret_element_bytes("w", 1)), CELLARET_EXISTS);
  cache.erase("k");
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("w", 1)), CELLARET_MISS);
}

TEST(CompareAndSetTest, a_key_that_was_deleted_and_written_again_has_another_version) {
  Cache cache;
  cache.set("k", "v");
  std::uint64_t version = version_of(cache, "k");
  cache.erase("k");
  cache.set("k", "v");
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("w", 1)), CELLARET_EXISTS);
  cellaret_clear(cache);
  cache.set("k", "v");
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("w", 1)), CELLARET_EXISTS);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST(CompareAndSetTest, leaves_the_deadline_unless_it_is_given_one_and_sets_the_codec) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(100));
  std::uint64_t version = version_of(cache, "k");
  cellaret_write_options write = write_options(cellaret_expiry_default(), CELLARET_CODEC_JSON);
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("1", 1), &version, &write),
            CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 100);
  Value value;
  cache.get("k", value);
  EXPECT_EQ(value->codec, CELLARET_CODEC_JSON);
  write = write_options(cellaret_expiry_never());
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("2", 1), &version, &write),
            CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), -1);
  write = write_options(cellaret_expiry_at(1));
  EXPECT_EQ(compare_and_set(cache, "k", version, cellaret_element_bytes("3", 1), &version, &write),
            CELLARET_OK);
  EXPECT_EQ(version, 0u);
  EXPECT_FALSE(cache.exists("k"));
}

TEST(DecrementTest, subtracts_and_overflows_at_the_ends) {
  Cache cache;
  std::int64_t value = 0;
  EXPECT_EQ(cellaret_int_decrement(cache, "n", 1, 3, nullptr, &value), CELLARET_OK);
  EXPECT_EQ(value, -3);
  EXPECT_EQ(cellaret_int_decrement(cache, "n", 1, -10, nullptr, &value), CELLARET_OK);
  EXPECT_EQ(value, 7);
  EXPECT_EQ(cellaret_int_decrement(cache, "n", 1, INT64_MIN, nullptr, &value), CELLARET_OVERFLOW);
  cellaret_int_set(cache, "n", 1, INT64_MIN, nullptr, nullptr);
  EXPECT_EQ(cellaret_int_decrement(cache, "n", 1, 1, nullptr, &value), CELLARET_OVERFLOW);
  EXPECT_EQ(cache.integer("n"), INT64_MIN);
  EXPECT_EQ(cellaret_int_decrement(cache, "n", 1, -1, nullptr, &value), CELLARET_OK);
  EXPECT_EQ(value, INT64_MIN + 1);
  cache.set("s", "10");
  EXPECT_EQ(cellaret_int_decrement(cache, "s", 1, 1, nullptr, &value), CELLARET_OK);
  EXPECT_EQ(value, 9);
}

TEST(DecrementTest, doubles_subtract_as_decimals) {
  Cache cache;
  double value = 0;
  cache.set("d", "0.3");
  EXPECT_EQ(cellaret_double_decrement(cache, "d", 1, 0.1, nullptr, &value), CELLARET_OK);
  EXPECT_EQ(value, 0.2);
  EXPECT_EQ(cellaret_double_decrement(cache, "d", 1, __builtin_inf(), nullptr, &value),
            CELLARET_OVERFLOW);
  EXPECT_EQ(cache.number("d"), 0.2);
}

TEST(DecrementTest, what_the_key_holds_is_looked_at_before_infinity) {
  Collections cache;
  cache.add("l", {"m"});
  cache.set("s", "no number");
  double value = 0;
  const double inf = __builtin_inf();
  EXPECT_EQ(cellaret_double_increment(cache, "l", 1, inf, nullptr, &value), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cellaret_double_increment(cache, "s", 1, inf, nullptr, &value), CELLARET_NOT_A_NUMBER);
  EXPECT_EQ(cellaret_double_increment(cache, "x", 1, inf, nullptr, &value), CELLARET_OVERFLOW);
  EXPECT_FALSE(cache.exists("x"));
}

TEST(TouchTest, sets_the_deadline_of_any_type_and_counts_no_hit) {
  Collections cache;
  cache.set("k", "v");
  cache.add("s", {"m"});
  cellaret_expiry soon = cellaret_expiry_in(10);
  EXPECT_EQ(cellaret_touch(cache, "k", 1, &soon), CELLARET_OK);
  EXPECT_EQ(cellaret_touch(cache, "s", 1, &soon), CELLARET_OK);
  EXPECT_EQ(cellaret_touch(cache, "nothing", 7, &soon), CELLARET_MISS);
  EXPECT_EQ(cache.ttl("k"), 10);
  EXPECT_EQ(cache.ttl("s"), 10);
  EXPECT_EQ(cache.stats().hits, 0u);
  EXPECT_EQ(cache.stats().misses, 0u);
  cellaret_expiry past = cellaret_expiry_at(1);
  EXPECT_EQ(cellaret_touch(cache, "s", 1, &past), CELLARET_OK);
  EXPECT_FALSE(cache.exists("s"));
}

TEST(TouchTest, saves_an_entry_from_eviction) {
  cellaret_options options = manual_options();
  options.max_entries = 3;
  options.policy = "allkeys-lru";
  Cache cache(options);
  for (const char *key : {"a", "b", "c"}) cache.set(key, "v");
  EXPECT_EQ(cellaret_touch(cache, "a", 1, nullptr), CELLARET_OK);
  cellaret_key b{"b", 1};
  EXPECT_EQ(cellaret_touch_many(cache, &b, 1, nullptr, nullptr), CELLARET_OK);
  cache.set("d", "v");
  EXPECT_TRUE(cache.exists("a"));
  EXPECT_TRUE(cache.exists("b"));
  EXPECT_FALSE(cache.exists("c"));
}

TEST(TouchTest, many_keys_are_counted_each_time_they_are_named) {
  cellaret_options options = manual_options();
  options.shards = 8;
  Cache cache(options);
  cache.set("a", "1");
  cache.set("b", std::string(200, 'x'));
  cache.set("c", "3", cellaret_expiry_in(5));
  std::array<cellaret_key, 5> keys{{{"a", 1}, {"b", 1}, {"c", 1}, {"a", 1}, {"nothing", 7}}};
  std::uint64_t touched = 0;
  cellaret_expiry expiry = cellaret_expiry_in(500);
  EXPECT_EQ(cellaret_touch_many(cache, keys.data(), keys.size(), &expiry, &touched), CELLARET_OK);
  EXPECT_EQ(touched, 4u);
  for (const char *key : {"a", "b", "c"}) EXPECT_EQ(cache.ttl(key), 500) << key;
  expiry = cellaret_expiry_in(0);
  EXPECT_EQ(cellaret_touch_many(cache, keys.data(), keys.size(), &expiry, &touched),
            CELLARET_BAD_EXPIRY);
  expiry = cellaret_expiry_at(1);
  EXPECT_EQ(cellaret_touch_many(cache, keys.data(), keys.size(), &expiry, &touched), CELLARET_OK);
  EXPECT_EQ(touched, 3u);
  EXPECT_EQ(cache.len(), 0u);
}

TEST(TouchTest, many_keys_without_room_for_deadlines_keep_those_they_had) {
  cellaret_options options = manual_options();
  options.policy = "noeviction";
  options.max_bytes = 65536;
  Cache cache(options);
  std::vector<std::string> names;
  for (int at = 0;; ++at) {
    std::string name = numbered("key", static_cast<std::uint64_t>(at));
    if (cache.set(name, std::string(54, 'x')) != CELLARET_OK) break;
    names.push_back(name);
  }
  std::vector<cellaret_key> keys;
  for (const std::string &name : names) keys.push_back({name.data(), name.size()});
  cellaret_expiry expiry = cellaret_expiry_in(500);
  std::uint64_t touched = 99;
  EXPECT_EQ(cellaret_touch_many(cache, keys.data(), keys.size(), &expiry, &touched), CELLARET_FULL);
  EXPECT_EQ(touched, 99u);
  for (const std::string &name : names) ASSERT_EQ(cache.ttl(name), -1) << name;
}

TEST(ExistsTest, many_keys_are_counted_each_time_they_are_named) {
  Collections cache;
  cache.set("a", "1");
  cache.add("s", {"m"});
  cache.set("gone", "1", cellaret_expiry_in(1));
  cache.advance(2);
  std::array<cellaret_key, 5> keys{{{"a", 1}, {"a", 1}, {"s", 1}, {"gone", 4}, {"nothing", 7}}};
  std::uint64_t existing = 0;
  EXPECT_EQ(cellaret_exists_many(cache, keys.data(), keys.size(), &existing), CELLARET_OK);
  EXPECT_EQ(existing, 3u);
  EXPECT_EQ(cellaret_exists_many(cache, nullptr, 0, &existing), CELLARET_OK);
  EXPECT_EQ(existing, 0u);
}

TEST(ExpireTest, if_any_and_less_needs_a_deadline_and_an_earlier_one) {
  Cache cache;
  cache.set("none", "v");
  cache.set("some", "v", cellaret_expiry_in(100));
  EXPECT_EQ(cache.expire("none", 50, CELLARET_EXPIRE_IF_ANY_AND_LESS), CELLARET_MISS);
  EXPECT_EQ(cache.expire("some", 150, CELLARET_EXPIRE_IF_ANY_AND_LESS), CELLARET_MISS);
  EXPECT_EQ(cache.expire("some", 50, CELLARET_EXPIRE_IF_ANY_AND_LESS), CELLARET_OK);
  EXPECT_EQ(cache.ttl("some"), 50);
  EXPECT_EQ(cache.ttl("none"), -1);
}

}  // namespace
}  // namespace cellaret::test
