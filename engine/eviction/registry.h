// The policies by their public names.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/lock.h"
#include "engine/base/status.h"
#include "engine/eviction/custom_functions.h"
#include "engine/eviction/policy.h"

namespace cellaret::engine {

// One row of the registry.
struct PolicyKind {
  // How the policy learns of hits. kNone: not at all. kMarks: by marks beside the slots, which it
  // asks for. kLog: by on_hit, through a log that readers without the lock write and that may lose
  // some; the same entry again is left out. kEveryHit: so, but with repeats. kMarksAndSample: by
  // marks, and for the keys that Policy::sample_mask() names by on_hit, too.
  enum class Hits : std::uint8_t { kNone, kMarks, kLog, kEveryHit, kMarksAndSample };

  const char *name;
  Hits hits;
  std::uint32_t mark_cap;  // of policies with marks: from 1 to kMaxMarks; otherwise 0
  bool volatile_only;      // knows only entries that have a deadline
  // nullptr when there is no memory. The table outlives the policy.
  Owned<Policy> (*make)(const PolicyKind &kind, Residents &residents, std::uint64_t seed);
  const CustomFunctions *custom;  // of policies that were registered; otherwise nullptr

  [[nodiscard]] bool has_log() const { return hits >= Hits::kLog; }
  [[nodiscard]] bool has_marks() const { return mark_cap != 0; }
};

// The policy of that name; nullptr when there is none. Rows live for ever.
[[nodiscard]] const PolicyKind *find_policy(std::string_view name);
[[nodiscard]] const PolicyKind *default_policy();

// Makes a policy of a caller's functions known by a name, for ever. kExists for a name that stands
// for something else, kLimit when there are kMaxCustomPolicies.
Status register_policy(std::string_view name, const CustomFunctions &functions);
// Held while a process forks.
[[nodiscard]] Lock &policy_registry_lock();

}  // namespace cellaret::engine
