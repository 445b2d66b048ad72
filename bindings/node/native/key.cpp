// Operations on keys of any type; over cellaret/key.h.
#include <new>
#include <vector>

#include "arguments.h"
#include "environment.h"
#include "functions.h"
#include "results.h"

namespace cellaret::node {
namespace {

// The call behind a function that takes a key alone and answers with a status.
using KeyCall = cellaret_status (*)(cellaret_cache *, const void *, std::size_t);

// True for OK, false for the outcome given; anything else throws.
napi_value run_yes_no(napi_env env, napi_callback_info info, const char *operation,
                      KeyCall key_call, cellaret_status other_no = CELLARET_MISS) {
  const Call call(env, info);
  KeyArgument key;
  if (!call.is_valid() || !key.read(env, call[0], operation)) return give_up(env);
  const cellaret_status status = key_call(call.cache(), key.data(), key.size());
  if (status == CELLARET_OK) return boolean_to_js(env, true);
  if (status == CELLARET_MISS || status == other_no) return boolean_to_js(env, false);
  return fail(env, status, operation, key.value());
}

// The call behind a function that reads one time of a key.
using TimeCall = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, std::int64_t *);

// (key, bigint): milliseconds; null when the key never expires, undefined when it is not there.
napi_value run_time(napi_env env, napi_callback_info info, const char *operation,
                    TimeCall time_call) {
  const Call call(env, info);
  KeyArgument key;
  if (!call.is_valid() || !key.read(env, call[0], operation)) return give_up(env);
  std::int64_t ms = 0;
  napi_value result = nullptr;
  const cellaret_status status = time_call(call.cache(), key.data(), key.size(), &ms);
  switch (status) {
    case CELLARET_OK:
      return integer_to_js(env, ms, read_integers(call, 1), operation, key.value());
    case CELLARET_NO_EXPIRY:
      return napi_get_null(env, &result) == napi_ok ? result : give_up(env);
    case CELLARET_MISS:
      return nullptr;
    default:
      return fail(env, status, operation, key.value());
  }
}

// The call behind expire and expireAt: (key, ms, condition).
using ExpireCall = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, std::int64_t,
                                       std::uint32_t);

napi_value run_expire(napi_env env, napi_callback_info info, const char *operation,
                      ExpireCall expire_call) {
  const Call call(env, info);
  KeyArgument key;
  if (!call.is_valid() || !key.read(env, call[0], operation)) return give_up(env);
  std::int64_t ms = 0;
  std::int64_t condition = 0;
  if (!read_int64(env, call[1], &ms) || !read_int64(env, call[2], &condition)) {
    return refuse(env, kArgument, operation, key.value());
  }
  const cellaret_status status =
      expire_call(call.cache(), key.data(), key.size(), ms, static_cast<std::uint32_t>(condition));
  if (status != CELLARET_OK && status != CELLARET_MISS) {
    return fail(env, status, operation, key.value());
  }
  return boolean_to_js(env, status == CELLARET_OK);
}

// Reads the keys of an array; false after throwing.
bool read_keys(napi_env env, napi_value array, std::vector<KeyArgument> &keys,
               std::vector<cellaret_key> &raw) {
  for (std::size_t at = 0; at < keys.size(); ++at) {
    napi_value key = nullptr;
    if (napi_get_element(env, array, static_cast<std::uint32_t>(at), &key) != napi_ok) return false;
    if (!keys[at].read(env, key, "delete")) return false;
    raw.push_back({keys[at].data(), keys[at].size()});
  }
  return true;
}

}  // namespace

napi_value remove_one(napi_env env, napi_callback_info info) {
  return run_yes_no(env, info, "delete", cellaret_delete);
}

// ([key, ...])
napi_value remove_many(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  std::uint32_t count = 0;
  if (!call.is_valid() || napi_get_array_length(env, call[0], &count) != napi_ok) {
    return refuse(env, kArgument, "delete", nullptr);
  }
  try {
    std::vector<KeyArgument> keys(count);
    std::vector<cellaret_key> raw;
    raw.reserve(count);
    if (!read_keys(env, call[0], keys, raw)) return give_up(env);
    std::uint64_t deleted = 0;
    const cellaret_status status =
        cellaret_delete_many(call.cache(), raw.data(), raw.size(), &deleted);
    if (status != CELLARET_OK) return fail(env, status, "delete", nullptr);
    return double_to_js(env, static_cast<double>(deleted));
  } catch (const std::bad_alloc &) {
    return refuse(env, kNoMemory, "delete", nullptr);
  }
}

napi_value exists(napi_env env, napi_callback_info info) {
  return run_yes_no(env, info, "exists", cellaret_exists);
}

// A number, CELLARET_TYPE_...
napi_value type(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  KeyArgument key;
  if (!call.is_valid() || !key.read(env, call[0], "type")) return give_up(env);
  std::uint8_t found = CELLARET_TYPE_NONE;
  const cellaret_status status = cellaret_type(call.cache(), key.data(), key.size(), &found);
  if (status != CELLARET_OK && status != CELLARET_MISS) return fail(env, status, "type", call[0]);
  return double_to_js(env, found);
}

napi_value expire(napi_env env, napi_callback_info info) {
  return run_expire(env, info, "expire", cellaret_expire);
}

napi_value expire_at(napi_env env, napi_callback_info info) {
  return run_expire(env, info, "expireAt", cellaret_expire_at);
}

napi_value persist(napi_env env, napi_callback_info info) {
  return run_yes_no(env, info, "persist", cellaret_persist, CELLARET_NO_EXPIRY);
}

napi_value ttl(napi_env env, napi_callback_info info) {
  return run_time(env, info, "ttl", cellaret_ttl);
}

napi_value expire_time(napi_env env, napi_callback_info info) {
  return run_time(env, info, "expireTime", cellaret_expire_time);
}

}  // namespace cellaret::node
