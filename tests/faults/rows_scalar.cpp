// Rows of strings, integers, doubles, and the bytes of them.
#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {

namespace {

const std::string &long_text() {
  static const std::string text(5000, 'x');
  return text;
}

cellaret_set_options options_of(const cellaret_expiry &expiry) {
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.codec = CELLARET_CODEC_UTF8;
  options.expiry = expiry;
  return options;
}

cellaret_status set(cellaret_cache *cache, std::string_view key, std::string_view value) {
  return cellaret_set(cache, key.data(), key.size(), value.data(), value.size(), nullptr, nullptr);
}

cellaret_prepared_key prepared(cellaret_cache *cache, std::string_view key) {
  cellaret_prepared_key made{};
  cellaret_key_prepare(cache, key.data(), key.size(), &made);
  return made;
}

// Short and long, there and not there.
const cellaret_pair *pairs(bool are_new) {
  static const cellaret_pair both[2][5] = {
      {{{"k", 1}, cellaret_element_int(1), 0, {}},
       {{"new", 3}, cellaret_element_bytes("v", 1), 1, {}},
       {{"l", 1}, cellaret_element_bytes(long_text().data(), long_text().size()), 0, {}},
       {{"new2", 4}, cellaret_element_double(0.5), 0, {}},
       {{"new", 3}, cellaret_element_bytes("w", 1), 2, {}}},
      {{{"new", 3}, cellaret_element_int(1), 0, {}},
       {{"new2", 4}, cellaret_element_bytes(long_text().data(), long_text().size()), 1, {}},
       {{"l2", 2}, cellaret_element_bytes("v", 1), 0, {}},
       {{"s2", 2}, cellaret_element_double(0.5), 0, {}},
       {{"new", 3}, cellaret_element_bytes("w", 1), 2, {}}}};
  return both[are_new ? 1 : 0];
}

void give_deadline(cellaret_cache *cache) { cellaret_expire(cache, "k", 1, 500, 0); }

void add_reading(std::vector<FaultRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_get", "a long string",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_get(c, "big", 3, &value), value);
           }},
          {"cellaret_get_k", "a string",
           [](cellaret_cache *c) {
             cellaret_prepared_key key = prepared(c, "k");
             cellaret_value value;
             return released(cellaret_get_k(c, &key, &value), value);
           }},
          {"cellaret_key_prepare", "a key",
           [](cellaret_cache *c) {
             cellaret_prepared_key key{};
             return cellaret_key_prepare(c, "k", 1, &key);
           }},
          {"cellaret_multi_get", "many keys",
           [](cellaret_cache *c) {
             std::vector<cellaret_key> keys(100, cellaret_key{"big", 3});
             std::vector<cellaret_value> values(keys.size());
             cellaret_status status =
                 cellaret_multi_get(c, keys.data(), keys.size(), values.data());
             for (cellaret_value &value : values) cellaret_value_release(&value);
             return status;
           }},
          {"cellaret_value_release", "the last who holds it",
           [](cellaret_cache *c) {
             cellaret_value value;
             cellaret_status status = cellaret_get(c, "big", 3, &value);
             cellaret_delete(c, "big", 3);
             return released(status, value);
           }},
          {"cellaret_get_and_delete", "a long string",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_get_and_delete(c, "big", 3, &value), value);
           }},
          {"cellaret_get_and_touch", "the first deadline",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_get_and_touch(c, "big", 3, in_a_second(), &value), value);
           }},
          {"cellaret_get_and_touch", "another clock",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_get_and_touch(c, "k", 1, next_morning(), &value), value);
           },
           give_deadline},
      });
}

void add_texts_read(std::vector<FaultRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_string_len", "a number",
           [](cellaret_cache *c) {
             std::uint64_t length = 0;
             return cellaret_string_len(c, "d", 1, &length);
           }},
          {"cellaret_get_range", "of a long string",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_get_range(c, "big", 3, 10, 500, &value), value);
           }},
          {"cellaret_get_range", "of a number with many digits",
           [](cellaret_cache *c) {
             cellaret_value value;
             return released(cellaret_get_range(c, "new", 3, 0, -1, &value), value);
           },
           [](cellaret_cache *c) { cellaret_double_set(c, "new", 3, 1e-300, nullptr, nullptr); }},
          {"cellaret_double_text", "digits",
           [](cellaret_cache *) {
             char text[CELLARET_NUMBER_TEXT_SIZE];
             std::size_t size = 0;
             return cellaret_double_text(1e-300, text, &size);
           }},
          {"cellaret_value_text", "digits",
           [](cellaret_cache *c) {
             cellaret_value value;
             cellaret_status status = cellaret_get(c, "d", 1, &value);
             if (status != CELLARET_OK) return status;
             char text[CELLARET_NUMBER_TEXT_SIZE];
             const void *data = nullptr;
             std::size_t size = 0;
             return cellaret_value_text(&value, text, &data, &size);
           }},
      });
}

void add_writing(std::vector<FaultRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_set", "a new key", [](cellaret_cache *c) { return set(c, "new", "v"); }},
          {"cellaret_set", "a longer value",
           [](cellaret_cache *c) { return set(c, "k", long_text()); }},
          {"cellaret_set", "over a list", [](cellaret_cache *c) { return set(c, "l", "v"); }},
          {"cellaret_set", "the first deadline",
           [](cellaret_cache *c) {
             cellaret_set_options options = options_of(*in_a_second());
             return cellaret_set(c, "k", 1, "value", 5, &options, nullptr);
           }},
          {"cellaret_set", "with the old value",
           [](cellaret_cache *c) {
             cellaret_set_options options = options_of(*next_morning());
             cellaret_value old;
             return released(cellaret_set(c, "big", 3, "v", 1, &options, &old), old);
           }},
          {"cellaret_set_k", "a longer value",
           [](cellaret_cache *c) {
             cellaret_prepared_key key = prepared(c, "new");
             if (key.owner == 0) return static_cast<cellaret_status>(CELLARET_NO_MEMORY);
             return cellaret_set_k(c, &key, long_text().data(), long_text().size());
           }},
          {"cellaret_int_set", "over a string",
           [](cellaret_cache *c) { return cellaret_int_set(c, "k", 1, 7, nullptr, nullptr); }},
          {"cellaret_double_set", "a new key",
           [](cellaret_cache *c) { return cellaret_double_set(c, "new", 3, 7, nullptr, nullptr); }},
          {"cellaret_compare_and_set", "a new key",
           [](cellaret_cache *c) {
             cellaret_element value = element_of(long_text());
             return cellaret_compare_and_set(c, "new", 3, 0, &value, write_in_a_second(), nullptr);
           }},
          {"cellaret_compare_and_set", "a longer value",
           [](cellaret_cache *c) {
             cellaret_value value;
             cellaret_status status = cellaret_get(c, "k", 1, &value);
             if (status != CELLARET_OK) return status;
             cellaret_element next = element_of(long_text());
             return cellaret_compare_and_set(c, "k", 1, value.version, &next, nullptr, nullptr);
           }},
          {"cellaret_multi_set", "new and old keys",
           [](cellaret_cache *c) { return cellaret_multi_set(c, pairs(false), 5, in_a_second()); }},
          {"cellaret_multi_set", "many keys",
           [](cellaret_cache *c) {
             std::vector<cellaret_pair> many;
             for (std::size_t at = 0; at < 60; ++at) {
               many.push_back({{long_text().data(), at}, cellaret_element_int(1), 0, {}});
             }
             return cellaret_multi_set(c, many.data(), many.size(), nullptr);
           }},
          {"cellaret_multi_set_if_absent", "new keys",
           [](cellaret_cache *c) {
             return cellaret_multi_set_if_absent(c, pairs(true), 5, next_morning());
           }},
      });
}

void add_counting(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(),
              {
                  {"cellaret_int_increment", "a new key",
                   [](cellaret_cache *c) {
                     return cellaret_int_increment(c, "new", 3, 1, in_a_second(), nullptr);
                   }},
                  {"cellaret_int_increment", "the first deadline",
                   [](cellaret_cache *c) {
                     return cellaret_int_increment(c, "n", 1, 1, next_morning(), nullptr);
                   }},
                  {"cellaret_int_increment_k", "a new key",
                   [](cellaret_cache *c) {
                     cellaret_prepared_key key = prepared(c, "new");
                     return cellaret_int_increment_k(c, &key, 1, nullptr);
                   }},
                  {"cellaret_int_decrement", "a new key",
                   [](cellaret_cache *c) {
                     return cellaret_int_decrement(c, "new", 3, 1, nullptr, nullptr);
                   }},
                  {"cellaret_double_increment", "an integer",
                   [](cellaret_cache *c) {
                     return cellaret_double_increment(c, "n", 1, 0.5, in_a_second(), nullptr);
                   }},
                  {"cellaret_double_decrement", "a new key",
                   [](cellaret_cache *c) {
                     return cellaret_double_decrement(c, "new", 3, 0.5, nullptr, nullptr);
                   }},
              });
}

void add_texts_changed(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(),
              {
                  {"cellaret_append", "a new key",
                   [](cellaret_cache *c) {
                     return cellaret_append(c, "new", 3, "v", 1, write_in_a_second(), nullptr);
                   }},
                  {"cellaret_append", "until the block is too small",
                   [](cellaret_cache *c) {
                     return cellaret_append(c, "big", 3, long_text().data(), long_text().size(),
                                            nullptr, nullptr);
                   }},
                  {"cellaret_append", "to a number, with the first deadline",
                   [](cellaret_cache *c) {
                     return cellaret_append(c, "n", 1, long_text().data(), 100, write_in_a_second(),
                                            nullptr);
                   }},
                  {"cellaret_append", "in place, with the first deadline",
                   [](cellaret_cache *c) {
                     return cellaret_append(c, "big", 3, "v", 1, write_in_a_second(), nullptr);
                   }},
                  {"cellaret_set_range", "far behind the end",
                   [](cellaret_cache *c) {
                     return cellaret_set_range(c, "k", 1, 7000, "v", 1, nullptr, nullptr);
                   }},
                  {"cellaret_set_range", "a new key",
                   [](cellaret_cache *c) {
                     return cellaret_set_range(c, "new", 3, 100, "v", 1, write_in_a_second(),
                                               nullptr);
                   }},
              });
}

}  // namespace

void add_scalar_rows(std::vector<FaultRow> &rows) {
  add_reading(rows);
  add_writing(rows);
  add_counting(rows);
  add_texts_read(rows);
  add_texts_changed(rows);
}

}  // namespace cellaret::test
