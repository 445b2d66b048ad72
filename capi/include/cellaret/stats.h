/*
 * What an instance has done and holds.
 */
#ifndef CELLARET_STATS_H
#define CELLARET_STATS_H

#include <stdint.h>

#include "cache.h"

CELLARET_BEGIN_DECLS

/*
 * Counters run from opening, or from the last cellaret_stats_reset; gauges are the present state.
 * All but hits, misses, read_retries, bytes_pinned, bytes_events and probes are of one moment, also
 * while other threads write, so the gauges never show more than the limits. Reads are counted by
 * thread and summed one after another.
 */
typedef struct cellaret_stats {
  uint32_t struct_size;   /* sizeof(cellaret_stats); set by the caller */
  uint32_t shards;        /* gauge */
  uint64_t hits;          /* reads that found their key */
  uint64_t misses;        /* reads that did not */
  uint64_t sets;          /* values written, increments included */
  uint64_t deletes;       /* keys deleted by a call, cellaret_clear not included */
  uint64_t expirations;   /* keys gone because their deadline passed */
  uint64_t evictions;     /* keys gone to make room, for bytes and for entries */
  uint64_t entries;       /* gauge; with those that expired and are not reclaimed yet */
  uint64_t bytes_charged; /* gauge; real allocated bytes that count against max_bytes */
  uint64_t bytes_pinned;  /* gauge; bytes of removed values that callers still hold, not charged */
  uint64_t max_bytes;     /* as in force */
  uint64_t max_entries;   /* as in force */
  const char *policy;     /* static string */
  const char *allocator;  /* static string: "mimalloc 2.0.9" or "system" */
  uint64_t evictions_for_bytes;   /* of the evictions, those for want of bytes */
  uint64_t evictions_for_entries; /* and those because max_entries was reached */
  uint64_t cleared;               /* keys gone by cellaret_clear */
  uint64_t read_retries;          /* how often a read met a writer and looked again */
  uint64_t lock_waits;            /* calls that had to wait for the lock of a shard */
  uint64_t bytes_events;          /* gauge; bytes of the queues of events, not charged */
  uint64_t probes[4]; /* gauge; entries whose lookup ends in the first, second, third, or a later
                         group of the table: of all while there are no more than 4,096 groups of
                         seven, else of a sample spread over the table */
} cellaret_stats;

/*
 * Reads the statistics.
 * out_stats: its struct_size must be set by the caller; no more than that is written, and a part
 *   that the library does not know is set to zero.
 * Threads: any. Returns: OK, INVALID (struct_size below 8 or above 4096), CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_stats_read(cellaret_cache *cache,
                                                 cellaret_stats *out_stats) CELLARET_NOEXCEPT;

/*
 * Sets the counters to zero; gauges stay.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_stats_reset(cellaret_cache *cache) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_STATS_H */
