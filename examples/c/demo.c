/* Two things to do with a cache, in C: a rate limiter, and typed values that expire. */
#include <cellaret/cellaret.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program on an error; passes success and outcomes such as MISS on. */
static cellaret_status check(cellaret_status status) {
  if (status < 0) {
    fprintf(stderr, "demo: %s\n", cellaret_status_text(status));
    exit(1);
  }
  return status;
}

/* A clock that stands still until it is moved: nothing here has to sleep. */
static cellaret_cache *open_with_manual_clock(void) {
  const cellaret_options options = {.struct_size = sizeof options,
                                    .clock = CELLARET_CLOCK_MANUAL,
                                    .manual_start_ms = 1893456000000}; /* 2030-01-01T00:00Z */
  cellaret_cache *cache;
  check(cellaret_cache_open(&options, &cache));
  return cache;
}

/*
 * Allows `limit` requests in a window of `window_ms`, which the first request opens. Returns 0 when
 * this request is allowed, else in how many milliseconds to try again.
 *
 * A key is still there at its deadline and gone one millisecond later, so a deadline window_ms - 1
 * from now makes the window window_ms long.
 */
static int64_t take_request(cellaret_cache *cache, const char *client, int64_t limit,
                            int64_t window_ms, int64_t *out_count) {
  const size_t size = strlen(client);
  int64_t left_ms = 0;
  check(cellaret_int_increment(cache, client, size, 1, NULL, out_count));
  if (*out_count == 1) {
    check(cellaret_expire(cache, client, size, window_ms - 1, CELLARET_EXPIRE_ALWAYS));
  }
  if (*out_count <= limit) return 0;
  check(cellaret_ttl(cache, client, size, &left_ms));
  return left_ms + 1;
}

static void show_request(cellaret_cache *cache, int request) {
  int64_t count;
  const int64_t wait_ms = take_request(cache, "client", 10, 10000, &count);
  if (wait_ms == 0) {
    printf("request %d: allowed (%" PRId64 " of 10)\n", request, count);
  } else {
    printf("request %d: refused, try again in %" PRId64 " ms\n", request, wait_ms);
  }
}

static void rate_limiter(void) {
  cellaret_cache *cache = open_with_manual_clock();
  puts("A rate limiter: 10 requests in 10 s");
  for (int request = 1; request <= 11; request++) show_request(cache, request);
  check(cellaret_clock_advance(cache, 10000));
  puts("clock moved 10 s");
  show_request(cache, 12);
  cellaret_cache_close(cache);
}

/* Prints as few digits as read back as the same number: 0.3, not 0.29999999999999999. */
static void print_double(double number) {
  char text[32];
  int digits = 0;
  do {
    snprintf(text, sizeof text, "%.*g", ++digits, number);
  } while (digits < 17 && strtod(text, NULL) != number);
  puts(text);
}

static void show_value(cellaret_cache *cache, const char *key) {
  cellaret_value value;
  if (check(cellaret_get(cache, key, strlen(key), &value)) == CELLARET_MISS) {
    printf("%s: miss\n", key);
  } else if (value.type == CELLARET_TYPE_INT) {
    printf("%s: int %" PRId64 "\n", key, value.as.integer);
  } else if (value.type == CELLARET_TYPE_DOUBLE) {
    printf("%s: double ", key);
    print_double(value.as.number);
  } else {
    printf("%s: string %.*s\n", key, (int)value.size, (const char *)cellaret_value_data(&value));
    cellaret_value_release(&value);
  }
}

static void show_ttl(cellaret_cache *cache, const char *key) {
  int64_t left_ms = 0;
  check(cellaret_ttl(cache, key, strlen(key), &left_ms));
  printf("%s expires in %" PRId64 " ms\n", key, left_ms);
}

static void store_values(cellaret_cache *cache) {
  const cellaret_set_options for_a_minute = {.struct_size = sizeof for_a_minute,
                                             .expiry = cellaret_expiry_in(60000)};
  const cellaret_set_options if_absent = {.struct_size = sizeof if_absent,
                                          .condition = CELLARET_SET_IF_ABSENT};
  int64_t visits;
  double sum;

  check(cellaret_set(cache, "greeting", 8, "hello", 5, &for_a_minute, NULL));
  check(cellaret_int_set(cache, "visits", 6, 41, NULL, NULL));
  check(cellaret_double_set(cache, "price", 5, 19.5, NULL, NULL));
  show_value(cache, "greeting");
  show_value(cache, "visits");
  show_value(cache, "price");

  check(cellaret_int_increment(cache, "visits", 6, 1, NULL, &visits));
  printf("visits + 1 = %" PRId64 "\n", visits);
  check(cellaret_double_set(cache, "sum", 3, 0.1, NULL, NULL));
  check(cellaret_double_increment(cache, "sum", 3, 0.2, NULL, &sum));
  printf("0.1 + 0.2 = ");
  print_double(sum);

  if (check(cellaret_set(cache, "greeting", 8, "bye", 3, &if_absent, NULL)) == CELLARET_EXISTS) {
    puts("greeting set if absent: refused");
  }
  show_value(cache, "greeting");
}

static void typed_cache(void) {
  cellaret_cache *cache = open_with_manual_clock();
  cellaret_stats stats = {.struct_size = sizeof stats};
  puts("\nA typed cache with expiry");
  store_values(cache);
  show_ttl(cache, "greeting");
  check(cellaret_clock_advance(cache, 60000));
  puts("clock moved 60 s");
  show_ttl(cache, "greeting");
  check(cellaret_clock_advance(cache, 1));
  puts("clock moved 1 ms");
  show_value(cache, "greeting");

  /* Expirations are counted when the memory comes back; this does what is left of that now. */
  check(cellaret_maintain(cache, CELLARET_UNLIMITED, NULL));
  check(cellaret_stats_read(cache, &stats));
  printf("statistics: %" PRIu64 " hits, %" PRIu64 " miss, %" PRIu64 " sets, %" PRIu64
         " expiration\n",
         stats.hits, stats.misses, stats.sets, stats.expirations);
  cellaret_cache_close(cache);
}

int main(void) {
  rate_limiter();
  typed_cache();
  return 0;
}
