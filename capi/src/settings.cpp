// Changing the limits and the policy of an open instance.
#include <cellaret/settings.h>

#include "capi/src/call.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(sizeof(cellaret_limits) == 32);

cellaret_status cellaret_cache_set_limits(cellaret_cache *cache,
                                          const cellaret_limits *limits) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    cellaret_limits given{};
    if (limits == nullptr || !read_struct(limits, given) || given.reserved != 0) {
      return Status::kInvalid;
    }
    return instance.set_limits({given.max_bytes, given.max_entries, given.max_entry_bytes});
  });
}

cellaret_status cellaret_cache_set_policy(cellaret_cache *cache, const char *policy) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    const engine::PolicyKind *kind = policy == nullptr ? nullptr : engine::find_policy(policy);
    return kind == nullptr ? Status::kInvalid : instance.set_policy(*kind);
  });
}
