// The sampler against a list: where everything is followed, no read is counted at a wrong distance;
// where only a part is, the estimate is near what all keys would give.
#include "engine/shard/curve_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <list>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/limits.h"

namespace cellaret::engine {
namespace {

constexpr double kAll = 1e18;

std::uint64_t hash_of(std::uint64_t key) {
  std::uint64_t hash = key + 0x9E3779B97F4A7C15u;
  hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9u;
  hash = (hash ^ hash >> 27) * 0x94D049BB133111EBu;
  return hash ^ hash >> 31;
}

// Keys by last use, and the distances of all reads.
class SlowStack {
 public:
  struct Use {
    std::uint64_t key;
    std::uint64_t bytes;
    std::int64_t deadline_ms;
  };

  void read(std::uint64_t key, std::int64_t now_ms) {
    auto found = where_.find(key);
    if (found != where_.end() && found->second->deadline_ms < now_ms) {
      remove(key);
      found = where_.end();
    }
    if (found == where_.end()) {
      ++never_;
      return;
    }
    double bytes = 0;
    double entries = 0;
    for (auto use = uses_.begin();; ++use) {
      bytes += static_cast<double>(use->bytes);
      ++entries;
      if (use == found->second) break;
    }
    entry_distances_.push_back(entries);
    byte_distances_.push_back(bytes);
    uses_.splice(uses_.begin(), uses_, found->second);
  }
  void write(std::uint64_t key, std::uint64_t bytes, std::int64_t deadline_ms) {
    remove(key);
    uses_.push_front({key, bytes, deadline_ms});
    where_[key] = uses_.begin();
  }
  void set_deadline(std::uint64_t key, std::int64_t deadline_ms) {
    if (auto found = where_.find(key); found != where_.end()) {
      found->second->deadline_ms = deadline_ms;
    }
  }
  void remove(std::uint64_t key) {
    auto found = where_.find(key);
    if (found == where_.end()) return;
    uses_.erase(found->second);
    where_.erase(found);
  }
  void clear() {
    uses_.clear();
    where_.clear();
  }
  [[nodiscard]] bool has(std::uint64_t key) const { return where_.count(key) != 0; }

  [[nodiscard]] double misses_of_entries(double size) const {
    return beyond(entry_distances_, size);
  }
  [[nodiscard]] double misses_of_bytes(double size) const { return beyond(byte_distances_, size); }

 private:
  [[nodiscard]] double beyond(const std::vector<double> &distances, double size) const {
    double count = never_;
    for (double distance : distances) count += distance > size;
    return count;
  }

  std::list<Use> uses_;
  std::unordered_map<std::uint64_t, std::list<Use>::iterator> where_;
  std::vector<double> entry_distances_;
  std::vector<double> byte_distances_;
  double never_ = 0;
};

std::unique_ptr<CurveSampler> make(const CurvePlan &plan) {
  auto sampler = std::make_unique<CurveSampler>(plan);
  EXPECT_TRUE(sampler->allocate());
  return sampler;
}

double misses(const CurveSampler &sampler, double entries, double bytes) {
  double sum = 0;
  for (std::uint32_t group = 0; group < sampler.groups(); ++group) {
    sum += sampler.misses(group, entries, bytes);
  }
  return sum;
}

constexpr StoredDeadline deadline_at(std::int64_t ms) { return {ms, false}; }

class Both {
 public:
  explicit Both(const CurvePlan &plan) : sampler(make(plan)) {}

  // Fills on a miss, as most users do; keys and sizes are drawn unevenly.
  void step(std::mt19937 &random, std::uint32_t keys) {
    double drawn = std::pow(static_cast<double>(random() % 100000) / 100000, 3);
    auto key = static_cast<std::uint64_t>(drawn * keys);
    std::uint64_t bytes = 32 + random() % 64 * 16;
    switch (random() % 16) {
      case 0:
        if (is_followed(key)) sampler->on_remove(hash_of(key));
        stack.remove(key);
        break;
      case 1: {
        std::int64_t deadline = clock.steady_ms() + random() % 300;
        if (is_followed(key)) sampler->on_deadline(hash_of(key), deadline_at(deadline));
        stack.set_deadline(key, deadline);
        break;
      }
      case 2:
        EXPECT_TRUE(clock.advance(1));
        break;
      case 3:
        write(key, bytes);
        break;
      default: {
        Moment moment(clock, Moment::Precision::kExact);
        if (is_followed(key)) sampler->on_read(hash_of(key), {}, moment);
        stack.read(key, clock.steady_ms());
        if (!stack.has(key)) write(key, bytes);
      }
    }
  }

  void write(std::uint64_t key, std::uint64_t bytes) {
    if (is_followed(key)) sampler->on_write(hash_of(key), bytes, {});
    stack.write(key, bytes, StoredDeadline::kNone);
  }

  // As a shard asks before it tells.
  [[nodiscard]] bool is_followed(std::uint64_t key) const {
    return CurveSampler::mixed(hash_of(key)) < sampler->threshold();
  }

  Clock clock{ClockKind::kManual, 1'000'000};
  std::unique_ptr<CurveSampler> sampler;
  SlowStack stack;
};

TEST(CurveSamplerTest, counts_every_read_at_its_distance_while_all_keys_are_followed) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Both both(CurvePlan::of(1, 100'000, 400, 512));
    std::mt19937 random(seed);
    for (int step = 0; step < 20'000; ++step) {
      both.step(random, 500);
      if (step % 5000 == 4999) {
        both.sampler->forget_keys();
        both.stack.clear();
      }
    }
    ASSERT_EQ(both.sampler->rate(), 1);
    // A bucket is a sixteenth of a power of two wide; in between, the count is spread evenly.
    constexpr double kBucket = 1.045;
    for (double size = 2; size < 2000; size *= 1.3) {
      double found = misses(*both.sampler, size, kAll);
      EXPECT_LE(found, both.stack.misses_of_entries(size / kBucket)) << size;
      EXPECT_GE(found, both.stack.misses_of_entries(size * kBucket)) << size;
      double bytes = size * 300;
      found = misses(*both.sampler, kAll, bytes);
      EXPECT_LE(found, both.stack.misses_of_bytes(bytes / kBucket)) << bytes;
      EXPECT_GE(found, both.stack.misses_of_bytes(bytes * kBucket)) << bytes;
    }
  }
}

TEST(CurveSamplerTest, estimates_all_keys_from_a_part_of_them) {
  Both both(CurvePlan::of(1, kUnlimited, kUnlimited, 1024));
  std::mt19937 random(5);
  for (int step = 0; step < 60'000; ++step) both.step(random, 8000);
  EXPECT_LE(both.sampler->rate(), 0.25);
  EXPECT_LE(both.sampler->followed_keys(), 1024u);
  double reads = 60'000.0 * 12 / 16;
  for (double size : {200.0, 1000.0, 4000.0}) {
    EXPECT_NEAR(misses(*both.sampler, size, kAll) / reads,
                both.stack.misses_of_entries(size) / reads, 0.06)
        << size;
  }
}

TEST(CurveSamplerTest, the_lower_of_two_limits_counts) {
  Both both(CurvePlan::of(1, 100'000, 400, 512));
  std::mt19937 random(9);
  for (int step = 0; step < 5000; ++step) both.step(random, 300);
  double few = misses(*both.sampler, 20, kAll);
  EXPECT_GT(few, misses(*both.sampler, 200, kAll));
  EXPECT_EQ(misses(*both.sampler, 20, 1e6), few);
  EXPECT_EQ(misses(*both.sampler, 1e6, 5000), misses(*both.sampler, kAll, 5000));
}

TEST(CurveSamplerTest, forgets_what_no_cache_within_reach_holds_before_it_halves) {
  CurvePlan plan = CurvePlan::of(1, kUnlimited, 10, 128);
  auto sampler = make(plan);
  for (std::uint64_t key = 0; key < 1000; ++key) sampler->on_write(hash_of(key), 64, {});
  EXPECT_EQ(sampler->rate(), 1);
  EXPECT_EQ(sampler->followed_keys(), 128u);
  // Without a limit nothing is beyond reach.
  sampler = make(CurvePlan::of(1, kUnlimited, kUnlimited, 128));
  for (std::uint64_t key = 0; key < 1000; ++key) {
    if (CurveSampler::mixed(hash_of(key)) < sampler->threshold()) {
      sampler->on_write(hash_of(key), 64, {});
    }
  }
  EXPECT_LE(sampler->rate(), 0.125);
  EXPECT_LE(sampler->followed_keys(), 128u);
}

TEST(CurveSamplerTest, what_is_older_than_the_sample_counts_as_just_fitting) {
  auto sampler = make(CurvePlan::of(1, kUnlimited, 100, 128));
  Clock clock(ClockKind::kManual, 0);
  Moment moment(clock, Moment::Precision::kExact);
  sampler->on_read(hash_of(1), {.bytes = 64, .deadline = {}, .all_entries = 100, .all_bytes = 6400},
                   moment);
  EXPECT_EQ(misses(*sampler, 120, kAll), 0);
  EXPECT_EQ(misses(*sampler, 80, kAll), 1);
  // From then on it is followed.
  sampler->on_read(hash_of(1), {.bytes = 64, .deadline = {}, .all_entries = 100, .all_bytes = 6400},
                   moment);
  EXPECT_EQ(misses(*sampler, 80, kAll), 1);
}

TEST(CurveSamplerTest, shards_stand_for_all_of_them) {
  auto sampler = make(CurvePlan::of(16, kUnlimited, 1600, 16 * 128));
  Clock clock(ClockKind::kManual, 0);
  for (std::uint64_t key = 0; key < 50; ++key) sampler->on_write(hash_of(key), 64, {});
  Moment moment(clock, Moment::Precision::kExact);
  sampler->on_read(hash_of(0), {}, moment);  // the fiftieth of its shard: the 800th of all
  EXPECT_EQ(misses(*sampler, 900, kAll), 0);
  EXPECT_EQ(misses(*sampler, 700, kAll), 1);
}

}  // namespace
}  // namespace cellaret::engine
