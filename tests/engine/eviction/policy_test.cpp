// Policies without a cache: what each names as its victim.
#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <map>
#include <random>
#include <vector>

#include "engine/eviction/lru.h"
#include "engine/eviction/noeviction.h"
#include "engine/eviction/random_eviction.h"
#include "engine/eviction/registry.h"
#include "tests/engine/eviction/policy_model.h"

namespace cellaret::engine {
namespace {

// A table of slots for policies that draw from it.
class Slots final : public Residents {
 public:
  std::vector<SlotRef> used;

  SlotRef sample(Random &random) const override {
    return used.empty() ? kNoSlot : used[random.below(used.size())];
  }
  std::uint64_t hash(SlotRef) const override { return 0; }
  std::uint32_t weight(SlotRef) const override { return 1; }
  std::uint32_t marks(SlotRef) const override { return 0; }
  void set_marks(SlotRef, std::uint32_t) override {}
  bool expires(SlotRef) const override { return false; }
  std::int64_t now_ms() const override { return 0; }
  SlotRef first_to_expire(SlotRef) override { return kNoSlot; }
};

class LruTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(lru_.reserve(0, 100));
    ASSERT_TRUE(lru_.reserve(1, 100));
  }
  SlotRef victim(SlotRef keep = kNoSlot) { return lru_.victim(slots_, random_, keep); }

  Slots slots_;
  Lru lru_{slots_};
  Random random_{1};
};

TEST_F(LruTest, an_empty_list_has_no_victim) {
  EXPECT_EQ(victim(), kNoSlot);
  lru_.on_insert(5, 0, 1);
  lru_.on_remove(5, 1);
  EXPECT_EQ(victim(), kNoSlot);
  lru_.on_insert(6, 0, 1);
  EXPECT_EQ(victim(), 6u);
}

TEST_F(LruTest, the_victim_is_the_one_used_longest_ago) {
  for (SlotRef slot : {1u, 2u, 3u}) lru_.on_insert(slot, 0, 1);
  EXPECT_EQ(victim(), 1u);
  lru_.on_hit(1);
  EXPECT_EQ(victim(), 2u);
  lru_.on_hit(3);
  lru_.on_remove(2, 1);
  EXPECT_EQ(victim(), 1u);
}

TEST_F(LruTest, never_names_the_one_to_keep) {
  lru_.on_insert(1, 0, 1);
  EXPECT_EQ(victim(1), kNoSlot);
  lru_.on_insert(2, 0, 1);
  EXPECT_EQ(victim(1), 2u);
  EXPECT_EQ(victim(2), 1u);
}

TEST_F(LruTest, a_moved_entry_keeps_its_place) {
  for (SlotRef slot : {1u, 2u, 3u}) lru_.on_insert(slot, 0, 1);
  lru_.on_move(1, slot_ref(1, 50));
  EXPECT_EQ(victim(), slot_ref(1, 50));
  lru_.on_move(3, slot_ref(1, 7));
  lru_.on_remove(slot_ref(1, 50), 1);
  EXPECT_EQ(victim(), 2u);
  lru_.on_remove(2, 1);
  EXPECT_EQ(victim(), slot_ref(1, 7));
}

TEST_F(LruTest, equals_a_list_over_random_operations) {
  constexpr unsigned kSeed = 77;
  std::mt19937 random(kSeed);
  std::list<SlotRef> reference;
  auto any_slot = [&] { return slot_ref(random() % 2, static_cast<std::uint32_t>(random() % 40)); };
  auto place = [&](SlotRef slot) { return std::find(reference.begin(), reference.end(), slot); };
  for (int step = 0; step < 20000; ++step) {
    SlotRef slot = any_slot();
    bool is_there = place(slot) != reference.end();
    switch (random() % 4) {
      case 0:
        if (is_there) {
          lru_.on_remove(slot, 1);
          reference.erase(place(slot));
        }
        break;
      case 1:
        if (SlotRef to = any_slot(); is_there && place(to) == reference.end()) {
          lru_.on_move(slot, to);
          *place(slot) = to;
        }
        break;
      default:
        if (is_there) {
          lru_.on_hit(slot);
          reference.erase(place(slot));
        } else {
          lru_.on_insert(slot, 0, 1);
        }
        reference.push_back(slot);
    }
    ASSERT_EQ(victim(), reference.empty() ? kNoSlot : reference.front())
        << "seed " << kSeed << " step " << step;
  }
}

TEST_F(LruTest, pays_eight_bytes_a_slot) {
  EXPECT_GE(lru_.bytes(), 1600u);
  release(lru_, 1);
  EXPECT_LT(lru_.bytes(), 1600u);
}

TEST(RandomEvictionTest, draws_any_but_the_one_to_keep) {
  RandomEviction policy;
  Slots slots;
  Random random(42);
  EXPECT_EQ(policy.victim(slots, random, kNoSlot), kNoSlot);
  policy.on_insert(7, 0, 1);
  slots.used = {7};
  EXPECT_EQ(policy.victim(slots, random, kNoSlot), 7u);
  EXPECT_EQ(policy.victim(slots, random, 7), kNoSlot);
  policy.on_insert(8, 0, 1);
  policy.on_insert(9, 0, 1);
  slots.used = {7, 8, 9};
  std::map<SlotRef, int> drawn;
  for (int draw = 0; draw < 3000; ++draw) ++drawn[policy.victim(slots, random, 8)];
  EXPECT_EQ(drawn.size(), 2u);
  EXPECT_EQ(drawn.count(8), 0u);
  EXPECT_NEAR(drawn[7], 1500, 150);
  policy.on_remove(7, 1);
  policy.on_remove(9, 1);
  slots.used = {8};
  EXPECT_EQ(policy.victim(slots, random, 8), kNoSlot);
}

TEST(NoEvictionTest, never_has_a_victim) {
  NoEviction policy;
  Slots slots;
  slots.used = {1, 2};
  Random random(1);
  policy.on_insert(1, 0, 1);
  policy.on_insert(2, 0, 1);
  EXPECT_EQ(policy.victim(slots, random, kNoSlot), kNoSlot);
  EXPECT_EQ(policy.bytes(), 0u);
}

TEST(RegistryTest, knows_each_policy_by_its_public_name) {
  Slots slots;
  for (const char *name : {"allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru",
                           "volatile-lfu", "volatile-random", "volatile-ttl", "noeviction", "sieve",
                           "s3-fifo", "w-tinylfu", "adaptive"}) {
    const PolicyKind *kind = find_policy(name);
    ASSERT_NE(kind, nullptr) << name;
    EXPECT_STREQ(kind->name, name);
    EXPECT_EQ(kind->volatile_only, std::string_view(name).starts_with("volatile-"));
    EXPECT_EQ(kind->has_marks(), kind->hits == PolicyKind::Hits::kMarks ||
                                     kind->hits == PolicyKind::Hits::kMarksAndSample);
    EXPECT_LE(kind->mark_cap, kMaxMarks);
    EXPECT_NE(kind->make(*kind, slots, 1), nullptr);
  }
  for (const char *name : {"", "lru", "allkeys-lru ", "ALLKEYS-LRU", "allkeys-lr"}) {
    EXPECT_EQ(find_policy(name), nullptr) << name;
  }
  EXPECT_STREQ(default_policy()->name, "allkeys-lru");
}

}  // namespace
}  // namespace cellaret::engine
