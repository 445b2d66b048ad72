/*
 * A policy of one's own: first in, first out, but for entries that were hit since they came, which
 * go round once more (CLOCK). A queue of entry numbers, linked both ways in the records.
 */
#include <cellaret/cellaret.h>
#include <stdio.h>

typedef struct {
  uint32_t older;
  uint32_t newer;
  uint32_t was_hit;
} record;

typedef struct {
  uint32_t oldest; /* entry + 1, since a shard begins with zeros; so in the records */
  uint32_t newest;
} queue;

static record *record_of(cellaret_policy_view *view, uint32_t entry) {
  return (record *)view->records + entry;
}

static void push(cellaret_policy_view *view, uint32_t entry) {
  queue *q = view->shard;
  record *r = record_of(view, entry);
  r->older = q->newest;
  r->newer = 0;
  if (q->newest != 0) {
    record_of(view, q->newest - 1)->newer = entry + 1;
  } else {
    q->oldest = entry + 1;
  }
  q->newest = entry + 1;
}

static void unlink_entry(cellaret_policy_view *view, uint32_t entry) {
  queue *q = view->shard;
  const record *r = record_of(view, entry);
  if (r->older != 0) {
    record_of(view, r->older - 1)->newer = r->newer;
  } else {
    q->oldest = r->newer;
  }
  if (r->newer != 0) {
    record_of(view, r->newer - 1)->older = r->older;
  } else {
    q->newest = r->older;
  }
}

static void on_insert(cellaret_policy_view *view, uint32_t entry, uint64_t hash, void *user_data) {
  (void)hash, (void)user_data;
  push(view, entry);
}

static void on_remove(cellaret_policy_view *view, uint32_t entry, uint32_t is_evicted,
                      void *user_data) {
  (void)is_evicted, (void)user_data;
  unlink_entry(view, entry);
}

static void on_hits(cellaret_policy_view *view, const uint32_t *entries, uint32_t count,
                    void *user_data) {
  (void)user_data;
  for (uint32_t at = 0; at < count; ++at) record_of(view, entries[at])->was_hit = 1;
}

static uint32_t choose_victim(cellaret_policy_view *view, uint32_t keep, void *user_data) {
  const queue *q = view->shard;
  (void)user_data;
  for (;;) {
    uint32_t entry = q->oldest - 1;
    record *r = record_of(view, entry);
    if (!r->was_hit && entry != keep) return entry;
    r->was_hit = 0;
    unlink_entry(view, entry);
    push(view, entry);
  }
}

int main(void) {
  cellaret_policy clock_policy = {.struct_size = sizeof clock_policy,
                                  .shard_bytes = sizeof(queue),
                                  .entry_bytes = sizeof(record),
                                  .insert = on_insert,
                                  .remove = on_remove,
                                  .victim = choose_victim,
                                  .hits = on_hits};
  if (cellaret_policy_register("example-clock", &clock_policy) != CELLARET_OK) return 1;

  cellaret_options options = {
      .struct_size = sizeof options, .max_entries = 3, .policy = "example-clock", .shards = 1};
  cellaret_cache *cache = NULL;
  if (cellaret_cache_open(&options, &cache) != CELLARET_OK) return 1;
  const char *const names[] = {"a", "b", "c", "d", "e"};
  for (int at = 0; at < 5; ++at) {
    cellaret_set(cache, names[at], 1, "value", 5, NULL, NULL);
    cellaret_value value;
    if (cellaret_get(cache, "a", 1, &value) == CELLARET_OK) cellaret_value_release(&value);
  }
  for (int at = 0; at < 5; ++at) {
    if (cellaret_exists(cache, names[at], 1) == CELLARET_OK) printf("%s ", names[at]);
  }
  printf("stayed\n"); /* a d e: b and c were the oldest that nobody asked for */
  cellaret_cache_close(cache);
  return 0;
}
