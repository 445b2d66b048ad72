// Small entries with a deadline, which gets and sets that put the deadline off meet on ways of
// their own.
#include <cellaret/scalar.h>

#include <array>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

constexpr std::array<const char *, 3> kKeys = {"in", "at", "never"};

// One key that expires on each clock, and one that does not.
void set_all(Cache &cache, std::int64_t ms) {
  ASSERT_EQ(cache.set("in", "on the steady line", cellaret_expiry_in(ms)), CELLARET_OK);
  ASSERT_EQ(cache.set("at", "on the wall clock", cellaret_expiry_at(kStart + ms)), CELLARET_OK);
  ASSERT_EQ(cache.set("never", "for ever"), CELLARET_OK);
}

// Which of the keys are there, a letter each, by a read of its own and by one of all.
std::string found_by_get(Cache &cache) {
  std::string found;
  for (const char *key : kKeys) found += cache.text(key) ? key[0] : '-';
  return found;
}
std::string found_by_multi_get(Cache &cache) {
  std::array<cellaret_key, kKeys.size()> keys{};
  for (std::size_t at = 0; at < keys.size(); ++at) {
    std::string_view key = kKeys[at];
    keys[at] = {key.data(), key.size()};
  }
  std::array<cellaret_value, kKeys.size()> values{};
  EXPECT_EQ(cellaret_multi_get(cache, keys.data(), keys.size(), values.data()), CELLARET_OK);
  std::string found;
  for (std::size_t at = 0; at < keys.size(); ++at) {
    found += values[at].type == CELLARET_TYPE_NONE ? '-' : kKeys[at][0];
    cellaret_value_release(&values[at]);
  }
  return found;
}

TEST(SmallExpiringTest, is_read_up_to_its_deadline_on_its_own_clock) {
  for (auto *found : {&found_by_get, &found_by_multi_get}) {
    Cache cache;
    set_all(cache, 100);
    cache.advance(100);
    EXPECT_EQ(found(cache), "ian");
    cache.step_wall(1);
    EXPECT_EQ(found(cache), "i-n");
    cache.step_wall(-50);
    cache.advance(1);
    EXPECT_EQ(found(cache), "--n");
  }
}

TEST(SmallExpiringTest, is_no_hit_once_it_has_expired) {
  for (auto *found : {&found_by_get, &found_by_multi_get}) {
    Cache cache;
    set_all(cache, 100);
    cache.advance(101);
    EXPECT_EQ(found(cache), "--n");
    EXPECT_EQ(cache.stats().hits, 1u);
    EXPECT_EQ(cache.stats().misses, 2u);
    EXPECT_EQ(cache.stats().expirations, 2u);
  }
}

TEST(SmallExpiringTest, is_read_without_its_deadline_when_that_was_taken_away) {
  Cache cache;
  set_all(cache, 100);
  ASSERT_EQ(cache.persist("in"), CELLARET_OK);
  ASSERT_EQ(cache.persist("at"), CELLARET_OK);
  cache.advance(1000);
  EXPECT_EQ(found_by_get(cache), "ian");
  EXPECT_EQ(found_by_multi_get(cache), "ian");
}

TEST(RefreshTest, replaces_value_codec_version_and_deadline) {
  Cache cache;
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.codec = CELLARET_CODEC_UTF8;
  options.expiry = cellaret_expiry_in(100);
  ASSERT_EQ(cache.set("k", "one", &options), CELLARET_OK);
  Value before;
  ASSERT_EQ(cache.get("k", before), CELLARET_OK);
  cache.advance(40);
  options.codec = CELLARET_CODEC_BYTES;
  ASSERT_EQ(cache.set("k", "two", &options), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 100);
  Value after;
  ASSERT_EQ(cache.get("k", after), CELLARET_OK);
  EXPECT_EQ(after.text(), "two");
  EXPECT_EQ(after->codec, CELLARET_CODEC_BYTES);
  EXPECT_NE(after->version, before->version);
  EXPECT_EQ(cache.stats().sets, 2u);
}

// The timer of the earlier deadline is met first; that of a sooner one has to be there in time.
TEST(RefreshTest, with_any_other_deadline_the_key_goes_when_that_says) {
  const cellaret_expiry first = cellaret_expiry_in(1000);
  for (const cellaret_expiry &second :
       {cellaret_expiry_in(5000), cellaret_expiry_in(1000), cellaret_expiry_in(10),
        cellaret_expiry_at(kStart + 5000), cellaret_expiry_at(kStart + 10)}) {
    Cache cache;
    ASSERT_EQ(cache.set("k", "one", first), CELLARET_OK);
    ASSERT_EQ(cache.set("k", "two", second), CELLARET_OK);
    std::int64_t left = cache.ttl("k");
    EXPECT_EQ(left, second.kind == CELLARET_EXPIRY_AT ? second.ms - kStart : second.ms);
    std::uint64_t reclaimed = 0;
    cache.advance(left);
    ASSERT_EQ(cellaret_maintain(cache, 100, &reclaimed), CELLARET_OK);
    EXPECT_EQ(reclaimed, 0u);
    EXPECT_EQ(cache.text("k"), "two");
    cache.advance(1);
    ASSERT_EQ(cellaret_maintain(cache, 100, &reclaimed), CELLARET_OK);
    EXPECT_EQ(reclaimed, 1u);
  }
}

// What had expired goes first, and is no overwritten value.
TEST(RefreshTest, of_an_expired_key_is_a_new_key) {
  for (const cellaret_expiry &expiry :
       {cellaret_expiry_in(100), cellaret_expiry_at(kStart + 100)}) {
    Cache cache;
    ASSERT_EQ(cache.set("k", "one", expiry), CELLARET_OK);
    cache.advance(101);
    cellaret_expiry next = expiry;
    if (next.kind == CELLARET_EXPIRY_AT) next.ms += 200;
    ASSERT_EQ(cache.set("k", "two", next), CELLARET_OK);
    EXPECT_EQ(cache.text("k"), "two");
    EXPECT_EQ(cache.stats().expirations, 1u);
  }
}

TEST(RefreshTest, changes_the_clock_that_the_deadline_follows) {
  Cache cache;
  ASSERT_EQ(cache.set("k", "one", cellaret_expiry_at(kStart + 100)), CELLARET_OK);
  ASSERT_EQ(cache.set("k", "two", cellaret_expiry_in(200)), CELLARET_OK);
  cache.step_wall(1000);
  cache.advance(200);
  EXPECT_EQ(cache.text("k"), "two");
  cache.advance(1);
  EXPECT_EQ(cache.text("k"), std::nullopt);
}

TEST(RefreshTest, changes_nothing_by_a_time_that_is_none) {
  Cache cache;
  ASSERT_EQ(cache.set("k", "one", cellaret_expiry_in(100)), CELLARET_OK);
  cache.advance(100);
  for (std::int64_t ms : {INT64_C(0), INT64_C(-1), INT64_MIN, INT64_MAX, INT64_MAX - kStart}) {
    EXPECT_EQ(cache.set("k", "two", cellaret_expiry_in(ms)), CELLARET_BAD_EXPIRY) << ms;
  }
  EXPECT_EQ(cache.text("k"), "one");
  EXPECT_EQ(cache.ttl("k"), 0);
}

TEST(RefreshTest, holds_a_deadline_that_is_too_far_for_a_small_entry) {
  Cache cache;
  ASSERT_EQ(cache.set("k", "one", cellaret_expiry_in(100)), CELLARET_OK);
  const std::int64_t far = INT64_C(1) << 50;
  ASSERT_EQ(cache.set("k", "two", cellaret_expiry_in(far)), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), far);
  EXPECT_EQ(cache.text("k"), "two");
}

}  // namespace
}  // namespace cellaret::test
