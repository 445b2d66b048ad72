/*
 * An instance: opening, closing, limits, clearing, maintenance.
 *
 * An instance is one isolated cache with its own memory limit, clock, eviction policy, statistics
 * and shards. Nothing observable is shared between two instances; opening and closing one costs
 * microseconds, so every unit test can have its own.
 */
#ifndef CELLARET_CACHE_H
#define CELLARET_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "expiry.h"
#include "export.h"
#include "status.h"

CELLARET_BEGIN_DECLS

/*
 * A handle. It is not an address: it names a slot and the slot's generation, so a handle that was
 * closed, or that never was one, is answered with CLOSED or INVALID and is never followed.
 */
typedef struct cellaret_cache cellaret_cache;

#define CELLARET_UNLIMITED UINT64_MAX
#define CELLARET_DEFAULT_MAX_BYTES (256ull * 1024 * 1024)
#define CELLARET_MAX_SHARDS 1024u
#define CELLARET_MAX_NAME_SIZE 255u
#define CELLARET_MAX_MAINTENANCE_MS 60000u

/* Where an instance takes its time from. */
enum {
  CELLARET_CLOCK_DEFAULT = 0, /* COARSE */
  CELLARET_CLOCK_SYSTEM = 1,  /* the system's clocks, read to the millisecond on every use */
  CELLARET_CLOCK_COARSE = 2,  /* the same for deadlines; reads of expiring keys may lag by 10 ms */
  CELLARET_CLOCK_MANUAL = 3   /* stands still until cellaret_clock_advance moves it */
};

/*
 * How keys, and the members of sets, are hashed; always with a secret that is made from the seed.
 * XXH3 is the faster one. Its secret keeps others from computing which keys fall together, but it
 * is not made to resist an adversary: pairs of keys are known that collide under every secret, and
 * whoever may send many keys of his choice, and see how long calls take, can make some shards slow.
 * Keys from inside a program, and those that are bounded or checked, are fine with it. Where anyone
 * on a network names the keys, take SIPHASH: without its secret nobody knows a way to find keys
 * that collide. It costs some ten nanoseconds a call. With either, colliding keys cost time only:
 * less than 10 ns for each that a lookup has to pass, in their own shard alone.
 */
enum {
  CELLARET_HASH_DEFAULT = 0, /* XXH3 */
  CELLARET_HASH_XXH3 = 1,    /* XXH3, 64 bits, with a secret of 192 bytes */
  CELLARET_HASH_SIPHASH = 2  /* SipHash-1-3, with a secret of 16 bytes */
};

/*
 * Eviction policies: who goes when a limit is reached.
 *   allkeys-lru      the entry that was used longest ago
 *   allkeys-lfu      the one used least, by Redis's logarithmic counter that fades by the minute
 *   allkeys-random   any
 *   volatile-lru, volatile-lfu, volatile-random
 *                    the same among entries that have a deadline; others are never evicted
 *   volatile-ttl     the one that expires first
 *   noeviction       nobody: writes answer FULL
 *   sieve            first in, first out, but for those that were used meanwhile (Zhang 2024)
 *   s3-fifo          three queues: most new entries leave early, those used again stay (Yang 2023)
 *   w-tinylfu        a new entry has to be more popular than the one it displaces (Einziger 2017)
 *   adaptive         a window for new entries beside a protected space; trials on a sample of the
 *                    keys decide how large it is. The best mean hit ratio over unlike loads.
 * Exact within a shard; with several shards each of them evicts its own. Reads and writes of a key
 * are uses of it, and so are cellaret_expire, _persist and _touch; exists, type, ttl, dump and
 * scans are none.
 */

/*
 * The maintenance thread. Expired entries are never seen again, but their memory comes back when
 * somebody calls: no thread runs unless maintenance_ms asks for one, which then sees to it within
 * that time (10 is a good one), though nobody calls. What else calls leave to be done - large lists
 * and sets that were deleted, tables that have become too large - follows within a second.
 * - It works in steps of some dozens of microseconds, holding one shard at a time. It wakes for
 *   deadlines, not by the clock: while none is near it looks once a second. That a wall clock was
 *   set is noticed within that second.
 * - It calls nothing of yours, and no runtime of another language; removal events are queued as
 *   ever. The one exception are the functions of a policy that you registered (policy.h): they run
 *   on this thread as they do on every thread that calls.
 * - All signals but those of its own faults are blocked in it. Its name is "cellaret".
 * - cellaret_cache_close ends it and waits for that, which takes no longer than a step. A process
 *   may exit without closing.
 * - A child of a fork has no such thread: there the instance works as one without.
 * - With a manual clock there is nothing for it to do until the clock is moved; then it does that
 *   at once, beside the caller.
 */

/*
 * How to open an instance. All zero but struct_size means: the defaults. Later versions add fields
 * at the end only. A struct that is larger than the library's is accepted when the unknown tail is
 * all zero.
 */
typedef struct cellaret_options {
  uint32_t struct_size; /* sizeof(cellaret_options) */
  uint32_t clock;       /* CELLARET_CLOCK_... */
  uint64_t max_bytes;   /* 0: CELLARET_DEFAULT_MAX_BYTES; at least 4096; or CELLARET_UNLIMITED */
  uint64_t max_entries; /* 0: CELLARET_UNLIMITED */
  uint64_t max_entry_bytes; /* an entry that is charged more is TOO_LARGE; 0: CELLARET_UNLIMITED */
  const char *policy;       /* the name of one of the policies below; NULL: "allkeys-lru" */
  uint32_t shards;          /* 0: chosen from processors and limits; else a power of two up to
                               CELLARET_MAX_SHARDS */
  uint32_t hash;            /* CELLARET_HASH_... */
  int64_t manual_start_ms;  /* MANUAL: Unix time at the start in ms, 0 or more */
  uint64_t seed;            /* of hash, eviction and sampling; 0: from the system's random source */
  cellaret_expiry default_expiry; /* what DEFAULT means: NEVER, IN, DAILY; DEFAULT: NEVER */
  uint32_t maintenance_ms; /* 0: no thread; else its tick, up to CELLARET_MAX_MAINTENANCE_MS */
  uint32_t reserved;       /* 0 */
} cellaret_options;

/*
 * Opens an instance.
 * options: NULL for the defaults. It is read during the call only.
 * out_cache: the handle; close it with cellaret_cache_close.
 * Threads: any.
 * Returns: OK; INVALID (out_cache NULL, struct_size below 4 or above 4096, unknown tail not zero,
 *   unknown clock or policy, max_bytes below 4096, shards no power of two or too many, a default
 *   expiry that is not allowed, maintenance_ms above its maximum, reserved not 0); BAD_EXPIRY (a
 *   default expiry out of range); LIMIT (of open instances, or the system starts no more threads
 *   for maintenance_ms); NO_MEMORY. But for OK nothing is open then, and no thread runs.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_cache_open(const cellaret_options *options,
                                                 cellaret_cache **out_cache) CELLARET_NOEXCEPT;

/*
 * Opens the one instance that has this name in the process; it is made if there is none, and freed
 * when its last handle is closed. Every opening gives a handle of its own, which answers CLOSED
 * once it is closed, whatever others hold.
 * name: 1 to CELLARET_MAX_NAME_SIZE bytes, any; copied.
 * options: what the instance is to be. If it is open with another configuration the call answers
 *   DIFFERS. Options that are left to the library (shards 0, seed 0) differ from nothing; any other
 *   default stands for its value. What counts is how the instance was defined, not what has been
 *   changed since. NULL asks for the instance as it is, and differs from nothing. If NULL comes
 *   first, the instance has the defaults until the first opening with options defines it; if those
 *   are not the defaults, what was written by then is gone, and keys that were prepared for it are
 *   INVALID.
 * out_cache: the handle; close it with cellaret_cache_close.
 * out_differing: may be NULL; with DIFFERS the name of the first member of cellaret_options that
 *   differs, a static string. Untouched otherwise.
 * Threads: any. Fork: parent and child each have their own from then on.
 * Returns: OK; DIFFERS; INVALID (name NULL, empty or too long, and as cellaret_cache_open);
 *   BAD_EXPIRY; LIMIT; NO_MEMORY.
 * Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_cache_open_named(const void *name, size_t name_size, const cellaret_options *options,
                          cellaret_cache **out_cache, const char **out_differing) CELLARET_NOEXCEPT;

/*
 * Closes a handle, and with the last handle of an instance the instance: its memory is freed. Calls
 * that other threads have running on the handle finish first; their later calls answer CLOSED.
 * Pinned values stay readable until they are released.
 * cache: may be NULL; closing a handle twice does nothing.
 * Threads: any. Since: 0.1
 */
CELLARET_API void cellaret_cache_close(cellaret_cache *cache) CELLARET_NOEXCEPT;

/*
 * The options in force: every default replaced by what it stands for.
 * out_options: its struct_size must be set by the caller; no more than that is written. `policy`
 *   points at a static string.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_cache_options(cellaret_cache *cache, cellaret_options *out_options) CELLARET_NOEXCEPT;

/*
 * Removes every entry. Shards are emptied one after another: an entry written by another thread
 * meanwhile may stay.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_clear(cellaret_cache *cache) CELLARET_NOEXCEPT;

/*
 * The number of live entries; expired ones do not count, reclaimed or not.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_len(cellaret_cache *cache,
                                          uint64_t *out_entries) CELLARET_NOEXCEPT;

/*
 * Gives the memory of expired entries back, at most `budget` of them; see maintenance_ms for a
 * thread that does it.
 * budget: 1 or more.
 * out_reclaimed: may be NULL; how many went. Fewer than `budget` means that nothing is left to do.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_maintain(cellaret_cache *cache, uint64_t budget,
                                               uint64_t *out_reclaimed) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_CACHE_H */
