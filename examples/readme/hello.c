/* Keeps a greeting and reads it back. */
#include <cellaret/cellaret.h>
#include <stdio.h>

int main(void) {
  cellaret_cache *cache;
  if (cellaret_cache_open(NULL, &cache) != CELLARET_OK) return 1;
  cellaret_set(cache, "greeting", 8, "hello", 5, NULL, NULL);

  cellaret_value value;
  if (cellaret_get(cache, "greeting", 8, &value) == CELLARET_OK) {
    printf("%.*s\n", (int)value.size, (const char *)cellaret_value_data(&value));
    cellaret_value_release(&value);
  }
  cellaret_cache_close(cache);
  return 0;
}
