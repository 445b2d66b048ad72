/*
 * Lists: byte strings in order, fast at both ends.
 *
 * A list is one compact block while it is small and a chain of 4 KiB blocks when it is large; it is
 * charged with its real bytes. Push, pop, get and set take constant time, at any index of a large
 * list too; insert moves 16 bytes for each 4 KiB of the list; position, remove and what gives
 * elements back are linear in the elements they look at. No call takes longer because a large list
 * elsewhere goes away.
 *
 * A list without elements does not exist: the key goes with the last one. Indexes begin at 0;
 * negative ones count from the end, -1 is the last element.
 *
 * Every call is atomic. Those that write leave the key's deadline alone when their expiry is
 * DEFAULT and the instance has none, and set it otherwise, also when nothing was there to change;
 * a call that does nothing by its arguments, such as a pop of 0 elements, does not. `expiry` may be
 * NULL for DEFAULT. A deadline that has passed already deletes the key after the change.
 *
 * On a key that holds something other than a list every call answers WRONG_TYPE.
 */
#ifndef CELLARET_LIST_H
#define CELLARET_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "key.h"
#include "values.h"

CELLARET_BEGIN_DECLS

/* The ends of a list. */
enum { CELLARET_LEFT = 0, CELLARET_RIGHT = 1 };

/*
 * Adds elements at the left end, one after another: a, b, c are then read as c, b, a. Makes the
 * list if there is no key.
 * elements: `count` of them, at least 1. Copied. All are added or none.
 * options: NULL for the defaults.
 * out_len: may be NULL; the new length.
 * Threads: any.
 * Returns: OK; INVALID (no elements among others); WRONG_TYPE; TOO_LARGE (key, element, or the list
 *   over max_entry_bytes); OVERFLOW (an element is inf or NaN); BAD_EXPIRY; FULL; NO_MEMORY;
 *   CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_push_left(cellaret_cache *cache, const void *key,
                                                     size_t key_size,
                                                     const cellaret_element *elements, size_t count,
                                                     const cellaret_write_options *options,
                                                     uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Adds elements at the right end in their order; the rest as cellaret_list_push_left. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_push_right(
    cellaret_cache *cache, const void *key, size_t key_size, const cellaret_element *elements,
    size_t count, const cellaret_write_options *options, uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * As cellaret_list_push_left, but only to a list that is there.
 * Returns: as cellaret_list_push_left; MISS (no key, nothing is written). Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_push_left_if_exists(
    cellaret_cache *cache, const void *key, size_t key_size, const cellaret_element *elements,
    size_t count, const cellaret_write_options *options, uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * As cellaret_list_push_right, but only to a list that is there.
 * Returns: as cellaret_list_push_left; MISS (no key, nothing is written). Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_push_right_if_exists(
    cellaret_cache *cache, const void *key, size_t key_size, const cellaret_element *elements,
    size_t count, const cellaret_write_options *options, uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Takes the first element out.
 * out_value: written with OK; a STRING; release it with cellaret_value_release.
 * Threads: any.
 * Returns: OK, MISS, WRONG_TYPE, INVALID, BAD_EXPIRY, FULL (a deadline needs room), NO_MEMORY,
 *   CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_pop_left(cellaret_cache *cache, const void *key,
                                                    size_t key_size, const cellaret_expiry *expiry,
                                                    cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Takes the last element out; the rest as cellaret_list_pop_left. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_pop_right(cellaret_cache *cache, const void *key,
                                                     size_t key_size, const cellaret_expiry *expiry,
                                                     cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Takes up to `count` elements out at the left end, in the order in which they go.
 * count: any; 0 changes nothing and gives none.
 * out_values: written with OK; release it with cellaret_values_release.
 * Threads: any. Returns: as cellaret_list_pop_left. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_pop_left_many(
    cellaret_cache *cache, const void *key, size_t key_size, uint64_t count,
    const cellaret_expiry *expiry, cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * The same at the right end, the last element first. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_pop_right_many(
    cellaret_cache *cache, const void *key, size_t key_size, uint64_t count,
    const cellaret_expiry *expiry, cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * How many elements a list has; 0 for a key that is not there. Counts as a read.
 * Threads: any. Returns: OK, WRONG_TYPE, INVALID, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_len(cellaret_cache *cache, const void *key,
                                               size_t key_size,
                                               uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * The element at an index.
 * out_value: as cellaret_list_pop_left.
 * Threads: any.
 * Returns: OK; MISS (no key, or no such index); WRONG_TYPE; INVALID; NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_get(cellaret_cache *cache, const void *key,
                                               size_t key_size, int64_t index,
                                               cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Replaces the element at an index.
 * element: copied.
 * Threads: any.
 * Returns: OK; OUT_OF_RANGE (no such index); NO_KEY; WRONG_TYPE; INVALID; TOO_LARGE; OVERFLOW;
 *   BAD_EXPIRY; FULL; NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_set(cellaret_cache *cache, const void *key,
                                               size_t key_size, int64_t index,
                                               const cellaret_element *element,
                                               const cellaret_expiry *expiry) CELLARET_NOEXCEPT;

/*
 * All elements in order; none for a key that is not there.
 * out_values: written with OK; release it with cellaret_values_release.
 * Threads: any. Returns: OK, WRONG_TYPE, INVALID, NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_items(cellaret_cache *cache, const void *key,
                                                 size_t key_size,
                                                 cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * The elements from one index to another, both included. What lies outside the list is left out;
 * never an error.
 * Threads: any. Returns: as cellaret_list_items. Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_list_get_range(cellaret_cache *cache, const void *key, size_t key_size, int64_t from,
                        int64_t to, cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * Keeps the elements from one index to another, both included, and takes out all others; an empty
 * range takes the key out.
 * Threads: any. Returns: OK, MISS, WRONG_TYPE, INVALID, BAD_EXPIRY, FULL, NO_MEMORY, CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_trim(cellaret_cache *cache, const void *key,
                                                size_t key_size, int64_t from, int64_t to,
                                                const cellaret_expiry *expiry) CELLARET_NOEXCEPT;

/*
 * Puts an element before the first one that is equal to `pivot`.
 * out_len: may be NULL; the new length, or 0 for a key that is not there, which stays so.
 * Threads: any.
 * Returns: OK; MISS (there is no pivot in the list); the rest as cellaret_list_set but
 *   OUT_OF_RANGE and NO_KEY. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_insert_before(cellaret_cache *cache, const void *key,
                                                         size_t key_size,
                                                         const cellaret_element *pivot,
                                                         const cellaret_element *element,
                                                         const cellaret_expiry *expiry,
                                                         uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Puts an element behind the first one that is equal to `pivot`; the rest as
 * cellaret_list_insert_before. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_insert_after(cellaret_cache *cache, const void *key,
                                                        size_t key_size,
                                                        const cellaret_element *pivot,
                                                        const cellaret_element *element,
                                                        const cellaret_expiry *expiry,
                                                        uint64_t *out_len) CELLARET_NOEXCEPT;

/*
 * Takes out all elements that are equal to one.
 * out_removed: may be NULL; how many there were.
 * Threads: any. Returns: OK, WRONG_TYPE, INVALID, OVERFLOW, BAD_EXPIRY, FULL, NO_MEMORY, CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_remove_all(cellaret_cache *cache, const void *key,
                                                      size_t key_size,
                                                      const cellaret_element *element,
                                                      const cellaret_expiry *expiry,
                                                      uint64_t *out_removed) CELLARET_NOEXCEPT;

/*
 * Takes out the first `count` elements that are equal to one.
 * count: 0 or more.
 * Threads: any. Returns: as cellaret_list_remove_all. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_remove_first(cellaret_cache *cache, const void *key,
                                                        size_t key_size, int64_t count,
                                                        const cellaret_element *element,
                                                        const cellaret_expiry *expiry,
                                                        uint64_t *out_removed) CELLARET_NOEXCEPT;

/*
 * Takes out the last `count` elements that are equal to one; the rest as
 * cellaret_list_remove_first. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_remove_last(cellaret_cache *cache, const void *key,
                                                       size_t key_size, int64_t count,
                                                       const cellaret_element *element,
                                                       const cellaret_expiry *expiry,
                                                       uint64_t *out_removed) CELLARET_NOEXCEPT;

/*
 * The indexes of elements that are equal to one.
 * rank: 1 begins with the first match, 2 with the second; -1 looks from the end and begins with the
 *   last. Not 0.
 * count: of matches; 0 for all.
 * max_len: how many elements are looked at; 0 for all.
 * out_values: written with OK; items of type INT, at least one; release it with
 *   cellaret_values_release.
 * Threads: any.
 * Returns: OK; MISS (no key, or no match); WRONG_TYPE; INVALID; OVERFLOW; NO_MEMORY; CLOSED.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_position(cellaret_cache *cache, const void *key,
                                                    size_t key_size,
                                                    const cellaret_element *element, int64_t rank,
                                                    uint64_t count, uint64_t max_len,
                                                    cellaret_values **out_values) CELLARET_NOEXCEPT;

/*
 * Takes an element out at one end of a list and puts it in at an end of another, or of the same.
 * Makes the destination if there is no such key, with the codec tag of the source.
 * from, to: CELLARET_LEFT or CELLARET_RIGHT.
 * expiry: of the destination; the source keeps its deadline.
 * out_value: may be NULL; the element; release it with cellaret_value_release.
 * Threads: any. No other call sees the element in both lists or in none.
 * Returns: OK; MISS (no source); WRONG_TYPE (either key); INVALID; TOO_LARGE (destination);
 *   BAD_EXPIRY; FULL; NO_MEMORY; CLOSED. After an error both lists are as they were. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_list_move(cellaret_cache *cache, const void *source,
                                                size_t source_size, const void *destination,
                                                size_t destination_size, uint32_t from, uint32_t to,
                                                const cellaret_expiry *expiry,
                                                cellaret_value *out_value) CELLARET_NOEXCEPT;

/*
 * Takes up to `count` elements out at an end of the first list that is there, in the order in which
 * they go. Keys behind it are not looked at.
 * keys: `key_count` of them, at least 1.
 * end: CELLARET_LEFT or CELLARET_RIGHT.
 * count: 1 or more.
 * out_index: may be NULL; the index of the key that had a list.
 * out_values: written with OK; release it with cellaret_values_release.
 * Threads: any.
 * Returns: OK; MISS (none of the keys is there); WRONG_TYPE (the first key that is there holds
 *   something else); INVALID; BAD_EXPIRY; FULL; NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_list_pop_first_of(cellaret_cache *cache, const cellaret_key *keys, size_t key_count,
                           uint32_t end, uint64_t count, const cellaret_expiry *expiry,
                           size_t *out_index, cellaret_values **out_values) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_LIST_H */
