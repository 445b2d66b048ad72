/*
 * What a read gives back.
 *
 * A cellaret_value is 136 bytes that the caller owns, usually on its stack. Values of up to 64
 * bytes are copied into it; larger ones are pinned: the struct then points at bytes inside the
 * cache that do not change and stay valid, also when the key is overwritten, evicted or the cache
 * is closed, until cellaret_value_release. The struct holds no pointer into itself, so it may be
 * moved and copied as bytes; release exactly one of the copies.
 *
 *   cellaret_value value;
 *   if (cellaret_get(cache, "name", 4, &value) == CELLARET_OK) {
 *     fwrite(cellaret_value_data(&value), 1, value.size, stdout);
 *     cellaret_value_release(&value);
 *   }
 */
#ifndef CELLARET_VALUE_H
#define CELLARET_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "export.h"

CELLARET_BEGIN_DECLS

/* Types of a value. A key that is not there has type NONE. */
enum {
  CELLARET_TYPE_NONE = 0,
  CELLARET_TYPE_STRING = 1, /* bytes, binary safe, 0 to CELLARET_MAX_VALUE_SIZE */
  CELLARET_TYPE_INT = 2,    /* int64_t */
  CELLARET_TYPE_DOUBLE = 3, /* double, never inf or NaN */
  CELLARET_TYPE_LIST = 4,   /* list.h; never the type of a cellaret_value */
  CELLARET_TYPE_SET = 5     /* set.h; never the type of a cellaret_value */
};

/*
 * The codec tag: one byte the writer gives and the reader gets back, by which a binding knows that
 * bytes were text, JSON or something else. The engine stores it and never looks at it. Numbers
 * that are neither here nor in the user range are reserved.
 */
enum {
  CELLARET_CODEC_NONE = 0,
  CELLARET_CODEC_UTF8 = 1,
  CELLARET_CODEC_BYTES = 2,
  CELLARET_CODEC_JSON = 3,
  CELLARET_CODEC_NULL = 4,
  CELLARET_CODEC_PICKLE = 5,
  CELLARET_CODEC_MSGPACK = 6,
  CELLARET_CODEC_USER_FIRST = 64,
  CELLARET_CODEC_USER_LAST = 127
};

#define CELLARET_MAX_KEY_SIZE 65535u                 /* bytes */
#define CELLARET_MAX_VALUE_SIZE (512u * 1024 * 1024) /* bytes */
#define CELLARET_VALUE_INLINE_SIZE 64                /* bytes; larger values are pinned */

typedef struct cellaret_value {
  uint8_t type;      /* CELLARET_TYPE_... */
  uint8_t codec;     /* CELLARET_CODEC_... as written */
  uint8_t is_pinned; /* 1: `as.data` points at pinned bytes */
  uint8_t reserved_0;
  uint32_t size;    /* STRING: length in bytes; otherwise 0 */
  uint64_t version; /* of the entry; grows with every write of the key, never reused */
  union {
    int64_t integer;  /* INT */
    double number;    /* DOUBLE */
    const void *data; /* STRING, pinned; read it through cellaret_value_data */
  } as;
  void *pin;                                 /* belongs to the library */
  void *owner;                               /* belongs to the library */
  uint8_t bytes[CELLARET_VALUE_INLINE_SIZE]; /* STRING, not pinned */
  uint8_t reserved[32];
} cellaret_value;

/*
 * The bytes of a STRING value, `value->size` of them, not terminated; for other types unspecified
 * and never NULL.
 * Lifetime: as long as the struct itself, and until release when pinned. Threads: any number of
 * readers. Since: 0.1
 */
static inline const void *cellaret_value_data(const cellaret_value *value) {
  return value->is_pinned ? value->as.data : (const void *)value->bytes;
}

/*
 * Gives a pinned value back and makes the struct hold type NONE. Does nothing for NULL, for a value
 * that is not pinned and for one already released through the same struct. A value of a cache that
 * is closed is released in the same way.
 * Threads: any, one at a time per struct. Since: 0.1
 */
CELLARET_API void cellaret_value_release(cellaret_value *value) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_VALUE_H */
