// The policies by their public names.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/eviction/policy.h"

namespace cellaret::engine {

// One row of the registry. `make` gives nullptr when there is no memory.
struct PolicyKind {
  const char *name;
  bool wants_hits;  // whether on_hit does anything
  Owned<Policy> (*make)();
};

// The policy of that name; nullptr when there is none. Rows live for ever.
[[nodiscard]] const PolicyKind *find_policy(std::string_view name);
[[nodiscard]] const PolicyKind *default_policy();

}  // namespace cellaret::engine
