// What has to hold for an instance when a history is over and nobody else calls it.
#pragma once

#include <cellaret/cellaret.h>

#include <cstdint>
#include <string>

namespace cellaret::history {

// Moves the clock on and empties the instance. Gives back what is not in order, a line each: bytes
// still pinned, accounts that differ from a recount, limits overshot, expired entries that no timer
// brought back, something left after a clear. Empty if all is well. `keys`: of the history.
[[nodiscard]] std::string audit(cellaret_cache *cache, std::uint8_t keys);

[[nodiscard]] bool has_evicted(cellaret_cache *cache);
// Reads that had to begin anew because of a writer.
[[nodiscard]] std::uint64_t retried_reads(cellaret_cache *cache);

}  // namespace cellaret::history
