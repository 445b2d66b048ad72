// `volatile-ttl`: evicts what expires first, and only what expires.
//
// The timing wheel of the shard knows the order already, to the width of its slots; the policy has
// no state. Which entry it is: Residents::first_to_expire().
#pragma once

#include "engine/eviction/policy.h"

namespace cellaret::engine {

class VolatileTtl final : public Policy {
 public:
  [[nodiscard]] bool reserve(unsigned, std::uint32_t) override { return true; }
  void release(unsigned, OldPages &) override {}
  [[nodiscard]] std::size_t bytes() const override { return 0; }
  void on_insert(SlotRef, std::uint64_t, std::uint32_t) override {}
  void on_remove(SlotRef, std::uint32_t) override {}
  void on_move(SlotRef, SlotRef) override {}
  [[nodiscard]] SlotRef victim(Residents &residents, Random &, SlotRef keep) override {
    return residents.first_to_expire(keep);
  }
};

}  // namespace cellaret::engine
