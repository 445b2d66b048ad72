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
#include "value.h"

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
 * Writes a 64-bit integer; the rest as cellaret_set. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_int_set(cellaret_cache *cache, const void *key,
                                              size_t key_size, int64_t value,
                                              const cellaret_set_options *options,
                                              cellaret_value *out_old) CELLARET_NOEXCEPT;

/*
 * Adds to an integer. A missing key starts at 0; a string that is a canonical decimal integer is
 * read as one. The value is an integer afterwards and keeps its codec tag.
 * delta: any; the negative of INT64_MIN does not exist, so to subtract pass a negative number.
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
 *   when delta or the sum is inf or NaN. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_double_increment(cellaret_cache *cache, const void *key,
                                                       size_t key_size, double delta,
                                                       const cellaret_expiry *expiry,
                                                       double *out_value) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_SCALAR_H */
