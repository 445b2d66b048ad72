/* More of the stub library: names, which all mean the one instance, and events, of which none ever
   happens. */
#include <cellaret/cellaret.h>

cellaret_status cellaret_cache_open_named(const void *name, size_t name_size,
                                          const cellaret_options *options,
                                          cellaret_cache **out_cache, const char **out_differing) {
  (void)name, (void)name_size, (void)out_differing;
  return cellaret_cache_open(options, out_cache);
}

cellaret_status cellaret_events_subscribe(cellaret_cache *cache,
                                          const cellaret_events_options *options,
                                          uint64_t *out_subscription) {
  (void)cache, (void)options;
  *out_subscription = 1;
  return CELLARET_OK;
}

cellaret_status cellaret_events_read(cellaret_cache *cache, uint64_t subscription,
                                     cellaret_event *out_events, size_t max_events, void *buffer,
                                     size_t buffer_size, size_t *out_count) {
  (void)cache, (void)subscription, (void)out_events, (void)max_events;
  (void)buffer, (void)buffer_size;
  *out_count = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_events_dropped(cellaret_cache *cache, uint64_t subscription,
                                        uint64_t *out_dropped) {
  (void)cache, (void)subscription;
  *out_dropped = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_events_descriptor(cellaret_cache *cache, uint64_t subscription,
                                           int *out_descriptor) {
  (void)cache, (void)subscription, (void)out_descriptor;
  return CELLARET_LIMIT;
}

cellaret_status cellaret_events_dispatch(cellaret_cache *cache, uint64_t subscription,
                                         size_t max_events, cellaret_events_callback callback,
                                         void *user_data, size_t *out_count) {
  (void)cache, (void)subscription, (void)max_events, (void)callback, (void)user_data;
  if (out_count != NULL) *out_count = 0;
  return CELLARET_OK;
}

cellaret_status cellaret_events_close(cellaret_cache *cache, uint64_t subscription) {
  (void)cache, (void)subscription;
  return CELLARET_OK;
}
