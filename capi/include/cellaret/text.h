/*
 * The bytes of strings and numbers: lengths, parts, appending, overwriting.
 *
 * A number takes part with its canonical text, and is a string after a write: 10 with "5" appended
 * is "105", which counts on as 105. Lengths and positions count bytes; a part may cut a character
 * of several bytes in two. All calls are atomic.
 */
#ifndef CELLARET_TEXT_H
#define CELLARET_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "value.h"
#include "values.h"

CELLARET_BEGIN_DECLS

/*
 * The length of a string, or of a number's text. Counts a hit or a miss, as every read does.
 * key: as in key.h.
 * out_len: bytes; 0 when there is no key.
 * Threads: any.
 * Returns: OK; WRONG_TYPE (the key holds a collection); INVALID; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_string_len(cellaret_cache *cache, const void *key,
                                                 size_t key_size,
                                                 uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Part of a string, or of a number's text.
 * first, last: positions of bytes, both included; negative ones count from the end, -1 is the last
 *   byte. Any number is allowed, what lies outside is cut off, and a part that has no bytes is
 *   empty. (As in Redis a `last` before the first byte means the first byte, unless `first` is
 *   negative, too, and comes after it.)
 * out_value: a STRING, empty when there is no key. Over CELLARET_VALUE_INLINE_SIZE bytes it is
 *   pinned, which keeps the whole value alive; release it.
 * Threads: any.
 * Returns: OK; WRONG_TYPE; INVALID; NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_get_range(cellaret_cache *cache, const void *key,
                                                size_t key_size, int64_t first, int64_t last,
                                                cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Adds bytes to the end. A missing key is made, also by no bytes. Bytes are copied once, most
 * often: a string that grows by appending has some room behind it.
 * data: `size` bytes; may be NULL only when size is 0. Copied.
 * options: NULL for the defaults. codec: of a string that is made; others keep theirs. expiry:
 *   DEFAULT leaves the key's deadline alone unless the instance has a default.
 * out_len: may be NULL; the new length in bytes.
 * Threads: any.
 * Returns: OK; WRONG_TYPE; TOO_LARGE (key, the sum over CELLARET_MAX_VALUE_SIZE, or the entry over
 *   max_entry_bytes); BAD_EXPIRY; FULL; NO_MEMORY; INVALID; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_append(cellaret_cache *cache, const void *key,
                                             size_t key_size, const void *data, size_t size,
                                             const cellaret_write_options *options,
                                             uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Overwrites bytes from a position on. Between the end and a position behind it there will be zero
 * bytes. With size 0 nothing happens: no key is made and no deadline changes.
 * offset: 0 or more; the position of the first of `size` bytes.
 * data, options, out_len: as for cellaret_append.
 * Threads: any.
 * Returns: as cellaret_append, and OUT_OF_RANGE for a negative offset. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_range(cellaret_cache *cache, const void *key,
                                                size_t key_size, int64_t offset, const void *data,
                                                size_t size, const cellaret_write_options *options,
                                                uint64_t *out_len) CELLARET_NOEXCEPT;

/* Room for the text of any number, in bytes. */
#define CELLARET_NUMBER_TEXT_SIZE 328

/*
 * The canonical text of a double: the fewest digits that read back as the same number, never with
 * an exponent; -0 is "0". It is what a double is wherever bytes are asked for.
 * out_text: room for CELLARET_NUMBER_TEXT_SIZE bytes; not terminated.
 * out_size: the length in bytes.
 * Threads: any. Returns: OK; OVERFLOW (inf and NaN); INVALID. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_double_text(double number, char *out_text,
                                                  size_t *out_size) CELLARET_NOEXCEPT;

/*
 * The bytes that a value stands for: those of a string, the canonical text of a number.
 * text: room for CELLARET_NUMBER_TEXT_SIZE bytes, where the text of a number is written.
 * out_data, out_size: the bytes, not terminated; in `text`, or in the value. Lifetime: as long as
 *   those.
 * Threads: any. Returns: OK; MISS (type NONE); INVALID. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_value_text(const cellaret_value *value, char *text,
                                                 const void **out_data,
                                                 size_t *out_size) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_TEXT_H */
