// `allkeys-lfu`, `volatile-lfu`: evicts the entry with the smallest count of uses, as Redis counts.
//
// The counter is that of Redis (evict.c; "Using Redis as an LRU cache", the new LFU mode): 8 bits,
// 5 for a new entry; a use increments it with probability 1 / ((counter - 5) * 10 + 1), and every
// minute without a use takes one away. Redis draws five entries and evicts the worst it has seen;
// here the smallest counter of all goes, and among equals the one that has been there longest.
//
// Idea: an entry with counter c at minute m reaches zero at minute c + m, and idling changes
// nothing about that. So entries are kept in lists by the minute at which they reach zero, one for
// each of the next 255 minutes and one for those that are there; only an increment moves an entry,
// and no minute that passes costs more than joining two lists.
//
// Cost: 12 bytes a slot, 2 KiB for the lists. Hits come by a log, every one of them.
#pragma once

#include "engine/eviction/policy.h"
#include "engine/eviction/slot_list.h"

namespace cellaret::engine {

class Lfu final : public Policy {
 public:
  Lfu(Residents &residents, std::uint64_t seed);

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override {
    return nodes_.allocate(half, slots);
  }
  void release(unsigned half, OldPages &old) override { nodes_.retire(half, old); }
  [[nodiscard]] std::size_t bytes() const override { return nodes_.bytes(); }

  void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) override;
  void on_hit(SlotRef slot) override;
  void on_hits(const SlotRef *slots, std::uint32_t count) override;
  void on_remove(SlotRef slot, std::uint32_t weight) override;
  void on_move(SlotRef from, SlotRef to) override;
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;
  [[nodiscard]] SlotRef least() const override;

 private:
  struct Node {
    SlotRef older;
    SlotRef newer;
    std::uint32_t zero_minute;  // when the counter reaches zero; of the past: it has
  };
  using List = SlotList<Node>;
  static constexpr std::uint32_t kFirstCount = 5;
  static constexpr std::uint32_t kMaxCount = 255;
  static constexpr std::uint64_t kLogFactor = 10;

  void pass_minutes();
  [[nodiscard]] SlotRef least_but(SlotRef keep) const;
  void count_use(SlotRef slot);
  [[nodiscard]] List &list_of(std::uint32_t zero_minute) {
    return zero_minute <= minute_ ? zeros_ : lists_[zero_minute % kLists];
  }

  static constexpr std::uint32_t kLists = kMaxCount + 1;

  Residents &residents_;
  Random random_;
  std::uint32_t minute_;
  SlotArray<Node> nodes_;
  List zeros_;
  List lists_[kLists];
};

}  // namespace cellaret::engine
