/*
 * Many values at once: the elements that a call is given, and the values that one gives back.
 *
 * Elements of lists and sets are byte strings. A number may be given as such and stands for its
 * canonical text, so that 1 and "1" are the same element; what comes back is text.
 *
 *   cellaret_element elements[] = {cellaret_element_bytes("a", 1), cellaret_element_int(2)};
 *   cellaret_list_push_right(cache, "list", 4, elements, 2, NULL, NULL);
 *   cellaret_values *values;
 *   if (cellaret_list_items(cache, "list", 4, &values) == CELLARET_OK) {
 *     for (size_t i = 0; i < values->count; ++i)
 *       fwrite(values->items[i].as.data, 1, values->items[i].size, stdout);
 *     cellaret_values_release(values);
 *   }
 */
#ifndef CELLARET_VALUES_H
#define CELLARET_VALUES_H

#include <stddef.h>
#include <stdint.h>

#include "expiry.h"
#include "export.h"
#include "value.h"

CELLARET_BEGIN_DECLS

/* An element to store or to look for. Made by the functions below, or by hand. */
typedef struct cellaret_element {
  union {
    const void *data; /* STRING */
    int64_t integer;  /* INT */
    double number;    /* DOUBLE; inf and NaN are refused with OVERFLOW */
  } as;
  size_t size;  /* STRING: 0 to CELLARET_MAX_VALUE_SIZE bytes; otherwise 0 */
  uint8_t type; /* CELLARET_TYPE_STRING, INT or DOUBLE */
  uint8_t reserved[7];
} cellaret_element;

static inline cellaret_element cellaret_element_bytes(const void *data, size_t size) {
  cellaret_element element = {{data}, size, CELLARET_TYPE_STRING, {0}};
  return element;
}

static inline cellaret_element cellaret_element_int(int64_t integer) {
  cellaret_element element = {{NULL}, 0, CELLARET_TYPE_INT, {0}};
  element.as.integer = integer;
  return element;
}

static inline cellaret_element cellaret_element_double(double number) {
  cellaret_element element = {{NULL}, 0, CELLARET_TYPE_DOUBLE, {0}};
  element.as.number = number;
  return element;
}

/* How to write elements. All zero but struct_size: codec 0, default expiry. */
typedef struct cellaret_write_options {
  uint32_t struct_size;   /* sizeof(cellaret_write_options) */
  uint8_t codec;          /* CELLARET_CODEC_... of a collection that is made; others keep theirs */
  uint8_t reserved[3];    /* 0 */
  cellaret_expiry expiry; /* DEFAULT leaves the key's deadline alone unless the instance has one */
} cellaret_write_options;

/* One value of several. */
typedef struct cellaret_item {
  union {
    const void *data; /* STRING: `size` bytes, not terminated, never NULL */
    int64_t integer;  /* INT */
    double number;    /* DOUBLE */
  } as;
  uint32_t size; /* STRING: length in bytes; otherwise 0 */
  uint8_t type;  /* CELLARET_TYPE_STRING for an element; NONE for a value that is not there */
  uint8_t codec; /* CELLARET_CODEC_..., of the whole collection */
  uint16_t reserved;
  uint64_t version; /* of the entry that was read */
} cellaret_item;

/*
 * Several values in one block. It is the caller's own and no part of the cache, does not change,
 * and stays valid when the cache is closed, until cellaret_values_release.
 */
typedef struct cellaret_values {
  const cellaret_item *items; /* `count` of them */
  size_t count;
} cellaret_values;

/*
 * Gives values back. Does nothing for NULL.
 * Threads: any, once for each pointer that a call gave. Since: 0.1
 */
CELLARET_API void cellaret_values_release(cellaret_values *values) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_VALUES_H */
