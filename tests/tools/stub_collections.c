/*
 * The part of the library that caches nothing for lists and sets: there are none, and out
 * parameters stay as they are.
 */
#include "cellaret/cellaret.h"

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
