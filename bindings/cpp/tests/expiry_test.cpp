// Expiry arguments: what each constructor makes, and how durations become milliseconds.
#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <type_traits>

#include "fixture.h"

namespace cellaret::test {
namespace {

static_assert(std::is_trivially_copyable_v<Expiry> && sizeof(Expiry) == sizeof(cellaret_expiry));
static_assert(!std::is_convertible_v<std::chrono::seconds, Expiry>, "in or at has to be said");
static_assert(Expiry::never().raw().kind == CELLARET_EXPIRY_NEVER);
static_assert(Expiry::keep().raw().kind == CELLARET_EXPIRY_KEEP);
static_assert(Expiry::by_default().raw().kind == CELLARET_EXPIRY_DEFAULT);
static_assert(Expiry().raw().kind == CELLARET_EXPIRY_DEFAULT);

constexpr std::int64_t kLongest = std::numeric_limits<std::int64_t>::max();

TEST(ExpiryTest, in_takes_any_unit_and_drops_parts_of_a_millisecond) {
  EXPECT_EQ(Expiry::in(5s).raw().kind, CELLARET_EXPIRY_IN);
  EXPECT_EQ(Expiry::in(5s).raw().ms, 5000);
  EXPECT_EQ(Expiry::in(2h).raw().ms, 7200000);
  EXPECT_EQ(Expiry::in(1999us).raw().ms, 1);
  EXPECT_EQ(Expiry::in(999us).raw().ms, 0);
  EXPECT_EQ(Expiry::in(-1us).raw().ms, -1);
  EXPECT_EQ(Expiry::in(std::chrono::duration<double>(0.0015)).raw().ms, 1);
}

TEST(ExpiryTest, a_duration_beyond_the_range_is_the_longest_and_not_a_wrapped_one) {
  EXPECT_EQ(Expiry::in(std::chrono::hours::max()).raw().ms, kLongest);
  EXPECT_EQ(Expiry::in(std::chrono::hours::min()).raw().ms,
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Expiry::in(std::chrono::duration<double>(1e300)).raw().ms, kLongest);
  EXPECT_EQ(Expiry::in(std::chrono::milliseconds(kLongest)).raw().ms, kLongest);
  using Picoseconds = std::chrono::duration<std::int64_t, std::pico>;
  EXPECT_EQ(Expiry::in(Picoseconds::max()).raw().ms, kLongest / 1000000000);
}

TEST(ExpiryTest, a_duration_that_is_no_number_is_an_invalid_argument) {
  const std::chrono::duration<double> nothing(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THROW((void)Expiry::in(nothing), std::invalid_argument);
}

TEST(ExpiryTest, at_takes_time_points_of_the_system_clock) {
  using std::chrono::January;
  EXPECT_EQ(Expiry::at(kStart).raw().kind, CELLARET_EXPIRY_AT);
  EXPECT_EQ(Expiry::at(kStart).raw().ms, 1893456000000);
  EXPECT_EQ(Expiry::at(std::chrono::sys_days(January / 1 / 2030)).raw().ms, 1893456000000);
  const std::chrono::system_clock::time_point moment(1500us);
  EXPECT_EQ(Expiry::at(moment).raw().ms, 1);
}

TEST(ExpiryTest, daily_carries_time_and_zone) {
  const cellaret_expiry raw = Expiry::daily(6, 30, 15, 9h).raw();
  EXPECT_EQ(raw.kind, CELLARET_EXPIRY_DAILY);
  EXPECT_EQ(raw.hour, 6);
  EXPECT_EQ(raw.minute, 30);
  EXPECT_EQ(raw.second, 15);
  EXPECT_EQ(raw.utc_offset_minutes, 540);
  EXPECT_EQ(raw.ms, 0);
}

TEST_F(CacheTest, a_time_of_day_that_does_not_exist_is_refused_and_never_wraps) {
  for (const Expiry &expiry :
       {Expiry::daily(24), Expiry::daily(256), Expiry::daily(-1), Expiry::daily(0, 60),
        Expiry::daily(0, 256), Expiry::daily(0, 0, 60), Expiry::daily(0, 0, 512),
        Expiry::daily(0, 0, 0, 24h), Expiry::daily(0, 0, 0, std::chrono::minutes(1LL << 32))}) {
    EXPECT_THROW(cache_.set("key", 1, {.expiry = expiry}), std::invalid_argument);
  }
  EXPECT_FALSE(cache_.exists("key"));
}

TEST_F(CacheTest, an_expiry_out_of_range_is_an_error_and_changes_nothing) {
  cache_.set("key", 1);
  for (const Expiry &expiry :
       {Expiry::in(0ms), Expiry::in(999us), Expiry::in(-1s), Expiry::in(std::chrono::hours::max()),
        Expiry::at(TimePoint(0ms)), Expiry::at(TimePoint(-1ms))}) {
    const Error error = error_of([&] { cache_.set("key", 2, {.expiry = expiry}); });
    EXPECT_EQ(error.code(), Code::BAD_EXPIRY) << expiry.raw().ms;
    EXPECT_EQ(error.operation(), "set");
    EXPECT_EQ(error.key(), "key");
    EXPECT_EQ(error_of([&] { cache_.increment("key", 1, expiry); }).code(), Code::BAD_EXPIRY);
  }
  EXPECT_EQ(cache_.get_int("key"), 1);
}

}  // namespace
}  // namespace cellaret::test
