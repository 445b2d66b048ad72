// Several keys in one call, and prepared keys.
#include <array>
#include <map>
#include <random>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_pair pair_of(std::string_view key, std::string_view value) {
  return {{key.data(), key.size()}, cellaret_element_bytes(value.data(), value.size()), 0, {}};
}

cellaret_options many_shards() {
  cellaret_options options = manual_options();
  options.shards = 16;
  return options;
}

std::uint64_t evictions(Cache &cache) {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  EXPECT_EQ(cellaret_stats_read(cache, &stats), CELLARET_OK);
  return stats.evictions;
}

TEST(MultiSetTest, writes_every_pair_with_its_type_and_codec) {
  Cache cache(many_shards());
  std::vector<cellaret_pair> pairs = {
      pair_of("text", "value"),
      {{"int", 3}, cellaret_element_int(-7), 0, {}},
      {{"double", 6}, cellaret_element_double(0.25), CELLARET_CODEC_JSON, {}},
      pair_of("", "")};
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_OK);
  EXPECT_EQ(cache.text("text"), "value");
  EXPECT_EQ(cache.integer("int"), -7);
  EXPECT_EQ(cache.number("double"), 0.25);
  EXPECT_EQ(cache.text(""), "");
  Value value;
  ASSERT_EQ(cache.get("double", value), CELLARET_OK);
  EXPECT_EQ(value->codec, CELLARET_CODEC_JSON);
}

TEST(MultiSetTest, of_equal_keys_the_last_counts) {
  Cache cache;
  std::array pairs = {pair_of("k", "first"), pair_of("other", "x"), pair_of("k", "second"),
                      pair_of("k", "third")};
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_OK);
  EXPECT_EQ(cache.text("k"), "third");
  std::uint64_t entries = 0;
  ASSERT_EQ(cellaret_len(cache, &entries), CELLARET_OK);
  EXPECT_EQ(entries, 2u);
}

// Room for a new key was given back to the pool while another key of the call was replaced, so that
// another shard could use it, too.
TEST(MultiSetTest, never_has_more_entries_than_the_limit) {
  cellaret_options options = manual_options();
  options.shards = 2;
  options.max_entries = 6;
  Cache cache(options);
  std::mt19937_64 random(11);
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> keys;
    for (int left = 0; left < 3; ++left) keys.push_back(numbered("k", random() % 12));
    std::vector<cellaret_pair> pairs;
    for (const std::string &key : keys) pairs.push_back(pair_of(key, "value"));
    ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_OK);
    cache.set(numbered("k", random() % 12), "value");
    ASSERT_LE(cache.stats().entries, 6u) << "round " << round;
    if (random() % 4 == 0) cache.erase(numbered("k", random() % 12));
  }
}

// A shard that had no room for its first entry had no table yet, which the call took for granted.
TEST(MultiSetTest, a_time_that_has_passed_leaves_no_keys_in_a_shard_that_has_held_none) {
  for (std::uint64_t max_bytes = 4096; max_bytes < 12'000; max_bytes += 64) {
    cellaret_options options = manual_options();
    options.max_bytes = max_bytes;
    Cache cache(options);
    cache.set("k", "v", cellaret_expiry_in(5));
    cache.set("l", "v", cellaret_expiry_at(kStart + 5));
    std::array pairs = {pair_of("k", "value"), pair_of("l", "value")};
    const cellaret_expiry past = cellaret_expiry_at(kStart - 1);
    EXPECT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), &past), CELLARET_OK);
    EXPECT_EQ(cache.len(), 0u);
  }
}

TEST(MultiSetTest, gives_all_keys_one_deadline_and_takes_old_ones_away) {
  Cache cache;
  ASSERT_EQ(cache.set("a", "old"), CELLARET_OK);
  ASSERT_EQ(cache.expire("a", 5000), CELLARET_OK);
  std::array pairs = {pair_of("a", "1"), pair_of("b", "2")};
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), 2, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.ttl("a"), -1);
  cellaret_expiry expiry{};
  expiry.kind = CELLARET_EXPIRY_IN;
  expiry.ms = 1000;
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), 2, &expiry), CELLARET_OK);
  EXPECT_EQ(cache.ttl("a"), 1000);
  EXPECT_EQ(cache.ttl("b"), 1000);
  expiry = {};
  expiry.kind = CELLARET_EXPIRY_KEEP;
  std::array more = {pair_of("a", "3"), pair_of("c", "4")};
  ASSERT_EQ(cellaret_multi_set(cache, more.data(), 2, &expiry), CELLARET_OK);
  EXPECT_EQ(cache.ttl("a"), 1000);
  EXPECT_EQ(cache.ttl("c"), -1);
  cache.advance(1001);
  EXPECT_FALSE(cache.exists("a"));
  EXPECT_TRUE(cache.exists("c"));
}

TEST(MultiSetTest, a_moment_that_has_passed_leaves_none_of_the_keys) {
  Cache cache;
  ASSERT_EQ(cache.set("a", "old"), CELLARET_OK);
  std::array pairs = {pair_of("a", "1"), pair_of("b", "2")};
  cellaret_expiry expiry{};
  expiry.kind = CELLARET_EXPIRY_AT;
  expiry.ms = kStart - 1;
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), 2, &expiry), CELLARET_OK);
  EXPECT_FALSE(cache.exists("a"));
  EXPECT_FALSE(cache.exists("b"));
}

TEST(MultiSetTest, an_error_in_the_last_pair_changes_nothing) {
  Cache cache(many_shards());
  ASSERT_EQ(cache.set("a", "old"), CELLARET_OK);
  std::array pairs = {pair_of("a", "new"), pair_of("b", "new"), pair_of("c", "new")};
  pairs[2].value = cellaret_element_double(HUGE_VAL);
  EXPECT_EQ(cellaret_multi_set(cache, pairs.data(), 3, nullptr), CELLARET_OVERFLOW);
  EXPECT_EQ(cache.text("a"), "old");
  EXPECT_FALSE(cache.exists("b"));
}

TEST(MultiSetTest, what_does_not_fit_leaves_all_as_it_was) {
  cellaret_options options = many_shards();
  options.policy = "noeviction";
  options.max_bytes = 256 * 1024;
  Cache cache(options);
  ASSERT_EQ(cache.set("key 3", "old"), CELLARET_OK);
  std::string large(20000, 'x');
  std::vector<std::string> keys;
  for (int number = 0; number < 20; ++number) keys.push_back("key " + std::to_string(number));
  std::vector<cellaret_pair> pairs;
  for (const std::string &key : keys) pairs.push_back(pair_of(key, large));
  EXPECT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_FULL);
  EXPECT_EQ(cache.text("key 3"), "old");
  std::uint64_t entries = 0;
  ASSERT_EQ(cellaret_len(cache, &entries), CELLARET_OK);
  EXPECT_EQ(entries, 1u);
  EXPECT_EQ(cellaret_multi_set(cache, pairs.data(), 5, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.text("key 3"), large);
}

TEST(MultiSetTest, overwriting_at_the_limit_of_entries_evicts_nobody) {
  cellaret_options options = many_shards();
  options.max_entries = 100;
  Cache cache(options);
  std::vector<std::string> keys;
  for (int number = 0; number < 100; ++number) keys.push_back("key " + std::to_string(number));
  std::vector<cellaret_pair> pairs;
  for (const std::string &key : keys) pairs.push_back(pair_of(key, "value"));
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_OK);
  ASSERT_EQ(evictions(cache), 0u);
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_OK);
  EXPECT_EQ(evictions(cache), 0u);
  for (const std::string &key : keys) EXPECT_TRUE(cache.exists(key)) << key;
}

TEST(MultiSetTest, evicts_others_to_make_room_and_never_its_own) {
  cellaret_options options = many_shards();
  options.max_entries = 100;
  Cache cache(options);
  for (int number = 0; number < 300; ++number) cache.set("old " + std::to_string(number), "v");
  std::vector<std::string> keys;
  for (int number = 0; number < 60; ++number) keys.push_back("new " + std::to_string(number));
  std::vector<cellaret_pair> pairs;
  for (const std::string &key : keys) pairs.push_back(pair_of(key, "value"));
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_OK);
  for (const std::string &key : keys) EXPECT_TRUE(cache.exists(key)) << key;
  std::uint64_t entries = 0;
  ASSERT_EQ(cellaret_len(cache, &entries), CELLARET_OK);
  EXPECT_LE(entries, 100u);
}

TEST(MultiSetTest, what_can_never_fit_evicts_nobody) {
  cellaret_options options = many_shards();
  options.max_entries = 10;
  Cache cache(options);
  ASSERT_EQ(cache.set("old", "v"), CELLARET_OK);
  std::vector<std::string> keys;
  for (int number = 0; number < 11; ++number) keys.push_back("key " + std::to_string(number));
  std::vector<cellaret_pair> pairs;
  for (const std::string &key : keys) pairs.push_back(pair_of(key, "value"));
  EXPECT_EQ(cellaret_multi_set(cache, pairs.data(), pairs.size(), nullptr), CELLARET_FULL);
  EXPECT_TRUE(cache.exists("old"));
  EXPECT_EQ(cellaret_multi_set(cache, pairs.data(), 10, nullptr), CELLARET_OK);
}

TEST(MultiSetTest, takes_more_pairs_than_a_table_has_slots) {
  Cache cache;
  std::vector<std::string> keys;
  for (int number = 0; number < 5000; ++number) keys.push_back("key " + std::to_string(number));
  std::vector<cellaret_pair> pairs;
  for (const std::string &key : keys) pairs.push_back(pair_of(key, key));
  for (std::size_t at = 0; at < keys.size(); at += 1250) {
    ASSERT_EQ(cellaret_multi_set(cache, pairs.data() + at, 1250, nullptr), CELLARET_OK);
  }
  for (const std::string &key : keys) EXPECT_EQ(cache.text(key), key);
}

TEST(MultiSetIfAbsentTest, writes_all_or_nothing) {
  Cache cache(many_shards());
  std::array pairs = {pair_of("a", "1"), pair_of("b", "2"), pair_of("c", "3")};
  EXPECT_EQ(cellaret_multi_set_if_absent(cache, pairs.data(), 2, nullptr), CELLARET_OK);
  std::array others = {pair_of("c", "x"), pair_of("b", "x")};
  EXPECT_EQ(cellaret_multi_set_if_absent(cache, others.data(), 2, nullptr), CELLARET_EXISTS);
  EXPECT_FALSE(cache.exists("c"));
  EXPECT_EQ(cache.text("b"), "2");
  EXPECT_EQ(cellaret_multi_set_if_absent(cache, pairs.data() + 2, 1, nullptr), CELLARET_OK);
}

TEST(MultiGetTest, answers_every_key_in_order) {
  Cache cache(many_shards());
  std::string large(1000, 'x');
  std::map<std::string, std::string> model;
  std::mt19937 random(3);
  for (int number = 0; number < 500; ++number) {
    std::string key = "key " + std::to_string(number);
    if (random() % 3 != 0) model[key] = random() % 10 == 0 ? large : "value of " + key;
    if (model.contains(key)) {
      ASSERT_EQ(cache.set(key, model[key]), CELLARET_OK);
    }
  }
  for (std::size_t count : {1u, 15u, 16u, 17u, 33u, 200u}) {
    std::vector<std::string> keys;
    std::vector<cellaret_key> wanted;
    for (std::size_t at = 0; at < count; ++at) {
      keys.push_back("key " + std::to_string(random() % 500));
    }
    for (const std::string &key : keys) wanted.push_back({key.data(), key.size()});
    std::vector<cellaret_value> values(count);
    ASSERT_EQ(cellaret_multi_get(cache, wanted.data(), count, values.data()), CELLARET_OK);
    for (std::size_t at = 0; at < count; ++at) {
      auto there = model.find(keys[at]);
      ASSERT_EQ(values[at].type, there == model.end() ? CELLARET_TYPE_NONE : CELLARET_TYPE_STRING);
      if (there != model.end()) {
        std::string_view text(static_cast<const char *>(cellaret_value_data(&values[at])),
                              values[at].size);
        ASSERT_EQ(text, there->second);
      }
      EXPECT_EQ(values[at].reserved_0, 0);
      cellaret_value_release(&values[at]);
    }
  }
}

TEST(MultiGetTest, sees_no_expired_key_and_counts_as_gets_do) {
  Cache cache(many_shards());
  cellaret_expiry soon{};
  soon.kind = CELLARET_EXPIRY_IN;
  soon.ms = 100;
  std::array pairs = {pair_of("a", "1"), pair_of("b", "2"), pair_of("c", "3")};
  ASSERT_EQ(cellaret_multi_set(cache, pairs.data(), 3, &soon), CELLARET_OK);
  ASSERT_EQ(cache.persist("b"), CELLARET_OK);
  cache.advance(101);
  std::string too_long(CELLARET_MAX_KEY_SIZE + 1, 'k');
  std::array<cellaret_key, 4> keys = {
      {{"a", 1}, {"b", 1}, {"c", 1}, {too_long.data(), too_long.size()}}};
  std::array<cellaret_value, 4> values{};
  ASSERT_EQ(cellaret_multi_get(cache, keys.data(), 4, values.data()), CELLARET_OK);
  EXPECT_EQ(values[0].type, CELLARET_TYPE_NONE);
  EXPECT_EQ(values[1].type, CELLARET_TYPE_STRING);
  EXPECT_EQ(values[2].type, CELLARET_TYPE_NONE);
  EXPECT_EQ(values[3].type, CELLARET_TYPE_NONE);
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  ASSERT_EQ(cellaret_stats_read(cache, &stats), CELLARET_OK);
  EXPECT_EQ(stats.hits, 1u);
  EXPECT_EQ(stats.misses, 3u);
}

TEST(PreparedKeyTest, is_the_same_key) {
  Cache cache(many_shards());
  for (std::string key : {std::string(), std::string("k"), std::string(300, 'k')}) {
    cellaret_prepared_key prepared{};
    ASSERT_EQ(cellaret_key_prepare(cache, key.data(), key.size(), &prepared), CELLARET_OK);
    Value value;
    EXPECT_EQ(cellaret_get_k(cache, &prepared, value.raw()), CELLARET_MISS);
    ASSERT_EQ(cellaret_set_k(cache, &prepared, "first", 5), CELLARET_OK);
    EXPECT_EQ(cache.text(key), "first");
    ASSERT_EQ(cellaret_set_k(cache, &prepared, "again", 5), CELLARET_OK);
    ASSERT_EQ(cellaret_get_k(cache, &prepared, value.raw()), CELLARET_OK);
    EXPECT_EQ(value.text(), "again");
    ASSERT_EQ(cache.erase(key), CELLARET_OK);
    std::int64_t sum = 0;
    ASSERT_EQ(cellaret_int_increment_k(cache, &prepared, 5, &sum), CELLARET_OK);
    ASSERT_EQ(cellaret_int_increment_k(cache, &prepared, -7, &sum), CELLARET_OK);
    EXPECT_EQ(sum, -2);
    EXPECT_EQ(cache.integer(key), -2);
  }
}

TEST(PreparedKeyTest, belongs_to_its_instance) {
  Cache one;
  Cache other;
  cellaret_prepared_key prepared{};
  ASSERT_EQ(cellaret_key_prepare(one, "k", 1, &prepared), CELLARET_OK);
  EXPECT_EQ(cellaret_set_k(other, &prepared, "v", 1), CELLARET_INVALID);
  EXPECT_FALSE(other.exists("k"));
}

}  // namespace
}  // namespace cellaret::test
