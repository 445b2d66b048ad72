// Deadlines of keys: set on writing and later, read, taken away, reached.
#include <chrono>
#include <limits>

#include "fixture.h"

namespace cellaret::test {
namespace {

TEST_F(CacheTest, ttl_tells_no_key_no_deadline_and_time_left_apart) {
  cache_.set("forever", 1);
  cache_.set("limited", 1, {.expiry = Expiry::in(10s)});
  EXPECT_EQ(cache_.ttl("none"), (Ttl{Lifetime::kNoKey, 0ms}));
  EXPECT_EQ(cache_.ttl("forever"), (Ttl{Lifetime::kForever, 0ms}));
  EXPECT_EQ(cache_.ttl("limited"), (Ttl{Lifetime::kLimited, 10s}));
}

TEST_F(CacheTest, expire_time_is_the_deadline_on_the_wall_clock) {
  cache_.set("forever", 1);
  cache_.set("limited", 1, {.expiry = Expiry::in(10s)});
  EXPECT_EQ(cache_.expire_time("none"), (ExpireTime{Lifetime::kNoKey, {}}));
  EXPECT_EQ(cache_.expire_time("forever"), (ExpireTime{Lifetime::kForever, {}}));
  EXPECT_EQ(cache_.expire_time("limited"), (ExpireTime{Lifetime::kLimited, kStart + 10s}));
}

TEST_F(CacheTest, an_entry_is_there_at_its_deadline_and_gone_a_millisecond_later) {
  cache_.set("key", 1, {.expiry = Expiry::in(10s)});
  cache_.advance(10s);
  EXPECT_EQ(cache_.ttl("key"), (Ttl{Lifetime::kLimited, 0ms}));
  EXPECT_TRUE(cache_.get("key"));
  cache_.advance(1ms);
  EXPECT_FALSE(cache_.get("key"));
  EXPECT_EQ(cache_.ttl("key").lifetime, Lifetime::kNoKey);
}

TEST_F(CacheTest, a_write_replaces_the_deadline_unless_told_to_keep_it) {
  cache_.set("key", 1, {.expiry = Expiry::in(10s)});
  cache_.set("key", 2, {.expiry = Expiry::keep()});
  EXPECT_EQ(cache_.ttl("key").left, 10s);
  cache_.set("key", 3);
  EXPECT_EQ(cache_.ttl("key").lifetime, Lifetime::kForever);
}

TEST_F(CacheTest, at_and_daily_follow_the_wall_clock) {
  cache_.set("at", 1, {.expiry = Expiry::at(kStart + 1min)});
  cache_.set("past", 1, {.expiry = Expiry::at(kStart - 1min)});
  cache_.set("daily", 1, {.expiry = Expiry::daily(6, 30)});
  cache_.set("zone", 1, {.expiry = Expiry::daily(6, 30, 0, 9h)});
  EXPECT_EQ(cache_.expire_time("at").at, kStart + 1min);
  EXPECT_FALSE(cache_.exists("past"));
  EXPECT_EQ(cache_.expire_time("daily").at, kStart + 6h + 30min);
  EXPECT_EQ(cache_.expire_time("zone").at, kStart + 21h + 30min) << "06:30 there, 9 hours ahead";
}

TEST(DefaultExpiryTest, holds_for_writes_that_give_none) {
  Options options = manual_options();
  options.default_expiry = Expiry::in(5s);
  Cache cache(options);
  cache.set("default", 1);
  cache.set("own", 1, {.expiry = Expiry::in(9s)});
  cache.set("never", 1, {.expiry = Expiry::never()});
  EXPECT_EQ(cache.ttl("default").left, 5s);
  EXPECT_EQ(cache.ttl("own").left, 9s);
  EXPECT_EQ(cache.ttl("never").lifetime, Lifetime::kForever);
}

TEST_F(CacheTest, expire_sets_a_deadline_and_tells_whether_there_was_a_key) {
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.expire("key", 10s));
  EXPECT_EQ(cache_.ttl("key").left, 10s);
  EXPECT_TRUE(cache_.expire_at("key", kStart + 1h));
  EXPECT_EQ(cache_.expire_time("key").at, kStart + 1h);
  EXPECT_FALSE(cache_.expire("none", 10s));
  EXPECT_FALSE(cache_.expire_at("none", kStart + 1h));
}

TEST_F(CacheTest, expire_into_the_past_deletes_the_key) {
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.expire("key", 0s));
  EXPECT_FALSE(cache_.exists("key"));
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.expire("key", std::chrono::hours::min()));
  EXPECT_FALSE(cache_.exists("key"));
  cache_.set("key", 1);
  EXPECT_TRUE(cache_.expire_at("key", kStart - 1ms));
  EXPECT_FALSE(cache_.exists("key"));
}

TEST_F(CacheTest, expire_beyond_the_range_is_an_error_and_changes_nothing) {
  cache_.set("key", 1);
  const Error error = error_of([&] { cache_.expire("key", std::chrono::hours::max()); });
  EXPECT_EQ(error.code(), Code::BAD_EXPIRY);
  EXPECT_EQ(error.operation(), "expire");
  EXPECT_EQ(cache_.ttl("key").lifetime, Lifetime::kForever);
  const std::chrono::duration<double> nothing(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THROW(cache_.expire("key", nothing), std::invalid_argument);
}

TEST_F(CacheTest, expire_acts_only_when_its_condition_holds) {
  cache_.set("key", 1);
  EXPECT_FALSE(cache_.expire("key", 10s, ExpireCondition::kIfAny));
  EXPECT_FALSE(cache_.expire("key", 10s, ExpireCondition::kIfGreater));
  EXPECT_TRUE(cache_.expire("key", 10s, ExpireCondition::kIfNone));
  EXPECT_FALSE(cache_.expire("key", 5s, ExpireCondition::kIfNone));
  EXPECT_FALSE(cache_.expire("key", 5s, ExpireCondition::kIfGreater));
  EXPECT_TRUE(cache_.expire("key", 5s, ExpireCondition::kIfLess));
  EXPECT_TRUE(cache_.expire("key", 7s, ExpireCondition::kIfAny));
  EXPECT_FALSE(cache_.expire_at("key", kStart + 6s, ExpireCondition::kIfGreater));
  EXPECT_TRUE(cache_.expire_at("key", kStart + 8s, ExpireCondition::kIfGreater));
  EXPECT_EQ(cache_.ttl("key").left, 8s);
  EXPECT_THROW(cache_.expire("key", 1s, static_cast<ExpireCondition>(9)), std::invalid_argument);
}

TEST_F(CacheTest, persist_takes_a_deadline_away_once) {
  cache_.set("key", 1, {.expiry = Expiry::in(10s)});
  EXPECT_TRUE(cache_.persist("key"));
  EXPECT_EQ(cache_.ttl("key").lifetime, Lifetime::kForever);
  EXPECT_FALSE(cache_.persist("key"));
  EXPECT_FALSE(cache_.persist("none"));
  cache_.advance(1h);
  EXPECT_TRUE(cache_.exists("key"));
}

}  // namespace
}  // namespace cellaret::test
