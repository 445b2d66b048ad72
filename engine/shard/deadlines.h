// Between a deadline as it is computed and as an entry stores it; the two layers below do not know
// each other.
#pragma once

#include "engine/data/entry.h"
#include "engine/expiry/expiry.h"

namespace cellaret::engine {

static_assert(StoredDeadline::kNone == kNoDeadline);

constexpr StoredDeadline stored(const Deadline &deadline) {
  return {deadline.ms, deadline.domain == TimeDomain::kWall};
}

constexpr Deadline computed(const StoredDeadline &deadline) {
  return {deadline.ms, deadline.on_wall_clock ? TimeDomain::kWall : TimeDomain::kSteady};
}

}  // namespace cellaret::engine
