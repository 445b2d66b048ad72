// The rows of the misuse table, by header.
#include <cmath>
#include <cstddef>
#include <string>

#include "tests/capi/misuse.h"
#include "tests/capi/misuse_collections.h"

namespace cellaret::test {
namespace {

const std::string &long_key() {
  static const std::string key(CELLARET_MAX_KEY_SIZE + 1, 'k');
  return key;
}

template <class Struct>
Struct with_size(std::uint32_t size) {
  Struct made{};
  made.struct_size = size;
  return made;
}

template <class Spoil>
cellaret_status open_with(Scene &scene, Spoil spoil) {
  auto options = with_size<cellaret_options>(sizeof(cellaret_options));
  spoil(options);
  return cellaret_cache_open(&options, &scene.outs.cache);
}

template <class Spoil>
cellaret_set_options set_with(Spoil spoil) {
  auto options = with_size<cellaret_set_options>(sizeof(cellaret_set_options));
  spoil(options);
  return options;
}

constexpr auto kNullPointer = Misuse::kNullPointer;
constexpr auto kZeroSize = Misuse::kZeroSize;
constexpr auto kOverLimit = Misuse::kOverLimit;
constexpr auto kWrongFlag = Misuse::kWrongFlag;
constexpr auto kNullHandle = Misuse::kNullHandle;
constexpr auto kStaleHandle = Misuse::kStaleHandle;
constexpr auto kNeverHandle = Misuse::kNeverHandle;

using Rows = std::vector<MisuseRow>;

void add_without_arguments(Rows &rows) {
  for (const char *symbol : {"cellaret_allocator", "cellaret_version"}) {
    for (int kind = 0; kind < kMisuseKinds; ++kind) {
      rows.push_back({symbol, static_cast<Misuse>(kind), "takes no argument"});
    }
  }
}

void add_flag(Rows &rows) {
  for (int kind = 0; kind < kMisuseKinds; ++kind) {
    rows.push_back({"cellaret_use_huge_pages", static_cast<Misuse>(kind), "any number is a flag"});
  }
}

void add_status(Rows &rows) {
  for (const char *symbol : {"cellaret_status_name", "cellaret_status_text"}) {
    for (Misuse kind : {kNullPointer, kZeroSize, kNullHandle, kStaleHandle, kNeverHandle}) {
      rows.push_back({symbol, kind, "takes a number only"});
    }
  }
  constexpr auto kName = "cellaret_status_name";
  constexpr auto kText = "cellaret_status_text";
  rows.insert(
      rows.end(),
      {
          {kName, kOverLimit, "largest number", CELLARET_OK,
           [](Scene &) { return std::strcmp(cellaret_status_name(INT32_MAX), "UNKNOWN"); }},
          {kName, kWrongFlag, "a number that is no status", CELLARET_OK,
           [](Scene &) { return std::strcmp(cellaret_status_name(-999), "UNKNOWN"); }},
          {kText, kOverLimit, "smallest number", CELLARET_OK,
           [](Scene &) { return std::strcmp(cellaret_status_text(INT32_MIN), "unknown status"); }},
          {kText, kWrongFlag, "a number that is no status", CELLARET_OK,
           [](Scene &) { return std::strcmp(cellaret_status_text(999), "unknown status"); }},
      });
}

void add_value(Rows &rows) {
  constexpr auto kRelease = "cellaret_value_release";
  rows.insert(
      rows.end(),
      {
          {kRelease, kNullPointer, "value", CELLARET_OK,
           [](Scene &) -> cellaret_status {
             cellaret_value_release(nullptr);
             return CELLARET_OK;
           }},
          {kRelease, kZeroSize, "a value of size 0, released twice", CELLARET_OK,
           [](Scene &) -> cellaret_status {
             cellaret_value value{};
             cellaret_value_release(&value);
             cellaret_value_release(&value);
             return value.type == CELLARET_TYPE_NONE ? CELLARET_OK : CELLARET_INTERNAL;
           }},
          {kRelease, kOverLimit, "takes no size"},
          {kRelease, kWrongFlag, "the fields belong to the library"},
          {kRelease, kNullHandle, "takes no handle"},
          {kRelease, kStaleHandle, "takes no handle; a value of a closed cache is released alike"},
          {kRelease, kNeverHandle, "takes no handle"},
      });
}

void add_open(Rows &rows) {
  constexpr auto kOpen = "cellaret_cache_open";
  rows.insert(
      rows.end(),
      {
          {kOpen, kNullPointer, "out_cache", CELLARET_INVALID,
           [](Scene &) { return cellaret_cache_open(nullptr, nullptr); }},
          {kOpen, kZeroSize, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.struct_size = 0; }); }},
          {kOpen, kZeroSize, "empty policy name", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.policy = ""; }); }},
          {kOpen, kOverLimit, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.struct_size = 4097; }); }},
          {kOpen, kOverLimit, "shards", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.shards = 1u << 31; }); }},
          {kOpen, kOverLimit, "manual_start_ms", CELLARET_INVALID,
           [](Scene &s) {
             return open_with(s, [](auto &o) {
               o.clock = CELLARET_CLOCK_MANUAL;
               o.manual_start_ms = INT64_MAX;
             });
           }},
          {kOpen, kOverLimit, "max_bytes below its least", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.max_bytes = 1; }); }},
          {kOpen, kOverLimit, "default expiry", CELLARET_BAD_EXPIRY,
           [](Scene &s) {
             return open_with(s, [](auto &o) { o.default_expiry = cellaret_expiry_in(INT64_MAX); });
           }},
          {kOpen, kWrongFlag, "clock", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.clock = UINT32_MAX; }); }},
          {kOpen, kWrongFlag, "policy", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.policy = "none"; }); }},
          {kOpen, kWrongFlag, "shards no power of two", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.shards = 12; }); }},
          {kOpen, kWrongFlag, "hash", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.hash = 3; }); }},
          {kOpen, kWrongFlag, "default expiry KEEP", CELLARET_INVALID,
           [](Scene &s) {
             return open_with(s, [](auto &o) { o.default_expiry = cellaret_expiry_keep(); });
           }},
          {kOpen, kNullHandle, "takes no handle"},
          {kOpen, kStaleHandle, "takes no handle"},
          {kOpen, kNeverHandle, "takes no handle"},
      });
}

void add_cache(Rows &rows) {
  constexpr auto kClose = "cellaret_cache_close";
  constexpr auto kOptions = "cellaret_cache_options";
  constexpr auto kLen = "cellaret_len";
  constexpr auto kMaintain = "cellaret_maintain";
  for (Misuse kind : {kNullPointer, kZeroSize, kOverLimit, kWrongFlag}) {
    rows.push_back({kClose, kind, "takes a handle only"});
    rows.push_back({"cellaret_clear", kind, "takes a handle only"});
  }
  rows.insert(rows.end(),
              {
                  {kClose, kNullHandle, "does nothing", CELLARET_OK,
                   [](Scene &) -> cellaret_status {
                     cellaret_cache_close(nullptr);
                     return CELLARET_OK;
                   }},
                  {kClose, kStaleHandle, "does nothing the second time", CELLARET_OK,
                   [](Scene &s) -> cellaret_status {
                     cellaret_cache_close(s.cache);
                     cellaret_cache_close(s.cache);
                     return CELLARET_OK;
                   }},
                  {kClose, kNeverHandle, "does nothing", CELLARET_OK,
                   [](Scene &s) -> cellaret_status {
                     cellaret_cache_close(reinterpret_cast<cellaret_cache *>(&s));
                     return CELLARET_OK;
                   }},
                  {kOptions, kNullPointer, "out_options", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_cache_options(s.cache, nullptr); }},
                  {kOptions, kZeroSize, "struct_size", CELLARET_INVALID,
                   [](Scene &s) {
                     auto out = with_size<cellaret_options>(0);
                     return cellaret_cache_options(s.cache, &out);
                   }},
                  {kOptions, kOverLimit, "struct_size", CELLARET_INVALID,
                   [](Scene &s) {
                     auto out = with_size<cellaret_options>(4097);
                     return cellaret_cache_options(s.cache, &out);
                   }},
                  {kOptions, kWrongFlag, "takes no flag"},
                  {kLen, kNullPointer, "out_entries", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_len(s.cache, nullptr); }},
                  {kLen, kZeroSize, "takes no size"},
                  {kLen, kOverLimit, "takes no size"},
                  {kLen, kWrongFlag, "takes no flag"},
                  {kMaintain, kNullPointer, "out_reclaimed, which may be NULL", CELLARET_OK,
                   [](Scene &s) { return cellaret_maintain(s.cache, 1, nullptr); }},
                  {kMaintain, kZeroSize, "budget", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_maintain(s.cache, 0, &s.outs.count); }},
                  {kMaintain, kOverLimit, "the largest budget is one", CELLARET_OK,
                   [](Scene &s) { return cellaret_maintain(s.cache, UINT64_MAX, &s.outs.count); }},
                  {kMaintain, kWrongFlag, "takes no flag"},
              });
}

void add_clock(Rows &rows) {
  constexpr auto kNow = "cellaret_clock_now";
  constexpr auto kAdvance = "cellaret_clock_advance";
  constexpr auto kStep = "cellaret_clock_step_wall";
  rows.insert(rows.end(),
              {
                  {kNow, kNullPointer, "out_unix_ms", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_clock_now(s.cache, nullptr); }},
                  {kNow, kZeroSize, "takes no size"},
                  {kNow, kOverLimit, "takes no number"},
                  {kNow, kWrongFlag, "takes no flag"},
                  {kAdvance, kNullPointer, "takes no pointer"},
                  {kAdvance, kZeroSize, "a move by 0 is one", CELLARET_OK,
                   [](Scene &s) { return cellaret_clock_advance(s.cache, 0); }},
                  {kAdvance, kOverLimit, "ms", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_clock_advance(s.cache, INT64_MAX); }},
                  {kAdvance, kWrongFlag, "ms below 0", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_clock_advance(s.cache, -1); }},
                  {kStep, kNullPointer, "takes no pointer"},
                  {kStep, kZeroSize, "a step by 0 is one", CELLARET_OK,
                   [](Scene &s) { return cellaret_clock_step_wall(s.cache, 0); }},
                  {kStep, kOverLimit, "ms", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_clock_step_wall(s.cache, INT64_MAX); }},
                  {kStep, kWrongFlag, "a result below 0", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_clock_step_wall(s.cache, INT64_MIN); }},
              });
}

void add_stats(Rows &rows) {
  constexpr auto kRead = "cellaret_stats_read";
  rows.insert(rows.end(), {
                              {kRead, kNullPointer, "out_stats", CELLARET_INVALID,
                               [](Scene &s) { return cellaret_stats_read(s.cache, nullptr); }},
                              {kRead, kZeroSize, "struct_size", CELLARET_INVALID,
                               [](Scene &s) {
                                 auto out = with_size<cellaret_stats>(0);
                                 return cellaret_stats_read(s.cache, &out);
                               }},
                              {kRead, kOverLimit, "struct_size", CELLARET_INVALID,
                               [](Scene &s) {
                                 auto out = with_size<cellaret_stats>(4097);
                                 return cellaret_stats_read(s.cache, &out);
                               }},
                              {kRead, kWrongFlag, "takes no flag"},
                          });
  for (Misuse kind : {kNullPointer, kZeroSize, kOverLimit, kWrongFlag}) {
    rows.push_back({"cellaret_stats_reset", kind, "takes a handle only"});
  }
}

// A key without a pointer, an empty one and one that is too long, for a function of which the key
// is the argument that matters.
template <class Call>
void add_keyed(Rows &rows, const char *symbol, cellaret_status on_long_key) {
  rows.push_back({symbol, kNullPointer, "key with a length", CELLARET_INVALID,
                  [](Scene &s) { return Call()(s, nullptr, 1); }});
  rows.push_back({symbol, kZeroSize, "the empty key is one, and not there", CELLARET_MISS,
                  [](Scene &s) { return Call()(s, nullptr, 0); }});
  rows.push_back({symbol, kOverLimit, "key_size", on_long_key,
                  [](Scene &s) { return Call()(s, long_key().data(), long_key().size()); }});
}

struct Delete {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_delete(s.cache, key, size);
  }
};
struct Exists {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_exists(s.cache, key, size);
  }
};
struct TypeOf {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_type(s.cache, key, size, &s.outs.type);
  }
};
struct Expire {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_expire(s.cache, key, size, 1, CELLARET_EXPIRE_ALWAYS);
  }
};
struct ExpireAt {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_expire_at(s.cache, key, size, 1, CELLARET_EXPIRE_ALWAYS);
  }
};
struct Persist {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_persist(s.cache, key, size);
  }
};
struct Ttl {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_ttl(s.cache, key, size, &s.outs.integer);
  }
};
struct ExpireTime {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_expire_time(s.cache, key, size, &s.outs.integer);
  }
};
struct Get {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size) {
    return cellaret_get(s.cache, key, size, &s.outs.value);
  }
};

void add_keys(Rows &rows) {
  add_keyed<Delete>(rows, "cellaret_delete", CELLARET_MISS);
  add_keyed<Exists>(rows, "cellaret_exists", CELLARET_MISS);
  add_keyed<TypeOf>(rows, "cellaret_type", CELLARET_MISS);
  add_keyed<Expire>(rows, "cellaret_expire", CELLARET_MISS);
  add_keyed<ExpireAt>(rows, "cellaret_expire_at", CELLARET_MISS);
  add_keyed<Persist>(rows, "cellaret_persist", CELLARET_MISS);
  add_keyed<Ttl>(rows, "cellaret_ttl", CELLARET_MISS);
  add_keyed<ExpireTime>(rows, "cellaret_expire_time", CELLARET_MISS);
  add_keyed<Get>(rows, "cellaret_get", CELLARET_MISS);
  for (const char *symbol :
       {"cellaret_delete", "cellaret_exists", "cellaret_type", "cellaret_persist", "cellaret_ttl",
        "cellaret_expire_time", "cellaret_get", "cellaret_delete_many"}) {
    rows.push_back({symbol, kWrongFlag, "takes no flag"});
  }
  constexpr auto kMany = "cellaret_delete_many";
  rows.insert(
      rows.end(),
      {
          {"cellaret_type", kNullPointer, "out_type", CELLARET_INVALID,
           [](Scene &s) { return cellaret_type(s.cache, "k", 1, nullptr); }},
          {"cellaret_ttl", kNullPointer, "out_ms", CELLARET_INVALID,
           [](Scene &s) { return cellaret_ttl(s.cache, "k", 1, nullptr); }},
          {"cellaret_expire_time", kNullPointer, "out_unix_ms", CELLARET_INVALID,
           [](Scene &s) { return cellaret_expire_time(s.cache, "k", 1, nullptr); }},
          {"cellaret_get", kNullPointer, "out_value", CELLARET_INVALID,
           [](Scene &s) { return cellaret_get(s.cache, "k", 1, nullptr); }},
          {"cellaret_expire", kOverLimit, "ms", CELLARET_BAD_EXPIRY,
           [](Scene &s) { return cellaret_expire(s.cache, "k", 1, INT64_MAX, 0); }},
          {"cellaret_expire", kWrongFlag, "condition", CELLARET_INVALID,
           [](Scene &s) { return cellaret_expire(s.cache, "k", 1, 10, 6); }},
          {"cellaret_expire_at", kWrongFlag, "condition", CELLARET_INVALID,
           [](Scene &s) { return cellaret_expire_at(s.cache, "k", 1, 10, UINT32_MAX); }},
          {kMany, kNullPointer, "keys with a count", CELLARET_INVALID,
           [](Scene &s) { return cellaret_delete_many(s.cache, nullptr, 1, &s.outs.count); }},
          {kMany, kNullPointer, "a key with a length", CELLARET_INVALID,
           [](Scene &s) {
             cellaret_key keys[] = {{"k", 1}, {nullptr, 3}};
             return cellaret_delete_many(s.cache, keys, 2, &s.outs.count);
           }},
          {kMany, kZeroSize, "no keys", CELLARET_OK,
           [](Scene &s) { return cellaret_delete_many(s.cache, nullptr, 0, &s.outs.count); }},
          {kMany, kOverLimit, "a long key is one that is not there", CELLARET_OK,
           [](Scene &s) {
             cellaret_key key{long_key().data(), long_key().size()};
             return cellaret_delete_many(s.cache, &key, 1, &s.outs.count);
           }},
      });
}

// The three plain writes differ in their value only.
struct SetString {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size,
                             const cellaret_set_options *options) {
    return cellaret_set(s.cache, key, size, "new", 3, options, &s.outs.value);
  }
};
struct SetInt {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size,
                             const cellaret_set_options *options) {
    return cellaret_int_set(s.cache, key, size, 1, options, &s.outs.value);
  }
};
struct SetDouble {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size,
                             const cellaret_set_options *options) {
    return cellaret_double_set(s.cache, key, size, 1.5, options, &s.outs.value);
  }
};

template <class Call, class Spoil>
cellaret_status set_spoiled(Scene &scene, Spoil spoil) {
  cellaret_set_options options = set_with(spoil);
  return Call()(scene, "k", 1, &options);
}

template <class Call>
void add_set(Rows &rows, const char *symbol) {
  rows.insert(
      rows.end(),
      {
          {symbol, kNullPointer, "key with a length", CELLARET_INVALID,
           [](Scene &s) { return Call()(s, nullptr, 1, nullptr); }},
          {symbol, kZeroSize, "the empty key is one", CELLARET_OK,
           [](Scene &s) { return Call()(s, nullptr, 0, nullptr); }},
          {symbol, kZeroSize, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return set_spoiled<Call>(s, [](auto &o) { o.struct_size = 0; }); }},
          {symbol, kOverLimit, "key_size", CELLARET_TOO_LARGE,
           [](Scene &s) { return Call()(s, long_key().data(), long_key().size(), nullptr); }},
          {symbol, kOverLimit, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return set_spoiled<Call>(s, [](auto &o) { o.struct_size = 4097; }); }},
          {symbol, kOverLimit, "expiry", CELLARET_BAD_EXPIRY,
           [](Scene &s) {
             return set_spoiled<Call>(s, [](auto &o) { o.expiry = cellaret_expiry_in(INT64_MAX); });
           }},
          {symbol, kWrongFlag, "condition", CELLARET_INVALID,
           [](Scene &s) { return set_spoiled<Call>(s, [](auto &o) { o.condition = 3; }); }},
          {symbol, kWrongFlag, "reserved", CELLARET_INVALID,
           [](Scene &s) { return set_spoiled<Call>(s, [](auto &o) { o.reserved = 1; }); }},
          {symbol, kWrongFlag, "kind of expiry", CELLARET_INVALID,
           [](Scene &s) { return set_spoiled<Call>(s, [](auto &o) { o.expiry.kind = 6; }); }},
          {symbol, kWrongFlag, "unused field of expiry", CELLARET_INVALID,
           [](Scene &s) { return set_spoiled<Call>(s, [](auto &o) { o.expiry.hour = 1; }); }},
      });
}

struct IncrementInt {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size,
                             const cellaret_expiry *expiry) {
    return cellaret_int_increment(s.cache, key, size, 1, expiry, &s.outs.integer);
  }
};
struct IncrementDouble {
  cellaret_status operator()(Scene &s, const void *key, std::size_t size,
                             const cellaret_expiry *expiry) {
    return cellaret_double_increment(s.cache, key, size, 1, expiry, &s.outs.number);
  }
};

template <class Call>
void add_increment(Rows &rows, const char *symbol) {
  rows.insert(
      rows.end(),
      {
          {symbol, kNullPointer, "key with a length", CELLARET_INVALID,
           [](Scene &s) { return Call()(s, nullptr, 1, nullptr); }},
          {symbol, kZeroSize, "the empty key is one", CELLARET_OK,
           [](Scene &s) { return Call()(s, nullptr, 0, nullptr); }},
          {symbol, kOverLimit, "key_size", CELLARET_TOO_LARGE,
           [](Scene &s) { return Call()(s, long_key().data(), long_key().size(), nullptr); }},
          {symbol, kOverLimit, "expiry", CELLARET_BAD_EXPIRY,
           [](Scene &s) {
             cellaret_expiry expiry = cellaret_expiry_in(INT64_MAX);
             return Call()(s, "n", 1, &expiry);
           }},
          {symbol, kWrongFlag, "kind of expiry", CELLARET_INVALID,
           [](Scene &s) {
             cellaret_expiry expiry = cellaret_expiry_make(6, 0);
             return Call()(s, "n", 1, &expiry);
           }},
          {symbol, kWrongFlag, "unused field of expiry", CELLARET_INVALID,
           [](Scene &s) {
             cellaret_expiry expiry = cellaret_expiry_make(CELLARET_EXPIRY_NEVER, 1);
             return Call()(s, "n", 1, &expiry);
           }},
      });
}

void add_scalars(Rows &rows) {
  add_set<SetString>(rows, "cellaret_set");
  add_set<SetInt>(rows, "cellaret_int_set");
  add_set<SetDouble>(rows, "cellaret_double_set");
  add_increment<IncrementInt>(rows, "cellaret_int_increment");
  add_increment<IncrementDouble>(rows, "cellaret_double_increment");
  constexpr auto kSet = "cellaret_set";
  rows.insert(
      rows.end(),
      {
          {kSet, kNullPointer, "data with a length", CELLARET_INVALID,
           [](Scene &s) { return cellaret_set(s.cache, "k", 1, nullptr, 1, nullptr, nullptr); }},
          {kSet, kZeroSize, "the empty value is one", CELLARET_OK,
           [](Scene &s) { return cellaret_set(s.cache, "k", 1, nullptr, 0, nullptr, nullptr); }},
          {kSet, kOverLimit, "size", CELLARET_TOO_LARGE,
           [](Scene &s) { return cellaret_set(s.cache, "k", 1, "v", SIZE_MAX, nullptr, nullptr); }},
          {"cellaret_int_increment", kOverLimit, "sum", CELLARET_OVERFLOW,
           [](Scene &s) {
             return cellaret_int_increment(s.cache, "n", 1, INT64_MAX, nullptr, &s.outs.integer);
           }},
          {"cellaret_double_set", kOverLimit, "infinity", CELLARET_OVERFLOW,
           [](Scene &s) {
             return cellaret_double_set(s.cache, "k", 1, HUGE_VAL, nullptr, &s.outs.value);
           }},
          {"cellaret_double_increment", kOverLimit, "NaN", CELLARET_OVERFLOW,
           [](Scene &s) {
             return cellaret_double_increment(s.cache, "n", 1, std::nan(""), nullptr,
                                              &s.outs.number);
           }},
      });
}

Rows make_rows() {
  Rows rows;
  add_flag(rows);
  add_without_arguments(rows);
  add_status(rows);
  add_value(rows);
  add_open(rows);
  add_cache(rows);
  add_clock(rows);
  add_stats(rows);
  add_keys(rows);
  add_scalars(rows);
  add_curve_rows(rows);
  add_multi_rows(rows);
  add_scan_rows(rows);
  add_settings_rows(rows);
  add_named_rows(rows);
  add_event_rows(rows);
  add_dump_rows(rows);
  add_collections(rows);
  add_changes(rows);
  return rows;
}

}  // namespace

const std::vector<MisuseRow> &misuse_rows() {
  static const Rows rows = make_rows();
  return rows;
}

namespace {

std::vector<HandleRow> make_handle_rows() {
  std::vector<HandleRow> rows = {
      {"cellaret_cache_options",
       [](Scene &s) {
         auto out = with_size<cellaret_options>(sizeof(cellaret_options));
         return cellaret_cache_options(s.cache, &out);
       }},
      {"cellaret_clear", [](Scene &s) { return cellaret_clear(s.cache); }},
      {"cellaret_len", [](Scene &s) { return cellaret_len(s.cache, &s.outs.count); }},
      {"cellaret_maintain", [](Scene &s) { return cellaret_maintain(s.cache, 1, &s.outs.count); }},
      {"cellaret_clock_now", [](Scene &s) { return cellaret_clock_now(s.cache, &s.outs.integer); }},
      {"cellaret_clock_advance", [](Scene &s) { return cellaret_clock_advance(s.cache, 1); }},
      {"cellaret_clock_step_wall", [](Scene &s) { return cellaret_clock_step_wall(s.cache, 1); }},
      {"cellaret_stats_read",
       [](Scene &s) {
         auto out = with_size<cellaret_stats>(sizeof(cellaret_stats));
         return cellaret_stats_read(s.cache, &out);
       }},
      {"cellaret_stats_reset", [](Scene &s) { return cellaret_stats_reset(s.cache); }},
      {"cellaret_delete", [](Scene &s) { return Delete()(s, "k", 1); }},
      {"cellaret_delete_many",
       [](Scene &s) {
         cellaret_key key{"k", 1};
         return cellaret_delete_many(s.cache, &key, 1, &s.outs.count);
       }},
      {"cellaret_exists", [](Scene &s) { return Exists()(s, "k", 1); }},
      {"cellaret_type", [](Scene &s) { return TypeOf()(s, "k", 1); }},
      {"cellaret_expire", [](Scene &s) { return Expire()(s, "k", 1); }},
      {"cellaret_expire_at", [](Scene &s) { return ExpireAt()(s, "k", 1); }},
      {"cellaret_persist",
       [](Scene &s) {
         cellaret_status status = Expire()(s, "k", 1);
         return status == CELLARET_OK ? Persist()(s, "k", 1) : status;
       }},
      {"cellaret_ttl",
       [](Scene &s) {
         cellaret_status status = Expire()(s, "k", 1);
         return status == CELLARET_OK ? Ttl()(s, "k", 1) : status;
       }},
      {"cellaret_expire_time",
       [](Scene &s) {
         cellaret_status status = Expire()(s, "k", 1);
         return status == CELLARET_OK ? ExpireTime()(s, "k", 1) : status;
       }},
      {"cellaret_get", [](Scene &s) { return Get()(s, "k", 1); }},
      {"cellaret_set", [](Scene &s) { return SetString()(s, "k", 1, nullptr); }},
      {"cellaret_int_set", [](Scene &s) { return SetInt()(s, "k", 1, nullptr); }},
      {"cellaret_double_set", [](Scene &s) { return SetDouble()(s, "k", 1, nullptr); }},
      {"cellaret_int_increment", [](Scene &s) { return IncrementInt()(s, "n", 1, nullptr); }},
      {"cellaret_double_increment", [](Scene &s) { return IncrementDouble()(s, "n", 1, nullptr); }},
  };
  add_curve_handle_rows(rows);
  add_multi_handle_rows(rows);
  add_scan_handle_rows(rows);
  add_settings_handle_rows(rows);
  add_event_handle_rows(rows);
  add_dump_handle_rows(rows);
  add_collections(rows);
  add_changes(rows);
  return rows;
}

}  // namespace

const std::vector<HandleRow> &handle_rows() {
  static const std::vector<HandleRow> rows = make_handle_rows();
  return rows;
}

}  // namespace cellaret::test
