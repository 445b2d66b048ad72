// A shard between two policies: whatever happens there, nothing is lost and nothing miscounted.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "engine/base/read_counters.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {
namespace {

constexpr std::int64_t kStart = 1'893'456'000'000;
constexpr std::uint64_t kEntries = 300;

constexpr const char *kPolicies[] = {"allkeys-lru",  "allkeys-lfu",  "allkeys-random",
                                     "volatile-lru", "volatile-lfu", "volatile-random",
                                     "volatile-ttl", "noeviction",   "sieve",
                                     "s3-fifo",      "w-tinylfu",    "adaptive"};

struct DropPins {
  void operator()(PinAccount *pins) const { pins->drop(); }
};

// One shard with all it needs, driven step by step.
class LoneShard {
 public:
  LoneShard(const char *policy, unsigned seed)
      : random_(seed), shard_(environment_, *find_policy(policy), 7, 0) {}

  // A random operation on a random key.
  void act() CELLARET_NO_ANALYSIS {
    shard_.lock().acquire();
    Moment moment(clock_, Moment::Precision::kExact);
    shard_.tend(moment);
    std::string name = "key" + std::to_string(random_() % (kEntries * 2));
    HashedKey key{name, hash_bytes(name, secret_)};
    SlotRef slot = shard_.find(key, moment);
    switch (random_() % 8) {
      case 0:
        if (slot != kNoSlot) shard_.remove(slot);
        break;
      case 1:
        if (slot != kNoSlot) shard_.clear_deadline(key, slot);
        break;
      case 2:
        if (slot != kNoSlot) shard_.touch(slot);
        break;
      case 3:
        EXPECT_TRUE(clock_.advance(random_() % 16 == 0 ? 1 : 0));
        break;
      default:
        write(moment, key, slot);
    }
    ASSERT_EQ(shard_.charged(), shard_.recount());
    ASSERT_LE(shard_.entries(), kEntries);
    shard_.lock().release();
  }

  Status start(const char *policy) CELLARET_NO_ANALYSIS {
    LockGuard guard(shard_.lock());
    Room shortage;
    return shard_.start_policy(*find_policy(policy), room_, shortage);
  }
  bool go_on(std::uint32_t steps) CELLARET_NO_ANALYSIS {
    LockGuard guard(shard_.lock());
    return shard_.continue_policy(steps, room_);
  }
  // Evicts everything, and says how much that was.
  std::uint64_t evict_all() CELLARET_NO_ANALYSIS {
    LockGuard guard(shard_.lock());
    std::uint64_t before = shard_.entries();
    shard_.yield_room({INT64_MAX / 8, INT64_MAX / 8}, UINT32_MAX, room_);
    EXPECT_EQ(shard_.charged(), shard_.recount());
    return before - shard_.entries();
  }
  std::uint64_t entries() CELLARET_NO_ANALYSIS { return shard_.entries(); }
  std::uint64_t evictions() CELLARET_NO_ANALYSIS { return shard_.counters().evictions(); }
  void give(std::int64_t bytes) { room_.bytes += bytes; }
  [[nodiscard]] Room room() const { return room_; }

 private:
  void write(Moment &moment, const HashedKey &key, SlotRef slot) CELLARET_NO_ANALYSIS {
    StoredDeadline deadline;
    if (random_() % 2 == 0) {
      deadline.ms = kStart + static_cast<std::int64_t>(random_() % 5000);
      deadline.on_wall_clock = random_() % 4 == 0;
    }
    std::string value(random_() % 200, 'v');
    WriteContext context(moment);
    Status status = shard_.write(context, key, slot, ScalarView::of_bytes(value), 0, deadline);
    EXPECT_TRUE(status == Status::kOk || status == Status::kFull);
  }

  HashSecret secret_{7};
  Budget budget_{kUnlimited, kEntries, 1};
  std::unique_ptr<PinAccount, DropPins> pins_{PinAccount::make()};
  ReadCounters reads_;
  Alarm alarm_;
  Events events_{mail_};
  Mail mail_{events_, alarm_};
  Clock clock_{ClockKind::kManual, kStart};
  Limits limits_{Atomic<std::uint64_t>(kUnlimited), Atomic<std::uint64_t>(kEntries),
                 Atomic<std::uint64_t>(kUnlimited), Atomic<std::uint64_t>(1024)};
  ShardEnvironment environment_{secret_, budget_, *pins_,  reads_, events_,
                                mail_,   clock_,  limits_, 2,      true};
  std::mt19937 random_;
  Room room_;
  Shard shard_;
};

TEST(PolicyChangeTest, accounts_and_entries_are_right_at_every_step_from_each_to_each) {
  unsigned seed = 0;
  for (const char *from : kPolicies) {
    for (const char *to : kPolicies) {
      SCOPED_TRACE(testing::Message() << from << " to " << to << ", seed " << ++seed);
      LoneShard shard(from, seed);
      for (int step = 0; step < 1500; ++step) shard.act();
      shard.give(1 << 20);
      ASSERT_EQ(shard.start(to), Status::kOk);
      int between = 0;
      while (shard.go_on(1)) {
        for (int step = 0; step < 3; ++step) shard.act();
        ++between;
      }
      EXPECT_GT(between, 50);
      for (int step = 0; step < 500; ++step) shard.act();
      if (HasFailure()) return;
      // Nobody was lost on the way: the policy knows each of them.
      std::uint64_t entries = shard.entries();
      ASSERT_GT(entries, 0u);
      bool knows_all = !find_policy(to)->volatile_only && std::string(to) != "noeviction";
      std::uint64_t evicted = shard.evict_all();
      if (knows_all) {
        EXPECT_EQ(evicted, entries);
      }
    }
  }
}

TEST(PolicyChangeTest, a_step_hands_over_no_more_than_it_is_told) {
  LoneShard shard("allkeys-lru", 1);
  for (int step = 0; step < 1500; ++step) shard.act();
  shard.give(1 << 20);
  auto entries = static_cast<std::uint32_t>(shard.entries());
  ASSERT_EQ(shard.start("sieve"), Status::kOk);
  for (std::uint32_t done = 0; done + 10 < entries; done += 10) ASSERT_TRUE(shard.go_on(10));
  while (shard.go_on(10)) {
  }
  EXPECT_EQ(shard.entries(), entries);
}

TEST(PolicyChangeTest, without_room_nothing_begins) {
  LoneShard shard("sieve", 1);
  for (int step = 0; step < 500; ++step) shard.act();
  EXPECT_EQ(shard.start("allkeys-lru"), Status::kFull);
  EXPECT_FALSE(shard.go_on(1));
  EXPECT_EQ(shard.room().bytes, 0);
  for (int step = 0; step < 500; ++step) shard.act();
}

TEST(PolicyChangeTest, there_and_back_leaves_the_room_as_it_was) {
  LoneShard shard("sieve", 1);
  for (int step = 0; step < 500; ++step) shard.act();
  shard.give(1 << 20);
  std::uint64_t evictions = shard.evictions();
  for (const char *to : {"adaptive", "sieve"}) {
    ASSERT_EQ(shard.start(to), Status::kOk);
    EXPECT_LT(shard.room().bytes, 1 << 20);
    while (shard.go_on(7)) {
    }
  }
  EXPECT_EQ(shard.room().bytes, 1 << 20);
  EXPECT_EQ(shard.evictions(), evictions);
}

}  // namespace
}  // namespace cellaret::engine
