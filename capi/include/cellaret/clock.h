/*
 * The clock of an instance. Tests open an instance with CELLARET_CLOCK_MANUAL and move time
 * themselves instead of sleeping.
 */
#ifndef CELLARET_CLOCK_H
#define CELLARET_CLOCK_H

#include <stdint.h>

#include "cache.h"

CELLARET_BEGIN_DECLS

/*
 * The instance's wall clock.
 * out_unix_ms: milliseconds since 1970-01-01T00:00:00Z.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_clock_now(cellaret_cache *cache,
                                                int64_t *out_unix_ms) CELLARET_NOEXCEPT;

/*
 * Moves a manual clock forward: the monotonic time and the wall clock together.
 * ms: 0 or more; the sum must stay below 2^62.
 * Threads: any. Returns: OK; INVALID (not a manual clock, ms out of range); CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_clock_advance(cellaret_cache *cache,
                                                    int64_t ms) CELLARET_NOEXCEPT;

/*
 * Steps the wall clock of a manual clock alone, as when somebody sets the system's time: deadlines
 * given as Unix time follow, those given as a duration do not.
 * ms: the step, forward or back; the result must be 0 or more and below 2^62.
 * Threads: any. Returns: OK; INVALID (not a manual clock, ms out of range); CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_clock_step_wall(cellaret_cache *cache,
                                                      int64_t ms) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_CLOCK_H */
