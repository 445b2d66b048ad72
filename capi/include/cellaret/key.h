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

CELLARET_BEGIN_DECLS

/* When cellaret_expire and cellaret_expire_at act. "None" counts as later than any deadline. */
enum {
  CELLARET_EXPIRE_ALWAYS = 0,
  CELLARET_EXPIRE_IF_NONE = 1,    /* only if the key has no deadline */
  CELLARET_EXPIRE_IF_ANY = 2,     /* only if it has one */
  CELLARET_EXPIRE_IF_GREATER = 3, /* only if the new deadline is later */
  CELLARET_EXPIRE_IF_LESS = 4     /* only if the new deadline is earlier */
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

CELLARET_END_DECLS

#endif /* CELLARET_KEY_H */
