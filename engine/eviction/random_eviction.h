// `allkeys-random`: every entry is as likely to go as any other.
#pragma once

#include "engine/eviction/policy.h"

namespace cellaret::engine {

class RandomEviction final : public Policy {
 public:
  [[nodiscard]] bool reserve(unsigned, std::uint32_t) override { return true; }
  void release(unsigned, OldPages &) override {}
  [[nodiscard]] std::size_t bytes() const override { return 0; }
  void on_insert(SlotRef, std::uint64_t, std::uint32_t) override { ++entries_; }
  void on_remove(SlotRef, std::uint32_t) override { --entries_; }
  void on_move(SlotRef, SlotRef) override {}
  [[nodiscard]] SlotRef victim(Residents &residents, Random &random, SlotRef keep) override;

 private:
  std::size_t entries_ = 0;
};

}  // namespace cellaret::engine
