// The policies by their public names.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/eviction/policy.h"

namespace cellaret::engine {

// One row of the registry.
struct PolicyKind {
  // How the policy learns of hits: not at all; by on_hit, through a log that readers without the
  // lock write and that may lose some; or by marks beside the slots, which it asks for.
  enum class Hits : std::uint8_t { kNone, kLog, kMarks };

  const char *name;
  Hits hits;
  std::uint32_t mark_cap;   // of kMarks: from 1 to kMaxMarks
  bool volatile_only;       // knows only entries that have a deadline
  Owned<Policy> (*make)();  // nullptr when there is no memory

  [[nodiscard]] bool has_log() const { return hits == Hits::kLog; }
};

// The policy of that name; nullptr when there is none. Rows live for ever.
[[nodiscard]] const PolicyKind *find_policy(std::string_view name);
[[nodiscard]] const PolicyKind *default_policy();

}  // namespace cellaret::engine
