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

void cellaret_use_huge_pages(int are_wanted) { (void)are_wanted; }

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
  (void)cache;
  cellaret_prepared_key made = {key, key_size, 0, 0};
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

cellaret_status cellaret_exists_many(cellaret_cache *cache, const cellaret_key *keys, size_t count,
                                     uint64_t *out_existing) {
  (void)cache, (void)keys, (void)count;
  *out_existing = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_touch(cellaret_cache *cache, const void *key, size_t key_size,
                               const cellaret_expiry *expiry) {
  (void)cache, (void)key, (void)key_size, (void)expiry;
  return CELLARET_MISS;
}

cellaret_status cellaret_touch_many(cellaret_cache *cache, const cellaret_key *keys, size_t count,
                                    const cellaret_expiry *expiry, uint64_t *out_touched) {
  (void)cache, (void)keys, (void)count, (void)expiry;
  if (out_touched != NULL) *out_touched = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_copy(cellaret_cache *cache, const void *source, size_t source_size,
                              const void *destination, size_t destination_size, uint32_t replace) {
  (void)cache, (void)source, (void)source_size, (void)destination, (void)destination_size,
      (void)replace;
  return CELLARET_MISS;
}

cellaret_status cellaret_rename(cellaret_cache *cache, const void *source, size_t source_size,
                                const void *destination, size_t destination_size) {
  (void)cache, (void)source, (void)source_size, (void)destination, (void)destination_size;
  return CELLARET_NO_KEY;
}

cellaret_status cellaret_rename_if_absent(cellaret_cache *cache, const void *source,
                                          size_t source_size, const void *destination,
                                          size_t destination_size) {
  return cellaret_rename(cache, source, source_size, destination, destination_size);
}

cellaret_status cellaret_get_and_delete(cellaret_cache *cache, const void *key, size_t key_size,
                                        cellaret_value *out_value) {
  return cellaret_get(cache, key, key_size, out_value);
}

cellaret_status cellaret_get_and_touch(cellaret_cache *cache, const void *key, size_t key_size,
                                       const cellaret_expiry *expiry, cellaret_value *out_value) {
  (void)expiry;
  return cellaret_get(cache, key, key_size, out_value);
}

cellaret_status cellaret_compare_and_set(cellaret_cache *cache, const void *key, size_t key_size,
                                         uint64_t expected, const cellaret_element *value,
                                         const cellaret_write_options *options,
                                         uint64_t *out_version) {
  (void)cache, (void)key, (void)key_size, (void)expected, (void)value, (void)options;
  if (out_version != NULL) *out_version = 0;
  return CELLARET_MISS;
}

cellaret_status cellaret_int_decrement(cellaret_cache *cache, const void *key, size_t key_size,
                                       int64_t delta, const cellaret_expiry *expiry,
                                       int64_t *out_value) {
  return cellaret_int_increment(cache, key, key_size, delta, expiry, out_value);
}

cellaret_status cellaret_double_decrement(cellaret_cache *cache, const void *key, size_t key_size,
                                          double delta, const cellaret_expiry *expiry,
                                          double *out_value) {
  return cellaret_double_increment(cache, key, key_size, delta, expiry, out_value);
}

cellaret_status cellaret_string_len(cellaret_cache *cache, const void *key, size_t key_size,
                                    uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size;
  *out_len = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_get_range(cellaret_cache *cache, const void *key, size_t key_size,
                                   int64_t first, int64_t last, cellaret_value *out_value) {
  (void)first, (void)last;
  return cellaret_get(cache, key, key_size, out_value);
}

cellaret_status cellaret_append(cellaret_cache *cache, const void *key, size_t key_size,
                                const void *data, size_t size,
                                const cellaret_write_options *options, uint64_t *out_len) {
  (void)cache, (void)key, (void)key_size, (void)data, (void)options;
  if (out_len != NULL) *out_len = size;
  return CELLARET_OK;
}

cellaret_status cellaret_set_range(cellaret_cache *cache, const void *key, size_t key_size,
                                   int64_t offset, const void *data, size_t size,
                                   const cellaret_write_options *options, uint64_t *out_len) {
  (void)offset;
  return cellaret_append(cache, key, key_size, data, size, options, out_len);
}

cellaret_status cellaret_double_text(double number, char *out_text, size_t *out_size) {
  (void)number, (void)out_text;
  *out_size = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_value_text(const cellaret_value *value, char *text, const void **out_data,
                                    size_t *out_size) {
  (void)value;
  *out_data = text;
  *out_size = 0;
  return CELLARET_OK;
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
