// The rows of the misuse table for texts, reads that change, and calls that give keys other values.
#include <cmath>

#include "tests/capi/misuse.h"

namespace cellaret::test {

namespace {

constexpr auto kNullPointer = Misuse::kNullPointer;
constexpr auto kZeroSize = Misuse::kZeroSize;
constexpr auto kOverLimit = Misuse::kOverLimit;
constexpr auto kWrongFlag = Misuse::kWrongFlag;

constexpr std::size_t kTooLongKey = CELLARET_MAX_KEY_SIZE + 1;

const char *long_key() {
  static const std::vector<char> key(kTooLongKey, 'k');
  return key.data();
}

using Rows = std::vector<MisuseRow>;

// What a call with one key is made of, with everything else in order.
using KeyCall = cellaret_status (*)(Scene &, const void *, std::size_t);

template <KeyCall kCall>
void add_keyed(Rows &rows, const char *symbol, cellaret_status on_empty,
               cellaret_status on_long_key) {
  rows.insert(rows.end(), {
                              {symbol, kNullPointer, "key with a length", CELLARET_INVALID,
                               [](Scene &s) { return kCall(s, nullptr, 1); }},
                              {symbol, kZeroSize, "the empty key is one", on_empty,
                               [](Scene &s) { return kCall(s, nullptr, 0); }},
                              {symbol, kOverLimit, "key_size", on_long_key,
                               [](Scene &s) { return kCall(s, long_key(), kTooLongKey); }},
                          });
}

cellaret_status string_len(Scene &s, const void *key, std::size_t size) {
  return cellaret_string_len(s.cache, key, size, &s.outs.count);
}
cellaret_status get_range(Scene &s, const void *key, std::size_t size) {
  return cellaret_get_range(s.cache, key, size, 0, -1, &s.outs.value);
}
cellaret_status append(Scene &s, const void *key, std::size_t size) {
  return cellaret_append(s.cache, key, size, "v", 1, nullptr, &s.outs.count);
}
cellaret_status set_range(Scene &s, const void *key, std::size_t size) {
  return cellaret_set_range(s.cache, key, size, 0, "v", 1, nullptr, &s.outs.count);
}
cellaret_status get_and_delete(Scene &s, const void *key, std::size_t size) {
  return cellaret_get_and_delete(s.cache, key, size, &s.outs.value);
}
cellaret_status get_and_touch(Scene &s, const void *key, std::size_t size) {
  return cellaret_get_and_touch(s.cache, key, size, nullptr, &s.outs.value);
}
cellaret_status compare_and_set(Scene &s, const void *key, std::size_t size) {
  cellaret_element value = cellaret_element_bytes("v", 1);
  return cellaret_compare_and_set(s.cache, key, size, 0, &value, nullptr, &s.outs.count);
}
cellaret_status int_decrement(Scene &s, const void *key, std::size_t size) {
  return cellaret_int_decrement(s.cache, key, size, 1, nullptr, &s.outs.integer);
}
cellaret_status double_decrement(Scene &s, const void *key, std::size_t size) {
  return cellaret_double_decrement(s.cache, key, size, 1, nullptr, &s.outs.number);
}
cellaret_status touch(Scene &s, const void *key, std::size_t size) {
  return cellaret_touch(s.cache, key, size, nullptr);
}

const cellaret_expiry *zero_ms() {
  static const cellaret_expiry expiry = cellaret_expiry_in(0);
  return &expiry;
}
const cellaret_expiry *unknown_expiry() {
  static const cellaret_expiry expiry = cellaret_expiry_make(9, 0);
  return &expiry;
}
cellaret_write_options write_options(std::uint32_t size, const cellaret_expiry &expiry) {
  cellaret_write_options options{};
  options.struct_size = size;
  options.expiry = expiry;
  return options;
}

// Appending and overwriting a part.
template <auto kCall>
void add_text_write(Rows &rows, const char *symbol) {
  rows.insert(rows.end(),
              {
                  {symbol, kNullPointer, "data with a length", CELLARET_INVALID,
                   [](Scene &s) { return kCall(s, nullptr, 1, nullptr); }},
                  {symbol, kZeroSize, "no bytes are allowed", CELLARET_OK,
                   [](Scene &s) { return kCall(s, nullptr, 0, nullptr); }},
                  {symbol, kZeroSize, "struct_size", CELLARET_INVALID,
                   [](Scene &s) {
                     auto options = write_options(0, cellaret_expiry_default());
                     return kCall(s, "v", 1, &options);
                   }},
                  {symbol, kOverLimit, "size", CELLARET_TOO_LARGE,
                   [](Scene &s) { return kCall(s, "v", CELLARET_MAX_VALUE_SIZE, nullptr); }},
                  {symbol, kOverLimit, "expiry", CELLARET_BAD_EXPIRY,
                   [](Scene &s) {
                     auto options = write_options(sizeof(cellaret_write_options), *zero_ms());
                     return kCall(s, "v", 1, &options);
                   }},
                  {symbol, kWrongFlag, "kind of expiry", CELLARET_INVALID,
                   [](Scene &s) {
                     auto options =
                         write_options(sizeof(cellaret_write_options), *unknown_expiry());
                     return kCall(s, "v", 1, &options);
                   }},
                  {symbol, kWrongFlag, "reserved", CELLARET_INVALID,
                   [](Scene &s) {
                     auto options =
                         write_options(sizeof(cellaret_write_options), cellaret_expiry_default());
                     options.reserved[2] = 1;
                     return kCall(s, "v", 1, &options);
                   }},
              });
}

cellaret_status append_to_k(Scene &s, const void *data, std::size_t size,
                            const cellaret_write_options *options) {
  return cellaret_append(s.cache, "k", 1, data, size, options, &s.outs.count);
}
cellaret_status set_range_of_k(Scene &s, const void *data, std::size_t size,
                               const cellaret_write_options *options) {
  return cellaret_set_range(s.cache, "k", 1, 1, data, size, options, &s.outs.count);
}

void add_texts(Rows &rows) {
  add_keyed<string_len>(rows, "cellaret_string_len", CELLARET_OK, CELLARET_OK);
  add_keyed<get_range>(rows, "cellaret_get_range", CELLARET_OK, CELLARET_OK);
  add_keyed<append>(rows, "cellaret_append", CELLARET_OK, CELLARET_TOO_LARGE);
  add_keyed<set_range>(rows, "cellaret_set_range", CELLARET_OK, CELLARET_TOO_LARGE);
  add_text_write<append_to_k>(rows, "cellaret_append");
  add_text_write<set_range_of_k>(rows, "cellaret_set_range");
  rows.insert(
      rows.end(),
      {
          {"cellaret_string_len", kNullPointer, "out_len", CELLARET_INVALID,
           [](Scene &s) { return cellaret_string_len(s.cache, "k", 1, nullptr); }},
          {"cellaret_string_len", kWrongFlag, "takes no flag"},
          {"cellaret_get_range", kNullPointer, "out_value", CELLARET_INVALID,
           [](Scene &s) { return cellaret_get_range(s.cache, "k", 1, 0, -1, nullptr); }},
          {"cellaret_get_range", kOverLimit, "any position is one", CELLARET_OK,
           [](Scene &s) {
             return cellaret_get_range(s.cache, "k", 1, INT64_MIN, INT64_MAX, &s.outs.value);
           }},
          {"cellaret_get_range", kWrongFlag, "takes no flag"},
          {"cellaret_set_range", kOverLimit, "offset", CELLARET_TOO_LARGE,
           [](Scene &s) {
             return cellaret_set_range(s.cache, "k", 1, INT64_MAX, "v", 1, nullptr, &s.outs.count);
           }},
          {"cellaret_set_range", kWrongFlag, "a negative offset", CELLARET_OUT_OF_RANGE,
           [](Scene &s) {
             return cellaret_set_range(s.cache, "k", 1, -1, "v", 1, nullptr, &s.outs.count);
           }},
      });
}

void add_number_texts(Rows &rows) {
  constexpr auto kDouble = "cellaret_double_text";
  constexpr auto kValue = "cellaret_value_text";
  for (const char *symbol : {kDouble, kValue}) {
    for (Misuse kind :
         {kZeroSize, Misuse::kNullHandle, Misuse::kStaleHandle, Misuse::kNeverHandle}) {
      rows.push_back({symbol, kind, "takes neither size nor handle"});
    }
  }
  rows.insert(rows.end(), {
                              {kDouble, kNullPointer, "out_text", CELLARET_INVALID,
                               [](Scene &) {
                                 std::size_t size = 0;
                                 return cellaret_double_text(1, nullptr, &size);
                               }},
                              {kDouble, kNullPointer, "out_size", CELLARET_INVALID,
                               [](Scene &) {
                                 char text[CELLARET_NUMBER_TEXT_SIZE];
                                 return cellaret_double_text(1, text, nullptr);
                               }},
                              {kDouble, kOverLimit, "infinity", CELLARET_OVERFLOW,
                               [](Scene &) {
                                 char text[CELLARET_NUMBER_TEXT_SIZE];
                                 std::size_t size = 0;
                                 return cellaret_double_text(HUGE_VAL, text, &size);
                               }},
                              {kDouble, kWrongFlag, "NaN", CELLARET_OVERFLOW,
                               [](Scene &) {
                                 char text[CELLARET_NUMBER_TEXT_SIZE];
                                 std::size_t size = 0;
                                 return cellaret_double_text(std::nan(""), text, &size);
                               }},
                              {kValue, kNullPointer, "value", CELLARET_INVALID,
                               [](Scene &) {
                                 char text[CELLARET_NUMBER_TEXT_SIZE];
                                 const void *data = nullptr;
                                 std::size_t size = 0;
                                 return cellaret_value_text(nullptr, text, &data, &size);
                               }},
                              {kValue, kOverLimit, "takes no number"},
                              {kValue, kWrongFlag, "type", CELLARET_INVALID,
                               [](Scene &) {
                                 cellaret_value value{};
                                 value.type = 9;
                                 char text[CELLARET_NUMBER_TEXT_SIZE];
                                 const void *data = nullptr;
                                 std::size_t size = 0;
                                 return cellaret_value_text(&value, text, &data, &size);
                               }},
                          });
}

void add_scalars(Rows &rows) {
  constexpr auto kCompare = "cellaret_compare_and_set";
  constexpr auto kTouch = "cellaret_get_and_touch";
  add_keyed<get_and_delete>(rows, "cellaret_get_and_delete", CELLARET_MISS, CELLARET_MISS);
  add_keyed<get_and_touch>(rows, kTouch, CELLARET_MISS, CELLARET_MISS);
  add_keyed<compare_and_set>(rows, kCompare, CELLARET_OK, CELLARET_TOO_LARGE);
  add_keyed<int_decrement>(rows, "cellaret_int_decrement", CELLARET_OK, CELLARET_TOO_LARGE);
  add_keyed<double_decrement>(rows, "cellaret_double_decrement", CELLARET_OK, CELLARET_TOO_LARGE);
  rows.insert(
      rows.end(),
      {
          {"cellaret_get_and_delete", kNullPointer, "out_value", CELLARET_INVALID,
           [](Scene &s) { return cellaret_get_and_delete(s.cache, "k", 1, nullptr); }},
          {"cellaret_get_and_delete", kWrongFlag, "takes no flag"},
          {kTouch, kNullPointer, "out_value", CELLARET_INVALID,
           [](Scene &s) { return cellaret_get_and_touch(s.cache, "k", 1, nullptr, nullptr); }},
          {kTouch, kWrongFlag, "kind of expiry", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_get_and_touch(s.cache, "k", 1, unknown_expiry(), &s.outs.value);
           }},
          {kCompare, kNullPointer, "value", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_compare_and_set(s.cache, "k", 1, 1, nullptr, nullptr, &s.outs.count);
           }},
          {kCompare, kOverLimit, "infinity", CELLARET_OVERFLOW,
           [](Scene &s) {
             cellaret_element value = cellaret_element_double(HUGE_VAL);
             return cellaret_compare_and_set(s.cache, "k", 1, 1, &value, nullptr, &s.outs.count);
           }},
          {kCompare, kWrongFlag, "type", CELLARET_INVALID,
           [](Scene &s) {
             cellaret_element value = cellaret_element_bytes("v", 1);
             value.type = CELLARET_TYPE_LIST;
             return cellaret_compare_and_set(s.cache, "k", 1, 1, &value, nullptr, &s.outs.count);
           }},
          {"cellaret_int_decrement", kOverLimit, "INT64_MIN", CELLARET_OVERFLOW,
           [](Scene &s) {
             return cellaret_int_decrement(s.cache, "n", 1, INT64_MIN, nullptr, &s.outs.integer);
           }},
          {"cellaret_int_decrement", kWrongFlag, "kind of expiry", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_int_decrement(s.cache, "n", 1, 1, unknown_expiry(), &s.outs.integer);
           }},
          {"cellaret_double_decrement", kOverLimit, "infinity", CELLARET_OVERFLOW,
           [](Scene &s) {
             return cellaret_double_decrement(s.cache, "n", 1, HUGE_VAL, nullptr, &s.outs.number);
           }},
          {"cellaret_double_decrement", kWrongFlag, "kind of expiry", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_double_decrement(s.cache, "n", 1, 1, unknown_expiry(), &s.outs.number);
           }},
      });
}

// A call of two keys.
template <auto kCall>
void add_pair(Rows &rows, const char *symbol, cellaret_status without_source) {
  rows.insert(rows.end(),
              {
                  {symbol, kNullPointer, "source with a length", CELLARET_INVALID,
                   [](Scene &s) { return kCall(s, nullptr, 1, "new", 3); }},
                  {symbol, kNullPointer, "destination with a length", CELLARET_INVALID,
                   [](Scene &s) { return kCall(s, "k", 1, nullptr, 1); }},
                  {symbol, kZeroSize, "the empty key is one, and not there", without_source,
                   [](Scene &s) { return kCall(s, nullptr, 0, "new", 3); }},
                  {symbol, kZeroSize, "the empty key is a destination", CELLARET_OK,
                   [](Scene &s) { return kCall(s, "k", 1, nullptr, 0); }},
                  {symbol, kOverLimit, "a source that cannot be", without_source,
                   [](Scene &s) { return kCall(s, long_key(), kTooLongKey, "new", 3); }},
                  {symbol, kOverLimit, "destination_size", CELLARET_TOO_LARGE,
                   [](Scene &s) { return kCall(s, "k", 1, long_key(), kTooLongKey); }},
              });
}

cellaret_status copy(Scene &s, const void *from, std::size_t from_size, const void *to,
                     std::size_t to_size) {
  return cellaret_copy(s.cache, from, from_size, to, to_size, 0);
}
cellaret_status rename_key(Scene &s, const void *from, std::size_t from_size, const void *to,
                           std::size_t to_size) {
  return cellaret_rename(s.cache, from, from_size, to, to_size);
}
cellaret_status rename_if_absent(Scene &s, const void *from, std::size_t from_size, const void *to,
                                 std::size_t to_size) {
  return cellaret_rename_if_absent(s.cache, from, from_size, to, to_size);
}

cellaret_status exists_many(Scene &s, const cellaret_key *keys, std::size_t count) {
  return cellaret_exists_many(s.cache, keys, count, &s.outs.count);
}
cellaret_status touch_many(Scene &s, const cellaret_key *keys, std::size_t count) {
  return cellaret_touch_many(s.cache, keys, count, nullptr, &s.outs.count);
}

template <auto kCall>
void add_many(Rows &rows, const char *symbol) {
  rows.insert(rows.end(), {
                              {symbol, kNullPointer, "keys with a count", CELLARET_INVALID,
                               [](Scene &s) { return kCall(s, nullptr, 1); }},
                              {symbol, kNullPointer, "a key with a length", CELLARET_INVALID,
                               [](Scene &s) {
                                 cellaret_key keys[] = {{"k", 1}, {nullptr, 1}};
                                 return kCall(s, keys, 2);
                               }},
                              {symbol, kZeroSize, "no keys", CELLARET_OK,
                               [](Scene &s) { return kCall(s, nullptr, 0); }},
                              {symbol, kOverLimit, "a key that cannot be is not there", CELLARET_OK,
                               [](Scene &s) {
                                 cellaret_key key{long_key(), kTooLongKey};
                                 return kCall(s, &key, 1);
                               }},
                          });
}

void add_keys(Rows &rows) {
  add_pair<copy>(rows, "cellaret_copy", CELLARET_MISS);
  add_pair<rename_key>(rows, "cellaret_rename", CELLARET_NO_KEY);
  add_pair<rename_if_absent>(rows, "cellaret_rename_if_absent", CELLARET_NO_KEY);
  add_keyed<touch>(rows, "cellaret_touch", CELLARET_MISS, CELLARET_MISS);
  add_many<exists_many>(rows, "cellaret_exists_many");
  add_many<touch_many>(rows, "cellaret_touch_many");
  rows.insert(
      rows.end(),
      {
          {"cellaret_copy", kWrongFlag, "replace", CELLARET_INVALID,
           [](Scene &s) { return cellaret_copy(s.cache, "k", 1, "new", 3, 2); }},
          {"cellaret_copy", kWrongFlag, "the same key", CELLARET_INVALID,
           [](Scene &s) { return cellaret_copy(s.cache, "k", 1, "k", 1, 1); }},
          {"cellaret_rename", kWrongFlag, "takes no flag"},
          {"cellaret_rename_if_absent", kWrongFlag, "takes no flag"},
          {"cellaret_touch", kWrongFlag, "kind of expiry", CELLARET_INVALID,
           [](Scene &s) { return cellaret_touch(s.cache, "k", 1, unknown_expiry()); }},
          {"cellaret_exists_many", kNullPointer, "out_existing", CELLARET_INVALID,
           [](Scene &s) { return cellaret_exists_many(s.cache, nullptr, 0, nullptr); }},
          {"cellaret_exists_many", kWrongFlag, "takes no flag"},
          {"cellaret_touch_many", kNullPointer, "out_touched, which may be NULL", CELLARET_OK,
           [](Scene &s) { return cellaret_touch_many(s.cache, nullptr, 0, nullptr, nullptr); }},
          {"cellaret_touch_many", kWrongFlag, "kind of expiry", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_touch_many(s.cache, nullptr, 0, unknown_expiry(), &s.outs.count);
           }},
      });
}

}  // namespace

void add_changes(std::vector<MisuseRow> &rows) {
  add_texts(rows);
  add_number_texts(rows);
  add_scalars(rows);
  add_keys(rows);
}

void add_changes(std::vector<HandleRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_string_len", [](Scene &s) { return string_len(s, "k", 1); }},
          {"cellaret_get_range", [](Scene &s) { return get_range(s, "k", 1); }},
          {"cellaret_append", [](Scene &s) { return append(s, "k", 1); }},
          {"cellaret_set_range", [](Scene &s) { return set_range(s, "k", 1); }},
          {"cellaret_get_and_delete", [](Scene &s) { return get_and_delete(s, "k", 1); }},
          {"cellaret_get_and_touch", [](Scene &s) { return get_and_touch(s, "k", 1); }},
          {"cellaret_compare_and_set", [](Scene &s) { return compare_and_set(s, "new", 3); }},
          {"cellaret_int_decrement", [](Scene &s) { return int_decrement(s, "n", 1); }},
          {"cellaret_double_decrement", [](Scene &s) { return double_decrement(s, "n", 1); }},
          {"cellaret_exists_many", [](Scene &s) { return exists_many(s, nullptr, 0); }},
          {"cellaret_touch", [](Scene &s) { return touch(s, "k", 1); }},
          {"cellaret_touch_many", [](Scene &s) { return touch_many(s, nullptr, 0); }},
          {"cellaret_copy", [](Scene &s) { return copy(s, "k", 1, "new", 3); }},
          {"cellaret_rename", [](Scene &s) { return rename_key(s, "k", 1, "new", 3); }},
          {"cellaret_rename_if_absent",
           [](Scene &s) { return rename_if_absent(s, "k", 1, "new", 3); }},
      });
}

}  // namespace cellaret::test
