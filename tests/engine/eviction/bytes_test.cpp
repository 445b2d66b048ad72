// What each policy keeps beside the table, against its documented bound and the allocator's count.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/eviction/policy_driver.h"
#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

// As ARCHITECTURE.md has them: of the side arrays for each slot, of the policy's own block, and
// what small tables may have more for the frequency sketch.
struct Bound {
  const char *policy;
  double per_slot;
  std::size_t block;
  std::size_t small_table = 0;
};
constexpr std::size_t kSketchOfSmallTables = 8192;
constexpr Bound kBounds[] = {
    {"allkeys-lru", 8, 128},
    {"allkeys-lfu", 12, 2304},
    {"allkeys-random", 0, 64},
    {"volatile-lru", 8, 128},
    {"volatile-lfu", 12, 2304},
    {"volatile-random", 8, 128},
    {"volatile-ttl", 0, 64},
    {"noeviction", 0, 64},
    {"sieve", 8, 128},
    {"s3-fifo", 13.6, 320},
    {"w-tinylfu", 20, 384, kSketchOfSmallTables},
    {"adaptive", 20, 5632, kSketchOfSmallTables},
};
// Seven to a group of the table, from one of the smallest to a large one.
constexpr std::uint32_t kSlots[] = {7, 56, 448, 3584, 28672, 229376, 1835008};
// What an allocator may round a policy's blocks up by, and a group or block begun; large blocks it
// maps by the page.
double rounding(double bytes) { return bytes < (128 << 10) ? 256 : 3 * 4096; }

std::size_t allocated() { return static_cast<std::size_t>(test::live_bytes()); }

TEST(PolicyBytesTest, bytes_are_what_the_allocator_counts_at_every_size) {
  for (const Bound &bound : kBounds) {
    SCOPED_TRACE(bound.policy);
    const PolicyKind &kind = *find_policy(bound.policy);
    DriverTable table;
    std::size_t before = allocated();
    Owned<Policy> policy = kind.make(kind, table, 1);
    EXPECT_EQ(policy->bytes(), allocated() - before - block_size(policy.get()));
    EXPECT_LE(block_size(policy.get()), bound.block);
    // As a table grows: the larger half comes, then the smaller one goes.
    unsigned half = 0;
    for (std::uint32_t slots : kSlots) {
      ASSERT_TRUE(policy->reserve(half, slots));
      EXPECT_EQ(policy->bytes(), allocated() - before - block_size(policy.get())) << slots;
      release(*policy, 1 - half);
      EXPECT_EQ(policy->bytes(), allocated() - before - block_size(policy.get())) << slots;
      half = 1 - half;
    }
    policy.reset();
    EXPECT_EQ(allocated(), before);
  }
}

TEST(PolicyBytesTest, no_slot_costs_more_than_is_documented) {
  for (const Bound &bound : kBounds) {
    const PolicyKind &kind = *find_policy(bound.policy);
    for (std::uint32_t slots : kSlots) {
      SCOPED_TRACE(testing::Message() << bound.policy << " with " << slots << " slots");
      DriverTable table;
      Owned<Policy> policy = kind.make(kind, table, 1);
      ASSERT_TRUE(policy->reserve(0, slots));
      double most = bound.per_slot * slots + rounding(bound.per_slot * slots) +
                    std::min(static_cast<double>(bound.small_table), 64.0 * slots);
      EXPECT_LE(static_cast<double>(policy->bytes()), most);
      // Nor so much less that the document would be wrong.
      EXPECT_GE(static_cast<double>(policy->bytes()), bound.per_slot * slots * 3 / 4);
    }
  }
}

}  // namespace
}  // namespace cellaret::engine
