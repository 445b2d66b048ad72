/*
 * Values that a call is given: bytes, or a number that is stored as one.
 */
#ifndef CELLARET_VALUES_H
#define CELLARET_VALUES_H

#include <stddef.h>
#include <stdint.h>

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

CELLARET_END_DECLS

#endif /* CELLARET_VALUES_H */
