// Deadlines are what the expiry argument says, at the exact millisecond and up to the end of time.
#include "engine/expiry/expiry.h"

#include <random>
#include <string>

#include "gtest/gtest.h"

namespace cellaret::engine {
namespace {

constexpr std::int64_t kHour = 3600 * 1000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMidnight = 19'700 * kDay;  // 2023-12-09 00:00 UTC
constexpr Now kNow{.steady = 5000, .wall = kMidnight + 12 * kHour};
constexpr ExpiryArgument kDefaultArgument{};

ExpiryArgument in(std::int64_t ms) { return {.kind = ExpiryKind::kIn, .ms = ms}; }
ExpiryArgument at(std::int64_t ms) { return {.kind = ExpiryKind::kAt, .ms = ms}; }
ExpiryArgument of(ExpiryKind kind) { return {.kind = kind}; }
ExpiryArgument daily(int hour, int minute, int second, int utc_offset_minutes) {
  return {.kind = ExpiryKind::kDaily,
          .hour = static_cast<std::uint8_t>(hour),
          .minute = static_cast<std::uint8_t>(minute),
          .second = static_cast<std::uint8_t>(second),
          .utc_offset_minutes = utc_offset_minutes};
}
Deadline steady(std::int64_t ms) { return {ms, TimeDomain::kSteady}; }
Deadline wall(std::int64_t ms) { return {ms, TimeDomain::kWall}; }

using Resolve = Status (*)(const ExpiryArgument &, const ExpiryArgument &, Now, DeadlineChange &);

void expect_change(Resolve resolve, const ExpiryArgument &argument, const ExpiryArgument &fallback,
                   DeadlineAction action, Deadline deadline, Now now = kNow) {
  DeadlineChange change{DeadlineAction::kGone, wall(77)};
  ASSERT_EQ(resolve(argument, fallback, now, change), Status::kOk);
  EXPECT_EQ(change.action, action);
  if (action == DeadlineAction::kKeep) return;
  EXPECT_EQ(change.deadline.ms, deadline.ms);
  if (deadline.exists()) {
    EXPECT_EQ(change.deadline.domain, deadline.domain);
  }
}

void expect_refused(Resolve resolve, const ExpiryArgument &argument, const ExpiryArgument &fallback,
                    Status status, Now now = kNow) {
  DeadlineChange change{DeadlineAction::kGone, wall(77)};
  EXPECT_EQ(resolve(argument, fallback, now, change), status);
  EXPECT_EQ(change.action, DeadlineAction::kGone) << "changed by a refused argument";
  EXPECT_EQ(change.deadline.ms, 77) << "changed by a refused argument";
}

// Both kinds of writes.
class EveryWrite : public testing::TestWithParam<Resolve> {};
INSTANTIATE_TEST_SUITE_P(Writes, EveryWrite, testing::Values(resolve_replacing, resolve_touching));

TEST(DeadlineTest, is_visible_at_its_own_millisecond_and_gone_after_it) {
  const Deadline deadline = steady(100);
  EXPECT_FALSE(deadline.passed({.steady = 99, .wall = 1000}));
  EXPECT_FALSE(deadline.passed({.steady = 100, .wall = 1000}));
  EXPECT_TRUE(deadline.passed({.steady = 101, .wall = 0}));
  EXPECT_EQ(deadline.remaining({.steady = 40, .wall = 1000}), 60);
  EXPECT_EQ(deadline.remaining({.steady = 100, .wall = 1000}), 0);
}

TEST(DeadlineTest, lives_on_its_own_time_line) {
  EXPECT_FALSE(wall(100).passed({.steady = 1000, .wall = 100}));
  EXPECT_TRUE(wall(100).passed({.steady = 0, .wall = 101}));
  EXPECT_EQ(wall(100).remaining({.steady = 1000, .wall = 30}), 70);
  EXPECT_EQ(wall(100).unix_ms({.steady = 1000, .wall = 30}), 100);
  EXPECT_EQ(steady(100).unix_ms({.steady = 40, .wall = 1000}), 1060);
}

TEST(DeadlineTest, none_never_passes) {
  const Deadline none;
  EXPECT_FALSE(none.exists());
  EXPECT_FALSE(none.passed({.steady = INT64_MAX, .wall = INT64_MAX}));
  EXPECT_EQ(none.unix_ms(kNow), kNoDeadline);
}

TEST(DeadlineTest, saturates_at_the_ends_of_int64) {
  EXPECT_EQ(wall(kMaxDeadline).remaining({.steady = 0, .wall = INT64_MIN}), INT64_MAX);
  EXPECT_EQ(wall(INT64_MIN).remaining({.steady = 0, .wall = 1}), INT64_MIN);
  EXPECT_EQ(steady(kMaxDeadline).unix_ms({.steady = 0, .wall = 1000}), kMaxDeadline);
  EXPECT_EQ(steady(-5).unix_ms({.steady = 5, .wall = INT64_MIN}), INT64_MIN);
}

TEST(CheckExpiry, accepts_every_sensible_argument) {
  for (const ExpiryArgument &argument :
       {kDefaultArgument, of(ExpiryKind::kNever), of(ExpiryKind::kKeep), in(1), in(kMaxDeadline),
        at(1), at(kMaxDeadline), daily(0, 0, 0, 0), daily(23, 59, 59, 1439),
        daily(23, 59, 59, -1439)}) {
    EXPECT_EQ(check_expiry(argument), Status::kOk);
  }
}

TEST(CheckExpiry, refuses_unknown_kinds_and_times_that_do_not_exist) {
  for (const ExpiryArgument &argument :
       {of(static_cast<ExpiryKind>(6)), of(static_cast<ExpiryKind>(255)), daily(24, 0, 0, 0),
        daily(0, 60, 0, 0), daily(0, 0, 60, 0), daily(255, 0, 0, 0), daily(0, 0, 0, 1440),
        daily(0, 0, 0, -1440), daily(0, 0, 0, INT32_MIN)}) {
    EXPECT_EQ(check_expiry(argument), Status::kInvalid);
  }
}

TEST(CheckExpiry, refuses_fields_that_the_kind_does_not_use) {
  for (const ExpiryKind kind : {ExpiryKind::kDefault, ExpiryKind::kNever, ExpiryKind::kKeep,
                                ExpiryKind::kIn, ExpiryKind::kAt}) {
    ExpiryArgument clean = of(kind);
    const bool uses_ms = kind == ExpiryKind::kIn || kind == ExpiryKind::kAt;
    if (uses_ms) clean.ms = 1;
    ASSERT_EQ(check_expiry(clean), Status::kOk);
    ExpiryArgument argument = clean;
    argument.hour = 1;
    EXPECT_EQ(check_expiry(argument), Status::kInvalid);
    argument = clean;
    argument.minute = 1;
    EXPECT_EQ(check_expiry(argument), Status::kInvalid);
    argument = clean;
    argument.second = 1;
    EXPECT_EQ(check_expiry(argument), Status::kInvalid);
    argument = clean;
    argument.utc_offset_minutes = -1;
    EXPECT_EQ(check_expiry(argument), Status::kInvalid);
    argument = clean;
    argument.ms = 1;
    EXPECT_EQ(check_expiry(argument), uses_ms ? Status::kOk : Status::kInvalid);
  }
  ExpiryArgument argument = daily(1, 2, 3, 0);
  argument.ms = 1;
  EXPECT_EQ(check_expiry(argument), Status::kInvalid);
}

TEST(CheckExpiry, knows_no_sentinel_numbers) {
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{-2}, INT64_MIN}) {
    EXPECT_EQ(check_expiry(in(ms)), Status::kBadExpiry) << ms;
    EXPECT_EQ(check_expiry(at(ms)), Status::kBadExpiry) << ms;
  }
  EXPECT_EQ(check_expiry(in(kNoDeadline)), Status::kBadExpiry);
  EXPECT_EQ(check_expiry(at(kNoDeadline)), Status::kOk);
}

TEST_P(EveryWrite, takes_an_argument_that_says_what_to_do) {
  for (const ExpiryArgument &fallback : {kDefaultArgument, in(7)}) {
    expect_change(GetParam(), of(ExpiryKind::kNever), fallback, DeadlineAction::kSet, Deadline());
    expect_change(GetParam(), of(ExpiryKind::kKeep), fallback, DeadlineAction::kKeep, Deadline());
    expect_change(GetParam(), in(1), fallback, DeadlineAction::kSet, steady(5001));
    expect_change(GetParam(), in(60'000), fallback, DeadlineAction::kSet, steady(65'000));
    expect_change(GetParam(), at(kNow.wall + 9), fallback, DeadlineAction::kSet,
                  wall(kNow.wall + 9));
    expect_change(GetParam(), daily(13, 0, 0, 0), fallback, DeadlineAction::kSet,
                  wall(kMidnight + 13 * kHour));
  }
}

TEST_P(EveryWrite, at_a_past_time_leaves_no_key) {
  expect_change(GetParam(), at(1), kDefaultArgument, DeadlineAction::kGone, wall(1));
  expect_change(GetParam(), at(kNow.wall - 1), kDefaultArgument, DeadlineAction::kGone,
                wall(kNow.wall - 1));
  expect_change(GetParam(), at(kNow.wall), kDefaultArgument, DeadlineAction::kSet, wall(kNow.wall));
}

TEST_P(EveryWrite, takes_the_default_of_the_instance) {
  expect_change(GetParam(), kDefaultArgument, in(60), DeadlineAction::kSet, steady(5060));
  expect_change(GetParam(), kDefaultArgument, daily(11, 0, 0, 0), DeadlineAction::kSet,
                wall(kMidnight + kDay + 11 * kHour));
}

TEST_P(EveryWrite, refuses_bad_arguments_and_bad_defaults) {
  expect_refused(GetParam(), in(0), kDefaultArgument, Status::kBadExpiry);
  expect_refused(GetParam(), at(-1), kDefaultArgument, Status::kBadExpiry);
  expect_refused(GetParam(), daily(24, 0, 0, 0), kDefaultArgument, Status::kInvalid);
  expect_refused(GetParam(), kDefaultArgument, in(0), Status::kBadExpiry);
  expect_refused(GetParam(), {.kind = ExpiryKind::kDefault, .ms = 5}, in(5), Status::kInvalid);
}

TEST_P(EveryWrite, refuses_only_what_overflows) {
  // Redis: EXPIRE and PEXPIRE fail when the sum with the Unix time is over int64.
  const std::int64_t longest = kMaxDeadline - kNow.wall;
  expect_change(GetParam(), in(longest), kDefaultArgument, DeadlineAction::kSet,
                steady(5000 + longest));
  expect_refused(GetParam(), in(longest + 1), kDefaultArgument, Status::kBadExpiry);
  expect_refused(GetParam(), in(9'223'372'036'854'775'000), kDefaultArgument, Status::kBadExpiry);
  expect_change(GetParam(), in(9'223'372'036'854'776), kDefaultArgument, DeadlineAction::kSet,
                steady(9'223'372'036'854'776 + 5000));
  expect_change(GetParam(), at(9'223'372'036'854'775'000), kDefaultArgument, DeadlineAction::kSet,
                wall(9'223'372'036'854'775'000));
  const Now late{.steady = kMaxDeadline - 10, .wall = 0};
  expect_change(GetParam(), in(10), kDefaultArgument, DeadlineAction::kSet, steady(kMaxDeadline),
                late);
  expect_refused(GetParam(), in(11), kDefaultArgument, Status::kBadExpiry, late);
  expect_refused(GetParam(), daily(0, 0, 0, 0), kDefaultArgument, Status::kBadExpiry,
                 {.steady = 0, .wall = kMaxDeadline});
}

TEST(Replacing, without_a_default_leaves_no_deadline) {
  for (const ExpiryArgument &fallback : {kDefaultArgument, of(ExpiryKind::kNever)}) {
    expect_change(resolve_replacing, kDefaultArgument, fallback, DeadlineAction::kSet, Deadline());
  }
}

TEST(Touching, without_a_default_leaves_the_deadline_alone) {
  for (const ExpiryArgument &fallback : {kDefaultArgument, of(ExpiryKind::kNever)}) {
    expect_change(resolve_touching, kDefaultArgument, fallback, DeadlineAction::kKeep, Deadline());
  }
}

TEST(ExpireOperation, takes_any_number_and_deletes_what_is_not_in_the_future) {
  DeadlineChange change;
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN}) {
    ASSERT_EQ(resolve_expire_in(ms, kNow, change), Status::kOk);
    EXPECT_EQ(change.action, DeadlineAction::kGone) << ms;
    EXPECT_LE(change.deadline.ms, kNow.steady);
    ASSERT_EQ(resolve_expire_at(ms, kNow, change), Status::kOk);
    EXPECT_EQ(change.action, DeadlineAction::kGone) << ms;
    EXPECT_EQ(change.deadline.ms, ms);
  }
  ASSERT_EQ(resolve_expire_at(kNow.wall, kNow, change), Status::kOk);
  EXPECT_EQ(change.action, DeadlineAction::kGone);
  ASSERT_EQ(resolve_expire_at(kNow.wall + 1, kNow, change), Status::kOk);
  EXPECT_EQ(change.action, DeadlineAction::kSet);
  EXPECT_EQ(change.deadline.domain, TimeDomain::kWall);
  ASSERT_EQ(resolve_expire_in(1, kNow, change), Status::kOk);
  EXPECT_EQ(change.action, DeadlineAction::kSet);
  EXPECT_EQ(change.deadline.ms, 5001);
  EXPECT_EQ(change.deadline.domain, TimeDomain::kSteady);
}

TEST(ExpireOperation, refuses_only_what_overflows) {
  DeadlineChange change{DeadlineAction::kKeep, wall(77)};
  EXPECT_EQ(resolve_expire_in(kMaxDeadline - kNow.wall + 1, kNow, change), Status::kBadExpiry);
  EXPECT_EQ(resolve_expire_in(INT64_MAX, kNow, change), Status::kBadExpiry);
  EXPECT_EQ(change.action, DeadlineAction::kKeep);
  EXPECT_EQ(change.deadline.ms, 77);
  EXPECT_EQ(resolve_expire_in(kMaxDeadline - kNow.wall, kNow, change), Status::kOk);
  EXPECT_EQ(resolve_expire_at(kMaxDeadline, kNow, change), Status::kOk);
}

// SET with PXAT and the largest number was refused, where Redis takes any time there is.
TEST(ExpireOperation, takes_the_last_number_for_the_one_before_it) {
  DeadlineChange change;
  EXPECT_EQ(resolve_expire_at(INT64_MAX, kNow, change), Status::kOk);
  EXPECT_EQ(change.action, DeadlineAction::kSet);
  EXPECT_EQ(change.deadline.ms, kMaxDeadline);
  change = {};
  EXPECT_EQ(resolve_replacing(at(INT64_MAX), kDefaultArgument, kNow, change), Status::kOk);
  EXPECT_EQ(change.action, DeadlineAction::kSet);
  EXPECT_EQ(change.deadline.ms, kMaxDeadline);
}

// At midnight exactly, one of the systems this replaces answers "now", so that the key is gone at
// once, and another 24 hours.
TEST(Daily, at_the_exact_moment_means_tomorrow) {
  EXPECT_EQ(next_daily(0, 0, 0, 0, kMidnight), kMidnight + kDay);
  EXPECT_EQ(next_daily(0, 0, 0, 0, kMidnight - 1), kMidnight);
  EXPECT_EQ(next_daily(0, 0, 0, 0, kMidnight + 1), kMidnight + kDay);
}

// At 20:00 UTC it is 5 o'clock of the next day in Tokyo. A system that takes the date from the
// local zone finds 1:00 in Tokyo four hours ago, and deletes the key.
TEST(Daily, takes_the_date_in_its_own_zone) {
  const std::int64_t eight = kMidnight + 20 * kHour;
  EXPECT_EQ(next_daily(1, 0, 0, 9 * 60, eight), kMidnight + kDay + 16 * kHour);
  EXPECT_EQ(next_daily(1, 0, 0, 9 * 60, kMidnight + 15 * kHour), kMidnight + 16 * kHour);
  EXPECT_EQ(next_daily(20, 30, 15, -(3 * 60 + 30), eight), kMidnight + kDay + 15'000);
  EXPECT_EQ(next_daily(0, 0, 0, 14 * 60, kMidnight), kMidnight + 10 * kHour);
}

TEST(Daily, works_before_1970_and_at_the_end_of_time) {
  EXPECT_EQ(next_daily(0, 0, 0, 0, -1), 0);
  EXPECT_EQ(next_daily(0, 0, 0, 0, -kDay), 0);
  EXPECT_EQ(next_daily(6, 0, 0, 0, -kDay + 1), -kDay + 6 * kHour);
  EXPECT_EQ(next_daily(0, 0, 0, 0, INT64_MAX), kNoDeadline);
  EXPECT_GT(next_daily(0, 0, 0, 0, INT64_MIN), INT64_MIN);
}

TEST(Daily, is_always_the_first_such_moment_in_the_future) {
  constexpr std::uint64_t kSeed = 27;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 100000; ++i) {
    const int hour = static_cast<int>(random() % 24);
    const int minute = static_cast<int>(random() % 60);
    const int second = static_cast<int>(random() % 60);
    const int zone = static_cast<int>(random() % 2879) - 1439;
    const auto now = static_cast<std::int64_t>(random() % (1ull << 43)) - (std::int64_t{1} << 42);
    const std::int64_t next = next_daily(hour, minute, second, zone, now);
    ASSERT_GT(next, now);
    ASSERT_LE(next, now + kDay);
    const std::int64_t local = ((next + zone * 60'000ll) % kDay + kDay) % kDay;
    ASSERT_EQ(local, hour * kHour + minute * 60'000ll + second * 1000ll);
  }
}

TEST(Condition, compares_on_the_wall_clock_and_none_is_latest) {
  const Deadline none;
  const Deadline early = steady(kNow.steady + 10);
  const Deadline late = wall(kNow.wall + 20);
  const Deadline late_too = steady(kNow.steady + 20);
  const struct {
    ExpireCondition condition;
    Deadline current, wanted;
    bool holds;
  } cases[] = {
      {ExpireCondition::kAlways, none, early, true},
      {ExpireCondition::kAlways, late, early, true},
      {ExpireCondition::kIfNone, none, early, true},
      {ExpireCondition::kIfNone, late, early, false},
      {ExpireCondition::kIfAny, none, early, false},
      {ExpireCondition::kIfAny, late, early, true},
      {ExpireCondition::kIfGreater, early, late, true},
      {ExpireCondition::kIfGreater, late, early, false},
      {ExpireCondition::kIfGreater, late, late_too, false},
      {ExpireCondition::kIfGreater, late_too, late, false},
      {ExpireCondition::kIfGreater, none, late, false},
      {ExpireCondition::kIfGreater, none, wall(kMaxDeadline), false},
      {ExpireCondition::kIfGreater, late, none, true},
      {ExpireCondition::kIfLess, early, late, false},
      {ExpireCondition::kIfLess, late, early, true},
      {ExpireCondition::kIfLess, late, late_too, false},
      {ExpireCondition::kIfLess, late_too, late, false},
      {ExpireCondition::kIfLess, none, late, true},
      {ExpireCondition::kIfLess, none, wall(kMaxDeadline), true},
      {ExpireCondition::kIfLess, none, none, false},
      {static_cast<ExpireCondition>(5), none, early, false},
  };
  int number = 0;
  for (const auto &c : cases) {
    SCOPED_TRACE("case " + std::to_string(number++));
    EXPECT_EQ(condition_holds(c.condition, c.current, c.wanted, kNow), c.holds);
  }
}

}  // namespace
}  // namespace cellaret::engine
