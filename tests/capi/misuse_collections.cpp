// The rows of the misuse table for lists and sets: one call for each function, spoiled in one
// place.
#include "tests/capi/misuse_collections.h"

#include <cmath>
#include <string>

namespace cellaret::test {
namespace {

constexpr auto kNullPointer = Misuse::kNullPointer;
constexpr auto kZeroSize = Misuse::kZeroSize;
constexpr auto kOverLimit = Misuse::kOverLimit;
constexpr auto kWrongFlag = Misuse::kWrongFlag;

// What is wrong with the arguments of a call.
enum class Spoil {
  kNothing,
  kNullKey,
  kEmptyKey,
  kLongKey,
  kNullElements,
  kNullOut,
  kNoOptionalOut,
  kNoElements,
  kNoAmount,
  kLargeElement,
  kInfinity,
  kNegative,
  kElementType,
  kElementReserved,
  kElementSize,
  kOptionsSize,
  kOptionsReserved,
  kExpiryKind,
  kNullKeys,
  kNoKeys,
  kSide,
  kNullDestination,
  kLongDestination,
};

// All that any of the functions takes.
struct Arguments {
  const char *key = nullptr;
  std::size_t key_size = 0;
  cellaret_element elements[2] = {cellaret_element_bytes("a", 1), cellaret_element_int(1)};
  const cellaret_element *given = elements;
  std::size_t count = 2;
  std::int64_t amount = 1;
  cellaret_write_options options{};
  cellaret_expiry expiry = cellaret_expiry_default();
  const char *destination = "d";
  std::size_t destination_size = 1;
  std::uint32_t side = CELLARET_RIGHT;
  bool has_keys = true;
  std::size_t key_count = 1;
  bool has_out = true;
  bool has_optional_out = true;
};

template <class T>
T *out_or_null(bool has_out, T &out) {
  return has_out ? &out : nullptr;
}

// One overload for each list of parameters; what an OK call gave is released.
using Handle = cellaret_cache *;
using Key = const void *;
using Size = std::size_t;
using Elements = const cellaret_element *;
using Options = const cellaret_write_options *;
using Expiry = const cellaret_expiry *;
using Count = std::uint64_t;
using Number = std::int64_t;
using Value = cellaret_value *;
using ValuesOut = cellaret_values **;
using Status = cellaret_status;

Status released(Scene &s, Status status) {
  if (status == CELLARET_OK) cellaret_values_release(s.outs.values);
  return status;
}

#define CELLARET_KEY s.cache, a.key, a.key_size
Status invoke(Status (*f)(Handle, Key, Size, Elements, Size, Options, Count *), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, a.given, a.count, &a.options,
           out_or_null(a.has_optional_out, s.outs.count));
}
Status invoke(Status (*f)(Handle, Key, Size, Elements, Size, Expiry, Count *), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, a.given, a.count, &a.expiry,
           out_or_null(a.has_optional_out, s.outs.count));
}
Status invoke(Status (*f)(Handle, Key, Size, Expiry, Value), Scene &s, const Arguments &a) {
  return f(CELLARET_KEY, &a.expiry, out_or_null(a.has_out, s.outs.value));
}
Status invoke(Status (*f)(Handle, Key, Size, Count, Expiry, ValuesOut), Scene &s,
              const Arguments &a) {
  return released(s, f(CELLARET_KEY, static_cast<Count>(a.amount), &a.expiry,
                       out_or_null(a.has_out, s.outs.values)));
}
Status invoke(Status (*f)(Handle, Key, Size, Number, Expiry, ValuesOut), Scene &s,
              const Arguments &a) {
  return released(s, f(CELLARET_KEY, a.amount, &a.expiry, out_or_null(a.has_out, s.outs.values)));
}
Status invoke(Status (*f)(Handle, Key, Size, Count *), Scene &s, const Arguments &a) {
  return f(CELLARET_KEY, out_or_null(a.has_out, s.outs.count));
}
Status invoke(Status (*f)(Handle, Key, Size, Number, Value), Scene &s, const Arguments &a) {
  return f(CELLARET_KEY, a.amount - 1, out_or_null(a.has_out, s.outs.value));
}
Status invoke(Status (*f)(Handle, Key, Size, Value), Scene &s, const Arguments &a) {
  return f(CELLARET_KEY, out_or_null(a.has_out, s.outs.value));
}
Status invoke(Status (*f)(Handle, Key, Size, Number, Elements, Expiry), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, a.amount - 1, a.given, &a.expiry);
}
Status invoke(Status (*f)(Handle, Key, Size, ValuesOut), Scene &s, const Arguments &a) {
  return released(s, f(CELLARET_KEY, out_or_null(a.has_out, s.outs.values)));
}
Status invoke(Status (*f)(Handle, Key, Size, Number, Number, ValuesOut), Scene &s,
              const Arguments &a) {
  return released(s, f(CELLARET_KEY, 0, a.amount, out_or_null(a.has_out, s.outs.values)));
}
Status invoke(Status (*f)(Handle, Key, Size, Number, Number, Expiry), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, 0, a.amount, &a.expiry);
}
Status invoke(Status (*f)(Handle, Key, Size, Elements, Elements, Expiry, Count *), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, a.elements, a.given, &a.expiry,
           out_or_null(a.has_optional_out, s.outs.count));
}
Status invoke(Status (*f)(Handle, Key, Size, Elements, Expiry, Count *), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, a.given, &a.expiry, out_or_null(a.has_optional_out, s.outs.count));
}
Status invoke(Status (*f)(Handle, Key, Size, Number, Elements, Expiry, Count *), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, a.amount, a.given, &a.expiry,
           out_or_null(a.has_optional_out, s.outs.count));
}
Status invoke(Status (*f)(Handle, Key, Size, Elements, Number, Count, Count, ValuesOut), Scene &s,
              const Arguments &a) {
  return released(s,
                  f(CELLARET_KEY, a.given, a.amount, 0, 0, out_or_null(a.has_out, s.outs.values)));
}
Status invoke(Status (*f)(Handle, Key, Size, Elements), Scene &s, const Arguments &a) {
  return f(CELLARET_KEY, a.given);
}
Status invoke(Status (*f)(Handle, Key, Size, Elements, Size, std::uint8_t *), Scene &s,
              const Arguments &a) {
  return f(CELLARET_KEY, a.given, a.count, a.has_out ? s.outs.flags : nullptr);
}
Status invoke(Status (*f)(Handle, Key, Size, Number, ValuesOut), Scene &s, const Arguments &a) {
  return released(s, f(CELLARET_KEY, a.amount, out_or_null(a.has_out, s.outs.values)));
}
#undef CELLARET_KEY
using Keys = const cellaret_key *;
Status invoke(Status (*f)(Handle, Key, Size, Key, Size, std::uint32_t, std::uint32_t, Expiry,
                          Value),
              Scene &s, const Arguments &a) {
  return f(s.cache, a.key, a.key_size, "d", 1, a.side, a.side, &a.expiry,
           out_or_null(a.has_optional_out, s.outs.value));
}
Status invoke(Status (*f)(Handle, Key, Size, Key, Size, Elements, Expiry), Scene &s,
              const Arguments &a) {
  return f(s.cache, a.key, a.key_size, "d", 1, a.given, &a.expiry);
}
Status invoke(Status (*f)(Handle, Keys, Size, std::uint32_t, Count, Expiry, Size *, ValuesOut),
              Scene &s, const Arguments &a) {
  cellaret_key key{a.key, a.key_size};
  std::size_t index = 0;
  return released(
      s,
      f(s.cache, a.has_keys ? &key : nullptr, a.key_count, a.side, static_cast<Count>(a.amount),
        &a.expiry, out_or_null(a.has_optional_out, index), out_or_null(a.has_out, s.outs.values)));
}
Status invoke(Status (*f)(Handle, Keys, Size, ValuesOut), Scene &s, const Arguments &a) {
  cellaret_key key{a.key, a.key_size};
  return released(s, f(s.cache, a.has_keys ? &key : nullptr, a.key_count,
                       out_or_null(a.has_out, s.outs.values)));
}
Status invoke(Status (*f)(Handle, Keys, Size, Count, Count *), Scene &s, const Arguments &a) {
  cellaret_key key{a.key, a.key_size};
  return f(s.cache, a.has_keys ? &key : nullptr, a.key_count, 0,
           out_or_null(a.has_out, s.outs.count));
}
Status invoke(Status (*f)(Handle, Key, Size, Keys, Size, Expiry, Count *), Scene &s,
              const Arguments &a) {
  cellaret_key key{a.key, a.key_size};
  return f(s.cache, a.destination, a.destination_size, a.has_keys ? &key : nullptr, a.key_count,
           &a.expiry, out_or_null(a.has_optional_out, s.outs.count));
}

// What is wrong with elements, with every one of them: each is looked at.
void spoil_elements(Spoil what, Arguments &a) {
  auto each = [&](auto &&change) {
    for (cellaret_element &element : a.elements) change(element);
  };
  switch (what) {
    case Spoil::kNullElements:
      a.given = nullptr;
      break;
    case Spoil::kNoElements:
      a.count = 0;
      break;
    case Spoil::kLargeElement:
      each([](cellaret_element &e) {
        e = cellaret_element_bytes("a", std::size_t{CELLARET_MAX_VALUE_SIZE} + 1);
      });
      break;
    case Spoil::kInfinity:
      each([](cellaret_element &e) { e = cellaret_element_double(INFINITY); });
      break;
    case Spoil::kElementType:
      each([](cellaret_element &e) { e.type = CELLARET_TYPE_LIST; });
      break;
    case Spoil::kElementReserved:
      each([](cellaret_element &e) { e.reserved[6] = 1; });
      break;
    case Spoil::kElementSize:
      each([](cellaret_element &e) { e = cellaret_element_bytes(nullptr, 1); });
      break;
    default:
      break;
  }
}

void spoil(Spoil what, Arguments &a) {
  static const std::string long_key(CELLARET_MAX_KEY_SIZE + 1, 'k');
  switch (what) {
    case Spoil::kNullKey:
      a.key = nullptr;
      a.key_size = 1;
      break;
    case Spoil::kEmptyKey:
      a.key_size = 0;
      break;
    case Spoil::kLongKey:
      a.key = long_key.data();
      a.key_size = long_key.size();
      break;
    case Spoil::kNullOut:
      a.has_out = false;
      break;
    case Spoil::kNoOptionalOut:
      a.has_optional_out = false;
      break;
    case Spoil::kNoAmount:
      a.amount = 0;
      break;
    case Spoil::kNegative:
      a.amount = -1;
      break;
    case Spoil::kOptionsSize:
      a.options.struct_size = 3;
      break;
    case Spoil::kOptionsReserved:
      a.options.reserved[0] = 1;
      break;
    case Spoil::kNullKeys:
      a.has_keys = false;
      break;
    case Spoil::kNoKeys:
      a.key_count = 0;
      break;
    case Spoil::kSide:
      a.side = 2;
      break;
    case Spoil::kNullDestination:
      a.destination = nullptr;
      break;
    case Spoil::kLongDestination:
      a.destination = long_key.data();
      a.destination_size = long_key.size();
      break;
    case Spoil::kExpiryKind:
      a.options.expiry.kind = 99;
      a.expiry.kind = 99;
      break;
    default:
      spoil_elements(what, a);
  }
}

template <auto Function, Spoil what>
Status spoiled(Scene &s) {
  Arguments a;
  a.options.struct_size = sizeof a.options;
  a.key = "c";
  a.key_size = 1;
  spoil(what, a);
  return invoke(Function, s, a);
}

// What a function takes, and so what can be wrong with it.
enum class Takes : unsigned {
  kElements = 1,  // an array
  kElement = 2,   // or one
  kOptions = 4,   // may make the key
  kExpiry = 8,    // changes the key
  kOut = 16,      // a result that must be taken
  kOptionalOut = 32,
  kAmount = 64,  // a count that may not be below 0
  kRank = 128,   // one that may not be 0
  kKeys = 256,
  kSide = 512,
  kDestination = 1024,
};
constexpr unsigned operator|(Takes a, Takes b) {
  return static_cast<unsigned>(a) | static_cast<unsigned>(b);
}
constexpr unsigned operator|(unsigned a, Takes b) { return a | static_cast<unsigned>(b); }
constexpr bool has(unsigned takes, Takes what) {
  return (takes & static_cast<unsigned>(what)) != 0;
}

// The rows of one function. `absent` is its answer for a key that is not there.
template <auto Function>
void add(std::vector<MisuseRow> &rows, const char *symbol, unsigned takes, Status absent) {
  auto row = [&](Misuse kind, const char *what, Status expected, Status (*call)(Scene &)) {
    rows.push_back({symbol, kind, what, expected, call});
  };
  bool makes_key = has(takes, Takes::kOptions);
  row(kNullPointer, "key with a length", CELLARET_INVALID, spoiled<Function, Spoil::kNullKey>);
  row(kZeroSize, "the empty key is one", absent, spoiled<Function, Spoil::kEmptyKey>);
  row(kOverLimit, "key_size", makes_key ? CELLARET_TOO_LARGE : absent,
      spoiled<Function, Spoil::kLongKey>);
  if (has(takes, Takes::kOut)) {
    row(kNullPointer, "out", CELLARET_INVALID, spoiled<Function, Spoil::kNullOut>);
  }
  if (has(takes, Takes::kOptionalOut)) {
    row(kNullPointer, "out, which may be NULL", absent, spoiled<Function, Spoil::kNoOptionalOut>);
  }
  if (has(takes, Takes::kElements)) {
    row(kZeroSize, "no elements", CELLARET_INVALID, spoiled<Function, Spoil::kNoElements>);
  }
  if (has(takes, Takes::kElements) || has(takes, Takes::kElement)) {
    row(kNullPointer, "elements", CELLARET_INVALID, spoiled<Function, Spoil::kNullElements>);
    row(kNullPointer, "element", CELLARET_INVALID, spoiled<Function, Spoil::kElementSize>);
    row(kOverLimit, "element", CELLARET_TOO_LARGE, spoiled<Function, Spoil::kLargeElement>);
    row(kOverLimit, "infinite element", CELLARET_OVERFLOW, spoiled<Function, Spoil::kInfinity>);
    row(kWrongFlag, "element type", CELLARET_INVALID, spoiled<Function, Spoil::kElementType>);
    row(kWrongFlag, "reserved", CELLARET_INVALID, spoiled<Function, Spoil::kElementReserved>);
  }
  if (makes_key) {
    row(kZeroSize, "struct_size", CELLARET_INVALID, spoiled<Function, Spoil::kOptionsSize>);
    row(kWrongFlag, "reserved", CELLARET_INVALID, spoiled<Function, Spoil::kOptionsReserved>);
  }
  if (makes_key || has(takes, Takes::kExpiry)) {
    row(kWrongFlag, "expiry", CELLARET_INVALID, spoiled<Function, Spoil::kExpiryKind>);
  }
  if (has(takes, Takes::kAmount)) {
    row(kWrongFlag, "count below 0", CELLARET_INVALID, spoiled<Function, Spoil::kNegative>);
  }
  if (has(takes, Takes::kRank)) {
    row(kWrongFlag, "rank or count 0", CELLARET_INVALID, spoiled<Function, Spoil::kNoAmount>);
  }
  if (has(takes, Takes::kKeys)) {
    row(kNullPointer, "keys", CELLARET_INVALID, spoiled<Function, Spoil::kNullKeys>);
    row(kZeroSize, "no keys", CELLARET_INVALID, spoiled<Function, Spoil::kNoKeys>);
  }
  if (has(takes, Takes::kSide)) {
    row(kWrongFlag, "an end that is none", CELLARET_INVALID, spoiled<Function, Spoil::kSide>);
  }
  if (has(takes, Takes::kDestination)) {
    row(kNullPointer, "destination", CELLARET_INVALID, spoiled<Function, Spoil::kNullDestination>);
    row(kOverLimit, "destination", CELLARET_TOO_LARGE, spoiled<Function, Spoil::kLongDestination>);
  }
  constexpr unsigned kFlagged =
      Takes::kElements | Takes::kElement | Takes::kOptions | Takes::kExpiry | Takes::kAmount;
  if ((takes & kFlagged) == 0) rows.push_back({symbol, kWrongFlag, "takes no flag"});
}

// The call that is right but for the handle, on a key that holds what it expects.
template <auto Function, bool is_list>
Status on_collection(Scene &s) {
  Status status = is_list ? spoiled<cellaret_list_push_right, Spoil::kNothing>(s)
                          : spoiled<cellaret_set_add, Spoil::kNothing>(s);
  return status == CELLARET_OK ? spoiled<Function, Spoil::kNothing>(s) : status;
}

#define CELLARET_COLLECTION_CALLS(X)                                                               \
  X(list_push_left, Takes::kElements | Takes::kOptions | Takes::kOptionalOut, OK)                  \
  X(list_push_right, Takes::kElements | Takes::kOptions | Takes::kOptionalOut, OK)                 \
  X(list_push_left_if_exists, Takes::kElements | Takes::kOptions | Takes::kOptionalOut, MISS)      \
  X(list_push_right_if_exists, Takes::kElements | Takes::kOptions | Takes::kOptionalOut, MISS)     \
  X(list_pop_left, Takes::kExpiry | Takes::kOut, MISS)                                             \
  X(list_pop_right, Takes::kExpiry | Takes::kOut, MISS)                                            \
  X(list_pop_left_many, Takes::kExpiry | Takes::kOut, MISS)                                        \
  X(list_pop_right_many, Takes::kExpiry | Takes::kOut, MISS)                                       \
  X(list_len, 0u | Takes::kOut, OK)                                                                \
  X(list_get, 0u | Takes::kOut, MISS)                                                              \
  X(list_set, Takes::kElement | Takes::kExpiry, NO_KEY)                                            \
  X(list_items, 0u | Takes::kOut, OK)                                                              \
  X(list_get_range, 0u | Takes::kOut, OK)                                                          \
  X(list_trim, 0u | Takes::kExpiry, MISS)                                                          \
  X(list_insert_before, Takes::kElement | Takes::kExpiry | Takes::kOptionalOut, OK)                \
  X(list_insert_after, Takes::kElement | Takes::kExpiry | Takes::kOptionalOut, OK)                 \
  X(list_remove_all, Takes::kElement | Takes::kExpiry | Takes::kOptionalOut, OK)                   \
  X(list_remove_first, Takes::kElement | Takes::kExpiry | Takes::kOptionalOut | Takes::kAmount,    \
    OK)                                                                                            \
  X(list_remove_last, Takes::kElement | Takes::kExpiry | Takes::kOptionalOut | Takes::kAmount, OK) \
  X(list_position, Takes::kElement | Takes::kOut | Takes::kRank, MISS)                             \
  X(set_add, Takes::kElements | Takes::kOptions | Takes::kOptionalOut, OK)                         \
  X(set_remove, Takes::kElements | Takes::kExpiry | Takes::kOptionalOut, OK)                       \
  X(set_contains, 0u | Takes::kElement, MISS)                                                      \
  X(set_contains_many, Takes::kElements | Takes::kOut, OK)                                         \
  X(set_len, 0u | Takes::kOut, OK)                                                                 \
  X(set_items, 0u | Takes::kOut, OK)                                                               \
  X(set_pop_one, Takes::kExpiry | Takes::kOut, MISS)                                               \
  X(set_pop, Takes::kExpiry | Takes::kOut | Takes::kAmount, OK)                                    \
  X(set_sample_one, 0u | Takes::kOut, MISS)                                                        \
  X(set_sample, Takes::kOut | Takes::kAmount, OK)                                                  \
  X(set_sample_with_replacement, Takes::kOut | Takes::kAmount, OK)                                 \
  X(list_move, Takes::kExpiry | Takes::kSide | Takes::kOptionalOut, MISS)                          \
  X(list_pop_first_of,                                                                             \
    Takes::kExpiry | Takes::kSide | Takes::kOptionalOut | Takes::kOut | Takes::kKeys |             \
        Takes::kRank,                                                                              \
    MISS)                                                                                          \
  X(set_diff, Takes::kKeys | Takes::kOut, OK)                                                      \
  X(set_intersect, Takes::kKeys | Takes::kOut, OK)                                                 \
  X(set_union, Takes::kKeys | Takes::kOut, OK)                                                     \
  X(set_intersect_len, Takes::kKeys | Takes::kOut, OK)                                             \
  X(set_diff_store, Takes::kKeys | Takes::kExpiry | Takes::kOptionalOut | Takes::kDestination, OK) \
  X(set_intersect_store,                                                                           \
    Takes::kKeys | Takes::kExpiry | Takes::kOptionalOut | Takes::kDestination, OK)                 \
  X(set_union_store, Takes::kKeys | Takes::kExpiry | Takes::kOptionalOut | Takes::kDestination,    \
    OK)                                                                                            \
  X(set_move, Takes::kElement | Takes::kExpiry, MISS)

}  // namespace

void add_collections(std::vector<MisuseRow> &rows) {
#define CELLARET_ADD(name, takes, absent) \
  add<cellaret_##name>(rows, "cellaret_" #name, takes, CELLARET_##absent);
  CELLARET_COLLECTION_CALLS(CELLARET_ADD)
#undef CELLARET_ADD
  constexpr auto kRelease = "cellaret_values_release";
  rows.push_back({kRelease, kNullPointer, "values", CELLARET_OK, [](Scene &) -> Status {
                    cellaret_values_release(nullptr);
                    return CELLARET_OK;
                  }});
  for (Misuse kind : {kZeroSize, kOverLimit, kWrongFlag, Misuse::kNullHandle, Misuse::kStaleHandle,
                      Misuse::kNeverHandle}) {
    rows.push_back({kRelease, kind, "takes a pointer only"});
  }
}

void add_collections(std::vector<HandleRow> &rows) {
#define CELLARET_ADD(name, takes, absent) \
  rows.push_back({"cellaret_" #name, on_collection < cellaret_##name, #name[0] == 'l' > });
  CELLARET_COLLECTION_CALLS(CELLARET_ADD)
#undef CELLARET_ADD
}

}  // namespace cellaret::test
