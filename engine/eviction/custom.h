// A policy whose decisions are functions of the caller's, behind the C API.
//
// They know entries by numbers that stay the same while the entry lives, and keep what they need in
// records beside those numbers and in one block a shard, both allocated and charged here: they need
// not allocate, and nothing they do with numbers can reach an entry. What victim() answers is
// checked; a number that no entry has, or the one to keep, is replaced by a random choice.
//
// Invariants: a slot that holds an entry has its number + 1, every other slot 0; a number that is
// in use has its slot, every other one the next free number. So whether a number is in use is asked
// by going there and back.
// Cost: 8 bytes a slot, the records, the block.
#pragma once

#include "engine/eviction/registry.h"

namespace cellaret::engine {

class CustomPolicy final : public Policy {
 public:
  using View = CustomView;
  using Functions = CustomFunctions;
  static constexpr std::uint32_t kNobody = UINT32_MAX;

  // nullptr without memory.
  static Owned<Policy> make(const PolicyKind &kind, Residents &residents, std::uint64_t seed);
  CustomPolicy(const Functions &functions, Residents &residents, ZeroedArray<char> shard);

  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override;
  void release(unsigned half, OldPages &old) override;
  [[nodiscard]] std::size_t bytes() const override;

  void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) override;
  void on_hit(SlotRef slot) override { on_hits(&slot, 1); }
  void on_hits(const SlotRef *slots, std::uint32_t count) override;
  void on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) override;
  void on_remove(SlotRef slot, std::uint32_t) override { forget(slot, false); }
  void on_evict(SlotRef slot, std::uint32_t) override { forget(slot, true); }
  void on_move(SlotRef from, SlotRef to) override;
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;

 private:
  // What is kept by number; one for a half of the table, as that grows and shrinks.
  struct Pool {
    ZeroedArray<std::uint32_t> slots;
    ZeroedArray<char> records;
    std::uint32_t capacity = 0;
  };

  [[nodiscard]] cellaret_policy_view *public_view() {
    return reinterpret_cast<cellaret_policy_view *>(&view_);
  }
  [[nodiscard]] Pool &pool() { return pools_[active_]; }
  [[nodiscard]] bool is_used(std::uint32_t number) const;
  [[nodiscard]] SlotRef slot_of(std::uint32_t number) const {
    return pools_[active_].slots[number];
  }
  void use_pool(unsigned half);
  void forget(SlotRef slot, bool is_evicted);

  const Functions &functions_;
  Residents &residents_;
  ZeroedArray<char> shard_;
  SlotArray<std::uint32_t> numbers_;
  Pool pools_[2];
  unsigned active_ = 0;
  std::uint32_t free_ = kNobody;
  View view_;
};

}  // namespace cellaret::engine
