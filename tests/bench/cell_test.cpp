// Tests of a comparison's rounds: what runs in them, and what ends the bench.
#include "bench/micro/cell.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "bench/micro/key_sources.h"

namespace cellaret::bench {
namespace {

constexpr CellOptions kOptions{.rounds = 3, .burst_operations = 64, .takes_any_burst = true};

class CellTest : public ::testing::Test {
 protected:
  // A measure that answers with so many hits for each key.
  Measure answering(std::uint64_t hits_each, Hits expected) {
    return {.keys = &keys_,
            .action = [=](const Burst &burst) { return hits_each * burst.keys.size(); },
            .hits = expected};
  }
  int add(const Cell &cell) { return add_cell(table_, cell, crew_, kOptions, random_); }

  StreamKeys keys_ = StreamKeys::drawn(Spread::kUniform, 1'000, 1'000);
  Crew crew_{2};
  std::mt19937_64 random_{1};
  Table table_ = cell_table("test");
};

TEST_F(CellTest, takes_the_median_of_the_ratios_of_each_round) {
  double next = 0;
  Cell cell{.name = "test", .entries = 1, .spread = "none"};
  cell.measures = {answering(0, Hits::kNone)};
  cell.ratios = {{"one", 0, "counts", [&](const Times &) { return next += 2; }, at_most(5, 4)}};
  EXPECT_EQ(add(cell), 0);
  const nlohmann::json row = table_.json().at(0);
  EXPECT_EQ(row.at("ratio"), 4);
  EXPECT_EQ(row.at("ratio_low"), 2);
  EXPECT_EQ(row.at("ratio_high"), 6);
  EXPECT_EQ(row.at("met"), "goal");
}

TEST_F(CellTest, a_round_in_which_a_burst_is_missing_counts_for_no_ratio) {
  Cell cell{.name = "test", .entries = 1, .spread = "none"};
  cell.measures = {answering(0, Hits::kNone)};
  cell.ratios = {{"one", 0, "never", [](const Times &) { return std::nan(""); }}};
  EXPECT_EQ(add(cell), 1);
  EXPECT_EQ(table_.json().at(0).at("rounds"), 0);
}

TEST_F(CellTest, hits_other_than_expected_end_the_bench) {
  Cell cell{.name = "test", .entries = 1, .spread = "none"};
  cell.measures = {answering(1, Hits::kNone)};
  EXPECT_THROW(add(cell), std::runtime_error);
  cell.measures = {answering(0, Hits::kAll)};
  EXPECT_THROW(add(cell), std::runtime_error);
  cell.measures = {answering(1, Hits::kAll)};
  EXPECT_EQ(add(cell), 0);
}

TEST_F(CellTest, what_a_burst_did_is_undone_with_the_same_keys) {
  const Key *done = nullptr;
  int undone = 0;
  Cell cell{.name = "test", .entries = 1, .spread = "none", .longest_burst = 10};
  cell.measures = {answering(0, Hits::kNone)};
  cell.measures[0].action = [&](const Burst &burst) {
    EXPECT_LE(burst.keys.size(), 10u);
    done = burst.keys.data();
    return std::uint64_t{0};
  };
  cell.measures[0].undo = [&](const Burst &burst) {
    undone += burst.keys.data() == done;
    return std::uint64_t{0};
  };
  add(cell);
  EXPECT_EQ(undone, kOptions.rounds);
}

}  // namespace
}  // namespace cellaret::bench
