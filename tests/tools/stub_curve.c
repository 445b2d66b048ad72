/* The estimate of the miss-ratio curve in the stub library: it is never on. */
#include <cellaret/curve.h>

cellaret_status cellaret_curve_start(cellaret_cache *cache, const cellaret_curve_options *options) {
  (void)cache, (void)options;
  return CELLARET_OK;
}

cellaret_status cellaret_curve_stop(cellaret_cache *cache) {
  (void)cache;
  return CELLARET_MISS;
}

cellaret_status cellaret_curve_read(cellaret_cache *cache, cellaret_curve_point *points,
                                    size_t count, cellaret_curve_info *out_info) {
  (void)cache, (void)points, (void)count, (void)out_info;
  return CELLARET_MISS;
}
