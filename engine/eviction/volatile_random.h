// `volatile-random`: every entry that expires is as likely to go as any other of them.
//
// The entries that the policy knows may be few in a large table, so it does not draw from that but
// from a list of its own, without gaps: the last entry takes the place of one that goes.
//
// Cost: 8 bytes a slot, and a draw is one random number. When the table is resized the list is
// copied at once.
#pragma once

#include "engine/eviction/policy.h"

namespace cellaret::engine {

class VolatileRandom final : public Policy {
 public:
  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) override;
  void release(unsigned half, OldPages &old) override;
  [[nodiscard]] std::size_t bytes() const override {
    return members_[0].bytes() + members_[1].bytes() + places_.bytes();
  }

  void on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) override;
  void on_remove(SlotRef slot, std::uint32_t weight) override;
  void on_move(SlotRef from, SlotRef to) override;
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;

 private:
  void put(std::uint32_t place, SlotRef slot);

  ZeroedArray<SlotRef> members_[2];  // as long as a half of the table; the active one counts
  SlotArray<std::uint32_t> places_;  // of a slot among the members
  std::uint32_t count_ = 0;
  unsigned active_ = 0;
};

}  // namespace cellaret::engine
