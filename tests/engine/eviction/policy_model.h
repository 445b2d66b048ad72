// What a slow model of a policy is, and what tests of policies have in common.
#pragma once

#include <cstdint>

#include "engine/base/old_pages.h"

namespace cellaret::engine {

// Of a policy, or of what it keeps beside the slots; nothing of it is left to wait.
template <class Owner>
void release(Owner &owner, unsigned half) {
  OldPages old;
  owner.release(half, old);
}

using EntryId = std::uint32_t;
inline constexpr EntryId kNoEntry = UINT32_MAX;

// What a model is: the policy as its paper describes it, on entries that stay where they are.
class PolicyModel {
 public:
  virtual ~PolicyModel() = default;
  virtual void insert(EntryId entry, std::uint64_t hash, std::uint32_t weight) = 0;
  virtual void hit(EntryId entry) = 0;
  virtual void resize(EntryId, std::uint32_t /*weight*/) {}
  virtual void remove(EntryId entry) = 0;
  virtual EntryId victim(EntryId keep) = 0;
};

}  // namespace cellaret::engine
