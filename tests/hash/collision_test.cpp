// Ten thousand keys with one hash: everything stays right, costs little for each of them, and other
// shards do not notice. The hash is the test's own; no instance of the C API can be opened with it.
#include <time.h>

#include <algorithm>
#include <vector>

#include "engine/base/platform.h"
#include "tests/capi/fixture.h"
#include "tests/capi/inner_instance.h"

namespace cellaret::test {
namespace {

constexpr int kColliding = 10'000;

std::uint64_t colliding_hash(std::string_view bytes, const engine::HashSecret &secret) {
  // In the first shard.
  if (bytes.starts_with("collide")) return 0x0000123456789abcull;
  return XXH3_64bits_withSecret(bytes.data(), bytes.size(), secret.bytes,
                                engine::HashSecret::kSize);
}

// An instance that hashes with it.
class CollisionTest : public testing::Test {
 protected:
  cellaret_status set(std::string_view key, std::string_view value) {
    return cellaret_set(cache_, key.data(), key.size(), value.data(), value.size(), nullptr,
                        nullptr);
  }
  std::optional<std::string> text(std::string_view key) {
    Value value;
    if (cellaret_get(cache_, key.data(), key.size(), value.raw()) != CELLARET_OK) return {};
    return std::string(value.text());
  }
  static std::string key(int number) { return numbered("collide", number); }
  void fill() {
    for (int number = 0; number < kColliding; ++number) {
      ASSERT_EQ(set(key(number), std::to_string(number)), CELLARET_OK);
    }
  }

  static engine::Options options() {
    engine::Options options;
    options.clock = engine::ClockKind::kManual;
    options.manual_start_ms = kStart;
    options.shards = 4;
    options.seed = 7;
    options.hash = &colliding_hash;
    return options;
  }

  const InnerInstance cache_{options()};
};

TEST_F(CollisionTest, every_key_is_kept_found_changed_and_lost_as_any_other) {
  fill();
  std::uint64_t entries = 0;
  ASSERT_EQ(cellaret_len(cache_, &entries), CELLARET_OK);
  EXPECT_EQ(entries, static_cast<std::uint64_t>(kColliding));
  for (int number = 0; number < kColliding; ++number) {
    ASSERT_EQ(text(key(number)), std::to_string(number));
  }
  EXPECT_EQ(text("collide-missing"), std::nullopt);
  // Every operation on some of them: numbers, deadlines, other values, deletion.
  for (int number = 0; number < kColliding; number += 40) {
    std::string k = key(number);
    std::int64_t sum = 0;
    ASSERT_EQ(cellaret_int_increment(cache_, k.data(), k.size(), 1, nullptr, &sum), CELLARET_OK);
    ASSERT_EQ(sum, number + 1);
    k = key(number + 1);
    ASSERT_EQ(cellaret_expire(cache_, k.data(), k.size(), 100, CELLARET_EXPIRE_ALWAYS),
              CELLARET_OK);
    k = key(number + 2);
    ASSERT_EQ(cellaret_delete(cache_, k.data(), k.size()), CELLARET_OK);
    k = key(number + 3);
    ASSERT_EQ(set(k, std::string(500, 'v')), CELLARET_OK);
    k = key(number + 4);
    cellaret_element element = cellaret_element_bytes("e", 1);
    std::uint64_t length = 0;
    ASSERT_EQ(cellaret_delete(cache_, k.data(), k.size()), CELLARET_OK);
    ASSERT_EQ(cellaret_list_push_right(cache_, k.data(), k.size(), &element, 1, nullptr, &length),
              CELLARET_OK);
    ASSERT_EQ(length, 1u);
  }
  ASSERT_EQ(cellaret_clock_advance(cache_, 101), CELLARET_OK);
  std::uint64_t left = 0;
  for (int number = 0; number < kColliding; ++number) {
    std::string k = key(number);
    bool is_gone = number % 40 == 1 || number % 40 == 2;
    ASSERT_EQ(cellaret_exists(cache_, k.data(), k.size()) == CELLARET_OK, !is_gone) << number;
    left += is_gone ? 0 : 1;
  }
  ASSERT_EQ(cellaret_len(cache_, &entries), CELLARET_OK);
  EXPECT_EQ(entries, left);
  // And all of them away again, in another order.
  for (int number = kColliding - 1; number >= 0; --number) {
    std::string k = key(number);
    cellaret_delete(cache_, k.data(), k.size());
  }
  ASSERT_EQ(cellaret_len(cache_, &entries), CELLARET_OK);
  EXPECT_EQ(entries, 0u);
  cache_.engine().maintain(1000);
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  ASSERT_EQ(cellaret_stats_read(cache_, &stats), CELLARET_OK);
  EXPECT_EQ(cache_.engine().recount(), stats.bytes_charged);
}

// A sanitizer makes every access several times dearer.
#if !CELLARET_SANITIZED

constexpr double kNanosecondsPerKey = 10;

// Processor time of this thread; others on the machine do not count.
double nanoseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Of one call, in the fastest of several runs: what disturbs a run makes it slower only.
template <class Call>
double cost_of(Call call) {
  constexpr int kRuns = 7;
  constexpr int kCalls = 200;
  double best = 1e18;
  for (int run = 0; run < kRuns; ++run) {
    double start = nanoseconds_now();
    for (int at = 0; at < kCalls; ++at) call(at * 49 % kColliding);
    best = std::min(best, (nanoseconds_now() - start) / kCalls);
  }
  return best;
}

TEST_F(CollisionTest, an_operation_costs_at_most_ten_nanoseconds_a_colliding_key) {
  fill();
  constexpr double kMost = kNanosecondsPerKey * kColliding;
  std::vector<std::string> keys;
  for (int number = 0; number < kColliding; ++number) keys.push_back(key(number));
  EXPECT_LT(cost_of([&](int at) { text(keys[at]); }), kMost);
  EXPECT_LT(cost_of([&](int) { text("collide-missing"); }), kMost);
  EXPECT_LT(cost_of([&](int at) { set(keys[at], "another value, of another size"); }), kMost);
  EXPECT_LT(cost_of([&](int at) {
              cellaret_expire(cache_, keys[at].data(), keys[at].size(), 1'000'000,
                              CELLARET_EXPIRE_ALWAYS);
            }),
            kMost);
  EXPECT_LT(cost_of([&](int at) {
              cellaret_delete(cache_, keys[at].data(), keys[at].size());
              set(keys[at], "back");
            }),
            2 * kMost);
}

TEST_F(CollisionTest, a_call_of_any_other_kind_costs_no_more) {
  fill();
  constexpr double kMost = kNanosecondsPerKey * kColliding;
  std::vector<std::string> keys;
  for (int number = 0; number < kColliding; ++number) keys.push_back(key(number));
  auto data = [&](int at) { return keys[at].data(); };
  auto size = [&](int at) { return keys[at].size(); };
  cellaret_element element = cellaret_element_bytes("e", 1);
  std::uint64_t count = 0;
  int failed = 0;
  auto made = [&](cellaret_status status) { failed += status < 0 ? 1 : 0; };
  EXPECT_LT(cost_of([&](int at) { made(cellaret_exists(cache_, data(at), size(at))); }), kMost);
  EXPECT_LT(cost_of([&](int at) { made(cellaret_touch(cache_, data(at), size(at), nullptr)); }),
            kMost);
  EXPECT_LT(cost_of([&](int at) { made(cellaret_persist(cache_, data(at), size(at))); }), kMost);
  EXPECT_LT(cost_of([&](int at) {
              made(cellaret_int_increment(cache_, data(at), size(at), 1, nullptr, nullptr));
            }),
            kMost);
  EXPECT_LT(
      cost_of([&](int) {
        made(cellaret_list_push_right(cache_, "collide-list", 12, &element, 1, nullptr, &count));
      }),
      kMost);
  EXPECT_LT(cost_of([&](int) {
              made(cellaret_set_add(cache_, "collide-set", 11, &element, 1, nullptr, &count));
            }),
            kMost);
  // From a colliding key to another and back: each call deals with two of them, and puts one in and
  // takes one out besides.
  EXPECT_LT(cost_of([&](int at) {
              made(cellaret_rename(cache_, data(at), size(at), "collide-new", 11));
              made(cellaret_rename(cache_, "collide-new", 11, data(at), size(at)));
            }),
            6 * kMost);
  EXPECT_EQ(failed, 0);
}

TEST_F(CollisionTest, other_shards_do_not_notice) {
  // Keys that are not in the first shard.
  std::vector<std::string> others;
  engine::HashSecret secret(7, &colliding_hash);
  for (int number = 0; others.size() < kColliding; ++number) {
    std::string other = numbered("other", number);
    if ((engine::hash_bytes(other, secret) >> 48 & 3) == 0) continue;
    ASSERT_EQ(set(other, "v"), CELLARET_OK);
    others.push_back(other);
  }
  auto cost = [&] {
    return cost_of([&](int at) {
      text(others[at]);
      set(others[at], "w");
    });
  };
  double before = cost();
  fill();
  EXPECT_LT(cost(), before * 2 + 100);
}

#endif

}  // namespace
}  // namespace cellaret::test
