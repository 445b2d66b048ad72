// What a slow model of a policy is.
#pragma once

#include <cstdint>

namespace cellaret::engine {

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
