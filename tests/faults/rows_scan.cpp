// Rows of finding keys.
#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {

namespace {

// Keys of several sizes, and one with a list that is freed in steps.
void add_many_keys(cellaret_cache *cache) {
  for (std::size_t at = 0; at < 60; ++at) {
    const std::string key = std::to_string(at) + std::string(at * 4, 'k');
    cellaret_set(cache, key.data(), key.size(), "v", 1, nullptr, nullptr);
  }
  push_texts(cache, "l2", 300);
}

cellaret_status scan(cellaret_cache *cache) {
  cellaret_scan_options options{};
  options.struct_size = sizeof options;
  options.pattern = "*k*";
  options.pattern_size = 3;
  options.count = 200;
  std::uint64_t cursor = 0;
  cellaret_values *keys = nullptr;
  return released(cellaret_scan(cache, 0, &options, &cursor, &keys), keys);
}

}  // namespace

void add_scan_rows(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(), {
                              {"cellaret_scan", "many keys", scan, add_many_keys},
                              {"cellaret_keys", "many keys",
                               [](cellaret_cache *c) {
                                 cellaret_values *keys = nullptr;
                                 return released(cellaret_keys(c, "*", 1, &keys), keys);
                               },
                               add_many_keys},
                              {"cellaret_delete_matching", "most keys",
                               [](cellaret_cache *c) {
                                 std::uint64_t deleted = 0;
                                 return cellaret_delete_matching(c, "[0-9l]*", 7, &deleted);
                               },
                               add_many_keys},
                              {"cellaret_random_key", "a long key",
                               [](cellaret_cache *c) {
                                 cellaret_value key;
                                 return released(cellaret_random_key(c, &key), key);
                               },
                               add_many_keys},
                              {"cellaret_memory_usage", "of a list",
                               [](cellaret_cache *c) {
                                 std::uint64_t bytes = 0;
                                 return cellaret_memory_usage(c, "l", 1, &bytes);
                               }},
                          });
}

}  // namespace cellaret::test
