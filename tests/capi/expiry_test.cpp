// Deadlines through the C API: each kind, each condition, both clocks.
#include <utility>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

constexpr std::int64_t kHour = 3'600'000;

cellaret_options with_default(const cellaret_expiry &expiry) {
  cellaret_options options = manual_options();
  options.default_expiry = expiry;
  return options;
}

TEST(ExpiryTest, an_entry_is_visible_at_its_deadline_and_gone_one_millisecond_later) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(100));
  EXPECT_EQ(cache.ttl("k"), 100);
  cache.advance(100);
  EXPECT_EQ(cache.ttl("k"), 0);
  EXPECT_EQ(cache.text("k"), "v");
  cache.advance(1);
  EXPECT_EQ(cache.ttl("k"), -2);
  EXPECT_EQ(cache.text("k"), std::nullopt);
  EXPECT_FALSE(cache.exists("k"));
  EXPECT_EQ(cache.erase("k"), CELLARET_MISS);
}

TEST(ExpiryTest, every_operation_takes_an_expired_key_for_none) {
  struct Case {
    const char *name;
    cellaret_status (*call)(Cache &);
    cellaret_status expected;
  };
  constexpr Case kCases[] = {
      {"get",
       [](Cache &c) {
         Value v;
         return c.get("k", v);
       },
       CELLARET_MISS},
      {"delete", [](Cache &c) { return c.erase("k"); }, CELLARET_MISS},
      {"exists", [](Cache &c) { return cellaret_exists(c, "k", 1); }, CELLARET_MISS},
      {"type",
       [](Cache &c) {
         std::uint8_t t;
         return cellaret_type(c, "k", 1, &t);
       },
       CELLARET_MISS},
      {"expire", [](Cache &c) { return c.expire("k", 100); }, CELLARET_MISS},
      {"expire_at", [](Cache &c) { return c.expire_at("k", kStart * 2); }, CELLARET_MISS},
      {"persist", [](Cache &c) { return c.persist("k"); }, CELLARET_MISS},
      {"ttl",
       [](Cache &c) {
         std::int64_t t;
         return cellaret_ttl(c, "k", 1, &t);
       },
       CELLARET_MISS},
      {"expire_time",
       [](Cache &c) {
         std::int64_t t;
         return cellaret_expire_time(c, "k", 1, &t);
       },
       CELLARET_MISS},
  };
  for (const Case &row : kCases) {
    for (const cellaret_expiry &expiry :
         {cellaret_expiry_in(10), cellaret_expiry_at(kStart + 10)}) {
      Cache cache;
      cache.set("k", "1", expiry);
      cache.advance(11);
      EXPECT_EQ(row.call(cache), row.expected) << row.name;
      EXPECT_EQ(cache.len(), 0u) << row.name;
    }
  }
  Cache cache;
  cache.set("k", "41", cellaret_expiry_in(10));
  cache.advance(11);
  std::int64_t sum = 0;
  EXPECT_EQ(cache.increment("k", 1, &sum), CELLARET_OK);
  EXPECT_EQ(sum, 1);
  EXPECT_EQ(cache.ttl("k"), -1);
}

TEST(ExpiryTest, a_plain_set_takes_the_deadline_away) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(100));
  cache.set("k", "w");
  EXPECT_EQ(cache.ttl("k"), -1);
  cache.set("k", "v", cellaret_expiry_in(100));
  cache.set("k", "w", cellaret_expiry_never());
  EXPECT_EQ(cache.ttl("k"), -1);
}

TEST(ExpiryTest, keep_keeps_the_deadline_and_is_none_on_a_new_key) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(100));
  cache.advance(30);
  cache.set("k", std::string(500, 'w'), cellaret_expiry_keep());
  EXPECT_EQ(cache.ttl("k"), 70);
  cache.set("at", "v", cellaret_expiry_at(kStart + 500));
  cache.set("at", "w", cellaret_expiry_keep());
  EXPECT_EQ(cache.expire_time("at"), kStart + 500);
  cache.set("new", "v", cellaret_expiry_keep());
  EXPECT_EQ(cache.ttl("new"), -1);
}

TEST(ExpiryTest, in_below_one_is_a_bad_expiry_and_changes_nothing) {
  Cache cache;
  cache.set("k", "old", cellaret_expiry_in(50));
  for (std::int64_t ms : {INT64_C(0), INT64_C(-1), INT64_MIN, INT64_MAX, INT64_MAX - kStart}) {
    EXPECT_EQ(cache.set("k", "new", cellaret_expiry_in(ms)), CELLARET_BAD_EXPIRY) << ms;
    cellaret_expiry expiry = cellaret_expiry_in(ms);
    EXPECT_EQ(cache.increment("count", 1, nullptr, &expiry), CELLARET_BAD_EXPIRY) << ms;
    EXPECT_EQ(cache.add("count", 1, nullptr, &expiry), CELLARET_BAD_EXPIRY) << ms;
  }
  EXPECT_EQ(cache.text("k"), "old");
  EXPECT_EQ(cache.ttl("k"), 50);
  EXPECT_FALSE(cache.exists("count"));
}

// The wall clock may be far ahead of the steady time on which the deadline lies.
TEST(ExpiryTest, in_is_a_bad_expiry_when_its_moment_is_beyond_the_wall_clock) {
  Cache cache;
  cache.set("k", "old");
  cache.step_wall((INT64_C(1) << 62) - 1 - kStart);
  std::int64_t ms = (INT64_C(1) << 62) + 10;
  EXPECT_EQ(cache.set("k", "new", cellaret_expiry_in(ms)), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(cache.expire("k", ms), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(cache.text("k"), "old");
}

TEST(ExpiryTest, the_furthest_deadline_is_accepted) {
  Cache cache;
  EXPECT_EQ(cache.set("k", "v", cellaret_expiry_in(INT64_MAX - 1 - kStart)), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), INT64_MAX - 1 - kStart);
  EXPECT_EQ(cache.set("at", "v", cellaret_expiry_at(INT64_MAX - 1)), CELLARET_OK);
  EXPECT_EQ(cache.expire_time("at"), INT64_MAX - 1);
  EXPECT_EQ(cache.set("last", "v", cellaret_expiry_at(INT64_MAX)), CELLARET_OK);
  EXPECT_EQ(cache.expire_time("last"), INT64_MAX - 1);
  EXPECT_EQ(cache.expire_at("k", INT64_MAX), CELLARET_OK);
  EXPECT_EQ(cache.expire_time("k"), INT64_MAX - 1);
  cache.advance(INT64_C(1) << 40);
  EXPECT_EQ(cache.text("k"), "v");
  EXPECT_EQ(cache.text("at"), "v");
}

TEST(ExpiryTest, at_in_the_past_leaves_no_key) {
  Cache cache;
  cache.set("k", "old");
  EXPECT_EQ(cache.set("k", "new", cellaret_expiry_at(kStart - 1)), CELLARET_OK);
  EXPECT_FALSE(cache.exists("k"));
  EXPECT_EQ(cache.set("other", "new", cellaret_expiry_at(1)), CELLARET_OK);
  EXPECT_EQ(cache.len(), 0u);
}

TEST(ExpiryTest, at_this_millisecond_is_still_visible) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_at(kStart));
  EXPECT_EQ(cache.ttl("k"), 0);
  cache.advance(1);
  EXPECT_FALSE(cache.exists("k"));
}

TEST(ExpiryTest, at_zero_or_before_is_a_bad_expiry) {
  Cache cache;
  EXPECT_EQ(cache.set("k", "v", cellaret_expiry_at(0)), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(cache.set("k", "v", cellaret_expiry_at(-5)), CELLARET_BAD_EXPIRY);
  EXPECT_FALSE(cache.exists("k"));
}

TEST(ExpiryTest, daily_is_the_next_such_moment_strictly_in_the_future) {
  Cache cache;
  cache.set("later", "v", cellaret_expiry_daily(6, 0, 0, 0));
  EXPECT_EQ(cache.expire_time("later"), kStart + 6 * kHour);
  cache.set("now", "v", cellaret_expiry_daily(0, 0, 0, 0));
  EXPECT_EQ(cache.expire_time("now"), kStart + 24 * kHour);
  // 06:00 in Tokyo is 21:00 UTC of the day before.
  cache.set("tokyo", "v", cellaret_expiry_daily(6, 0, 0, 540));
  EXPECT_EQ(cache.expire_time("tokyo"), kStart + 21 * kHour);
}

TEST(ExpiryTest, unused_fields_and_unknown_kinds_are_refused) {
  Cache cache;
  std::vector<cellaret_expiry> wrong = {
      {6, 0, 0, 0, 0, 0},
      {255, 0, 0, 0, 0, 0},
      {CELLARET_EXPIRY_DEFAULT, 0, 0, 0, 0, 1},
      {CELLARET_EXPIRY_NEVER, 1, 0, 0, 0, 0},
      {CELLARET_EXPIRY_KEEP, 0, 1, 0, 0, 0},
      {CELLARET_EXPIRY_IN, 0, 0, 1, 0, 10},
      {CELLARET_EXPIRY_AT, 0, 0, 0, 1, kStart},
      {CELLARET_EXPIRY_DAILY, 24, 0, 0, 0, 0},
      {CELLARET_EXPIRY_DAILY, 0, 60, 0, 0, 0},
      {CELLARET_EXPIRY_DAILY, 0, 0, 60, 0, 0},
      {CELLARET_EXPIRY_DAILY, 0, 0, 0, 1440, 0},
      {CELLARET_EXPIRY_DAILY, 0, 0, 0, -1440, 0},
      {CELLARET_EXPIRY_DAILY, 0, 0, 0, 0, 1},
  };
  for (std::size_t at = 0; at < wrong.size(); ++at) {
    EXPECT_EQ(cache.set("k", "v", wrong[at]), CELLARET_INVALID) << at;
    EXPECT_EQ(cache.increment("k", 1, nullptr, &wrong[at]), CELLARET_INVALID) << at;
  }
  EXPECT_EQ(cache.len(), 0u);
}

TEST(ExpiryTest, default_is_that_of_the_instance) {
  Cache cache(with_default(cellaret_expiry_in(200)));
  cache.set("k", "v");
  EXPECT_EQ(cache.ttl("k"), 200);
  cache.set("never", "v", cellaret_expiry_never());
  EXPECT_EQ(cache.ttl("never"), -1);
  cache.set("own", "v", cellaret_expiry_in(5));
  EXPECT_EQ(cache.ttl("own"), 5);
  Cache daily(with_default(cellaret_expiry_daily(1, 0, 0, 0)));
  daily.set("k", "v");
  EXPECT_EQ(daily.expire_time("k"), kStart + kHour);
}

TEST(ExpiryTest, an_increment_leaves_the_deadline_alone_without_a_default) {
  Cache cache;
  cache.set("k", "1", cellaret_expiry_in(100));
  cache.advance(40);
  cache.increment("k", 1);
  EXPECT_EQ(cache.ttl("k"), 60);
  cache.add("k", 1);
  EXPECT_EQ(cache.ttl("k"), 60);
}

TEST(ExpiryTest, an_increment_refreshes_the_deadline_with_a_default) {
  Cache cache(with_default(cellaret_expiry_in(100)));
  cache.increment("k", 1);
  cache.advance(40);
  EXPECT_EQ(cache.ttl("k"), 60);
  cache.increment("k", 1);
  EXPECT_EQ(cache.ttl("k"), 100);
  cache.advance(40);
  cache.add("k", 0);
  EXPECT_EQ(cache.ttl("k"), 100);
  cellaret_expiry keep = cellaret_expiry_keep();
  cache.advance(40);
  cache.increment("k", 1, nullptr, &keep);
  EXPECT_EQ(cache.ttl("k"), 60);
}

TEST(ExpiryTest, an_increment_takes_an_expiry_of_its_own) {
  Cache cache;
  cellaret_expiry in = cellaret_expiry_in(77);
  cache.increment("k", 1, nullptr, &in);
  EXPECT_EQ(cache.ttl("k"), 77);
  cellaret_expiry never = cellaret_expiry_never();
  cache.increment("k", 1, nullptr, &never);
  EXPECT_EQ(cache.ttl("k"), -1);
  cellaret_expiry past = cellaret_expiry_at(5);
  std::int64_t sum = 0;
  EXPECT_EQ(cache.increment("k", 1, &sum, &past), CELLARET_OK);
  EXPECT_EQ(sum, 3);
  EXPECT_FALSE(cache.exists("k"));
}

TEST(ExpiryTest, a_read_never_refreshes) {
  Cache cache(with_default(cellaret_expiry_in(100)));
  cache.set("k", "v");
  cache.advance(60);
  cache.text("k");
  cache.exists("k");
  EXPECT_EQ(cache.ttl("k"), 40);
}

TEST(ExpireTest, sets_the_deadline_of_a_key_that_is_there) {
  Cache cache;
  EXPECT_EQ(cache.expire("k", 100), CELLARET_MISS);
  cache.set("k", "v");
  EXPECT_EQ(cache.expire("k", 100), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 100);
  EXPECT_EQ(cache.expire_at("k", kStart + 700), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 700);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST(ExpireTest, a_deadline_that_is_not_in_the_future_deletes_the_key) {
  Cache cache;
  for (std::int64_t ms : {INT64_C(0), INT64_C(-1), INT64_MIN}) {
    cache.set("k", "v");
    EXPECT_EQ(cache.expire("k", ms), CELLARET_OK) << ms;
    EXPECT_FALSE(cache.exists("k")) << ms;
  }
  for (std::int64_t unix_ms : {kStart, kStart - 1, INT64_C(0), INT64_MIN}) {
    cache.set("k", "v");
    EXPECT_EQ(cache.expire_at("k", unix_ms), CELLARET_OK) << unix_ms;
    EXPECT_FALSE(cache.exists("k")) << unix_ms;
  }
}

TEST(ExpireTest, an_overflowing_deadline_is_a_bad_expiry) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(5));
  EXPECT_EQ(cache.expire("k", INT64_MAX), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(cache.expire("k", INT64_MAX - kStart), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(cache.ttl("k"), 5);
}

TEST(ExpireTest, each_condition_decides_as_the_header_says) {
  struct Case {
    std::uint32_t condition;
    std::int64_t current_ms;  // 0: none
    std::int64_t wanted_ms;
    bool acts;
  };
  constexpr Case kCases[] = {
      {CELLARET_EXPIRE_ALWAYS, 0, 50, true},         {CELLARET_EXPIRE_ALWAYS, 100, 50, true},
      {CELLARET_EXPIRE_IF_NONE, 0, 50, true},        {CELLARET_EXPIRE_IF_NONE, 100, 50, false},
      {CELLARET_EXPIRE_IF_ANY, 0, 50, false},        {CELLARET_EXPIRE_IF_ANY, 100, 50, true},
      {CELLARET_EXPIRE_IF_GREATER, 0, 50, false},    {CELLARET_EXPIRE_IF_GREATER, 100, 50, false},
      {CELLARET_EXPIRE_IF_GREATER, 100, 100, false}, {CELLARET_EXPIRE_IF_GREATER, 100, 101, true},
      {CELLARET_EXPIRE_IF_LESS, 0, 50, true},        {CELLARET_EXPIRE_IF_LESS, 100, 50, true},
      {CELLARET_EXPIRE_IF_LESS, 100, 100, false},    {CELLARET_EXPIRE_IF_LESS, 100, 101, false},
      {CELLARET_EXPIRE_IF_GREATER, 100, -5, false},  {CELLARET_EXPIRE_IF_LESS, 100, -5, true},
  };
  for (const Case &row : kCases) {
    for (bool absolute : {false, true}) {
      Cache cache;
      cache.set("k", "v",
                row.current_ms == 0 ? cellaret_expiry_never() : cellaret_expiry_in(row.current_ms));
      cellaret_status status = absolute
                                   ? cache.expire_at("k", kStart + row.wanted_ms, row.condition)
                                   : cache.expire("k", row.wanted_ms, row.condition);
      std::string what = numbered("condition ", row.condition) + " " +
                         std::to_string(row.current_ms) + " " + std::to_string(row.wanted_ms);
      EXPECT_EQ(status, row.acts ? CELLARET_OK : CELLARET_MISS) << what;
      std::int64_t unchanged = row.current_ms == 0 ? -1 : row.current_ms;
      std::int64_t changed = row.wanted_ms <= 0 ? -2 : row.wanted_ms;
      EXPECT_EQ(cache.ttl("k"), row.acts ? changed : unchanged) << what;
    }
  }
}

TEST(ExpireTest, works_on_values_of_every_type_and_size) {
  for (std::size_t size : {0, 8, 64, 65, 5000}) {
    Cache cache;
    std::string bytes(size, 'v');
    cache.set(std::string(300, 'k'), bytes);
    EXPECT_EQ(cache.expire(std::string(300, 'k'), 100), CELLARET_OK);
    EXPECT_EQ(cache.text(std::string(300, 'k')), bytes);
    EXPECT_EQ(cache.ttl(std::string(300, 'k')), 100);
  }
  Cache cache;
  cache.increment("i", 42);
  cache.add("d", 4.25);
  EXPECT_EQ(cache.expire("i", 10), CELLARET_OK);
  EXPECT_EQ(cache.expire_at("d", INT64_MAX - 1), CELLARET_OK);
  EXPECT_EQ(cache.integer("i"), 42);
  EXPECT_EQ(cache.number("d"), 4.25);
}

TEST(PersistTest, takes_the_deadline_away_once) {
  Cache cache;
  EXPECT_EQ(cache.persist("k"), CELLARET_MISS);
  cache.set("k", "v", cellaret_expiry_in(10));
  EXPECT_EQ(cache.persist("k"), CELLARET_OK);
  EXPECT_EQ(cache.persist("k"), CELLARET_NO_EXPIRY);
  cache.advance(1000);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST(WallClockTest, a_step_moves_absolute_deadlines_and_leaves_relative_ones) {
  Cache cache;
  cache.set("in", "v", cellaret_expiry_in(100));
  cache.set("at", "v", cellaret_expiry_at(kStart + 100));
  cache.step_wall(60);
  EXPECT_EQ(cache.ttl("in"), 100);
  EXPECT_EQ(cache.ttl("at"), 40);
  EXPECT_EQ(cache.expire_time("in"), kStart + 160);
  EXPECT_EQ(cache.expire_time("at"), kStart + 100);
  cache.step_wall(41);
  EXPECT_TRUE(cache.exists("in"));
  EXPECT_FALSE(cache.exists("at"));
  cache.step_wall(1'000'000);
  EXPECT_EQ(cache.ttl("in"), 100);
}

TEST(WallClockTest, a_step_back_gives_absolute_deadlines_longer) {
  Cache cache;
  cache.set("at", "v", cellaret_expiry_at(kStart + 100));
  cache.step_wall(-1000);
  EXPECT_EQ(cache.ttl("at"), 1100);
  cache.advance(1100);
  EXPECT_EQ(cache.ttl("at"), 0);
  cache.advance(1);
  EXPECT_FALSE(cache.exists("at"));
}

TEST(ReclaimTest, len_skips_what_expired) {
  Cache cache;
  for (int number = 0; number < 1000; ++number) {
    cache.set(numbered("k", number), "v", cellaret_expiry_in(1 + number % 10));
  }
  cache.set("stays", "v");
  EXPECT_EQ(cache.len(), 1001u);
  cache.advance(5);
  EXPECT_EQ(cache.len(), 601u);
  cache.advance(100);
  EXPECT_EQ(cache.len(), 1u);
  EXPECT_EQ(cache.stats().expirations, 1000u);
}

TEST(ReclaimTest, maintain_reclaims_at_most_its_budget) {
  cellaret_options options = manual_options();
  options.shards = 4;
  for (std::uint64_t budget : {1, 3, 7, 100}) {
    Cache cache(options);
    // On both clocks, so that both wheels of a shard are due.
    for (int number = 0; number < 50; ++number) {
      cache.set(numbered("in", number), "v", cellaret_expiry_in(10));
      cache.set(numbered("at", number), "v", cellaret_expiry_at(kStart + 10));
    }
    cache.advance(11);
    std::uint64_t total = 0;
    for (std::uint64_t reclaimed = budget; reclaimed == budget;) {
      ASSERT_EQ(cellaret_maintain(cache, budget, &reclaimed), CELLARET_OK);
      ASSERT_LE(reclaimed, budget);
      total += reclaimed;
      EXPECT_EQ(cache.stats().entries, 100 - total);
    }
    EXPECT_EQ(total, 100u);
    EXPECT_EQ(cache.stats().expirations, 100u);
  }
}

TEST(ReclaimTest, maintain_has_nothing_to_do_before_a_deadline) {
  Cache cache;
  cache.set("k", "v", cellaret_expiry_in(10));
  cache.advance(10);
  std::uint64_t reclaimed = 99;
  EXPECT_EQ(cellaret_maintain(cache, 100, &reclaimed), CELLARET_OK);
  EXPECT_EQ(reclaimed, 0u);
  EXPECT_EQ(cellaret_maintain(cache, 100, nullptr), CELLARET_OK);
  EXPECT_TRUE(cache.exists("k"));
}

TEST(ReclaimTest, writes_give_the_memory_of_expired_entries_back) {
  Cache cache;
  for (int number = 0; number < 1000; ++number) {
    cache.set(numbered("k", number), "v", cellaret_expiry_in(10));
  }
  cache.advance(11);
  // No call touches an expired key; the budget of each write suffices for a few of them.
  for (int write = 0; write < 1000 && cache.stats().entries > 1; ++write) cache.set("one", "v");
  EXPECT_EQ(cache.stats().entries, 1u);
}

bool is_there(Cache &cache, const std::string &key) { return cache.text(key).has_value(); }
bool is_among_many(Cache &cache, const std::string &key) {
  cellaret_key wanted{key.data(), key.size()};
  Value value;
  EXPECT_EQ(cellaret_multi_get(cache, &wanted, 1, value.raw()), CELLARET_OK);
  return value.raw()->type != CELLARET_TYPE_NONE;
}

// Of those that need no lock, since the key was never there, every few look for what is due; each
// that finds an expired entry does. No other call is made.
TEST(ReclaimTest, reads_that_miss_give_the_memory_of_expired_entries_back) {
  constexpr int kEntries = 4096;
  for (auto *finds : {&is_there, &is_among_many}) {
    for (auto [prefix, reads] : {std::pair{"absent", kEntries}, std::pair{"k", 100}}) {
      cellaret_options options = manual_options();
      options.shards = 1;
      Cache cache(options);
      for (int number = 0; number < kEntries; ++number) {
        ASSERT_EQ(cache.set(numbered("k", number), "v", cellaret_expiry_in(10)), CELLARET_OK);
      }
      cache.advance(11);
      for (int read = 0; read < reads; ++read) {
        ASSERT_FALSE(finds(cache, numbered(prefix, read)));
      }
      EXPECT_EQ(cache.stats().entries, 0u) << prefix;
    }
  }
}

// The timer stays where it was and is set anew when it comes.
TEST(PutOffTest, an_entry_lives_until_its_last_deadline_and_then_goes_by_itself) {
  for (bool by_set : {true, false}) {
    Cache cache;
    cellaret_expiry expiry{};
    expiry.kind = CELLARET_EXPIRY_IN;
    for (std::int64_t ms = 1000; ms <= 50000; ms += 7000) {
      if (by_set || ms == 1000) {
        expiry.ms = ms;
        ASSERT_EQ(cache.set("k", "value", expiry), CELLARET_OK);
      } else {
        ASSERT_EQ(cache.expire("k", ms), CELLARET_OK);
      }
      EXPECT_EQ(cache.ttl("k"), ms);
      cache.advance(500);
    }
    cache.advance(49500);
    EXPECT_EQ(cache.ttl("k"), 0);
    std::uint64_t reclaimed = 0;
    ASSERT_EQ(cellaret_maintain(cache, 1000, &reclaimed), CELLARET_OK);
    EXPECT_EQ(reclaimed, 0u);
    cache.advance(1);
    ASSERT_EQ(cellaret_maintain(cache, 1000, &reclaimed), CELLARET_OK);
    EXPECT_EQ(reclaimed, 1u);
    EXPECT_FALSE(cache.exists("k"));
  }
}

}  // namespace
}  // namespace cellaret::test
