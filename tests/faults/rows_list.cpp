// Rows of lists.
#include <cstring>

#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {

namespace {

void add_large_list(cellaret_cache *cache) { push_texts(cache, "l2", 400); }
void add_short_list(cellaret_cache *cache) { push_texts(cache, "l2", 1); }
void add_destination(cellaret_cache *cache) { push_texts(cache, "l2", 60); }

const std::string &long_element() {
  static const std::string element(2000, 'y');
  return element;
}
cellaret_element element(const char *text) {
  return cellaret_element_bytes(text, std::strlen(text));
}

using Push = cellaret_status (*)(cellaret_cache *, const void *, std::size_t,
                                 const cellaret_element *, std::size_t,
                                 const cellaret_write_options *, std::uint64_t *);

template <Push kPush>
cellaret_status push(cellaret_cache *cache, std::string_view key, std::uint32_t count,
                     const cellaret_write_options *options = nullptr) {
  static const std::vector<std::string> strings = texts(400);
  static const std::vector<cellaret_element> made = elements(strings);
  return kPush(cache, key.data(), key.size(), made.data(), count, options, nullptr);
}

template <Push kPush>
void add_push(std::vector<FaultRow> &rows, const char *symbol) {
  rows.insert(
      rows.end(),
      {
          {symbol, "a new key", [](cellaret_cache *c) { return push<kPush>(c, "new", 5); }},
          {symbol, "a large list at once",
           [](cellaret_cache *c) { return push<kPush>(c, "new", 400); }},
          {symbol, "until it is large", [](cellaret_cache *c) { return push<kPush>(c, "l", 400); }},
          {symbol, "to a large one", [](cellaret_cache *c) { return push<kPush>(c, "l2", 100); },
           add_large_list},
          {symbol, "with the first deadline",
           [](cellaret_cache *c) { return push<kPush>(c, "l", 40, write_in_a_second()); }},
      });
}

using Pop = cellaret_status (*)(cellaret_cache *, const void *, std::size_t,
                                const cellaret_expiry *, cellaret_value *);
using PopMany = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, std::uint64_t,
                                    const cellaret_expiry *, cellaret_values **);

template <Pop kPop>
cellaret_status pop(cellaret_cache *cache, std::string_view key, const cellaret_expiry *expiry) {
  cellaret_value value;
  return released(kPop(cache, key.data(), key.size(), expiry, &value), value);
}
template <PopMany kPop>
cellaret_status pop_many(cellaret_cache *cache, std::string_view key, std::uint64_t count,
                         const cellaret_expiry *expiry) {
  cellaret_values *values = nullptr;
  return released(kPop(cache, key.data(), key.size(), count, expiry, &values), values);
}

// A list whose elements at both ends are too large to be inline.
void add_large_elements(cellaret_cache *cache) {
  const cellaret_element made[] = {element_of(long_element()), element_of(long_element())};
  cellaret_list_push_right(cache, "new", 3, made, 2, nullptr, nullptr);
}

template <Pop kPop, PopMany kPopMany>
void add_pops(std::vector<FaultRow> &rows, const char *symbol, const char *symbol_many) {
  rows.insert(
      rows.end(),
      {
          {symbol, "a short element",
           [](cellaret_cache *c) { return pop<kPop>(c, "l", in_a_second()); }},
          {symbol, "a long element", [](cellaret_cache *c) { return pop<kPop>(c, "new", nullptr); },
           add_large_elements},
          {symbol, "the last one", [](cellaret_cache *c) { return pop<kPop>(c, "l2", nullptr); },
           add_short_list},
          {symbol_many, "all of a few",
           [](cellaret_cache *c) { return pop_many<kPopMany>(c, "l", 10, nullptr); }},
          {symbol_many, "most of many",
           [](cellaret_cache *c) { return pop_many<kPopMany>(c, "l2", 390, in_a_second()); },
           add_large_list},
      });
}

void add_reading(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(),
              {
                  {"cellaret_list_len", "reads",
                   [](cellaret_cache *c) {
                     std::uint64_t length = 0;
                     return cellaret_list_len(c, "l", 1, &length);
                   }},
                  {"cellaret_list_get", "a long element",
                   [](cellaret_cache *c) {
                     cellaret_value value;
                     return released(cellaret_list_get(c, "new", 3, 0, &value), value);
                   },
                   add_large_elements},
                  {"cellaret_list_items", "of a large list",
                   [](cellaret_cache *c) {
                     cellaret_values *values = nullptr;
                     return released(cellaret_list_items(c, "l2", 2, &values), values);
                   },
                   add_large_list},
                  {"cellaret_list_get_range", "of a large list",
                   [](cellaret_cache *c) {
                     cellaret_values *values = nullptr;
                     return released(cellaret_list_get_range(c, "l2", 2, 10, -10, &values), values);
                   },
                   add_large_list},
                  {"cellaret_list_position", "of equal elements",
                   [](cellaret_cache *c) {
                     cellaret_element wanted = element_of(long_element());
                     cellaret_values *values = nullptr;
                     return released(cellaret_list_position(c, "new", 3, &wanted, 1, 0, 0, &values),
                                     values);
                   },
                   add_large_elements},
                  {"cellaret_values_release", "of a list",
                   [](cellaret_cache *c) {
                     cellaret_values *values = nullptr;
                     return released(cellaret_list_items(c, "l", 1, &values), values);
                   }},
              });
}

void add_changing(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(),
              {
                  {"cellaret_list_set", "a longer element",
                   [](cellaret_cache *c) {
                     cellaret_element made = element_of(long_element());
                     return cellaret_list_set(c, "l", 1, 1, &made, in_a_second());
                   }},
                  {"cellaret_list_set", "in the middle of many",
                   [](cellaret_cache *c) {
                     cellaret_element made = cellaret_element_bytes(long_element().data(), 500);
                     return cellaret_list_set(c, "l2", 2, 200, &made, nullptr);
                   },
                   add_large_list},
                  {"cellaret_list_insert_before", "in the middle of many",
                   [](cellaret_cache *c) {
                     cellaret_element pivot = element("element 200");
                     cellaret_element made = cellaret_element_bytes(long_element().data(), 500);
                     return cellaret_list_insert_before(c, "l2", 2, &pivot, &made, in_a_second(),
                                                        nullptr);
                   },
                   add_large_list},
                  {"cellaret_list_insert_after", "a long element",
                   [](cellaret_cache *c) {
                     cellaret_element pivot = element("element 1");
                     cellaret_element made = element_of(long_element());
                     return cellaret_list_insert_after(c, "l", 1, &pivot, &made, nullptr, nullptr);
                   }},
                  {"cellaret_list_trim", "to a few of many",
                   [](cellaret_cache *c) {
                     return cellaret_list_trim(c, "l2", 2, 200, 210, in_a_second());
                   },
                   add_large_list},
                  {"cellaret_list_trim", "to nothing",
                   [](cellaret_cache *c) { return cellaret_list_trim(c, "l2", 2, 5, 4, nullptr); },
                   add_large_list},
                  {"cellaret_list_remove_all", "one in the middle",
                   [](cellaret_cache *c) {
                     cellaret_element wanted = element("element 200");
                     return cellaret_list_remove_all(c, "l2", 2, &wanted, in_a_second(), nullptr);
                   },
                   add_large_list},
                  {"cellaret_list_remove_first", "a long element",
                   [](cellaret_cache *c) {
                     cellaret_element wanted = element_of(long_element());
                     return cellaret_list_remove_first(c, "new", 3, 1, &wanted, nullptr, nullptr);
                   },
                   add_large_elements},
                  {"cellaret_list_remove_last", "the only ones",
                   [](cellaret_cache *c) {
                     cellaret_element wanted = element_of(long_element());
                     return cellaret_list_remove_last(c, "new", 3, 2, &wanted, nullptr, nullptr);
                   },
                   add_large_elements},
              });
}

cellaret_status move(cellaret_cache *cache, std::string_view from, std::string_view to,
                     const cellaret_expiry *expiry) {
  cellaret_value value;
  return released(cellaret_list_move(cache, from.data(), from.size(), to.data(), to.size(),
                                     CELLARET_LEFT, CELLARET_RIGHT, expiry, &value),
                  value);
}

void add_several(std::vector<FaultRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_list_move", "to a new key",
           [](cellaret_cache *c) { return move(c, "l", "new2", in_a_second()); }},
          {"cellaret_list_move", "the last element to a new key",
           [](cellaret_cache *c) { return move(c, "l2", "new2", nullptr); }, add_short_list},
          {"cellaret_list_move", "the last element to a list",
           [](cellaret_cache *c) { return move(c, "l2", "l", in_a_second()); }, add_short_list},
          {"cellaret_list_move", "a long element",
           [](cellaret_cache *c) { return move(c, "new", "l2", in_a_second()); },
           [](cellaret_cache *c) {
             add_large_elements(c);
             add_destination(c);
           }},
          {"cellaret_list_move", "in one list",
           [](cellaret_cache *c) { return move(c, "l2", "l2", in_a_second()); }, add_large_list},
          {"cellaret_list_pop_first_of", "the last of many keys",
           [](cellaret_cache *c) {
             std::vector<cellaret_key> keys(20, cellaret_key{"no", 2});
             keys.push_back({"l2", 2});
             std::size_t index = 0;
             cellaret_values *values = nullptr;
             return released(cellaret_list_pop_first_of(c, keys.data(), keys.size(), CELLARET_LEFT,
                                                        390, in_a_second(), &index, &values),
                             values);
           },
           add_large_list},
      });
}

}  // namespace

void add_list_rows(std::vector<FaultRow> &rows) {
  add_push<cellaret_list_push_left>(rows, "cellaret_list_push_left");
  add_push<cellaret_list_push_right>(rows, "cellaret_list_push_right");
  add_push<cellaret_list_push_left_if_exists>(rows, "cellaret_list_push_left_if_exists");
  add_push<cellaret_list_push_right_if_exists>(rows, "cellaret_list_push_right_if_exists");
  add_pops<cellaret_list_pop_left, cellaret_list_pop_left_many>(rows, "cellaret_list_pop_left",
                                                                "cellaret_list_pop_left_many");
  add_pops<cellaret_list_pop_right, cellaret_list_pop_right_many>(rows, "cellaret_list_pop_right",
                                                                  "cellaret_list_pop_right_many");
  add_reading(rows);
  add_changing(rows);
  add_several(rows);
}

}  // namespace cellaret::test
