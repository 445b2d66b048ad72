// Instances: opening, closing, clearing, statistics, clock; over cellaret/cache.h, clock.h,
// stats.h.
#include <array>
#include <iterator>
#include <string>

#include "arguments.h"
#include "environment.h"
#include "functions.h"
#include "results.h"

namespace cellaret::node {
namespace {

// A native function and the name it has on the object of a cache.
struct Function {
  const char *name;
  napi_callback callback;
};

constexpr Function kHotFunctions[] = {
    {"get", get},
    {"storeText", store_text},
    {"storeBytes", store_bytes},
    {"storeInteger", store_integer},
    {"storeDouble", store_double},
    {"increment", increment},
    {"removeOne", remove_one},
    {"exists", exists},
};

constexpr Function kMethods[] = {
    {"incrementFloat", increment_float},
    {"removeMany", remove_many},
    {"type", type},
    {"expire", expire},
    {"expireAt", expire_at},
    {"persist", persist},
    {"ttl", ttl},
    {"expireTime", expire_time},
    {"close", close},
    {"clear", clear},
    {"size", size},
    {"maintain", maintain},
    {"stats", stats},
    {"resetStats", reset_stats},
    {"clockNow", clock_now},
    {"clockAdvance", clock_advance},
    {"clockStepWall", clock_step_wall},
};

// As properties of an object, or of a class's prototype; `cache` is null for the latter.
template <std::size_t Count>
std::array<napi_property_descriptor, Count> describe(const Function (&functions)[Count],
                                                     cellaret_cache *cache) {
  std::array<napi_property_descriptor, Count> properties{};
  for (std::size_t at = 0; at < Count; ++at) {
    properties[at].utf8name = functions[at].name;
    properties[at].method = functions[at].callback;
    properties[at].data = cache;
  }
  return properties;
}

// What the garbage collector is told that a cache weighs, so that it looks for caches nobody closed
// before many have piled up. Entries come and go without JavaScript and are not reported.
constexpr std::int64_t kReportedBytes = 256 * 1024;

// The cache's object was collected, or its environment ends.
void finalize_cache(napi_env env, void *cache, void *) {
  cellaret_cache_close(static_cast<cellaret_cache *>(cache));
  std::int64_t reported = 0;
  napi_adjust_external_memory(env, -kReportedBytes, &reported);
}

// Makes the constructor's new object the one of the cache, which is closed if that fails.
napi_value adopt(napi_env env, napi_value object, cellaret_cache *cache) {
  const auto properties = describe(kHotFunctions, cache);
  std::int64_t reported = 0;
  if (napi_wrap(env, object, cache, finalize_cache, nullptr, nullptr) != napi_ok) {
    cellaret_cache_close(cache);
    return give_up(env);
  }
  napi_adjust_external_memory(env, kReportedBytes, &reported);
  if (napi_define_properties(env, object, properties.size(), properties.data()) != napi_ok) {
    return give_up(env);
  }
  return object;
}

// A call that takes the cache alone and answers OK or an error.
napi_value run_plain(napi_env env, napi_callback_info info, const char *operation,
                     cellaret_status (*plain_call)(cellaret_cache *)) {
  const Call call(env, info);
  if (!call.is_valid()) return give_up(env);
  const cellaret_status status = plain_call(call.cache());
  return status == CELLARET_OK ? nullptr : fail(env, status, operation, nullptr);
}

// A call that moves the clock: (ms).
napi_value run_clock(napi_env env, napi_callback_info info, const char *operation,
                     cellaret_status (*clock_call)(cellaret_cache *, std::int64_t)) {
  const Call call(env, info);
  std::int64_t ms = 0;
  if (!call.is_valid() || !read_int64(env, call[0], &ms)) {
    return refuse(env, kArgument, operation, nullptr);
  }
  const cellaret_status status = clock_call(call.cache(), ms);
  return status == CELLARET_OK ? nullptr : fail(env, status, operation, nullptr);
}

bool read_uint64(napi_env env, napi_value value, std::uint64_t *out_number) {
  bool is_lossless = false;
  return napi_get_value_bigint_uint64(env, value, out_number, &is_lossless) == napi_ok &&
         is_lossless;
}

// The BigInts of the array `numbers`: clock, max bytes, max entries, max entry bytes, shards, start
// in ms, seed, maintenance in ms.
bool read_numbers(napi_env env, napi_value numbers, cellaret_options *options) {
  std::array<std::uint64_t, 8> fields{};
  for (std::size_t at = 0; at < fields.size(); ++at) {
    napi_value field = nullptr;
    if (napi_get_element(env, numbers, static_cast<std::uint32_t>(at), &field) != napi_ok ||
        !read_uint64(env, field, &fields[at])) {
      return false;
    }
  }
  options->clock = static_cast<std::uint32_t>(fields[0]);
  options->max_bytes = fields[1];
  options->max_entries = fields[2];
  options->max_entry_bytes = fields[3];
  options->shards = static_cast<std::uint32_t>(fields[4]);
  options->manual_start_ms = static_cast<std::int64_t>(fields[5]);
  options->seed = fields[6];
  options->maintenance_ms = static_cast<std::uint32_t>(fields[7]);
  return true;
}

bool set_number(napi_env env, napi_value object, const char *name, std::uint64_t number) {
  napi_value value = nullptr;
  const bool is_unlimited = number == CELLARET_UNLIMITED;
  const double shown = is_unlimited ? __builtin_inf() : static_cast<double>(number);
  return napi_create_double(env, shown, &value) == napi_ok &&
         napi_set_named_property(env, object, name, value) == napi_ok;
}

bool set_text(napi_env env, napi_value object, const char *name, const char *text) {
  napi_value value = nullptr;
  return napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok &&
         napi_set_named_property(env, object, name, value) == napi_ok;
}

bool set_stats(napi_env env, napi_value object, const cellaret_stats &stats) {
  return set_number(env, object, "hits", stats.hits) &&
         set_number(env, object, "misses", stats.misses) &&
         set_number(env, object, "sets", stats.sets) &&
         set_number(env, object, "deletes", stats.deletes) &&
         set_number(env, object, "expirations", stats.expirations) &&
         set_number(env, object, "evictions", stats.evictions) &&
         set_number(env, object, "entries", stats.entries) &&
         set_number(env, object, "bytesCharged", stats.bytes_charged) &&
         set_number(env, object, "bytesPinned", stats.bytes_pinned) &&
         set_number(env, object, "maxBytes", stats.max_bytes) &&
         set_number(env, object, "maxEntries", stats.max_entries) &&
         set_number(env, object, "shards", stats.shards) &&
         set_text(env, object, "policy", stats.policy) &&
         set_text(env, object, "allocator", stats.allocator);
}

// new Cache(numbers, policy, kind, ms, time of day, UTC offset): policy "" and all numbers 0 are
// the defaults, the last four the default expiry.
napi_value construct(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  cellaret_options options{};
  options.struct_size = sizeof options;
  TextArgument<64> policy;
  if (!call.is_received() || !read_expiry(call, 2, "open", &options.default_expiry)) {
    return give_up(env);
  }
  if (!read_numbers(env, call[0], &options) || policy.read(env, call[1]) != TextStatus::kOk) {
    return refuse(env, kArgument, "open", nullptr);
  }
  const std::string name(policy.data(), policy.size());
  if (!name.empty()) options.policy = name.c_str();
  cellaret_cache *cache = nullptr;
  const cellaret_status status = cellaret_cache_open(&options, &cache);
  if (status != CELLARET_OK) return fail(env, status, "open", nullptr);
  return adopt(env, call.receiver(), cache);
}

}  // namespace

napi_value make_cache_class(napi_env env) {
  const auto methods = describe(kMethods, nullptr);
  napi_value result = nullptr;
  return napi_define_class(env, "NativeCache", NAPI_AUTO_LENGTH, construct, nullptr, methods.size(),
                           methods.data(), &result) == napi_ok
             ? result
             : nullptr;
}

napi_value close(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (!call.is_valid()) return give_up(env);
  cellaret_cache_close(call.cache());
  return nullptr;
}

napi_value clear(napi_env env, napi_callback_info info) {
  return run_plain(env, info, "clear", cellaret_clear);
}

napi_value size(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (!call.is_valid()) return give_up(env);
  std::uint64_t entries = 0;
  const cellaret_status status = cellaret_len(call.cache(), &entries);
  if (status != CELLARET_OK) return fail(env, status, "size", nullptr);
  return double_to_js(env, static_cast<double>(entries));
}

// (budget), a BigInt.
napi_value maintain(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  std::uint64_t budget = 0;
  if (!call.is_valid() || !read_uint64(env, call[0], &budget)) {
    return refuse(env, kArgument, "maintain", nullptr);
  }
  std::uint64_t reclaimed = 0;
  const cellaret_status status = cellaret_maintain(call.cache(), budget, &reclaimed);
  if (status != CELLARET_OK) return fail(env, status, "maintain", nullptr);
  return double_to_js(env, static_cast<double>(reclaimed));
}

napi_value stats(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (!call.is_valid()) return give_up(env);
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  const cellaret_status status = cellaret_stats_read(call.cache(), &stats);
  if (status != CELLARET_OK) return fail(env, status, "stats", nullptr);
  napi_value object = nullptr;
  if (napi_create_object(env, &object) != napi_ok || !set_stats(env, object, stats)) {
    return give_up(env);
  }
  return object;
}

napi_value reset_stats(napi_env env, napi_callback_info info) {
  return run_plain(env, info, "resetStats", cellaret_stats_reset);
}

napi_value clock_now(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (!call.is_valid()) return give_up(env);
  std::int64_t unix_ms = 0;
  const cellaret_status status = cellaret_clock_now(call.cache(), &unix_ms);
  if (status != CELLARET_OK) return fail(env, status, "clock.now", nullptr);
  return integer_to_js(env, unix_ms, read_integers(call, 0), "clock.now", nullptr);
}

napi_value clock_advance(napi_env env, napi_callback_info info) {
  return run_clock(env, info, "clock.advance", cellaret_clock_advance);
}

napi_value clock_step_wall(napi_env env, napi_callback_info info) {
  return run_clock(env, info, "clock.stepWall", cellaret_clock_step_wall);
}

}  // namespace cellaret::node
