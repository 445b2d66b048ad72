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
