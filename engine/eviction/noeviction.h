// `noeviction`: at the limit, writes are refused.
#pragma once

#include "engine/eviction/policy.h"

namespace cellaret::engine {

class NoEviction final : public Policy {
 public:
  [[nodiscard]] bool reserve(unsigned, std::uint32_t) override { return true; }
  void release(unsigned, OldPages &) override {}
  [[nodiscard]] std::size_t bytes() const override { return 0; }
  void on_insert(SlotRef, std::uint64_t, std::uint32_t) override {}
  void on_remove(SlotRef, std::uint32_t) override {}
  void on_move(SlotRef, SlotRef) override {}
  [[nodiscard]] SlotRef victim(Residents &, Random &, SlotRef) override { return kNoSlot; }
};

}  // namespace cellaret::engine
