/* A user's program in C, built outside the source tree against what was installed. */
#define _GNU_SOURCE
#include <cellaret/cellaret.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *claim) {
  printf("FAILED: %s\n", claim);
  return 1;
}

/* In a static program nothing can be asked; the symbols' test covers it. */
static int malloc_is_the_hosts(void) {
#ifdef CONSUMER_FULLY_STATIC
  return 1;
#else
  Dl_info info;
  void *address = dlsym(RTLD_DEFAULT, "malloc");
  return address != NULL && dladdr(address, &info) != 0 &&
         strstr(info.dli_fname, "libc.so") != NULL;
#endif
}

int main(void) {
  cellaret_cache *cache;
  cellaret_value value;
  cellaret_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.max_entries = 100;
  if (strcmp(cellaret_version(), CELLARET_VERSION_STRING) != 0) return fail("versions are equal");
  if (cellaret_cache_open(&options, &cache) != CELLARET_OK) return fail("a cache opens");
  if (cellaret_get(cache, "key", 3, &value) != CELLARET_MISS) return fail("it is empty at first");
  if (cellaret_set(cache, "key", 3, "value", 5, NULL, NULL) != CELLARET_OK) return fail("set");
  if (cellaret_get(cache, "key", 3, &value) != CELLARET_OK) return fail("get");
  if (value.size != 5 || memcmp(cellaret_value_data(&value), "value", 5) != 0) {
    return fail("the value is as it was written");
  }
  cellaret_value_release(&value);
  cellaret_cache_close(cache);
  if (!malloc_is_the_hosts()) return fail("malloc is libc's");
  printf("consumer in C: %s on %s\n", cellaret_version(), cellaret_allocator());
  return 0;
}
