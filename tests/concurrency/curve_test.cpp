// The estimate of the miss-ratio curve beside readers and writers, and switched by several threads.
#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 3;

cellaret_options limited() {
  cellaret_options options = manual_options();
  options.max_entries = 400;
  options.shards = 4;
  return options;
}

void use(Cache &cache, int number, int round) {
  std::string key = numbered("k", static_cast<std::uint64_t>(round * 7 + number * 13) % 900);
  Value value;
  if (cache.get(key, value) == CELLARET_OK) return;
  if (round % 16 == 0) {
    cache.erase(key);
  } else if (round % 16 == 1) {
    cache.set(key, "v", cellaret_expiry_in(1 + round % 30));
  } else {
    cache.set(key, "v");
  }
}

TEST(CurveTest, counts_every_read_of_every_thread) {
  Cache cache(limited());
  ASSERT_EQ(cellaret_curve_start(cache, nullptr), CELLARET_OK);
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds; ++round) use(cache, number, round);
  });
  cellaret_curve_info info{};
  info.struct_size = sizeof info;
  ASSERT_EQ(cellaret_curve_read(cache, nullptr, 0, &info), CELLARET_OK);
  EXPECT_EQ(info.reads, static_cast<std::uint64_t>(kThreads) * kRounds);
  EXPECT_EQ(info.followed_reads, info.reads);
}

TEST(CurveTest, may_be_started_stopped_and_read_while_others_work) {
  Cache cache(limited());
  Beside starter([&] {
    cellaret_curve_options options{sizeof options, 512};
    EXPECT_EQ(cellaret_curve_start(cache, &options), CELLARET_OK);
  });
  Beside stopper([&] { cellaret_curve_stop(cache); });
  Beside reader([&] {
    cellaret_curve_point point{0, 800, 0, 0};
    if (cellaret_curve_read(cache, &point, 1, nullptr) != CELLARET_OK) return;
    EXPECT_GE(point.hit_ratio, 0);
    EXPECT_LE(point.hit_ratio, 1);
  });
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds / 4; ++round) {
      use(cache, number, round);
      if (number == 0 && round % 64 == 0) cache.advance(1);
    }
  });
}

}  // namespace
}  // namespace cellaret::test
