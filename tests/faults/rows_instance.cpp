// Rows of what concerns a whole instance, and of what takes none.
#include <cstring>

#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {

cellaret_status open_with_thread(cellaret_cache *) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.shards = 4;
  options.clock = CELLARET_CLOCK_MANUAL;
  options.maintenance_ms = 10;
  cellaret_cache *made = nullptr;
  cellaret_status status = cellaret_cache_open(&options, &made);
  if (status != CELLARET_OK) return made == nullptr ? status : CELLARET_INTERNAL;
  cellaret_cache_close(made);
  return status;
}

namespace {

cellaret_status open_another(cellaret_cache *) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.shards = 4;
  options.clock = CELLARET_CLOCK_MANUAL;
  cellaret_cache *made = nullptr;
  cellaret_status status = cellaret_cache_open(&options, &made);
  if (status != CELLARET_OK) return made == nullptr ? status : CELLARET_INTERNAL;
  cellaret_cache_close(made);
  return status;
}

// Entries that are due when the clock has moved.
void add_expiring(cellaret_cache *cache) {
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.expiry = cellaret_expiry_in(5);
  for (int at = 0; at < 40; ++at) {
    const std::string key = "expiring " + std::to_string(at);
    cellaret_set(cache, key.data(), key.size(), "v", 1, &options, nullptr);
  }
}
void let_expire(cellaret_cache *cache) {
  add_expiring(cache);
  push_texts(cache, "l2", 500);
  cellaret_delete(cache, "l2", 2);
  cellaret_clock_advance(cache, 10);
}

cellaret_status set_limits(cellaret_cache *cache) {
  cellaret_limits limits{};
  limits.struct_size = sizeof limits;
  limits.max_entries = 1000;
  return cellaret_cache_set_limits(cache, &limits);
}

void add_settings(std::vector<FaultRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_cache_set_limits", "entries", set_limits},
          {"cellaret_cache_set_policy", "one with a sketch and ghosts",
           [](cellaret_cache *c) { return cellaret_cache_set_policy(c, "w-tinylfu"); }},
          {"cellaret_cache_set_policy", "one that knows deadlines alone",
           [](cellaret_cache *c) { return cellaret_cache_set_policy(c, "volatile-ttl"); },
           add_expiring},
          {"cellaret_cache_set_policy", "one with lists",
           [](cellaret_cache *c) { return cellaret_cache_set_policy(c, "s3-fifo"); }, add_expiring},
      });
}

void add_without_instance(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(), {
                              {"cellaret_version", "static text",
                               [](cellaret_cache *) -> cellaret_status {
                                 return cellaret_version() == nullptr ? CELLARET_INTERNAL : 0;
                               }},
                              {"cellaret_allocator", "static text",
                               [](cellaret_cache *) -> cellaret_status {
                                 return std::strcmp(cellaret_allocator(), "failing");
                               }},
                              {"cellaret_use_huge_pages", "a flag",
                               [](cellaret_cache *) -> cellaret_status {
                                 return cellaret_use_huge_pages(0), CELLARET_OK;
                               }},
                              {"cellaret_status_name", "static text",
                               [](cellaret_cache *) -> cellaret_status {
                                 return std::strcmp(cellaret_status_name(CELLARET_MISS), "MISS");
                               }},
                              {"cellaret_status_text", "static text",
                               [](cellaret_cache *) -> cellaret_status {
                                 return cellaret_status_text(0) == nullptr ? CELLARET_INTERNAL : 0;
                               }},
                          });
}

}  // namespace

void add_instance_rows(std::vector<FaultRow> &rows) {
  add_without_instance(rows);
  add_settings(rows);
  rows.insert(
      rows.end(),
      {
          {"cellaret_cache_open", "another instance", open_another},
          {"cellaret_cache_open", "one with a maintenance thread", open_with_thread},
          {"cellaret_cache_close", "another instance", open_another},
          {"cellaret_cache_options", "all",
           [](cellaret_cache *cache) {
             cellaret_options options{};
             options.struct_size = sizeof options;
             return cellaret_cache_options(cache, &options);
           }},
          {"cellaret_clear", "all", [](cellaret_cache *cache) { return cellaret_clear(cache); }},
          {"cellaret_clear", "with timers",
           [](cellaret_cache *cache) { return cellaret_clear(cache); }, add_expiring},
          {"cellaret_len", "expired entries go",
           [](cellaret_cache *cache) {
             std::uint64_t entries = 0;
             return cellaret_len(cache, &entries);
           },
           let_expire},
          {"cellaret_maintain", "expired entries and a large list go",
           [](cellaret_cache *cache) {
             std::uint64_t reclaimed = 0;
             return cellaret_maintain(cache, UINT64_MAX, &reclaimed);
           },
           let_expire},
          {"cellaret_clock_now", "reads",
           [](cellaret_cache *cache) {
             std::int64_t now = 0;
             return cellaret_clock_now(cache, &now);
           }},
          {"cellaret_clock_advance", "entries expire",
           [](cellaret_cache *cache) { return cellaret_clock_advance(cache, 10); }, add_expiring},
          {"cellaret_clock_step_wall", "steps",
           [](cellaret_cache *cache) { return cellaret_clock_step_wall(cache, 10); }},
          {"cellaret_stats_read", "all",
           [](cellaret_cache *cache) {
             cellaret_stats stats{};
             stats.struct_size = sizeof stats;
             return cellaret_stats_read(cache, &stats);
           }},
          {"cellaret_curve_start", "small",
           [](cellaret_cache *cache) {
             cellaret_curve_options options{sizeof options, 64};
             return cellaret_curve_start(cache, &options);
           }},
          {"cellaret_curve_stop", "off",
           [](cellaret_cache *cache) { return cellaret_curve_stop(cache); }},
          {"cellaret_curve_read", "one point",
           [](cellaret_cache *cache) {
             cellaret_curve_point point{};
             return cellaret_curve_read(cache, &point, 1, nullptr);
           }},
          {"cellaret_stats_reset", "all",
           [](cellaret_cache *cache) { return cellaret_stats_reset(cache); }},
      });
}

}  // namespace cellaret::test
