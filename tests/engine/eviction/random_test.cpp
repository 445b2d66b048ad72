// The policies that draw: every entry is as likely to go, by the chi-square statistic.
#include <gtest/gtest.h>

#include <vector>

#include "tests/engine/eviction/policy_driver.h"

namespace cellaret::engine {
namespace {

constexpr std::uint32_t kEntries = 64;
constexpr std::uint64_t kDraws = 64000;
constexpr std::uint64_t kSeed = 20261121;
// Of chi-square with 63 degrees of freedom: exceeded by chance once in 1,000 seeds, and, on the
// other side, not reached once in 1,000: a draw without spread is not random either.
constexpr double kTooUneven = 103.4;
constexpr double kTooEven = 34.0;

// Entries in the even slots of the second half, after moves, removals and insertions.
class Drawn {
 public:
  explicit Drawn(Owned<Policy> policy) : policy_(std::move(policy)) {
    EXPECT_TRUE(policy_->reserve(0, kEntries) && policy_->reserve(1, kEntries * 2));
    for (std::uint32_t entry = 0; entry < kEntries; ++entry) {
      SlotRef slot = slot_ref(0, entry);
      policy_->on_insert(slot, entry, 1);
      if (entry % 3 == 0) {
        policy_->on_remove(slot, 1);
        policy_->on_insert(slot, entry, 1);
      }
    }
    for (std::uint32_t entry = 0; entry < kEntries; ++entry) {
      SlotRef to = slot_ref(1, entry * 2);
      policy_->on_move(slot_ref(0, entry), to);
      table_.entries[to] = {entry, entry, 1, 0};
    }
    release(*policy_, 0);
  }

  double chi_square() {
    std::vector<double> drawn(kEntries);
    Random random(kSeed);
    for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
      SlotRef slot = policy_->victim(table_, random, kNoSlot);
      drawn[table_.entries.at(slot).id] += 1;
    }
    double expected = double{kDraws} / kEntries;
    double sum = 0;
    for (double count : drawn) sum += (count - expected) * (count - expected) / expected;
    return sum;
  }
  Policy &policy() { return *policy_; }
  DriverTable &table() { return table_; }

 private:
  Owned<Policy> policy_;
  DriverTable table_;
};

// Takes the first of two draws in a row, in slot order, once in ten times.
class BiasedRandom final : public Policy {
 public:
  [[nodiscard]] bool reserve(unsigned, std::uint32_t) override { return true; }
  void release(unsigned, OldPages &) override {}
  [[nodiscard]] std::size_t bytes() const override { return 0; }
  void on_insert(SlotRef, std::uint64_t, std::uint32_t) override {}
  void on_remove(SlotRef, std::uint32_t) override {}
  void on_move(SlotRef, SlotRef) override {}
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef) override {
    SlotRef slot = residents.sample(random);
    return random.below(10) == 0 ? std::min(slot, residents.sample(random)) : slot;
  }
};

class RandomPolicyTest : public testing::TestWithParam<const char *> {
 protected:
  Drawn drawn_{find_policy(GetParam())->make(*find_policy(GetParam()), table_, 1)};
  DriverTable table_;
};

TEST_P(RandomPolicyTest, every_entry_is_as_likely_to_go) {
  double chi_square = drawn_.chi_square();
  EXPECT_LT(chi_square, kTooUneven) << "seed " << kSeed;
  EXPECT_GT(chi_square, kTooEven) << "seed " << kSeed;
}

TEST_P(RandomPolicyTest, never_draws_the_one_to_keep) {
  Random random(kSeed);
  SlotRef keep = slot_ref(1, 10);
  for (int draw = 0; draw < 5000; ++draw) {
    EXPECT_NE(drawn_.policy().victim(drawn_.table(), random, keep), keep);
  }
  for (std::uint32_t entry = 0; entry < kEntries; ++entry) {
    SlotRef slot = slot_ref(1, entry * 2);
    if (slot == keep) continue;
    drawn_.policy().on_remove(slot, 1);
    drawn_.table().entries.erase(slot);
  }
  EXPECT_EQ(drawn_.policy().victim(drawn_.table(), random, keep), kNoSlot);
  EXPECT_EQ(drawn_.policy().victim(drawn_.table(), random, kNoSlot), keep);
}

INSTANTIATE_TEST_SUITE_P(, RandomPolicyTest, testing::Values("allkeys-random", "volatile-random"),
                         [](const auto &test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(BiasedRandomTest, a_bias_of_one_draw_in_ten_shows) {
  EXPECT_GT(Drawn(make_owned<BiasedRandom>()).chi_square(), kTooUneven);
}

}  // namespace
}  // namespace cellaret::engine
