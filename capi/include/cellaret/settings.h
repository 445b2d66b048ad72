/*
 * Settings of an open instance: other limits, another eviction policy.
 *
 * What holds for both. The instance stays in use: other threads read and write meanwhile, and
 * shards change one after another, a few entries at a time. No entry goes but those whose room is
 * needed. A call waits for one that is under way on the same instance. cellaret_cache_options says
 * what is in force.
 */
#ifndef CELLARET_SETTINGS_H
#define CELLARET_SETTINGS_H

#include <stdint.h>

#include "cache.h"
#include "export.h"
#include "status.h"

CELLARET_BEGIN_DECLS

/* Limits as in cellaret_options, but that 0 means: as it is. */
typedef struct cellaret_limits {
  uint32_t struct_size;     /* sizeof(cellaret_limits) */
  uint32_t reserved;        /* 0 */
  uint64_t max_bytes;       /* at least 4096; or CELLARET_UNLIMITED */
  uint64_t max_entries;     /* or CELLARET_UNLIMITED */
  uint64_t max_entry_bytes; /* or CELLARET_UNLIMITED; of later writes: what is there may stay */
} cellaret_limits;

/*
 * Changes limits. Where one is lowered, entries that the policy chooses are evicted until the
 * instance keeps to it, before the call returns; the number of shards stays what it is.
 * limits: read during the call only.
 * Threads: any.
 * Returns: OK; INVALID (limits NULL, struct_size below 4 or above 4096, unknown tail or reserved
 * not zero, max_bytes from 1 to 4095); FULL (what the policy may evict is not enough for the lower
 *   limits, or they are below what the instance costs without entries: the limits stay as they
 *   were, but entries may have gone); CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_cache_set_limits(cellaret_cache *cache, const cellaret_limits *limits) CELLARET_NOEXCEPT;

/*
 * Changes the eviction policy. Entries stay; the new policy learns of them in the order in which
 * the old one would lose them, if it has such an order, and of use that is counted beside the
 * entry. What a policy remembers of keys that are gone is lost. While the entries of a shard go
 * over, it pays for the bookkeeping of both policies; room for that is made as for a write. policy:
 * one of the names in cache.h, or one that was registered (policy.h), ended by NUL; read during the
 * call only. Threads: any. Returns: OK (also if it is the policy already); INVALID (policy NULL or
 * unknown); FULL or NO_MEMORY (no room for the bookkeeping: the old policy stays); CLOSED. Since:
 * 0.1
 */
CELLARET_API cellaret_status cellaret_cache_set_policy(cellaret_cache *cache,
                                                       const char *policy) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_SETTINGS_H */
