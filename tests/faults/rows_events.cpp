// Rows of subscriptions to removals, and of instances that have a name.
#include <cstdint>

#include "tests/faults/rows.h"

namespace cellaret::test {

namespace {

// Of the instance that was prepared last.
std::uint64_t subscription = 0;

cellaret_status subscribe(cellaret_cache *cache, std::uint64_t &out) {
  cellaret_events_options options{};
  options.struct_size = sizeof options;
  options.shard_bytes = CELLARET_MIN_EVENT_BYTES;
  return cellaret_events_subscribe(cache, &options, &out);
}

void add_subscription(cellaret_cache *cache) { subscribe(cache, subscription); }

// One removal is told.
void add_event(cellaret_cache *cache) {
  add_subscription(cache);
  cellaret_set(cache, "gone", 4, "v", 1, nullptr, nullptr);
  cellaret_delete(cache, "gone", 4);
}

cellaret_status subscribe_and_close(cellaret_cache *cache) {
  std::uint64_t number = 0;
  cellaret_status status = subscribe(cache, number);
  if (status != CELLARET_OK) return number == 0 ? status : CELLARET_INTERNAL;
  return cellaret_events_close(cache, number);
}

// What was taken out before a failure is not given again.
cellaret_status dispatch(cellaret_cache *cache) {
  return cellaret_events_dispatch(
      cache, subscription, 10, [](const cellaret_event *, void *) {}, nullptr, nullptr);
}

cellaret_status open_by_name(const char *name, const cellaret_options *options) {
  cellaret_cache *made = nullptr;
  cellaret_status status = cellaret_cache_open_named(name, 1, options, &made, nullptr);
  if (status != CELLARET_OK) return made == nullptr ? status : CELLARET_INTERNAL;
  cellaret_cache_close(made);
  return CELLARET_OK;
}

// By its name alone, then with its definition, which takes the place of the first.
cellaret_status open_named(cellaret_cache *) {
  cellaret_cache *first = nullptr;
  cellaret_status status = cellaret_cache_open_named("n", 1, nullptr, &first, nullptr);
  if (status != CELLARET_OK) return first == nullptr ? status : CELLARET_INTERNAL;
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.max_entries = 10;
  options.clock = CELLARET_CLOCK_MANUAL;
  status = open_by_name("n", &options);
  if (status == CELLARET_OK) status = open_by_name("n", nullptr);
  cellaret_cache_close(first);
  return status;
}

}  // namespace

void add_event_rows(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(),
              {
                  {"cellaret_cache_open_named", "defined later", open_named},
                  {"cellaret_events_subscribe", "and closed", subscribe_and_close},
                  {"cellaret_events_close", "one with events",
                   [](cellaret_cache *cache) { return cellaret_events_close(cache, subscription); },
                   add_event},
                  {"cellaret_events_read", "one event",
                   [](cellaret_cache *cache) {
                     cellaret_event event{};
                     char key[8] = {};
                     std::size_t count = 0;
                     return cellaret_events_read(cache, subscription, &event, 1, key, sizeof key,
                                                 &count);
                   },
                   add_event},
                  {"cellaret_events_dispatch", "one event", dispatch, add_event},
                  {"cellaret_events_dropped", "none",
                   [](cellaret_cache *cache) {
                     std::uint64_t dropped = 0;
                     return cellaret_events_dropped(cache, subscription, &dropped);
                   },
                   add_subscription},
                  {"cellaret_events_descriptor", "of a queue",
                   [](cellaret_cache *cache) {
                     int descriptor = -1;
                     return cellaret_events_descriptor(cache, subscription, &descriptor);
                   },
                   add_event},
                  {"cellaret_delete", "with somebody who wants to know",
                   [](cellaret_cache *cache) { return cellaret_delete(cache, "k", 1); }, add_event},
                  {"cellaret_set", "over a string, with somebody who wants to know",
                   [](cellaret_cache *cache) {
                     return cellaret_set(cache, "k", 1, "other", 5, nullptr, nullptr);
                   },
                   add_event},
                  {"cellaret_clear", "with somebody who wants to know",
                   [](cellaret_cache *cache) { return cellaret_clear(cache); }, add_event},
              });
}

}  // namespace cellaret::test
