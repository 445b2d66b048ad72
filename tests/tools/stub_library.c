/*
 * A library with the ABI of libcellaret that caches nothing: every read misses, every number in
 * the statistics is zero. A tool that reports a hit on it has not asked the library.
 *
 * With CELLARET_STUB_HITS set in the environment reads answer OK while the statistics stay at
 * zero, to tell a tool that counts answers from one that reads the statistics.
 */
#include <stdlib.h>
#include <string.h>

#include "cellaret/cellaret.h"

static int stub_instance;

static cellaret_status read_status(void) {
  return getenv("CELLARET_STUB_HITS") != NULL ? CELLARET_OK : CELLARET_MISS;
}

const char *cellaret_version(void) { return "0.0.0-stub"; }

const char *cellaret_allocator(void) { return "stub"; }

const char *cellaret_status_name(cellaret_status status) {
  (void)status;
  return "STUB";
}

const char *cellaret_status_text(cellaret_status status) {
  (void)status;
  return "stub";
}

cellaret_status cellaret_cache_open(const cellaret_options *options, cellaret_cache **out_cache) {
  (void)options;
  *out_cache = (cellaret_cache *)(void *)&stub_instance;
  return CELLARET_OK;
}

void cellaret_cache_close(cellaret_cache *cache) { (void)cache; }

cellaret_status cellaret_cache_options(cellaret_cache *cache, cellaret_options *out_options) {
  (void)cache;
  memset(out_options, 0, sizeof *out_options);
  return CELLARET_OK;
}

cellaret_status cellaret_clear(cellaret_cache *cache) {
  (void)cache;
  return CELLARET_OK;
}

cellaret_status cellaret_len(cellaret_cache *cache, uint64_t *out_entries) {
  (void)cache;
  *out_entries = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_cache_set_limits(cellaret_cache *cache, const cellaret_limits *limits) {
  (void)cache, (void)limits;
  return CELLARET_OK;
}

cellaret_status cellaret_policy_register(const char *name, const cellaret_policy *policy) {
  (void)name, (void)policy;
  return CELLARET_OK;
}

cellaret_status cellaret_cache_set_policy(cellaret_cache *cache, const char *policy) {
  (void)cache, (void)policy;
  return CELLARET_OK;
}

cellaret_status cellaret_maintain(cellaret_cache *cache, uint64_t budget, uint64_t *out_reclaimed) {
  (void)cache, (void)budget;
  if (out_reclaimed != NULL) *out_reclaimed = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_clock_now(cellaret_cache *cache, int64_t *out_unix_ms) {
  (void)cache;
  *out_unix_ms = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_clock_advance(cellaret_cache *cache, int64_t ms) {
  (void)cache, (void)ms;
  return CELLARET_OK;
}

cellaret_status cellaret_clock_step_wall(cellaret_cache *cache, int64_t ms) {
  (void)cache, (void)ms;
  return CELLARET_OK;
}

cellaret_status cellaret_delete(cellaret_cache *cache, const void *key, size_t key_size) {
  (void)cache, (void)key, (void)key_size;
  return CELLARET_MISS;
}

cellaret_status cellaret_delete_many(cellaret_cache *cache, const cellaret_key *keys, size_t count,
                                     uint64_t *out_deleted) {
  (void)cache, (void)keys, (void)count;
  if (out_deleted != NULL) *out_deleted = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_exists(cellaret_cache *cache, const void *key, size_t key_size) {
  (void)cache, (void)key, (void)key_size;
  return CELLARET_MISS;
}

cellaret_status cellaret_type(cellaret_cache *cache, const void *key, size_t key_size,
                              uint8_t *out_type) {
  (void)cache, (void)key, (void)key_size;
  *out_type = CELLARET_TYPE_NONE;
  return CELLARET_MISS;
}

cellaret_status cellaret_expire(cellaret_cache *cache, const void *key, size_t key_size, int64_t ms,
                                uint32_t condition) {
  (void)cache, (void)key, (void)key_size, (void)ms, (void)condition;
  return CELLARET_MISS;
}

cellaret_status cellaret_expire_at(cellaret_cache *cache, const void *key, size_t key_size,
                                   int64_t unix_ms, uint32_t condition) {
  (void)cache, (void)key, (void)key_size, (void)unix_ms, (void)condition;
  return CELLARET_MISS;
}

cellaret_status cellaret_persist(cellaret_cache *cache, const void *key, size_t key_size) {
  (void)cache, (void)key, (void)key_size;
  return CELLARET_MISS;
}

cellaret_status cellaret_ttl(cellaret_cache *cache, const void *key, size_t key_size,
                             int64_t *out_ms) {
  (void)cache, (void)key, (void)key_size, (void)out_ms;
  return CELLARET_MISS;
}

cellaret_status cellaret_expire_time(cellaret_cache *cache, const void *key, size_t key_size,
                                     int64_t *out_unix_ms) {
  (void)cache, (void)key, (void)key_size, (void)out_unix_ms;
  return CELLARET_MISS;
}

cellaret_status cellaret_get(cellaret_cache *cache, const void *key, size_t key_size,
                             cellaret_value *out_value) {
  (void)cache, (void)key, (void)key_size;
  memset(out_value, 0, sizeof *out_value);
  return read_status();
}

cellaret_status cellaret_set(cellaret_cache *cache, const void *key, size_t key_size,
                             const void *data, size_t size, const cellaret_set_options *options,
                             cellaret_value *out_old) {
  (void)cache, (void)key, (void)key_size, (void)data, (void)size, (void)options;
  if (out_old != NULL) memset(out_old, 0, sizeof *out_old);
  return CELLARET_OK;
}

cellaret_status cellaret_int_set(cellaret_cache *cache, const void *key, size_t key_size,
                                 int64_t value, const cellaret_set_options *options,
                                 cellaret_value *out_old) {
  (void)value;
  return cellaret_set(cache, key, key_size, NULL, 0, options, out_old);
}

cellaret_status cellaret_int_increment(cellaret_cache *cache, const void *key, size_t key_size,
                                       int64_t delta, const cellaret_expiry *expiry,
                                       int64_t *out_value) {
  (void)cache, (void)key, (void)key_size, (void)expiry;
  if (out_value != NULL) *out_value = delta;
  return CELLARET_OK;
}

cellaret_status cellaret_double_set(cellaret_cache *cache, const void *key, size_t key_size,
                                    double value, const cellaret_set_options *options,
                                    cellaret_value *out_old) {
  (void)value;
  return cellaret_set(cache, key, key_size, NULL, 0, options, out_old);
}

cellaret_status cellaret_double_increment(cellaret_cache *cache, const void *key, size_t key_size,
                                          double delta, const cellaret_expiry *expiry,
                                          double *out_value) {
  (void)cache, (void)key, (void)key_size, (void)expiry;
  if (out_value != NULL) *out_value = delta;
  return CELLARET_OK;
}

cellaret_status cellaret_key_prepare(cellaret_cache *cache, const void *key, size_t key_size,
                                     cellaret_prepared_key *out_key) {
  cellaret_prepared_key made = {key, key_size, 0, cache};
  *out_key = made;
  return CELLARET_OK;
}

cellaret_status cellaret_get_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                               cellaret_value *out_value) {
  return cellaret_get(cache, key->data, key->size, out_value);
}

cellaret_status cellaret_set_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                               const void *data, size_t size) {
  return cellaret_set(cache, key->data, key->size, data, size, NULL, NULL);
}

cellaret_status cellaret_int_increment_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                                         int64_t delta, int64_t *out_value) {
  return cellaret_int_increment(cache, key->data, key->size, delta, NULL, out_value);
}

cellaret_status cellaret_multi_get(cellaret_cache *cache, const cellaret_key *keys, size_t count,
                                   cellaret_value *out_values) {
  (void)cache, (void)keys;
  if (count != 0) memset(out_values, 0, count * sizeof *out_values);
  return CELLARET_OK;
}

cellaret_status cellaret_multi_set(cellaret_cache *cache, const cellaret_pair *pairs, size_t count,
                                   const cellaret_expiry *expiry) {
  (void)cache, (void)pairs, (void)count, (void)expiry;
  return CELLARET_OK;
}

cellaret_status cellaret_multi_set_if_absent(cellaret_cache *cache, const cellaret_pair *pairs,
                                             size_t count, const cellaret_expiry *expiry) {
  return cellaret_multi_set(cache, pairs, count, expiry);
}

void cellaret_value_release(cellaret_value *value) { (void)value; }

cellaret_status cellaret_stats_read(cellaret_cache *cache, cellaret_stats *out_stats) {
  (void)cache;
  const uint32_t struct_size = out_stats->struct_size;
  memset(out_stats, 0, struct_size);
  out_stats->struct_size = struct_size;
  return CELLARET_OK;
}

cellaret_status cellaret_stats_reset(cellaret_cache *cache) {
  (void)cache;
  return CELLARET_OK;
}

/* Lists and sets: there are none, and out parameters stay as they are. */

cellaret_status cellaret_list_push_left(cellaret_cache *cache, const void *key, size_t key_size,
                                        const cellaret_element *elements, size_t count,
                                        const cellaret_write_options *options, uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)elements, (void)count, (void)options, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_push_right(cellaret_cache *cache, const void *key, size_t key_size,
                                         const cellaret_element *elements, size_t count,
                                         const cellaret_write_options *options, uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)elements, (void)count, (void)options, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_push_left_if_exists(cellaret_cache *cache, const void *key,
                                                  size_t key_size, const cellaret_element *elements,
                                                  size_t count,
                                                  const cellaret_write_options *options,
                                                  uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)elements, (void)count, (void)options, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_push_right_if_exists(cellaret_cache *cache, const void *key,
                                                   size_t key_size,
                                                   const cellaret_element *elements, size_t count,
                                                   const cellaret_write_options *options,
                                                   uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)elements, (void)count, (void)options, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_pop_left(cellaret_cache *cache, const void *key, size_t key_size,
                                       const cellaret_expiry *expiry, cellaret_value *out_value) {
  (void)cache, (void)key, (void)key_size, (void)expiry, (void)out_value;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_pop_right(cellaret_cache *cache, const void *key, size_t key_size,
                                        const cellaret_expiry *expiry, cellaret_value *out_value) {
  (void)cache, (void)key, (void)key_size, (void)expiry, (void)out_value;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_pop_left_many(cellaret_cache *cache, const void *key, size_t key_size,
                                            uint64_t count, const cellaret_expiry *expiry,
                                            cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)count, (void)expiry, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_pop_right_many(cellaret_cache *cache, const void *key,
                                             size_t key_size, uint64_t count,
                                             const cellaret_expiry *expiry,
                                             cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)count, (void)expiry, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_len(cellaret_cache *cache, const void *key, size_t key_size,
                                  uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_get(cellaret_cache *cache, const void *key, size_t key_size,
                                  int64_t index, cellaret_value *out_value) {
  (void)cache, (void)key, (void)key_size, (void)index, (void)out_value;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_set(cellaret_cache *cache, const void *key, size_t key_size,
                                  int64_t index, const cellaret_element *element,
                                  const cellaret_expiry *expiry) {
  (void)cache, (void)key, (void)key_size, (void)index, (void)element, (void)expiry;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_items(cellaret_cache *cache, const void *key, size_t key_size,
                                    cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_trim(cellaret_cache *cache, const void *key, size_t key_size,
                                   int64_t from, int64_t to, const cellaret_expiry *expiry) {
  (void)cache, (void)key, (void)key_size, (void)from, (void)to, (void)expiry;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_insert_before(cellaret_cache *cache, const void *key, size_t key_size,
                                            const cellaret_element *pivot,
                                            const cellaret_element *element,
                                            const cellaret_expiry *expiry, uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)pivot, (void)element, (void)expiry, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_insert_after(cellaret_cache *cache, const void *key, size_t key_size,
                                           const cellaret_element *pivot,
                                           const cellaret_element *element,
                                           const cellaret_expiry *expiry, uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)pivot, (void)element, (void)expiry, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_remove_all(cellaret_cache *cache, const void *key, size_t key_size,
                                         const cellaret_element *element,
                                         const cellaret_expiry *expiry, uint64_t *out_removed) {
  (void)cache, (void)key, (void)key_size, (void)element, (void)expiry, (void)out_removed;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_remove_first(cellaret_cache *cache, const void *key, size_t key_size,
                                           int64_t count, const cellaret_element *element,
                                           const cellaret_expiry *expiry, uint64_t *out_removed) {
  (void)cache, (void)key, (void)key_size, (void)count, (void)element, (void)expiry,
      (void)out_removed;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_remove_last(cellaret_cache *cache, const void *key, size_t key_size,
                                          int64_t count, const cellaret_element *element,
                                          const cellaret_expiry *expiry, uint64_t *out_removed) {
  (void)cache, (void)key, (void)key_size, (void)count, (void)element, (void)expiry,
      (void)out_removed;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_position(cellaret_cache *cache, const void *key, size_t key_size,
                                       const cellaret_element *element, int64_t rank,
                                       uint64_t count, uint64_t max_len,
                                       cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)element, (void)rank, (void)count, (void)max_len,
      (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_add(cellaret_cache *cache, const void *key, size_t key_size,
                                 const cellaret_element *members, size_t count,
                                 const cellaret_write_options *options, uint64_t *out_added) {
  (void)cache, (void)key, (void)key_size, (void)members, (void)count, (void)options,
      (void)out_added;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_remove(cellaret_cache *cache, const void *key, size_t key_size,
                                    const cellaret_element *members, size_t count,
                                    const cellaret_expiry *expiry, uint64_t *out_removed) {
  (void)cache, (void)key, (void)key_size, (void)members, (void)count, (void)expiry,
      (void)out_removed;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_contains(cellaret_cache *cache, const void *key, size_t key_size,
                                      const cellaret_element *member) {
  (void)cache, (void)key, (void)key_size, (void)member;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_contains_many(cellaret_cache *cache, const void *key, size_t key_size,
                                           const cellaret_element *members, size_t count,
                                           uint8_t *out_contained) {
  (void)cache, (void)key, (void)key_size, (void)members, (void)count, (void)out_contained;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_len(cellaret_cache *cache, const void *key, size_t key_size,
                                 uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_items(cellaret_cache *cache, const void *key, size_t key_size,
                                   cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_pop_one(cellaret_cache *cache, const void *key, size_t key_size,
                                     const cellaret_expiry *expiry, cellaret_value *out_value) {
  (void)cache, (void)key, (void)key_size, (void)expiry, (void)out_value;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_pop(cellaret_cache *cache, const void *key, size_t key_size,
                                 int64_t count, const cellaret_expiry *expiry,
                                 cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)count, (void)expiry, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_sample_one(cellaret_cache *cache, const void *key, size_t key_size,
                                        cellaret_value *out_value) {
  (void)cache, (void)key, (void)key_size, (void)out_value;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_sample(cellaret_cache *cache, const void *key, size_t key_size,
                                    int64_t count, cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)count, (void)out_values;
  return CELLARET_MISS;
}

void cellaret_values_release(cellaret_values *values) { (void)values; }

cellaret_status cellaret_list_move(cellaret_cache *cache, const void *source, size_t source_size,
                                   const void *destination, size_t destination_size, uint32_t from,
                                   uint32_t to, const cellaret_expiry *expiry,
                                   cellaret_value *out_value) {
  (void)cache, (void)source, (void)source_size, (void)destination, (void)destination_size,
      (void)from, (void)to, (void)expiry, (void)out_value;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_diff(cellaret_cache *cache, const cellaret_key *keys, size_t key_count,
                                  cellaret_values **out_values) {
  (void)cache, (void)keys, (void)key_count, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_intersect(cellaret_cache *cache, const cellaret_key *keys,
                                       size_t key_count, cellaret_values **out_values) {
  (void)cache, (void)keys, (void)key_count, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_union(cellaret_cache *cache, const cellaret_key *keys,
                                   size_t key_count, cellaret_values **out_values) {
  (void)cache, (void)keys, (void)key_count, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_intersect_len(cellaret_cache *cache, const cellaret_key *keys,
                                           size_t key_count, uint64_t limit, uint64_t *out_len) {
  (void)cache, (void)keys, (void)key_count, (void)limit, (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_diff_store(cellaret_cache *cache, const void *destination,
                                        size_t destination_size, const cellaret_key *keys,
                                        size_t key_count, const cellaret_expiry *expiry,
                                        uint64_t *out_len) {
  (void)cache, (void)destination, (void)destination_size, (void)keys, (void)key_count, (void)expiry,
      (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_union_store(cellaret_cache *cache, const void *destination,
                                         size_t destination_size, const cellaret_key *keys,
                                         size_t key_count, const cellaret_expiry *expiry,
                                         uint64_t *out_len) {
  (void)cache, (void)destination, (void)destination_size, (void)keys, (void)key_count, (void)expiry,
      (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_move(cellaret_cache *cache, const void *source, size_t source_size,
                                  const void *destination, size_t destination_size,
                                  const cellaret_element *member, const cellaret_expiry *expiry) {
  (void)cache, (void)source, (void)source_size, (void)destination, (void)destination_size,
      (void)member, (void)expiry;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_get_range(cellaret_cache *cache, const void *key, size_t key_size,
                                        int64_t from, int64_t to, cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)from, (void)to, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_list_pop_first_of(cellaret_cache *cache, const cellaret_key *keys,
                                           size_t key_count, uint32_t end, uint64_t count,
                                           const cellaret_expiry *expiry, size_t *out_index,
                                           cellaret_values **out_values) {
  (void)cache, (void)keys, (void)key_count, (void)end, (void)count, (void)expiry, (void)out_index,
      (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_sample_with_replacement(cellaret_cache *cache, const void *key,
                                                     size_t key_size, int64_t count,
                                                     cellaret_values **out_values) {
  (void)cache, (void)key, (void)key_size, (void)count, (void)out_values;
  return CELLARET_MISS;
}

cellaret_status cellaret_set_intersect_store(cellaret_cache *cache, const void *destination,
                                             size_t destination_size, const cellaret_key *keys,
                                             size_t key_count, const cellaret_expiry *expiry,
                                             uint64_t *out_len) {
  (void)cache, (void)destination, (void)destination_size, (void)keys, (void)key_count, (void)expiry,
      (void)out_len;
  return CELLARET_MISS;
}

cellaret_status cellaret_scan(cellaret_cache *cache, uint64_t cursor,
                              const cellaret_scan_options *options, uint64_t *out_cursor,
                              cellaret_values **out_keys) {
  (void)cache, (void)cursor, (void)options, (void)out_cursor, (void)out_keys;
  return CELLARET_NO_MEMORY;
}

cellaret_status cellaret_keys(cellaret_cache *cache, const void *pattern, size_t pattern_size,
                              cellaret_values **out_keys) {
  (void)cache, (void)pattern, (void)pattern_size, (void)out_keys;
  return CELLARET_NO_MEMORY;
}

cellaret_status cellaret_delete_matching(cellaret_cache *cache, const void *pattern,
                                         size_t pattern_size, uint64_t *out_deleted) {
  (void)cache, (void)pattern, (void)pattern_size;
  if (out_deleted != NULL) *out_deleted = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_random_key(cellaret_cache *cache, cellaret_value *out_key) {
  (void)cache, (void)out_key;
  return CELLARET_MISS;
}

cellaret_status cellaret_memory_usage(cellaret_cache *cache, const void *key, size_t key_size,
                                      uint64_t *out_bytes) {
  (void)cache, (void)key, (void)key_size, (void)out_bytes;
  return CELLARET_MISS;
}

cellaret_status cellaret_dump(cellaret_cache *cache, const void *key, size_t key_size,
                              cellaret_value *out_dump) {
  (void)cache, (void)key, (void)key_size, (void)out_dump;
  return CELLARET_MISS;
}

cellaret_status cellaret_restore(cellaret_cache *cache, const void *key, size_t key_size,
                                 const void *dump, size_t dump_size, uint32_t flags,
                                 const cellaret_expiry *expiry) {
  (void)cache, (void)key, (void)key_size, (void)dump, (void)dump_size, (void)flags, (void)expiry;
  return CELLARET_OK;
}

cellaret_status cellaret_save(cellaret_cache *cache, const char *path, uint64_t *out_entries) {
  (void)cache, (void)path, (void)out_entries;
  return CELLARET_IO;
}

cellaret_status cellaret_load(cellaret_cache *cache, const char *path, uint64_t *out_entries) {
  (void)cache, (void)path, (void)out_entries;
  return CELLARET_IO;
}
