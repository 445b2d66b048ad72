// Random choice: every member and every key is as likely to be drawn, by each call that draws, in
// each form of a set and while tables move.
//
// Pearson's chi-squared, with a limit that fair draws pass but once in a million times; the seeds
// are fixed. Judge of the mutants that draw unfairly, and so not against the shared library.
#include <cmath>
#include <map>

#include "tests/capi/collections.h"

namespace cellaret::test {
namespace {

using Counts = std::map<std::string, int>;

Texts numbered_texts(const char *prefix, int count) {
  Texts texts;
  for (int at = 0; at < count; ++at) texts.push_back(numbered(prefix, at));
  return texts;
}

void expect_fair(const Counts &counts, const Texts &all) {
  double draws = 0;
  for (const auto &[text, count] : counts) draws += count;
  double expected = draws / static_cast<double>(all.size());
  double chi_squared = 0;
  for (const std::string &text : all) {
    auto found = counts.find(text);
    double count = found == counts.end() ? 0 : found->second;
    chi_squared += std::pow(count - expected, 2) / expected;
  }
  auto freedom = static_cast<double>(all.size() - 1);
  EXPECT_LT(chi_squared, freedom + 4.75 * std::sqrt(2 * freedom) + 12);
}

// Integers, packed and hashed; the last two of a size at which a table has begun to grow.
struct Shape {
  const char *prefix;
  int members;
};

class DrawTest : public testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    all_ = numbered_texts(GetParam().prefix, GetParam().members);
    cache_.add("s", all_);
  }

  void count(cellaret_values *values) {
    for (const std::string &member : texts_of(values)) ++counts_[member];
  }

  Collections cache_;
  Texts all_;
  Counts counts_;
};

INSTANTIATE_TEST_SUITE_P(Forms, DrawTest,
                         testing::Values(Shape{"", 40}, Shape{"m", 40}, Shape{"", 400},
                                         Shape{"m", 400}, Shape{"m", 1400}, Shape{"", 1500}));

TEST_P(DrawTest, a_sample_of_one_is_fair) {
  for (int draw = 0; draw < GetParam().members * 50; ++draw) {
    Value value;
    ASSERT_EQ(cellaret_set_sample_one(cache_, "s", 1, value.raw()), CELLARET_OK);
    ++counts_[std::string(value.text())];
  }
  expect_fair(counts_, all_);
}

TEST_P(DrawTest, a_sample_with_replacement_is_fair) {
  cellaret_values *values = nullptr;
  ASSERT_EQ(cellaret_set_sample_with_replacement(cache_, "s", 1, GetParam().members * 50, &values),
            CELLARET_OK);
  count(values);
  expect_fair(counts_, all_);
}

// Few are drawn one by one, many in one pass over the set.
TEST_P(DrawTest, a_sample_of_few_or_many_is_fair) {
  for (int size : {GetParam().members / 20, GetParam().members / 2}) {
    counts_.clear();
    for (int round = 0; round < GetParam().members * 50 / size; ++round) {
      cellaret_values *values = nullptr;
      ASSERT_EQ(cellaret_set_sample(cache_, "s", 1, size, &values), CELLARET_OK);
      count(values);
    }
    expect_fair(counts_, all_);
  }
}

TEST_P(DrawTest, a_pop_of_one_or_several_is_fair) {
  for (int size : {1, GetParam().members / 10}) {
    counts_.clear();
    for (int round = 0; round < GetParam().members * 50 / size; ++round) {
      cellaret_values *values = nullptr;
      Texts popped(1);
      if (size == 1) {
        Value value;
        ASSERT_EQ(cellaret_set_pop_one(cache_, "s", 1, nullptr, value.raw()), CELLARET_OK);
        popped[0] = value.text();
      } else {
        ASSERT_EQ(cellaret_set_pop(cache_, "s", 1, size, nullptr, &values), CELLARET_OK);
        popped = texts_of(values);
      }
      for (const std::string &member : popped) ++counts_[member];
      cache_.add("s", popped);
    }
    expect_fair(counts_, all_);
  }
}

// Over shards of unequal size, while one of three keys has expired.
TEST(DrawKeyTest, a_random_key_is_fair) {
  for (std::uint32_t shards : {1u, 4u, 64u}) {
    cellaret_options options = manual_options();
    options.shards = shards;
    Cache cache(options);
    Texts all = numbered_texts("k", 300);
    for (const std::string &key : all) cache.set(key, "v");
    for (int number = 0; number < 150; ++number) {
      cache.set(numbered("gone", number), "v", cellaret_expiry_in(5));
    }
    cache.advance(6);
    Counts counts;
    for (int draw = 0; draw < 60'000; ++draw) {
      Value key;
      ASSERT_EQ(cellaret_random_key(cache, key.raw()), CELLARET_OK);
      ++counts[std::string(key.text())];
    }
    expect_fair(counts, all);
  }
}

}  // namespace
}  // namespace cellaret::test
