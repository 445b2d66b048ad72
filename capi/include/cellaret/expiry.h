/*
 * When a value goes: the argument that every write takes.
 *
 * A deadline is in whole milliseconds. An entry is visible up to and including its deadline (its
 * time to live is then 0) and gone one millisecond later. Relative deadlines run on a monotonic
 * clock and do not notice when somebody sets the wall clock; absolute and daily ones follow the
 * wall clock.
 */
#ifndef CELLARET_EXPIRY_H
#define CELLARET_EXPIRY_H

#include <stdint.h>

#include "export.h"

CELLARET_BEGIN_DECLS

enum {
  CELLARET_EXPIRY_DEFAULT = 0, /* the instance's default; none if it has none */
  CELLARET_EXPIRY_NEVER = 1,   /* no deadline */
  CELLARET_EXPIRY_KEEP = 2,    /* the deadline the key has now; none for a new key */
  CELLARET_EXPIRY_IN = 3,      /* `ms` from now, 1 or more */
  CELLARET_EXPIRY_AT = 4,      /* at Unix time `ms`, 1 or more; a past one leaves no key, and
                                  INT64_MAX is the millisecond before it */
  CELLARET_EXPIRY_DAILY = 5    /* the next hour:minute:second in the zone, strictly in the future */
};

/*
 * Size: 16 bytes, fixed for ever. All zero is DEFAULT. Fields that a kind does not use must be 0.
 * Wherever a function takes `const cellaret_expiry *`, NULL is DEFAULT.
 */
typedef struct cellaret_expiry {
  uint8_t kind;               /* CELLARET_EXPIRY_... */
  uint8_t hour;               /* DAILY: 0 to 23 */
  uint8_t minute;             /* DAILY: 0 to 59 */
  uint8_t second;             /* DAILY: 0 to 59 */
  int32_t utc_offset_minutes; /* DAILY: the zone, -1439 to 1439; +540 is Tokyo */
  int64_t ms;                 /* IN: milliseconds from now; AT: Unix milliseconds */
} cellaret_expiry;

static inline cellaret_expiry cellaret_expiry_make(uint8_t kind, int64_t ms) {
  cellaret_expiry expiry = {0, 0, 0, 0, 0, 0};
  expiry.kind = kind;
  expiry.ms = ms;
  return expiry;
}

/* Each of these makes an argument; nothing is checked before the call that takes it. Since: 0.1 */
static inline cellaret_expiry cellaret_expiry_default(void) {
  return cellaret_expiry_make(CELLARET_EXPIRY_DEFAULT, 0);
}
static inline cellaret_expiry cellaret_expiry_never(void) {
  return cellaret_expiry_make(CELLARET_EXPIRY_NEVER, 0);
}
static inline cellaret_expiry cellaret_expiry_keep(void) {
  return cellaret_expiry_make(CELLARET_EXPIRY_KEEP, 0);
}
static inline cellaret_expiry cellaret_expiry_in(int64_t ms) {
  return cellaret_expiry_make(CELLARET_EXPIRY_IN, ms);
}
static inline cellaret_expiry cellaret_expiry_at(int64_t unix_ms) {
  return cellaret_expiry_make(CELLARET_EXPIRY_AT, unix_ms);
}
static inline cellaret_expiry cellaret_expiry_daily(uint8_t hour, uint8_t minute, uint8_t second,
                                                    int32_t utc_offset_minutes) {
  cellaret_expiry expiry = cellaret_expiry_make(CELLARET_EXPIRY_DAILY, 0);
  expiry.hour = hour;
  expiry.minute = minute;
  expiry.second = second;
  expiry.utc_offset_minutes = utc_offset_minutes;
  return expiry;
}

CELLARET_END_DECLS

#endif /* CELLARET_EXPIRY_H */
