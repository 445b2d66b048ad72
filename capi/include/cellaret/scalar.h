/*
 * Strings, 64-bit integers and doubles: reading, writing, counting.
 *
 * The three types form one family: they read and convert into each other as strings do in Redis,
 * but are stored natively. A counter is 8 bytes and is incremented without parsing. All calls are
 * atomic.
 */
#ifndef CELLARET_SCALAR_H
#define CELLARET_SCALAR_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "key.h"
#include "value.h"
#include "values.h"

CELLARET_BEGIN_DECLS

/* When a write acts. */
enum {
  CELLARET_SET_ALWAYS = 0,
  CELLARET_SET_IF_ABSENT = 1, /* else EXISTS; value and deadline stay as they are */
  CELLARET_SET_IF_PRESENT = 2 /* else MISS; nothing is written */
};

/* How to write. All zero but struct_size: always, codec 0, default expiry. */
typedef struct cellaret_set_options {
  uint32_t struct_size; /* sizeof(cellaret_set_options) */
  uint8_t condition;    /* CELLARET_SET_... */
  uint8_t codec;        /* CELLARET_CODEC_... */
  uint16_t reserved;    /* 0 */
  cellaret_expiry expiry;
} cellaret_set_options;

/*
 * Reads a scalar. Counts a hit or a miss and is a use in the eyes of the eviction policy.
 * key: as in key.h.
 * out_value: written with OK; release it with cellaret_value_release.
 * Threads: any.
 * Returns: OK, MISS, WRONG_TYPE (the key holds a collection), INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_get(cellaret_cache *cache, const void *key, size_t key_size,
                                          cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Writes a string, whatever the key held before.
 * data: `size` bytes, 0 to CELLARET_MAX_VALUE_SIZE; may be NULL only when size is 0. Copied.
 * options: NULL for the defaults. The deadline of the key is replaced (by none, if neither the
 *   call nor the instance gives one) unless the expiry is KEEP.
 * out_old: may be NULL; receives the value that was there before, or type NONE, with OK, EXISTS and
 *   MISS; release it. When it is asked for and the key holds a collection: WRONG_TYPE.
 * Threads: any.
 * Returns: OK; EXISTS, MISS (the condition does not hold); INVALID; TOO_LARGE (key, value, or the
 *   entry over max_entry_bytes); BAD_EXPIRY; FULL; NO_MEMORY; WRONG_TYPE; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set(cellaret_cache *cache, const void *key, size_t key_size,
                                          const void *data, size_t size,
                                          const cellaret_set_options *options,
                                          cellaret_value *out_old) CELLARET_NOEXCEPT;

/*
 * Reads a scalar and deletes its key.
 * out_value: written with OK; release it.
 * Threads: any.
 * Returns: OK, MISS, WRONG_TYPE (the key holds a collection and stays), INVALID, CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_get_and_delete(cellaret_cache *cache, const void *key,
                                                     size_t key_size,
                                                     cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Reads a scalar and sets its deadline anew: a sliding expiry.
 * expiry: NULL for DEFAULT, which leaves the deadline alone unless the instance has a default, as
 *   KEEP always does; NEVER takes it away; an AT that has passed gives the value and deletes the
 *   key.
 * out_value: written with OK; release it.
 * Threads: any.
 * Returns: OK; MISS; WRONG_TYPE; BAD_EXPIRY (only of a key that holds a scalar); FULL and NO_MEMORY
 *   (the entry has to grow to hold a deadline and cannot); INVALID; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_get_and_touch(cellaret_cache *cache, const void *key,
                                                    size_t key_size, const cellaret_expiry *expiry,
                                                    cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Writes if nobody has written since the value was read. A change of the deadline alone may count
 * as a write.
 * expected: the version that a read gave; 0 for a key that was not there.
 * value: a string, integer or double.
 * options: NULL for the defaults; codec: of the value; expiry: DEFAULT leaves the key's deadline
 *   alone unless the instance has a default.
 * out_version: may be NULL; the version that was written, 0 when an AT that has passed left no key.
 * Threads: any.
 * Returns: OK; EXISTS (the key has another version, or any when 0 was expected); MISS (it is not
 *   there); TOO_LARGE; OVERFLOW (inf and NaN); BAD_EXPIRY; FULL; NO_MEMORY; INVALID; CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_compare_and_set(cellaret_cache *cache, const void *key,
                                                      size_t key_size, uint64_t expected,
                                                      const cellaret_element *value,
                                                      const cellaret_write_options *options,
                                                      uint64_t *out_version) CELLARET_NOEXCEPT;

/*
 * Writes a 64-bit integer; the rest as cellaret_set. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_int_set(cellaret_cache *cache, const void *key,
                                              size_t key_size, int64_t value,
                                              const cellaret_set_options *options,
                                              cellaret_value *out_old) CELLARET_NOEXCEPT;

/*
 * Adds to an integer. A missing key starts at 0; a string that is a canonical decimal integer is
 * read as one. The value is an integer afterwards and keeps its codec tag.
 * delta: any.
 * expiry: NULL for DEFAULT. DEFAULT leaves the key's deadline alone unless the instance has a
 *   default; anything else replaces it.
 * out_value: may be NULL; the sum.
 * Threads: any.
 * Returns: OK; NOT_AN_INTEGER; OVERFLOW; WRONG_TYPE; INVALID; TOO_LARGE; BAD_EXPIRY; FULL;
 *   NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_int_increment(cellaret_cache *cache, const void *key,
                                                    size_t key_size, int64_t delta,
                                                    const cellaret_expiry *expiry,
                                                    int64_t *out_value) CELLARET_NOEXCEPT;

/*
 * Subtracts from an integer; the rest as cellaret_int_increment. delta: any; INT64_MIN, which has
 * no negative, is OVERFLOW whatever the key holds. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_int_decrement(cellaret_cache *cache, const void *key,
                                                    size_t key_size, int64_t delta,
                                                    const cellaret_expiry *expiry,
                                                    int64_t *out_value) CELLARET_NOEXCEPT;

/*
 * Writes a double; the rest as cellaret_set.
 * Returns: as cellaret_set; OVERFLOW for inf and NaN. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_double_set(cellaret_cache *cache, const void *key,
                                                 size_t key_size, double value,
                                                 const cellaret_set_options *options,
                                                 cellaret_value *out_old) CELLARET_NOEXCEPT;

/*
 * Adds to a double. A missing key starts at 0; an integer or a string that is a decimal number is
 * read as one. Each operand enters as its shortest decimal text, the sum is taken in long double
 * and rounded once, so 0.1 + 0.2 is 0.3. The value is a double afterwards.
 * delta: finite.
 * Returns: as cellaret_int_increment, with NOT_A_NUMBER in place of NOT_AN_INTEGER, and OVERFLOW
 *   when delta or the sum is inf or NaN. What the key holds is looked at first: NOT_A_NUMBER and
 *   WRONG_TYPE come before OVERFLOW. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_double_increment(cellaret_cache *cache, const void *key,
                                                       size_t key_size, double delta,
                                                       const cellaret_expiry *expiry,
                                                       double *out_value) CELLARET_NOEXCEPT;

/*
 * Subtracts from a double; the rest as cellaret_double_increment. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_double_decrement(cellaret_cache *cache, const void *key,
                                                       size_t key_size, double delta,
                                                       const cellaret_expiry *expiry,
                                                       double *out_value) CELLARET_NOEXCEPT;

/*
 * A key with its hash, for a caller who uses it more than once: the calls that end in _k take it
 * and do not hash. It belongs to the instance it was prepared for.
 * Lifetime: as long as the bytes it points at and the instance. Copy it as you like.
 */
typedef struct cellaret_prepared_key {
  const void *data;
  size_t size;
  uint64_t hash;
  uint64_t owner; /* which instance, in the library's own numbers */
} cellaret_prepared_key;

/*
 * Prepares a key.
 * key: as in key.h; not copied, it must stay as it is while the prepared key is used.
 * Threads: any.
 * Returns: OK; TOO_LARGE; INVALID; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_key_prepare(cellaret_cache *cache, const void *key,
                                                  size_t key_size,
                                                  cellaret_prepared_key *out_key) CELLARET_NOEXCEPT;

/*
 * cellaret_get, cellaret_set without options and cellaret_int_increment with the default expiry,
 * for a prepared key. They differ in nothing else. key: prepared for this instance; another
 * instance's, or NULL, is INVALID. What is in it must be what cellaret_key_prepare wrote: with
 * another hash the key is another key. Threads: any. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_get_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                                            cellaret_value *out_value) CELLARET_NOEXCEPT;
CELLARET_API cellaret_status cellaret_set_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                                            const void *data, size_t size) CELLARET_NOEXCEPT;
CELLARET_API cellaret_status cellaret_int_increment_k(cellaret_cache *cache,
                                                      const cellaret_prepared_key *key,
                                                      int64_t delta,
                                                      int64_t *out_value) CELLARET_NOEXCEPT;

/*
 * Reads several scalars: the same as cellaret_get for each, in any order, but faster, since the
 * keys wait for memory together. Not atomic as a whole. keys: `count` of them; NULL only with 0.
 * out_values: as many, in the order of the keys; type NONE for a key that is missing, too long, or
 *   holds a collection. Release each.
 * Threads: any.
 * Returns: OK, also when nothing was found; INVALID (then nothing was written); CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_multi_get(cellaret_cache *cache, const cellaret_key *keys,
                                                size_t count,
                                                cellaret_value *out_values) CELLARET_NOEXCEPT;

/* A key and the value to write under it. */
typedef struct cellaret_pair {
  cellaret_key key;
  cellaret_element value;
  uint8_t codec; /* CELLARET_CODEC_... */
  uint8_t reserved[7];
} cellaret_pair;

/*
 * Writes several scalars as one: whoever sees one of them sees all of them. When it fails nothing
 * has changed, but other entries may have been evicted. All shards of the keys are locked for the
 * time of the call.
 * pairs: `count` of them; NULL only with 0, which succeeds. Of equal keys the last one counts.
 * expiry: of all; NULL for DEFAULT. Deadlines are replaced unless it is KEEP.
 * Threads: any.
 * Returns: OK; INVALID; TOO_LARGE; OVERFLOW (a double that is not finite); BAD_EXPIRY; FULL;
 *   NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_multi_set(cellaret_cache *cache, const cellaret_pair *pairs,
                                                size_t count,
                                                const cellaret_expiry *expiry) CELLARET_NOEXCEPT;

/*
 * The same if none of the keys exists.
 * Returns: as above; EXISTS when one does, and then nothing was written. Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_multi_set_if_absent(cellaret_cache *cache, const cellaret_pair *pairs, size_t count,
                             const cellaret_expiry *expiry) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_SCALAR_H */
