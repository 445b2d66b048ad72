// The rows of the misuse table for calls of several keys and of prepared ones.
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

cellaret_pair pair_of(const char *key, std::size_t size) {
  return {{key, size}, cellaret_element_bytes("v", 1), 0, {}};
}

cellaret_prepared_key prepared(Scene &scene, const char *key) {
  cellaret_prepared_key made{};
  cellaret_key_prepare(scene.cache, key, 1, &made);
  return made;
}

using MultiSet = cellaret_status (*)(cellaret_cache *, const cellaret_pair *, std::size_t,
                                     const cellaret_expiry *);

template <MultiSet kCall, class Spoil>
cellaret_status set_spoiled(Scene &scene, Spoil spoil) {
  cellaret_pair pairs[] = {pair_of("new", 3), pair_of("other", 5)};
  spoil(pairs[1]);
  return kCall(scene.cache, pairs, 2, nullptr);
}

template <MultiSet kCall>
void add_multi_set(std::vector<MisuseRow> &rows, const char *symbol) {
  rows.insert(
      rows.end(),
      {
          {symbol, kNullPointer, "pairs with a count", CELLARET_INVALID,
           [](Scene &s) { return kCall(s.cache, nullptr, 1, nullptr); }},
          {symbol, kNullPointer, "a key with a length", CELLARET_INVALID,
           [](Scene &s) {
             return set_spoiled<kCall>(s, [](auto &pair) { pair.key = {nullptr, 1}; });
           }},
          {symbol, kNullPointer, "data with a length", CELLARET_INVALID,
           [](Scene &s) {
             return set_spoiled<kCall>(
                 s, [](auto &pair) { pair.value = cellaret_element_bytes(nullptr, 1); });
           }},
          {symbol, kZeroSize, "no pairs", CELLARET_OK,
           [](Scene &s) { return kCall(s.cache, nullptr, 0, nullptr); }},
          {symbol, kOverLimit, "key_size", CELLARET_TOO_LARGE,
           [](Scene &s) {
             return set_spoiled<kCall>(s, [](auto &pair) { pair.key = {long_key(), kTooLongKey}; });
           }},
          {symbol, kOverLimit, "size", CELLARET_TOO_LARGE,
           [](Scene &s) {
             return set_spoiled<kCall>(
                 s, [](auto &pair) { pair.value = cellaret_element_bytes("v", SIZE_MAX); });
           }},
          {symbol, kOverLimit, "infinity", CELLARET_OVERFLOW,
           [](Scene &s) {
             return set_spoiled<kCall>(
                 s, [](auto &pair) { pair.value = cellaret_element_double(HUGE_VAL); });
           }},
          {symbol, kWrongFlag, "type", CELLARET_INVALID,
           [](Scene &s) { return set_spoiled<kCall>(s, [](auto &pair) { pair.value.type = 9; }); }},
          {symbol, kWrongFlag, "reserved", CELLARET_INVALID,
           [](Scene &s) {
             return set_spoiled<kCall>(s, [](auto &pair) { pair.reserved[6] = 1; });
           }},
          {symbol, kWrongFlag, "reserved of the value", CELLARET_INVALID,
           [](Scene &s) {
             return set_spoiled<kCall>(s, [](auto &pair) { pair.value.reserved[0] = 1; });
           }},
          {symbol, kWrongFlag, "expiry", CELLARET_INVALID,
           [](Scene &s) {
             cellaret_pair pair = pair_of("new", 3);
             cellaret_expiry expiry{};
             expiry.kind = 9;
             return kCall(s.cache, &pair, 1, &expiry);
           }},
      });
}

// A prepared-key call with what is wrong with the key.
template <class Call>
void add_prepared(std::vector<MisuseRow> &rows, const char *symbol) {
  rows.insert(rows.end(), {
                              {symbol, kNullPointer, "key", CELLARET_INVALID,
                               [](Scene &s) { return Call()(s, nullptr); }},
                              {symbol, kWrongFlag, "a key of another instance", CELLARET_INVALID,
                               [](Scene &s) {
                                 cellaret_prepared_key key = prepared(s, "k");
                                 ++key.owner;
                                 return Call()(s, &key);
                               }},
                              {symbol, kOverLimit, "key_size", CELLARET_INVALID,
                               [](Scene &s) {
                                 cellaret_prepared_key key = prepared(s, "k");
                                 key.size = kTooLongKey;
                                 return Call()(s, &key);
                               }},
                          });
}

struct GetPrepared {
  cellaret_status operator()(Scene &s, const cellaret_prepared_key *key) {
    return cellaret_get_k(s.cache, key, &s.outs.value);
  }
};
struct SetPrepared {
  cellaret_status operator()(Scene &s, const cellaret_prepared_key *key) {
    return cellaret_set_k(s.cache, key, "w", 1);
  }
};
struct IncrementPrepared {
  cellaret_status operator()(Scene &s, const cellaret_prepared_key *key) {
    return cellaret_int_increment_k(s.cache, key, 1, &s.outs.integer);
  }
};

template <class Call>
cellaret_status on_key(Scene &scene, const char *key) {
  cellaret_prepared_key made = prepared(scene, key);
  return Call()(scene, &made);
}

void add_multi_get(std::vector<MisuseRow> &rows) {
  constexpr auto kGet = "cellaret_multi_get";
  rows.insert(rows.end(),
              {
                  {kGet, kNullPointer, "keys with a count", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_multi_get(s.cache, nullptr, 1, &s.outs.value); }},
                  {kGet, kNullPointer, "out_values with a count", CELLARET_INVALID,
                   [](Scene &s) {
                     cellaret_key key{"k", 1};
                     return cellaret_multi_get(s.cache, &key, 1, nullptr);
                   }},
                  {kGet, kNullPointer, "a key with a length", CELLARET_INVALID,
                   [](Scene &s) {
                     cellaret_key key{nullptr, 1};
                     return cellaret_multi_get(s.cache, &key, 1, &s.outs.value);
                   }},
                  {kGet, kZeroSize, "no keys", CELLARET_OK,
                   [](Scene &s) { return cellaret_multi_get(s.cache, nullptr, 0, nullptr); }},
                  {kGet, kOverLimit, "a key that is too long is a miss"},
                  {kGet, kWrongFlag, "takes no flag"},
              });
}

void add_prepared_keys(std::vector<MisuseRow> &rows) {
  constexpr auto kPrepare = "cellaret_key_prepare";
  rows.insert(rows.end(),
              {
                  {kPrepare, kNullPointer, "key with a length", CELLARET_INVALID,
                   [](Scene &s) {
                     cellaret_prepared_key out{};
                     return cellaret_key_prepare(s.cache, nullptr, 1, &out);
                   }},
                  {kPrepare, kNullPointer, "out_key", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_key_prepare(s.cache, "k", 1, nullptr); }},
                  {kPrepare, kZeroSize, "the empty key is one", CELLARET_OK,
                   [](Scene &s) {
                     cellaret_prepared_key out{};
                     return cellaret_key_prepare(s.cache, nullptr, 0, &out);
                   }},
                  {kPrepare, kOverLimit, "key_size", CELLARET_TOO_LARGE,
                   [](Scene &s) {
                     cellaret_prepared_key out{};
                     return cellaret_key_prepare(s.cache, long_key(), kTooLongKey, &out);
                   }},
                  {kPrepare, kWrongFlag, "takes no flag"},
                  {"cellaret_get_k", kNullPointer, "out_value", CELLARET_INVALID,
                   [](Scene &s) {
                     cellaret_prepared_key key = prepared(s, "k");
                     return cellaret_get_k(s.cache, &key, nullptr);
                   }},
                  {"cellaret_get_k", kZeroSize, "the empty key is one"},
                  {"cellaret_set_k", kZeroSize, "the empty value is one", CELLARET_OK,
                   [](Scene &s) {
                     cellaret_prepared_key key = prepared(s, "k");
                     return cellaret_set_k(s.cache, &key, nullptr, 0);
                   }},
                  {"cellaret_set_k", kNullPointer, "data with a length", CELLARET_INVALID,
                   [](Scene &s) {
                     cellaret_prepared_key key = prepared(s, "k");
                     return cellaret_set_k(s.cache, &key, nullptr, 1);
                   }},
                  {"cellaret_set_k", kOverLimit, "size", CELLARET_TOO_LARGE,
                   [](Scene &s) {
                     cellaret_prepared_key key = prepared(s, "k");
                     return cellaret_set_k(s.cache, &key, "v", SIZE_MAX);
                   }},
                  {"cellaret_int_increment_k", kZeroSize, "the empty key is one"},
                  {"cellaret_int_increment_k", kOverLimit, "sum", CELLARET_OVERFLOW,
                   [](Scene &s) {
                     cellaret_prepared_key key = prepared(s, "n");
                     return cellaret_int_increment_k(s.cache, &key, INT64_MAX, &s.outs.integer);
                   }},
              });
}

}  // namespace

void add_multi_rows(std::vector<MisuseRow> &rows) {
  add_multi_set<cellaret_multi_set>(rows, "cellaret_multi_set");
  add_multi_set<cellaret_multi_set_if_absent>(rows, "cellaret_multi_set_if_absent");
  add_multi_get(rows);
  add_prepared<GetPrepared>(rows, "cellaret_get_k");
  add_prepared<SetPrepared>(rows, "cellaret_set_k");
  add_prepared<IncrementPrepared>(rows, "cellaret_int_increment_k");
  add_prepared_keys(rows);
}

void add_multi_handle_rows(std::vector<HandleRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_multi_get",
           [](Scene &s) {
             cellaret_key key{"k", 1};
             return cellaret_multi_get(s.cache, &key, 1, &s.outs.value);
           }},
          {"cellaret_multi_set",
           [](Scene &s) {
             cellaret_pair pair = pair_of("new", 3);
             return cellaret_multi_set(s.cache, &pair, 1, nullptr);
           }},
          {"cellaret_multi_set_if_absent",
           [](Scene &s) {
             cellaret_pair pair = pair_of("new", 3);
             return cellaret_multi_set_if_absent(s.cache, &pair, 1, nullptr);
           }},
          {"cellaret_key_prepare",
           [](Scene &s) {
             cellaret_prepared_key out{};
             return cellaret_key_prepare(s.cache, "k", 1, &out);
           }},
          {"cellaret_get_k", [](Scene &s) { return on_key<GetPrepared>(s, "k"); }},
          {"cellaret_set_k", [](Scene &s) { return on_key<SetPrepared>(s, "k"); }},
          {"cellaret_int_increment_k", [](Scene &s) { return on_key<IncrementPrepared>(s, "n"); }},
      });
}

}  // namespace cellaret::test
