// Reads alone bring a table to its new size, in steps that are no longer than a write's.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/capi/inner_instance.h"

namespace cellaret::test {
namespace {

constexpr int kMostEntries = 5'000;

struct Way {
  const char *name;
  const char *policy;
  std::function<void(const InnerInstance &, const std::string &key)> read;
};

void get(const InnerInstance &instance, const std::string &key) {
  cellaret_value value;
  static_cast<void>(cellaret_get(instance, key.data(), key.size(), &value));
}

void get_several(const InnerInstance &instance, const std::string &key) {
  std::vector<cellaret_key> keys(3, {key.data(), key.size()});
  std::vector<cellaret_value> values(keys.size());
  ASSERT_EQ(cellaret_multi_get(instance, keys.data(), keys.size(), values.data()), CELLARET_OK);
}

class SplitTableTest : public testing::TestWithParam<Way> {
 protected:
  static engine::Options options() {
    engine::Options options;
    options.policy_name = GetParam().policy;
    options.shards = 1;
    options.max_bytes = engine::kUnlimited;
    return options;
  }
  static std::string key_of(int number) { return "a key of this test " + std::to_string(number); }

  // As many entries as begin to be resized at, with at least `least`.
  int fill_until_split(int least) {
    for (int number = 0; number < kMostEntries; ++number) {
      std::string key = key_of(number);
      EXPECT_EQ(cellaret_int_set(instance_, key.data(), key.size(), number, nullptr, nullptr),
                CELLARET_OK);
      if (number >= least && instance_.engine().shard(0).is_resizing()) return number + 1;
    }
    ADD_FAILURE() << "the table was never resized";
    return kMostEntries;
  }
  // How many of these reads it takes until the table has its size.
  int reads_until_whole(const std::function<std::string(int)> &key) {
    int reads = 0;
    for (; reads < kMostEntries && instance_.engine().shard(0).is_resizing(); ++reads) {
      GetParam().read(instance_, key(reads));
    }
    EXPECT_FALSE(instance_.engine().shard(0).is_resizing());
    return reads;
  }

  InnerInstance instance_{options()};
};

INSTANTIATE_TEST_SUITE_P(Ways, SplitTableTest,
                         testing::Values(Way{"get_lru", "allkeys-lru", get},
                                         Way{"get_sieve", "sieve", get},
                                         Way{"multi_get_sieve", "sieve", get_several}),
                         [](const auto &tested) { return std::string(tested.param.name); });

TEST_P(SplitTableTest, hits_resize_it_in_steps) {
  int entries = fill_until_split(2'000);
  EXPECT_GT(reads_until_whole([&](int read) { return key_of(read % entries); }), 20);
  for (int number = 0; number < entries; ++number) {
    std::string key = key_of(number);
    cellaret_value value;
    ASSERT_EQ(cellaret_get(instance_, key.data(), key.size(), &value), CELLARET_OK);
    ASSERT_EQ(value.as.integer, number);
  }
  EXPECT_EQ(static_cast<std::int64_t>(instance_.engine().statistics().bytes_charged),
            static_cast<std::int64_t>(instance_.engine().recount()));
}

TEST_P(SplitTableTest, misses_resize_it) {
  fill_until_split(2'000);
  reads_until_whole([](int read) { return "no such key " + std::to_string(read); });
}

}  // namespace
}  // namespace cellaret::test
