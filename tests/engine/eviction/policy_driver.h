// Runs a policy and a slow model of it side by side over random operations.
//
// The model knows entries as numbers, the policy as slots that move; the driver keeps both, and the
// marks of policies that learn of hits by them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "engine/eviction/registry.h"
#include "tests/engine/eviction/policy_model.h"

namespace cellaret::engine {

// A table of two halves without a hash function.
class DriverTable final : public Residents {
 public:
  struct Entry {
    EntryId id;
    std::uint64_t hash;
    std::uint32_t weight;
    std::uint32_t marks;
  };

  std::unordered_map<SlotRef, Entry> entries;
  std::int64_t now = 0;

  SlotRef sample(Random &random) const override {
    auto at = entries.begin();
    std::advance(at, random.below(entries.size()));
    return at->first;
  }
  std::uint64_t hash(SlotRef slot) const override { return entries.at(slot).hash; }
  std::uint32_t weight(SlotRef slot) const override { return entries.at(slot).weight; }
  std::uint32_t marks(SlotRef slot) const override { return entries.at(slot).marks; }
  void set_marks(SlotRef slot, std::uint32_t marks) override { entries.at(slot).marks = marks; }
  bool expires(SlotRef) const override { return true; }
  std::int64_t now_ms() const override { return now; }
  SlotRef first_to_expire(SlotRef) override { return kNoSlot; }
  void *lend(std::size_t bytes) override { return bytes <= sizeof lent_ ? lent_ : nullptr; }

 private:
  SlotRef lent_[3] = {};
};

struct DriverOptions {
  const char *policy;
  std::uint64_t seed;
  std::uint64_t steps;
  std::uint32_t capacity = 200;  // entries, changed at run time to between half and all of it
  std::uint32_t keys = 1000;     // different ones, in phases: see next_key()
  std::uint32_t max_weight = 1;
  std::uint64_t ms_per_step = 0;
  std::uint32_t batch = 1;  // entries that go when one has to, at most
};

class PolicyDriver {
 public:
  explicit PolicyDriver(const DriverOptions &options)
      : options_(options),
        kind_(*find_policy(options.policy)),
        policy_(kind_.make(kind_, table_, options.seed)),
        random_(options.seed),
        limit_(options.capacity) {
    for (unsigned half = 0; half < 2; ++half) {
      EXPECT_TRUE(policy_->reserve(half, slots()));
      for (std::uint32_t index = 0; index < slots(); ++index) {
        free_.push_back(slot_ref(half, index));
      }
    }
  }

  DriverTable &table() { return table_; }
  // The part of the victims that ahead() named.
  [[nodiscard]] double foreseen() const {
    return static_cast<double>(foreseen_) / static_cast<double>(evictions_);
  }

  // Ends at the first difference.
  void run(PolicyModel &model) {
    for (std::uint64_t step = 0; step < options_.steps; ++step) {
      table_.now += static_cast<std::int64_t>(options_.ms_per_step);
      take_step(model);
      if (testing::Test::HasFailure()) {
        FAIL() << options_.policy << " seed " << options_.seed << " step " << step;
      }
    }
    EXPECT_GT(evictions_, options_.steps / 20);
  }

 private:
  static constexpr std::uint64_t kPhase = 20000;

  // Room for moves beside the entries.
  [[nodiscard]] std::uint32_t slots() const { return options_.capacity; }

  void take_step(PolicyModel &model) {
    std::uint64_t action = random_.below(1000);
    if (action < 20) {
      move_one();
    } else if (action < 30) {
      remove_one(model);
    } else if (action < 31) {
      limit_ = options_.capacity - static_cast<std::uint32_t>(random_.below(options_.capacity / 2));
    } else if (action < 60 && options_.max_weight > 1) {
      resize_one(model);
    } else {
      access(model, next_key());
    }
  }

  // Skewed, then in a loop larger than the cache, then each key a few times in a short while.
  EntryId next_key() {
    ++accesses_;
    switch (accesses_ / kPhase % 3) {
      case 0:
        return skewed_key();
      case 1:
        return static_cast<EntryId>(accesses_ % (options_.capacity * 3 / 2));
      default:
        return static_cast<EntryId>((accesses_ / 3 + random_.below(30)) % options_.keys);
    }
  }

  // Key k comes about as often as 1 / k.
  EntryId skewed_key() {
    std::uint64_t bound = 1 + random_.below(options_.keys);
    return static_cast<EntryId>(random_.below(bound));
  }

  void access(PolicyModel &model, EntryId key) {
    if (auto found = places_.find(key); found != places_.end()) {
      hit(found->second);
      model.hit(key);
      return;
    }
    // Now and then one entry must stay, as the one that is being written.
    SlotRef keep = kNoSlot;
    EntryId keep_id = kNoEntry;
    if (random_.below(4) == 0 && !places_.empty()) {
      keep = some_slot();
      keep_id = table_.entries.at(keep).id;
    }
    if (places_.size() >= limit_) evict_some(model, keep, keep_id);
    insert(model, key);
  }

  void hit(SlotRef slot) {
    DriverTable::Entry &entry = table_.entries.at(slot);
    if (kind_.has_marks()) entry.marks = std::min(entry.marks + 1, kind_.mark_cap);
    if (kind_.hits == PolicyKind::Hits::kMarksAndSample) {
      if ((entry.hash & policy_->sample_mask()) == 0) policy_->on_hit(slot);
    } else if (kind_.has_log()) {
      policy_->on_hit(slot);
    }
  }

  void insert(PolicyModel &model, EntryId key) {
    SlotRef slot = take_free();
    std::uint64_t hash = Random(options_.seed ^ key).next();
    auto weight = static_cast<std::uint32_t>(1 + random_.below(options_.max_weight));
    table_.entries[slot] = {key, hash, weight, 0};
    places_[key] = slot;
    policy_->on_insert(slot, hash, weight);
    model.insert(key, hash, weight);
  }

  void evict_some(PolicyModel &model, SlotRef keep, EntryId keep_id) {
    std::uint32_t size = limit_ - static_cast<std::uint32_t>(random_.below(options_.batch));
    while (places_.size() >= size && !testing::Test::HasFailure()) evict_one(model, keep, keep_id);
  }
  void evict_one(PolicyModel &model, SlotRef keep, EntryId keep_id) {
    std::array<Policy::Ahead, 2> queues = policy_->ahead();
    for (const Policy::Ahead &ahead : queues) {
      for (SlotRef hint : {ahead.next, ahead.after}) {
        ASSERT_TRUE(hint == kNoSlot || table_.entries.contains(hint)) << "no entry is there";
      }
    }
    SlotRef slot = policy_->victim(table_, random_, keep);
    if (slot == queues[0].next || slot == queues[1].next) ++foreseen_;
    EntryId expected = model.victim(keep_id);
    ASSERT_NE(slot, kNoSlot);
    ASSERT_EQ(table_.entries.at(slot).id, expected);
    ++evictions_;
    policy_->on_evict(slot, table_.entries.at(slot).weight);
    model.remove(expected);
    forget(slot);
  }

  void remove_one(PolicyModel &model) {
    if (places_.empty()) return;
    SlotRef slot = some_slot();
    policy_->on_remove(slot, table_.entries.at(slot).weight);
    model.remove(table_.entries.at(slot).id);
    forget(slot);
  }

  void resize_one(PolicyModel &model) {
    if (places_.empty()) return;
    SlotRef slot = some_slot();
    DriverTable::Entry &entry = table_.entries.at(slot);
    std::uint32_t before = entry.weight;
    entry.weight = static_cast<std::uint32_t>(1 + random_.below(options_.max_weight));
    policy_->on_resize(slot, before, entry.weight);
    model.resize(entry.id, entry.weight);
  }

  void move_one() {
    if (places_.empty()) return;
    SlotRef from = some_slot();
    SlotRef to = take_free();
    table_.entries[to] = table_.entries.at(from);
    places_[table_.entries.at(to).id] = to;
    policy_->on_move(from, to);
    table_.entries.erase(from);
    free_.push_back(from);
  }

  SlotRef some_slot() {
    for (;;) {
      auto found = places_.find(static_cast<EntryId>(random_.below(options_.keys)));
      if (found != places_.end()) return found->second;
    }
  }
  SlotRef take_free() {
    std::swap(free_[random_.below(free_.size())], free_.back());
    SlotRef slot = free_.back();
    free_.pop_back();
    return slot;
  }
  void forget(SlotRef slot) {
    places_.erase(table_.entries.at(slot).id);
    table_.entries.erase(slot);
    free_.push_back(slot);
  }

  DriverOptions options_;
  const PolicyKind &kind_;
  DriverTable table_;
  Owned<Policy> policy_;
  Random random_;
  std::uint32_t limit_;
  std::unordered_map<EntryId, SlotRef> places_;
  std::vector<SlotRef> free_;
  std::uint64_t accesses_ = 0;
  std::uint64_t evictions_ = 0;
  std::uint64_t foreseen_ = 0;
};

}  // namespace cellaret::engine
