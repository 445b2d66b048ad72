/*
 * What a call answers.
 *
 * Every function that can fail returns a cellaret_status: 0 is success, a number above 0 an
 * outcome that is no error (a key that is not there), a number below 0 an error. After an error
 * the cache is as it was before the call, and out parameters are untouched unless the function
 * says otherwise.
 */
#ifndef CELLARET_STATUS_H
#define CELLARET_STATUS_H

#include <stdint.h>

#include "export.h"

CELLARET_BEGIN_DECLS

typedef int32_t cellaret_status;

/*
 * The one table of statuses: X(name, number, text). The bindings' error tables are made from it or
 * tested against it. Numbers are part of the ABI and are never given a new meaning.
 */
#define CELLARET_STATUS_MAP(X)                                              \
  X(OK, 0, "success")                                                       \
  X(MISS, 1, "the key is not in the cache")                                 \
  X(EXISTS, 2, "the key is already in the cache")                           \
  X(NO_EXPIRY, 3, "the key is there and never expires")                     \
  X(INVALID, -1, "an argument is not allowed")                              \
  X(CLOSED, -2, "the cache is closed")                                      \
  X(NO_MEMORY, -3, "the allocator gave no memory")                          \
  X(TOO_LARGE, -4, "the key or the value is over its size limit")           \
  X(FULL, -5, "the memory limit leaves no room and nothing may be evicted") \
  X(WRONG_TYPE, -6, "the key holds a value of another type")                \
  X(NOT_AN_INTEGER, -7, "the value is not a 64-bit integer")                \
  X(NOT_A_NUMBER, -8, "the value is not a number")                          \
  X(OVERFLOW, -9, "the result is outside the range of its type")            \
  X(BAD_EXPIRY, -10, "the expiry is not in the allowed range")              \
  X(OUT_OF_RANGE, -11, "an index is out of range")                          \
  X(NO_KEY, -12, "the operation needs a key that is not in the cache")      \
  X(LIMIT, -13, "the process has as many of these as it can have")          \
  X(KEY_ENCODING, -14, "the key is text that has no UTF-8 form")            \
  X(INTERNAL, -15, "a defect in the library; please report it")             \
  X(BAD_FORMAT, -16, "the data is no dump, damaged, or of a newer version") \
  X(IO, -17, "a file could not be read or written")                         \
  X(DIFFERS, -18, "the name is open with a different configuration")

enum {
#define CELLARET_STATUS_ENUM(name, number, text) CELLARET_##name = (number),
  CELLARET_STATUS_MAP(CELLARET_STATUS_ENUM)
#undef CELLARET_STATUS_ENUM
};

/*
 * The name of a status without its prefix ("MISS"), or "UNKNOWN".
 * Lifetime: static. Threads: any. Since: 0.1
 */
CELLARET_API const char *cellaret_status_name(cellaret_status status) CELLARET_NOEXCEPT;

/*
 * One sentence for people, in English, without a full stop; "unknown status" for a number that is
 * none.
 * Lifetime: static. Threads: any. Since: 0.1
 */
CELLARET_API const char *cellaret_status_text(cellaret_status status) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_STATUS_H */
