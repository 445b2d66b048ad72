// The instance's clock.
#include <cellaret/clock.h>

#include "capi/src/call.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

cellaret_status cellaret_clock_now(cellaret_cache *cache, std::int64_t *out_unix_ms) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_unix_ms == nullptr) return Status::kInvalid;
    *out_unix_ms = instance.clock().wall_ms();
    return Status::kOk;
  });
}

cellaret_status cellaret_clock_advance(cellaret_cache *cache, std::int64_t ms) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    return instance.advance_clock(ms) ? Status::kOk : Status::kInvalid;
  });
}

cellaret_status cellaret_clock_step_wall(cellaret_cache *cache, std::int64_t ms) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    return instance.step_wall_clock(ms) ? Status::kOk : Status::kInvalid;
  });
}
