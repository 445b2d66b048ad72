/*
 * Sets: byte strings, each there or not, in no order.
 *
 * A set is a sorted array while it holds nothing but integers, up to 512 of them, one compact block
 * up to 128 other members, and a hash table beyond; it is charged with its real bytes. Adding,
 * removing and looking take constant time, while the table grows or shrinks too; sampling takes
 * time in the sample; what gives all members back is linear. No call takes longer because a large
 * set elsewhere goes away. The hash has a secret of the instance's own: no choice of members makes
 * a set slow.
 *
 * A set without members does not exist: the key goes with the last one.
 *
 * Every call is atomic. What list.h says of deadlines and of `expiry` holds here. On a key that
 * holds something other than a set every call answers WRONG_TYPE.
 */
#ifndef CELLARET_SET_H
#define CELLARET_SET_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "key.h"
#include "values.h"

CELLARET_BEGIN_DECLS

/*
 * Adds members. Makes the set if there is no key.
 * members: `count` of them, at least 1; one that is given twice counts once. Copied. All are added
 *   or none.
 * options: NULL for the defaults.
 * out_added: may be NULL; how many were not there before.
 * Threads: any.
 * Returns: OK; INVALID (no members among others); WRONG_TYPE; TOO_LARGE (key, member, or the set
 *   over max_entry_bytes); OVERFLOW (a member is inf or NaN); BAD_EXPIRY; FULL; NO_MEMORY; CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_add(cellaret_cache *cache, const void *key,
                                              size_t key_size, const cellaret_element *members,
                                              size_t count, const cellaret_write_options *options,
                                              uint64_t *out_added) CELLARET_NOEXCEPT;

/*
 * Takes members out.
 * members: `count` of them, at least 1.
 * out_removed: may be NULL; how many were there.
 * Threads: any.
 * Returns: OK; INVALID (no members among others); WRONG_TYPE; OVERFLOW; BAD_EXPIRY; FULL (a
 *   deadline needs room); NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_remove(cellaret_cache *cache, const void *key,
                                                 size_t key_size, const cellaret_element *members,
                                                 size_t count, const cellaret_expiry *expiry,
                                                 uint64_t *out_removed) CELLARET_NOEXCEPT;

/*
 * Whether a member is there.
 * Threads: any.
 * Returns: OK; MISS (no key, or no such member); WRONG_TYPE; INVALID; OVERFLOW; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_contains(cellaret_cache *cache, const void *key,
                                                   size_t key_size, const cellaret_element *member)
    CELLARET_NOEXCEPT;

/*
 * Whether each of several members is there, at one moment.
 * members: `count` of them, at least 1.
 * out_contained: `count` bytes; 1 for a member that is there, 0 for one that is not.
 * Threads: any. Returns: OK, WRONG_TYPE, INVALID, OVERFLOW, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_contains_many(cellaret_cache *cache, const void *key,
                                                        size_t key_size,
                                                        const cellaret_element *members,
                                                        size_t count,
                                                        uint8_t *out_contained) CELLARET_NOEXCEPT;

/*
 * How many members a set has; 0 for a key that is not there. Counts as a read.
 * Threads: any. Returns: OK, WRONG_TYPE, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_len(cellaret_cache *cache, const void *key,
                                              size_t key_size, uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * All members; none for a key that is not there.
 * out_values: written with OK; release it with cellaret_values_release.
 * Threads: any. Returns: OK, WRONG_TYPE, INVALID, NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_items(cellaret_cache *cache, const void *key,
                                                size_t key_size,
                                                cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * Takes one member out, each with the same probability.
 * out_value: written with OK; a STRING; release it with cellaret_value_release.
 * Threads: any.
 * Returns: OK, MISS, WRONG_TYPE, INVALID, BAD_EXPIRY, FULL (a deadline needs room), NO_MEMORY,
 *   CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_pop_one(cellaret_cache *cache, const void *key,
                                                  size_t key_size, const cellaret_expiry *expiry,
                                                  cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Takes up to `count` members out, every choice with the same probability; all of them, and the
 * key, if there are no more. None for a key that is not there.
 * count: 0 or more.
 * out_values: written with OK; release it with cellaret_values_release.
 * Threads: any. Returns: as cellaret_set_pop_one but MISS. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_pop(cellaret_cache *cache, const void *key,
                                              size_t key_size, int64_t count,
                                              const cellaret_expiry *expiry,
                                              cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * One member, each with the same probability. It stays in the set.
 * out_value: as cellaret_set_pop_one.
 * Threads: any. Returns: OK, MISS, WRONG_TYPE, INVALID, NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_sample_one(cellaret_cache *cache, const void *key,
                                                     size_t key_size,
                                                     cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Up to `count` members that differ, every choice with the same probability, in no order; all of
 * them if there are no more. They stay in the set.
 * count: 0 or more.
 * out_values: as cellaret_set_items; none for a key that is not there.
 * Threads: any. Returns: OK, WRONG_TYPE, INVALID, NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_sample(cellaret_cache *cache, const void *key,
                                                 size_t key_size, int64_t count,
                                                 cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * Exactly `count` members, each drawn from all of them; none for a key that is not there.
 * count: 0 or more.
 * Threads: any. Returns: as cellaret_set_sample. Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_set_sample_with_replacement(cellaret_cache *cache, const void *key, size_t key_size,
                                     int64_t count, cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * The members of the first set that are in none of the others, each once, in no order.
 * keys: `key_count` of them, at least 1. A key that is not there is an empty set.
 * out_values: written with OK; release it with cellaret_values_release.
 * Threads: any; all sets are read at one moment.
 * Returns: OK, WRONG_TYPE (any key), INVALID, NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_diff(cellaret_cache *cache, const cellaret_key *keys,
                                               size_t key_count,
                                               cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * The members that are in all sets; the rest as cellaret_set_diff. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_intersect(cellaret_cache *cache, const cellaret_key *keys,
                                                    size_t key_count,
                                                    cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * The members that are in any of the sets; the rest as cellaret_set_diff. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_union(cellaret_cache *cache, const cellaret_key *keys,
                                                size_t key_count,
                                                cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * How many members are in all sets, without giving them.
 * limit: counting ends there; 0 for none.
 * Threads: any. Returns: as cellaret_set_diff. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_intersect_len(cellaret_cache *cache,
                                                        const cellaret_key *keys, size_t key_count,
                                                        uint64_t limit,
                                                        uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Puts the difference of sets under a key, in place of whatever that holds, whatever its type; it
 * may be one of the sets. An empty result takes the key out. keys: as cellaret_set_diff. expiry:
 * NULL for DEFAULT; as for cellaret_set, the deadline of the destination is replaced (by none, if
 * neither the call nor the instance gives one) unless it is KEEP. out_len: may be NULL; the number
 * of members. Threads: any. No other call sees a part of it. Returns: OK; WRONG_TYPE (any of the
 * sets); INVALID; TOO_LARGE; BAD_EXPIRY; FULL; NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_diff_store(cellaret_cache *cache, const void *destination,
                                                     size_t destination_size,
                                                     const cellaret_key *keys, size_t key_count,
                                                     const cellaret_expiry *expiry,
                                                     uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * The same with the intersection; the rest as cellaret_set_diff_store. Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_set_intersect_store(cellaret_cache *cache, const void *destination,
                             size_t destination_size, const cellaret_key *keys, size_t key_count,
                             const cellaret_expiry *expiry, uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * The same with the union; the rest as cellaret_set_diff_store. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_union_store(cellaret_cache *cache,
                                                      const void *destination,
                                                      size_t destination_size,
                                                      const cellaret_key *keys, size_t key_count,
                                                      const cellaret_expiry *expiry,
                                                      uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Takes a member out of one set and puts it into another, which is made if there is no such key.
 * From a set to itself it changes nothing.
 * expiry: of the destination; the source keeps its deadline.
 * Threads: any. No other call sees the member in none of them.
 * Returns: OK; MISS (no source, or no such member; nothing changes); WRONG_TYPE (either key, if
 *   there is a source); INVALID; TOO_LARGE (destination); OVERFLOW; BAD_EXPIRY; FULL; NO_MEMORY;
 *   CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_set_move(cellaret_cache *cache, const void *source,
                                               size_t source_size, const void *destination,
                                               size_t destination_size,
                                               const cellaret_element *member,
                                               const cellaret_expiry *expiry) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_SET_H */
