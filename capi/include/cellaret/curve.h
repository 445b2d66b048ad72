/*
 * What would another limit buy? An instance estimates its own hit ratio at other sizes.
 *
 * Switched on, an instance follows a sample of the keys that are asked for, whether it holds them
 * or not, and counts how large a least-recently-used cache would have had to be to have what each
 * read asked for. From that it tells the hit ratio at any limits from almost nothing up to eight
 * times its own: "what would twice the memory buy?" (Waldspurger, Park, Garthwaite, Ahmad:
 * Efficient MRC Construction with SHARDS, FAST 2015.)
 *
 * What the numbers mean. They are those of LRU, whatever policy the instance has, and of the reads
 * from cellaret_curve_start on. A cache that is filled on every miss is assumed: a key is in the
 * larger cache if it was written, and not deleted or expired since. Bytes are real bytes as
 * max_bytes counts them; the index, the policy and what lies idle are taken to need the same share
 * of another limit as of the present one. The index grows in steps, so that can be off by some
 * points where values have a few dozen bytes. Where both limits are finite, the estimate is the
 * lower of the two, which is a little too high if each of them bites at times. Beyond eight times a
 * limit it is that of eight times.
 *
 * What it costs. While it is off, less than a hundredth of the instructions of a call. While it is
 * on, calls for keys of the sample do more under their shard's lock: where every key is followed,
 * as with 10,000 entries, a hit takes 5.5 times as long and an overwrite 4.6, 0.15 microseconds
 * more; with a million 1.2 and 1.9 times (measured as docs/curve.md says). 80 bytes of memory for a
 * key of the sample and 4 KiB for each shard (8 at least), charged to the instance. When more keys
 * come the rate goes down, to sample_keys / (8 x the entries that fit) or below: a million entries
 * follow one read in 500 by default; if eightfold content fits the sample, every read is followed.
 */
#ifndef CELLARET_CURVE_H
#define CELLARET_CURVE_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"

CELLARET_BEGIN_DECLS

#define CELLARET_DEFAULT_CURVE_KEYS 16384u
#define CELLARET_MAX_CURVE_KEYS (1u << 20)

typedef struct cellaret_curve_options {
  uint32_t struct_size; /* sizeof(cellaret_curve_options) */
  uint32_t sample_keys; /* up to CELLARET_MAX_CURVE_KEYS; spread over the shards, 64 or more in
                           each, rounded up to a power of two there. 0: CELLARET_DEFAULT_CURVE_KEYS,
                           or fewer, so that they take at most about a 64th of max_bytes */
} cellaret_curve_options;

/*
 * Starts the estimate, or begins anew if it is on.
 * options: NULL for the defaults.
 * Threads: any; one that stops it at the same time may win for some shards.
 * Returns: OK; INVALID (struct_size below 4 or above 4096, unknown tail not zero, sample_keys out
 * of range); FULL (no room for the sample, although entries were evicted for it); NO_MEMORY;
 * CLOSED. On an error it is off. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_curve_start(
    cellaret_cache *cache, const cellaret_curve_options *options) CELLARET_NOEXCEPT;

/*
 * Ends the estimate and gives its memory back.
 * Threads: any. Returns: OK; MISS (it was off); INVALID; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_curve_stop(cellaret_cache *cache) CELLARET_NOEXCEPT;

/* Limits as for cellaret_cache_open, and the hit ratio with them. */
typedef struct cellaret_curve_point {
  uint64_t max_bytes;    /* in; 0: the instance's; or CELLARET_UNLIMITED */
  uint64_t max_entries;  /* in; 0: the instance's; or CELLARET_UNLIMITED */
  double hit_ratio;      /* out; between 0 and 1; 0 before the first read */
  double standard_error; /* out; how far it is off by chance: the true ratio is within twice that in
                            about 95 of 100 cases */
} cellaret_curve_point;

typedef struct cellaret_curve_info {
  uint32_t struct_size;    /* sizeof(cellaret_curve_info); set by the caller */
  uint32_t sample_keys;    /* followed at present */
  uint64_t reads;          /* since the start: what the ratios are of */
  uint64_t followed_reads; /* of keys in the sample */
  double sample_rate;      /* the part of all keys that is followed at present, between 0 and 1 */
  uint64_t bytes_charged;  /* for the sample */
} cellaret_curve_info;

/*
 * Reads the estimate. It goes on.
 * points: `count` of them, each with its limits in and the answer out; NULL goes only with 0.
 * out_info: may be NULL; its struct_size must be set by the caller; no more than that is written.
 * Threads: any; each shard is locked for a moment.
 * Returns: OK; MISS (it is off; nothing is written); INVALID (points or out_info not as described,
 *   struct_size below 8 or above 4096); CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_curve_read(cellaret_cache *cache,
                                                 cellaret_curve_point *points, size_t count,
                                                 cellaret_curve_info *out_info) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_CURVE_H */
