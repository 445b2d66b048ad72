// The floors and goals that depend on the number of entries.
#pragma once

#include <cstdint>
#include <optional>

#include "bench/harness/goal.h"

namespace cellaret::bench {

// One goal for 10,000, 1,000,000 and 10,000,000 entries each; none for other numbers.
inline std::optional<Goal> by_entries(std::uint64_t entries, const Goal &small, const Goal &medium,
                                      const Goal &large) {
  switch (entries) {
    case 10'000:
      return small;
    case 1'000'000:
      return medium;
    case 10'000'000:
      return large;
    default:
      return std::nullopt;
  }
}

}  // namespace cellaret::bench
