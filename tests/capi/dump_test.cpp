// Values as bytes and back: whole, in another cache, and never from damaged bytes.
#include <random>

#include "tests/capi/collections.h"

namespace cellaret::test {
namespace {

class Dumps : public Collections {
 public:
  using Collections::Collections;

  std::string dump(std::string_view key) {
    Value value;
    EXPECT_EQ(cellaret_dump(handle(), key.data(), key.size(), value.raw()), CELLARET_OK);
    EXPECT_EQ(value->codec, CELLARET_CODEC_BYTES);
    return std::string(value.text());
  }
  cellaret_status restore(std::string_view key, std::string_view dump, std::uint32_t flags = 0,
                          const cellaret_expiry *expiry = nullptr) {
    return cellaret_restore(handle(), key.data(), key.size(), dump.data(), dump.size(), flags,
                            expiry);
  }
  cellaret_status restore(std::string_view key, std::string_view dump,
                          const cellaret_expiry &expiry) {
    return restore(key, dump, CELLARET_RESTORE_REPLACE, &expiry);
  }
  std::uint8_t codec(std::string_view key) {
    Value value;
    EXPECT_EQ(get(key, value), CELLARET_OK);
    return value->codec;
  }
};

cellaret_options other_options() {
  cellaret_options options = manual_options();
  options.shards = 8;
  options.seed = 99;
  return options;
}

Texts numbers(int from, int to) {
  Texts texts;
  for (int number = from; number < to; ++number) texts.push_back(numbered("", number));
  return texts;
}

TEST(DumpTest, scalars_come_back_as_they_were_in_another_cache) {
  Dumps cache;
  Dumps other(other_options());
  for (std::size_t size : {0u, 1u, 64u, 65u, 5000u, 3'000'000u}) {
    std::string text(size, 'x');
    cellaret_set_options options =
        set_options(CELLARET_SET_ALWAYS, cellaret_expiry_default(), CELLARET_CODEC_JSON);
    cache.set("s", text, &options);
    ASSERT_EQ(other.restore("s", cache.dump("s"), CELLARET_RESTORE_REPLACE), CELLARET_OK);
    EXPECT_EQ(other.text("s"), text);
    EXPECT_EQ(other.codec("s"), CELLARET_CODEC_JSON);
    EXPECT_EQ(other.ttl("s"), -1);
  }
  cache.increment("i", INT64_MIN);
  cache.Cache::add("d", 0.1);
  ASSERT_EQ(other.restore("i", cache.dump("i")), CELLARET_OK);
  ASSERT_EQ(other.restore("d", cache.dump("d")), CELLARET_OK);
  EXPECT_EQ(other.integer("i"), INT64_MIN);
  EXPECT_EQ(other.number("d"), 0.1);
}

TEST(DumpTest, lists_and_sets_of_every_form_come_back_as_they_were) {
  Dumps cache;
  Dumps other(other_options());
  Texts mixed = {"", "a", "007", "12", std::string(600, 'y'), std::string(200'000, 'z')};
  cache.push_right("small", mixed);
  cache.push_right("large", numbers(0, 30'000));
  cache.add("ints", numbers(0, 300));
  cache.add("packed", mixed);
  Texts many = numbers(0, 20'000);
  many.insert(many.end(), mixed.begin() + 1, mixed.end());
  cache.add("hashed", sorted(many));
  cache.add("hashed", {std::string(100'000, 'q')});
  for (const char *key : {"small", "large"}) {
    ASSERT_EQ(other.restore(key, cache.dump(key)), CELLARET_OK) << key;
    EXPECT_EQ(other.range(key), cache.range(key)) << key;
  }
  for (const char *key : {"ints", "packed", "hashed"}) {
    ASSERT_EQ(other.restore(key, cache.dump(key)), CELLARET_OK) << key;
    EXPECT_EQ(other.members(key), cache.members(key)) << key;
  }
  EXPECT_EQ(other.push_right("large", {"more"}), 30'001u) << "it can be gone on with";
}

TEST(DumpTest, a_missing_or_expired_key_has_no_dump) {
  Dumps cache;
  Value untouched;
  EXPECT_EQ(cellaret_dump(cache, "none", 4, untouched.raw()), CELLARET_MISS);
  cache.set("k", "v", cellaret_expiry_in(5));
  cache.advance(6);
  EXPECT_EQ(cellaret_dump(cache, "k", 1, untouched.raw()), CELLARET_MISS);
}

TEST(DumpTest, a_key_that_is_there_is_replaced_only_when_asked_for) {
  Dumps cache;
  cache.set("a", "new");
  std::string dump = cache.dump("a");
  cache.push_right("b", {"old"});
  EXPECT_EQ(cache.restore("b", dump), CELLARET_EXISTS);
  EXPECT_EQ(cache.range("b"), Texts{"old"});
  EXPECT_EQ(cache.restore("b", dump, CELLARET_RESTORE_REPLACE), CELLARET_OK);
  EXPECT_EQ(cache.text("b"), "new");
  std::string list = (cache.push_right("l", {"1", "2"}), cache.dump("l"));
  EXPECT_EQ(cache.restore("b", list, CELLARET_RESTORE_REPLACE), CELLARET_OK);
  EXPECT_EQ(cache.range("b"), (Texts{"1", "2"}));
}

TEST(DumpTest, the_deadline_comes_along_as_a_moment) {
  Dumps cache;
  cache.set("steady", "v", cellaret_expiry_in(10'000));
  cache.set("wall", "v", cellaret_expiry_at(kStart + 10'000));
  std::string steady = cache.dump("steady");
  std::string wall = cache.dump("wall");
  Dumps other(other_options());
  other.advance(4'000);
  ASSERT_EQ(other.restore("steady", steady), CELLARET_OK);
  ASSERT_EQ(other.restore("wall", wall), CELLARET_OK);
  EXPECT_EQ(other.ttl("steady"), 6'000);
  EXPECT_EQ(other.ttl("wall"), 6'000);
  // Each goes on following its own clock.
  other.step_wall(3'000);
  EXPECT_EQ(other.ttl("steady"), 6'000);
  EXPECT_EQ(other.ttl("wall"), 3'000);
}

TEST(DumpTest, a_dump_whose_deadline_has_passed_leaves_no_key) {
  Dumps cache;
  cache.set("k", "v", cellaret_expiry_in(10));
  std::string dump = cache.dump("k");
  cache.set("other", "old");
  cache.advance(10);
  EXPECT_EQ(cache.restore("at the deadline", dump), CELLARET_OK);
  EXPECT_EQ(cache.ttl("at the deadline"), 0);
  cache.advance(1);
  EXPECT_EQ(cache.restore("new", dump), CELLARET_OK);
  EXPECT_FALSE(cache.exists("new"));
  EXPECT_EQ(cache.restore("other", dump), CELLARET_EXISTS);
  EXPECT_EQ(cache.restore("other", dump, CELLARET_RESTORE_REPLACE), CELLARET_OK);
  EXPECT_FALSE(cache.exists("other"));
}

TEST(DumpTest, an_expiry_of_the_call_overrides_that_of_the_dump) {
  Dumps cache;
  cache.set("k", "v", cellaret_expiry_in(10));
  std::string dump = cache.dump("k");
  EXPECT_EQ(cache.restore("k", dump, cellaret_expiry_never()), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), -1);
  EXPECT_EQ(cache.restore("k", dump, cellaret_expiry_in(77)), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 77);
  EXPECT_EQ(cache.restore("k", dump, cellaret_expiry_keep()), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 77);
  EXPECT_EQ(cache.restore("k", dump, cellaret_expiry_in(0)), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(cache.ttl("k"), 77);
  cache.advance(1000);
  EXPECT_EQ(cache.restore("k", dump, cellaret_expiry_in(5)), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 5);
}

// Every byte of it counts: cut short, longer, or with one bit changed it is refused.
TEST(DumpTest, damaged_bytes_are_refused_and_change_nothing) {
  Dumps cache;
  cache.push_right("l", {"a", "bc", "12345"});
  std::string dump = cache.dump("l");
  cache.set("k", "old", cellaret_expiry_in(1000));
  std::uint64_t bytes = cache.stats().bytes_charged;
  auto expect_refused = [&](const std::string &damaged) {
    ASSERT_EQ(cache.restore("k", damaged, CELLARET_RESTORE_REPLACE), CELLARET_BAD_FORMAT);
    ASSERT_EQ(cache.restore("new", damaged), CELLARET_BAD_FORMAT);
  };
  for (std::size_t size = 0; size < dump.size(); ++size) expect_refused(dump.substr(0, size));
  expect_refused(dump + '\0');
  for (std::size_t bit = 0; bit < dump.size() * 8; ++bit) {
    std::string damaged = dump;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    expect_refused(damaged);
  }
  EXPECT_EQ(cache.text("k"), "old");
  EXPECT_EQ(cache.ttl("k"), 1000);
  EXPECT_EQ(cache.len(), 2u);
  EXPECT_EQ(cache.stats().bytes_charged, bytes);
}

TEST(DumpTest, what_does_not_fit_is_refused_and_the_old_value_kept) {
  Dumps cache;
  cache.set("large", std::string(200'000, 'x'));
  cache.push_right("list", numbers(0, 30'000));
  cache.push_right("medium", Texts(24, std::string(1500, 'm')));
  for (const char *policy : {"noeviction", "allkeys-lru"}) {
    cellaret_options options = manual_options();
    options.policy = policy;
    options.max_bytes = 64 * 1024;
    options.max_entry_bytes = 48 * 1024;
    Dumps small(options);
    small.set("k", "old");
    for (const char *key : {"large", "list"}) {
      EXPECT_EQ(small.restore("k", cache.dump(key), CELLARET_RESTORE_REPLACE), CELLARET_TOO_LARGE);
      EXPECT_EQ(small.text("k"), "old");
    }
    EXPECT_EQ(small.restore("first", cache.dump("medium")), CELLARET_OK);
    bool evicts = std::string_view(policy) != "noeviction";
    EXPECT_EQ(small.restore("second", cache.dump("medium")), evicts ? CELLARET_OK : CELLARET_FULL);
    EXPECT_EQ(small.exists("second"), evicts);
    EXPECT_LE(small.stats().bytes_charged, options.max_bytes);
  }
}

}  // namespace
}  // namespace cellaret::test
