/*
 * Operations on a key whatever the type of its value.
 *
 * A key is 0 to CELLARET_MAX_KEY_SIZE bytes, binary safe. `key` may be NULL only when `key_size` is
 * 0. Where a function lists no TOO_LARGE, a longer key is simply a key that is not there: MISS.
 */
#ifndef CELLARET_KEY_H
#define CELLARET_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "expiry.h"

CELLARET_BEGIN_DECLS

/* When cellaret_expire and cellaret_expire_at act. "None" counts as later than any deadline. */
enum {
  CELLARET_EXPIRE_ALWAYS = 0,
  CELLARET_EXPIRE_IF_NONE = 1,        /* only if the key has no deadline */
  CELLARET_EXPIRE_IF_ANY = 2,         /* only if it has one */
  CELLARET_EXPIRE_IF_GREATER = 3,     /* only if the new deadline is later */
  CELLARET_EXPIRE_IF_LESS = 4,        /* only if the new deadline is earlier */
  CELLARET_EXPIRE_IF_ANY_AND_LESS = 5 /* only if it has one and the new deadline is earlier */
};

/* A key as an array element. */
typedef struct cellaret_key {
  const void *data;
  size_t size;
} cellaret_key;

/*
 * Deletes a key.
 * Threads: any. Returns: OK (it was there), MISS, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_delete(cellaret_cache *cache, const void *key,
                                             size_t key_size) CELLARET_NOEXCEPT;

/*
 * Deletes several keys, one after another; each deletion is atomic, the whole is not.
 * keys: `count` of them; may be NULL when count is 0. A key that is named twice counts once.
 * out_deleted: may be NULL; how many existed.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_delete_many(cellaret_cache *cache, const cellaret_key *keys,
                                                  size_t count,
                                                  uint64_t *out_deleted) CELLARET_NOEXCEPT;

/*
 * Whether a key is there. Counts as neither hit nor miss and does not touch the entry.
 * Threads: any. Returns: OK, MISS, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_exists(cellaret_cache *cache, const void *key,
                                             size_t key_size) CELLARET_NOEXCEPT;

/*
 * How many of several keys are there; each is looked at by itself, at any moment of the call.
 * keys: `count` of them; may be NULL when count is 0. A key that is named twice counts twice.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_exists_many(cellaret_cache *cache, const cellaret_key *keys,
                                                  size_t count,
                                                  uint64_t *out_existing) CELLARET_NOEXCEPT;

/*
 * The type of a key's value.
 * out_type: CELLARET_TYPE_...; CELLARET_TYPE_NONE with MISS.
 * Threads: any. Returns: OK, MISS, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_type(cellaret_cache *cache, const void *key, size_t key_size,
                                           uint8_t *out_type) CELLARET_NOEXCEPT;

/*
 * Sets the deadline of a key to `ms` from now. 0 or less deletes the key and succeeds.
 * condition: CELLARET_EXPIRE_...
 * Threads: any.
 * Returns: OK; MISS (no key, or the condition does not hold); INVALID; BAD_EXPIRY (the sum
 *   overflows); FULL and NO_MEMORY (the entry has to grow to hold a deadline and cannot); CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_expire(cellaret_cache *cache, const void *key,
                                             size_t key_size, int64_t ms,
                                             uint32_t condition) CELLARET_NOEXCEPT;

/*
 * As cellaret_expire, with a Unix time in milliseconds. A time that is not in the future deletes
 * the key and succeeds.
 * Threads: any. Returns: as cellaret_expire. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_expire_at(cellaret_cache *cache, const void *key,
                                                size_t key_size, int64_t unix_ms,
                                                uint32_t condition) CELLARET_NOEXCEPT;

/*
 * Takes the deadline away.
 * Threads: any.
 * Returns: OK (it had one), NO_EXPIRY (it had none), MISS, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_persist(cellaret_cache *cache, const void *key,
                                              size_t key_size) CELLARET_NOEXCEPT;

/*
 * The time to live.
 * out_ms: milliseconds to the deadline, 0 at the deadline itself. Written with OK only.
 * Threads: any. Returns: OK, NO_EXPIRY, MISS, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_ttl(cellaret_cache *cache, const void *key, size_t key_size,
                                          int64_t *out_ms) CELLARET_NOEXCEPT;

/*
 * The deadline as Unix time in milliseconds on the instance's wall clock.
 * Threads: any. Returns: OK, NO_EXPIRY, MISS, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_expire_time(cellaret_cache *cache, const void *key,
                                                  size_t key_size,
                                                  int64_t *out_unix_ms) CELLARET_NOEXCEPT;

/*
 * Uses a key without reading it: the eviction policy learns of it, and the deadline is set anew,
 * which makes a sliding expiry. Counts as neither hit nor miss.
 * expiry: NULL for DEFAULT, which leaves the deadline alone unless the instance has a default; KEEP
 *   always does.
 * Threads: any.
 * Returns: OK; MISS; BAD_EXPIRY; FULL and NO_MEMORY (the entry has to grow to hold a deadline and
 *   cannot); INVALID; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_touch(cellaret_cache *cache, const void *key, size_t key_size,
                                            const cellaret_expiry *expiry) CELLARET_NOEXCEPT;

/*
 * The same for several keys as one. All shards of the keys are locked for the time of the call.
 * keys: `count` of them; may be NULL when count is 0.
 * out_touched: may be NULL; how many are there. A key that is named twice counts twice.
 * Threads: any. Returns: OK, BAD_EXPIRY, FULL, NO_MEMORY, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_touch_many(cellaret_cache *cache, const cellaret_key *keys,
                                                 size_t count, const cellaret_expiry *expiry,
                                                 uint64_t *out_touched) CELLARET_NOEXCEPT;

/*
 * Copies the value of a key to another key, with its codec and its deadline. Costs what the value
 * is large, with the shards of both keys locked.
 * destination: another key than the source. What it holds stays, and the answer is EXISTS, unless
 *   `replace` is 1.
 * replace: 0 or 1.
 * Threads: any.
 * Returns: OK; MISS (there is no source); EXISTS; INVALID (also when both are the same key);
 *   TOO_LARGE (the destination's key, or its entry over max_entry_bytes); FULL; NO_MEMORY; CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_copy(cellaret_cache *cache, const void *source,
                                           size_t source_size, const void *destination,
                                           size_t destination_size,
                                           uint32_t replace) CELLARET_NOEXCEPT;

/*
 * Gives a value another key. Codec and deadline go with it; what the new key held is gone. A key
 * may be renamed to itself. No reader sees both keys, or none. Costs what a string is large, which
 * is in memory twice for a moment; lists and sets cost nothing.
 * Threads: any.
 * Returns: OK; NO_KEY (there is no source); TOO_LARGE (the destination's key, or its entry over
 *   max_entry_bytes); FULL; NO_MEMORY; INVALID; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_rename(cellaret_cache *cache, const void *source,
                                             size_t source_size, const void *destination,
                                             size_t destination_size) CELLARET_NOEXCEPT;

/*
 * The same if nothing is under the new key.
 * Returns: as cellaret_rename; EXISTS when something is, also when it is the same key. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_rename_if_absent(cellaret_cache *cache, const void *source,
                                                       size_t source_size, const void *destination,
                                                       size_t destination_size) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_KEY_H */
