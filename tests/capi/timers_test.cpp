// A million deadlines from seconds to centuries, on both time lines, while the wall clock is set.
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr std::int64_t kDay = 24 * kHour;
constexpr double kTwoCenturies = 200.0 * 365 * 24 * 3600 * 1000;
constexpr std::size_t kTimers = 1'000'000;
constexpr std::uint64_t kSeed = 20300101;

// The timers of one time line, by their deadlines.
struct Line {
  std::vector<std::pair<std::int64_t, std::uint32_t>> timers;
  std::int64_t now = kStart;
  // Where this clock stood furthest when what had passed was reclaimed; what had passed and was not
  // lives again when the clock steps back.
  std::int64_t reclaimed_to = kStart;

  std::size_t first_alive() const {
    const std::pair first{std::max(now, reclaimed_to), std::uint32_t{0}};
    return static_cast<std::size_t>(std::ranges::lower_bound(timers, first) - timers.begin());
  }
  std::size_t alive() const { return timers.size() - first_alive(); }
};

class Timers {
 public:
  Timers() : cache_(options()) {
    std::mt19937_64 random(kSeed);
    std::uniform_real_distribution<double> exponent(std::log(1000.0), std::log(kTwoCenturies));
    for (std::uint32_t id = 0; id < kTimers; ++id) {
      const auto ms = static_cast<std::int64_t>(std::exp(exponent(random)));
      Line &line = id % 2 == 0 ? steady_ : wall_;
      line.timers.emplace_back(kStart + ms, id);
      const cellaret_expiry expiry =
          id % 2 == 0 ? cellaret_expiry_in(ms) : cellaret_expiry_at(kStart + ms);
      cache_.set(name(id), "value", expiry);
    }
    std::ranges::sort(steady_.timers);
    std::ranges::sort(wall_.timers);
  }

  void advance(std::int64_t ms) {
    cache_.advance(ms);
    steady_.now += ms;
    wall_.now += ms;
  }
  void step_wall(std::int64_t ms) {
    cache_.step_wall(ms);
    wall_.now += ms;
  }

  // The entries nearest to this moment on either side, before anything reclaims them.
  void expect_edges_are_exact() {
    for (const Line *line : {&steady_, &wall_}) {
      const std::size_t next = line->first_alive();
      if (next < line->timers.size()) {
        EXPECT_TRUE(cache_.exists(name(line->timers[next].second)));
      }
      if (next > 0) {
        EXPECT_FALSE(cache_.exists(name(line->timers[next - 1].second)));
      }
    }
  }
  // What maintenance leaves is what has not passed: none went early, none stays.
  void expect_reclaimed() {
    const std::uint64_t due = cache_.stats().entries - alive();
    std::uint64_t reclaimed = 0;
    EXPECT_EQ(cellaret_maintain(cache_, 100, &reclaimed), CELLARET_OK);
    EXPECT_EQ(reclaimed, std::min<std::uint64_t>(due, 100));
    EXPECT_EQ(cellaret_maintain(cache_, kTimers, &reclaimed), CELLARET_OK);
    EXPECT_EQ(cache_.stats().entries, alive());
    for (Line *line : {&steady_, &wall_}) {
      line->reclaimed_to = std::max(line->reclaimed_to, line->now);
    }
  }

  std::uint64_t alive() const { return steady_.alive() + wall_.alive(); }
  Cache &cache() { return cache_; }
  std::int64_t steady_now() const { return steady_.now; }

 private:
  static cellaret_options options() {
    cellaret_options options = manual_options();
    options.max_bytes = CELLARET_UNLIMITED;
    options.shards = 4;
    return options;
  }
  static std::string name(std::uint32_t id) { return numbered("timer", id); }

  Cache cache_;
  Line steady_;
  Line wall_;
};

TEST(TimersTest, none_of_a_million_fires_early_or_stays_and_all_give_their_memory_back) {
  Timers timers;
  const std::uint64_t peak = timers.cache().stats().bytes_charged;
  std::mt19937_64 random(kSeed + 1);
  std::int64_t elapsed = kSecond;
  // Ever longer strides; now and then somebody sets the clock forward or back.
  for (int step = 0; timers.alive() > 0; ++step) {
    timers.advance(elapsed / 40 + static_cast<std::int64_t>(random() % 1000));
    if (step % 7 == 3) timers.step_wall(static_cast<std::int64_t>(random() % kDay) - kDay / 2);
    elapsed = timers.steady_now() - kStart;
    if (step % 5 == 0) timers.expect_edges_are_exact();
    timers.expect_reclaimed();
    ASSERT_FALSE(HasFailure()) << "step " << step << ", seed " << kSeed;
    ASSERT_LT(step, 3000);
  }
  EXPECT_EQ(timers.cache().len(), 0u);
  // Entries are gone by now; the index and the side arrays shrink as other entries come and go.
  EXPECT_LT(timers.cache().stats().bytes_charged, peak / 2);
  for (int write = 0; write < 200'000; ++write) {
    timers.cache().set(numbered("other", static_cast<std::uint64_t>(write) % 64), "x");
    timers.cache().erase(numbered("other", static_cast<std::uint64_t>(write) % 64));
  }
  EXPECT_LT(timers.cache().stats().bytes_charged, peak / 100);
}

TEST(TimersTest, writes_alone_give_expired_memory_back_in_bounded_steps) {
  Timers timers;
  timers.advance(kHour);
  std::uint64_t due = timers.cache().stats().entries - timers.alive();
  ASSERT_GT(due, 100'000u);
  // A few for each write, so no write pays for all; and few enough writes for all to have gone.
  for (std::uint64_t write = 0; write < kTimers && due > 0; ++write) {
    timers.cache().set(numbered("other", write % 64), "x");
    const std::uint64_t others = std::min<std::uint64_t>(write + 1, 64);
    const std::uint64_t left = timers.cache().stats().entries - others - timers.alive();
    ASSERT_LE(due - left, 64u) << "write " << write;
    due = left;
  }
  EXPECT_EQ(due, 0u);
}

TEST(TimersTest, daily_deadlines_fall_on_the_exact_midnight_of_their_zone) {
  for (const int zone : {-720, -570, -210, 0, 330, 345, 540, 765, 840}) {
    for (const std::int64_t offset : {-1, 0, 1}) {
      Cache cache;
      const std::int64_t midnight = kStart + 3 * kDay - zone * 60 * kSecond;
      cache.advance(midnight + offset - kStart);
      cache.set("k", "v", cellaret_expiry_daily(0, 0, 0, static_cast<std::int32_t>(zone)));
      const std::int64_t expected = offset < 0 ? midnight : midnight + kDay;
      ASSERT_EQ(cache.expire_time("k"), expected) << "zone " << zone << ", offset " << offset;
      cache.advance(expected - midnight - offset);
      EXPECT_TRUE(cache.exists("k"));
      EXPECT_EQ(cache.ttl("k"), 0);
      cache.advance(1);
      EXPECT_FALSE(cache.exists("k"));
    }
  }
}

}  // namespace
}  // namespace cellaret::test
