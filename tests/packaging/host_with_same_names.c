/* A host that has functions named as those inside the library: both sides keep their own. */
#include <cellaret/cellaret.h>
#include <stdio.h>
#include <string.h>

static int host_calls;

/* Names of the allocator, of the hash and of C++'s own operators, with the wrong types: were the
 * library to call one of these, it would fail at once. */
#define HOST_FUNCTION(name) \
  int name(void);           \
  int name(void) { return ++host_calls, 0; }
HOST_FUNCTION(mi_malloc)
HOST_FUNCTION(mi_zalloc)
HOST_FUNCTION(mi_zalloc_aligned)
HOST_FUNCTION(mi_free)
HOST_FUNCTION(mi_usable_size)
HOST_FUNCTION(mi_version)
HOST_FUNCTION(mi_process_init)
HOST_FUNCTION(XXH3_64bits_withSecret)
HOST_FUNCTION(XXH64)
HOST_FUNCTION(XXH3_generateSecret_fromSeed)

int main(void) {
  cellaret_cache *cache;
  cellaret_value value;
  if (cellaret_cache_open(NULL, &cache) != CELLARET_OK) return 1;
  if (cellaret_set(cache, "key", 3, "value", 5, NULL, NULL) != CELLARET_OK) return 1;
  if (cellaret_get(cache, "key", 3, &value) != CELLARET_OK) return 1;
  if (value.size != 5 || memcmp(cellaret_value_data(&value), "value", 5) != 0) return 1;
  cellaret_value_release(&value);
  cellaret_cache_close(cache);
  if (host_calls != 0) {
    printf("FAILED: the library called the host's functions %d times\n", host_calls);
    return 1;
  }
  return mi_malloc() + XXH64();
}
