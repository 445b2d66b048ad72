/*
 * Finding keys: a walk in small steps, lists of keys by pattern, one at random.
 *
 * A pattern is a glob by Redis's rules: * stands for any bytes, ? for one, [abc] for one of these,
 * [a-z] for a range, [^a] for one byte but these, and \x for x itself. A class that is not closed
 * ends with the pattern. The empty key is matched by the empty pattern and by *. A pattern of n
 * bytes costs a key of m bytes at most n times m steps, so one may come from outside.
 *
 *   uint64_t cursor = 0;
 *   do {
 *     cellaret_values *keys;
 *     if (cellaret_scan(cache, cursor, NULL, &cursor, &keys) != CELLARET_OK) break;
 *     for (size_t i = 0; i < keys->count; ++i)
 *       fwrite(keys->items[i].as.data, 1, keys->items[i].size, stdout);
 *     cellaret_values_release(keys);
 *   } while (cursor != 0);
 *
 * Keys come as STRING items with codec 0. Expired entries never appear. Nothing here is a use in
 * the eyes of the eviction policy or counts as a hit or miss.
 */
#ifndef CELLARET_SCAN_H
#define CELLARET_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "value.h"
#include "values.h"

CELLARET_BEGIN_DECLS

/* Keys that a scan looks at in one call if it does not say how many. */
#define CELLARET_DEFAULT_SCAN_COUNT 10

/* All zero but struct_size: every key, in steps of CELLARET_DEFAULT_SCAN_COUNT. */
typedef struct cellaret_scan_options {
  uint32_t struct_size; /* sizeof(cellaret_scan_options) */
  uint32_t types;       /* 1 << CELLARET_TYPE_... of each type wanted; 0 for all */
  const void *pattern;  /* NULL for every key */
  size_t pattern_size;  /* 0 when `pattern` is NULL */
  uint64_t count;       /* of keys to look at, roughly; 0 for the default */
} cellaret_scan_options;

/*
 * One step of a walk over all keys. A key that is there from the first step to the last comes
 * exactly once, whatever else comes, goes or moves; one that is written or deleted meanwhile comes
 * or does not, and comes twice only if it was deleted and written again. The instance keeps nothing
 * for a walk: it may be left at any step, and any number of them may go on at the same time.
 * cursor: 0 begins; then what the step before gave. Good for this instance alone and as long as
 *   that is open, for other patterns, too.
 * options: NULL for every key.
 * out_cursor: where the next step begins; 0 when the walk is over. May be the same variable.
 * out_keys: those found, fewer than `count` or none where the pattern leaves keys out; release them
 *   with cellaret_values_release.
 * Threads: any. Shards are held one after another, for at most 128 keys or groups of keys at a
 * time, and not while keys are compared with the pattern. Returns: OK; INVALID (not a cursor of
 * this instance, unknown types, a pattern without pointer); NO_MEMORY; CLOSED. On an error the out
 * parameters are untouched. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_scan(cellaret_cache *cache, uint64_t cursor,
                                           const cellaret_scan_options *options,
                                           uint64_t *out_cursor,
                                           cellaret_values **out_keys) CELLARET_NOEXCEPT;

/*
 * All keys that match, of one moment. Holds the whole instance while it looks at every key; for
 * a large one cellaret_scan is the better choice.
 * pattern: may be NULL only when pattern_size is 0: the empty pattern, which matches the empty key.
 * out_keys: in no particular order; release them with cellaret_values_release.
 * Threads: any. Returns: OK, INVALID, NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_keys(cellaret_cache *cache, const void *pattern,
                                           size_t pattern_size,
                                           cellaret_values **out_keys) CELLARET_NOEXCEPT;

/*
 * Deletes all keys that match, in one step: nobody sees some of them gone and others not. Holds the
 * whole instance meanwhile.
 * pattern: as for cellaret_keys.
 * out_deleted: may be NULL; how many there were.
 * Threads: any. Returns: OK, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_delete_matching(cellaret_cache *cache, const void *pattern,
                                                      size_t pattern_size,
                                                      uint64_t *out_deleted) CELLARET_NOEXCEPT;

/*
 * A key drawn at random, every one as likely as any other.
 * out_key: a STRING; to be given back with cellaret_value_release. Untouched with MISS.
 * Threads: any. Returns: OK, MISS (the cache is empty), INVALID, NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_random_key(cellaret_cache *cache,
                                                 cellaret_value *out_key) CELLARET_NOEXCEPT;

/*
 * What a key costs in memory: the real sizes of the blocks that hold key, deadline and value, all
 * elements of a list or set included. Its share of the index and of the policy's arrays, 10 to 25
 * bytes, is not.
 * key: 0 to CELLARET_MAX_KEY_SIZE bytes; may be NULL only when key_size is 0. A longer one is a key
 *   that is not there.
 * Threads: any. Returns: OK, MISS, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_memory_usage(cellaret_cache *cache, const void *key,
                                                   size_t key_size,
                                                   uint64_t *out_bytes) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_SCAN_H */
