/*
 * Events: which keys are gone, and why.
 *
 * A subscription is a bounded queue that its owner empties when it likes. The cache never waits for
 * it and calls nobody: what does not fit is dropped and counted. Without a subscription nothing is
 * kept and nothing paid for; each subscription sees all that happens from its beginning on.
 *
 *   uint64_t subscription;
 *   cellaret_events_options options = {.struct_size = sizeof options,
 *                                      .causes = CELLARET_EVENT_EVICTED | CELLARET_EVENT_EXPIRED};
 *   cellaret_events_subscribe(cache, &options, &subscription);
 *   ...
 *   cellaret_events_dispatch(cache, subscription, 1000, &on_removed, user_data, NULL);
 *
 * Order. Events of one key are in the order of what happened, and so are all events of a shard;
 *   nothing is said about the order of different shards. With shards = 1 all are in order.
 * Expiry. An expired entry is invisible at once, but its event comes when it is reclaimed: with the
 *   next write to its shard, when the key is used, or with cellaret_maintain.
 * Memory. The queues are not charged against max_bytes; cellaret_stats.bytes_events says what they
 *   take.
 * Fork. In the child every subscription is empty and has a descriptor of its own under the number
 *   of the old one.
 */
#ifndef CELLARET_EVENTS_H
#define CELLARET_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"

CELLARET_BEGIN_DECLS

/* Why a key is gone; together, which causes a subscription wants. */
enum {
  CELLARET_EVENT_EVICTED = 1,  /* to make room */
  CELLARET_EVENT_EXPIRED = 2,  /* its deadline passed */
  CELLARET_EVENT_DELETED = 4,  /* by a call: deleted, moved, emptied, or written with a past time */
  CELLARET_EVENT_REPLACED = 8, /* its value gave way to another one, as with cellaret_set; what
                                  changes a value, such as an increment or a push, is none */
  CELLARET_EVENT_CLEARED = 16, /* by cellaret_clear */
  CELLARET_EVENT_ALL = 31
};

/* The least and the most room that a subscription can have for the events of one shard. */
#define CELLARET_MIN_EVENT_BYTES 1024u
#define CELLARET_MAX_EVENT_BYTES (64u * 1024 * 1024)

typedef struct cellaret_events_options {
  uint32_t struct_size; /* sizeof(cellaret_events_options) */
  uint32_t causes;      /* CELLARET_EVENT_... of interest; 0: CELLARET_EVENT_ALL. REPLACED makes
                           every overwrite take the longer way. */
  uint32_t shard_bytes; /* room for the events of one shard, each of which takes 8 bytes and its
                           key, rounded up to 8: a power of two from CELLARET_MIN_EVENT_BYTES to
                           CELLARET_MAX_EVENT_BYTES; 0: 64 KiB. A key that is larger than this is
                           always dropped. */
  uint32_t reserved;    /* 0 */
} cellaret_events_options;

typedef struct cellaret_event {
  const void *key; /* in the caller's buffer */
  size_t key_size;
  uint32_t cause; /* one of CELLARET_EVENT_... */
  uint32_t shard; /* whose order it is in */
} cellaret_event;

/* Called by cellaret_events_dispatch for each event, which stays until it returns. */
typedef void (*cellaret_events_callback)(const cellaret_event *event, void *user_data);

/*
 * Subscribes to the removals of an instance.
 * options: NULL for the defaults.
 * out_subscription: its number, which is never 0. It is closed with cellaret_events_close, or when
 *   the instance is freed.
 * Threads: any. Returns: OK; INVALID (unknown cause, shard_bytes not allowed); CLOSED; LIMIT (an
 *   instance has 16 subscriptions at most); NO_MEMORY. Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_events_subscribe(cellaret_cache *cache, const cellaret_events_options *options,
                          uint64_t *out_subscription) CELLARET_NOEXCEPT;

/*
 * Takes events out of the queue.
 * out_events: room for `max_events`, 1 or more.
 * buffer: their keys are copied here; with CELLARET_MAX_KEY_SIZE bytes every key fits. NULL only
 *   with 0.
 * out_count: how many were taken; 0 when nothing waits.
 * Threads: any; two readers of one subscription get different events.
 * Returns: OK; TOO_LARGE (not even one key fits into the buffer; nothing was taken); INVALID (also
 *   for what was never a subscription of this instance); CLOSED (the subscription, too). Since: 0.1
 */
CELLARET_API cellaret_status cellaret_events_read(cellaret_cache *cache, uint64_t subscription,
                                                  cellaret_event *out_events, size_t max_events,
                                                  void *buffer, size_t buffer_size,
                                                  size_t *out_count) CELLARET_NOEXCEPT;

/*
 * How many events a subscription has lost so far because its queue was full.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_events_dropped(cellaret_cache *cache, uint64_t subscription,
                                                     uint64_t *out_dropped) CELLARET_NOEXCEPT;

/*
 * A file descriptor for poll and its kin: it can be read from while events wait. Reading the queue
 * until it is empty resets it; do not read from the descriptor itself.
 * out_descriptor: the subscription's own, always the same; it is closed with the subscription, so
 *   take it out of the loop first.
 * Threads: any. Returns: OK; INVALID; CLOSED; LIMIT (the process may open no more files).
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_events_descriptor(cellaret_cache *cache,
                                                        uint64_t subscription,
                                                        int *out_descriptor) CELLARET_NOEXCEPT;

/*
 * Takes events out of the queue and calls `callback` for each, on the calling thread, with no lock
 * held: it may use the cache, and close it or the subscription, which ends the dispatching.
 * max_events: 1 or more; what is left stays for the next time.
 * out_count: may be NULL; how many calls were made.
 * Threads: any. Returns: OK; INVALID (callback NULL, max_events 0, no subscription); CLOSED (before
 *   the first event); NO_MEMORY. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_events_dispatch(cellaret_cache *cache, uint64_t subscription,
                                                      size_t max_events,
                                                      cellaret_events_callback callback,
                                                      void *user_data,
                                                      size_t *out_count) CELLARET_NOEXCEPT;

/*
 * Ends a subscription; what is in its queue is lost. Closing one twice does nothing.
 * Threads: any; calls that use it finish first. Returns: OK, INVALID, CLOSED (the instance).
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_events_close(cellaret_cache *cache,
                                                   uint64_t subscription) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_EVENTS_H */
