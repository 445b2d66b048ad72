// Rows of sets.
#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {

namespace {

void add_large_set(cellaret_cache *cache) { add_texts(cache, "s2", 400); }
void add_one_member(cellaret_cache *cache) { add_texts(cache, "s2", 1); }
void add_numbers(cellaret_cache *cache) {
  std::vector<cellaret_element> members;
  for (std::int64_t at = 0; at < 500; ++at) members.push_back(cellaret_element_int(at * at));
  cellaret_set_add(cache, "s2", 2, members.data(), members.size(), nullptr, nullptr);
}

const std::vector<cellaret_element> &many_members() {
  static const std::vector<std::string> strings = texts(400);
  static const std::vector<cellaret_element> made = elements(strings);
  return made;
}

cellaret_status add(cellaret_cache *cache, std::string_view key, std::size_t count,
                    const cellaret_write_options *options = nullptr) {
  return cellaret_set_add(cache, key.data(), key.size(), many_members().data(), count, options,
                          nullptr);
}
cellaret_status remove(cellaret_cache *cache, std::string_view key, std::size_t count,
                       const cellaret_expiry *expiry) {
  return cellaret_set_remove(cache, key.data(), key.size(), many_members().data(), count, expiry,
                             nullptr);
}

void add_changing(std::vector<FaultRow> &rows) {
  constexpr auto kAdd = "cellaret_set_add";
  constexpr auto kRemove = "cellaret_set_remove";
  rows.insert(
      rows.end(),
      {
          {kAdd, "a new key", [](cellaret_cache *c) { return add(c, "new", 5); }},
          {kAdd, "a large set at once", [](cellaret_cache *c) { return add(c, "new", 400); }},
          {kAdd, "until it is hashed", [](cellaret_cache *c) { return add(c, "s", 400); }},
          {kAdd, "to a hashed one", [](cellaret_cache *c) { return add(c, "s2", 400); },
           [](cellaret_cache *c) { add_texts(c, "s2", 150); }},
          {kAdd, "integers at first", [](cellaret_cache *c) { return add(c, "s2", 400); },
           add_numbers},
          {kAdd, "with the first deadline",
           [](cellaret_cache *c) { return add(c, "s", 40, write_in_a_second()); }},
          {kRemove, "most of many",
           [](cellaret_cache *c) { return remove(c, "s2", 395, in_a_second()); }, add_large_set},
          {kRemove, "all", [](cellaret_cache *c) { return remove(c, "s2", 400, nullptr); },
           add_large_set},
          {"cellaret_set_pop_one", "the last",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_set_pop_one(c, "s2", 2, nullptr, &value), value);
           },
           add_one_member},
          {"cellaret_set_pop_one", "one of many",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_set_pop_one(c, "s2", 2, in_a_second(), &value), value);
           },
           add_large_set, true},
          {"cellaret_set_pop", "all of many",
           [](cellaret_cache *c) {
             cellaret_values *values = nullptr;
             return released(cellaret_set_pop(c, "s2", 2, 500, nullptr, &values), values);
           },
           add_large_set},
          {"cellaret_set_pop", "most of many",
           [](cellaret_cache *c) {
             cellaret_values *values = nullptr;
             return released(cellaret_set_pop(c, "s2", 2, 390, in_a_second(), &values), values);
           },
           add_large_set, true},
      });
}

void add_reading(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(),
              {
                  {"cellaret_set_contains", "reads",
                   [](cellaret_cache *c) {
                     return cellaret_set_contains(c, "s", 1, many_members().data());
                   }},
                  {"cellaret_set_contains_many", "reads",
                   [](cellaret_cache *c) {
                     std::vector<std::uint8_t> contained(many_members().size());
                     return cellaret_set_contains_many(c, "s2", 2, many_members().data(),
                                                       many_members().size(), contained.data());
                   },
                   add_large_set},
                  {"cellaret_set_len", "reads",
                   [](cellaret_cache *c) {
                     std::uint64_t length = 0;
                     return cellaret_set_len(c, "s", 1, &length);
                   }},
                  {"cellaret_set_items", "of a large set",
                   [](cellaret_cache *c) {
                     cellaret_values *values = nullptr;
                     return released(cellaret_set_items(c, "s2", 2, &values), values);
                   },
                   add_large_set},
                  {"cellaret_set_sample_one", "of a large set",
                   [](cellaret_cache *c) {
                     cellaret_value value;
                     return released(cellaret_set_sample_one(c, "s2", 2, &value), value);
                   },
                   add_large_set},
                  {"cellaret_set_sample", "of a large set",
                   [](cellaret_cache *c) {
                     cellaret_values *values = nullptr;
                     return released(cellaret_set_sample(c, "s2", 2, 300, &values), values);
                   },
                   add_large_set},
                  {"cellaret_set_sample_with_replacement", "of a large set",
                   [](cellaret_cache *c) {
                     cellaret_values *values = nullptr;
                     return released(cellaret_set_sample_with_replacement(c, "s2", 2, 300, &values),
                                     values);
                   },
                   add_large_set},
              });
}

// More keys than a call holds on its stack.
const std::vector<cellaret_key> &operands() {
  static const std::vector<cellaret_key> keys = [] {
    std::vector<cellaret_key> made(30, cellaret_key{"no", 2});
    made[0] = {"s2", 2};
    made[1] = {"s", 1};
    return made;
  }();
  return keys;
}

using Combine = cellaret_status (*)(cellaret_cache *, const cellaret_key *, std::size_t,
                                    cellaret_values **);
using Store = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, const cellaret_key *,
                                  std::size_t, const cellaret_expiry *, std::uint64_t *);

template <Combine kCombine, Store kStore>
void add_algebra(std::vector<FaultRow> &rows, const char *symbol, const char *store) {
  rows.insert(
      rows.end(),
      {
          {symbol, "of two sets",
           [](cellaret_cache *c) {
             cellaret_values *values = nullptr;
             return released(kCombine(c, operands().data(), 2, &values), values);
           },
           add_large_set},
          {symbol, "of many keys",
           [](cellaret_cache *c) {
             cellaret_values *values = nullptr;
             return released(kCombine(c, operands().data(), operands().size(), &values), values);
           },
           add_large_set},
          {store, "under a new key",
           [](cellaret_cache *c) {
             return kStore(c, "new", 3, operands().data(), 2, in_a_second(), nullptr);
           },
           add_large_set},
          {store, "over a list",
           [](cellaret_cache *c) {
             return kStore(c, "l", 1, operands().data(), 1, nullptr, nullptr);
           },
           add_large_set},
          {store, "over an operand",
           [](cellaret_cache *c) {
             return kStore(c, "s", 1, operands().data(), operands().size(), nullptr, nullptr);
           },
           add_large_set},
      });
}

cellaret_status move(cellaret_cache *cache, std::string_view from, std::string_view to,
                     const cellaret_expiry *expiry) {
  return cellaret_set_move(cache, from.data(), from.size(), to.data(), to.size(),
                           many_members().data(), expiry);
}

}  // namespace

void add_set_rows(std::vector<FaultRow> &rows) {
  add_changing(rows);
  add_reading(rows);
  add_algebra<cellaret_set_diff, cellaret_set_diff_store>(rows, "cellaret_set_diff",
                                                          "cellaret_set_diff_store");
  add_algebra<cellaret_set_intersect, cellaret_set_intersect_store>(rows, "cellaret_set_intersect",
                                                                    "cellaret_set_intersect_store");
  add_algebra<cellaret_set_union, cellaret_set_union_store>(rows, "cellaret_set_union",
                                                            "cellaret_set_union_store");
  rows.insert(
      rows.end(),
      {
          {"cellaret_set_intersect_len", "of many keys",
           [](cellaret_cache *c) {
             std::uint64_t length = 0;
             return cellaret_set_intersect_len(c, operands().data(), operands().size(), 0, &length);
           },
           add_large_set},
          {"cellaret_set_move", "to a new key",
           [](cellaret_cache *c) { return move(c, "s2", "new", in_a_second()); }, add_large_set},
          {"cellaret_set_move", "the last member to a new key",
           [](cellaret_cache *c) { return move(c, "s2", "new", in_a_second()); }, add_one_member},
          {"cellaret_set_move", "the last member to a set",
           [](cellaret_cache *c) { return move(c, "s2", "new", in_a_second()); },
           [](cellaret_cache *c) {
             add_one_member(c);
             add_numbers(c);
           }},
      });
}

}  // namespace cellaret::test
