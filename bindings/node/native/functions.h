// The native functions of a cache, one for each call of the C API, and their class.
#pragma once

#include <node_api.h>

namespace cellaret::node {

// Scalars: (key, ...). See src/native.ts for the arguments of each.
napi_value get(napi_env env, napi_callback_info info);
napi_value store_text(napi_env env, napi_callback_info info);
napi_value store_bytes(napi_env env, napi_callback_info info);
napi_value store_integer(napi_env env, napi_callback_info info);
napi_value store_double(napi_env env, napi_callback_info info);
napi_value increment(napi_env env, napi_callback_info info);
napi_value increment_float(napi_env env, napi_callback_info info);

// Any type: (key, ...).
napi_value remove_one(napi_env env, napi_callback_info info);
napi_value remove_many(napi_env env, napi_callback_info info);
napi_value exists(napi_env env, napi_callback_info info);
napi_value type(napi_env env, napi_callback_info info);
napi_value expire(napi_env env, napi_callback_info info);
napi_value expire_at(napi_env env, napi_callback_info info);
napi_value persist(napi_env env, napi_callback_info info);
napi_value ttl(napi_env env, napi_callback_info info);
napi_value expire_time(napi_env env, napi_callback_info info);

// The instance.
napi_value close(napi_env env, napi_callback_info info);
napi_value clear(napi_env env, napi_callback_info info);
napi_value size(napi_env env, napi_callback_info info);
napi_value maintain(napi_env env, napi_callback_info info);
napi_value stats(napi_env env, napi_callback_info info);
napi_value reset_stats(napi_env env, napi_callback_info info);
napi_value clock_now(napi_env env, napi_callback_info info);
napi_value clock_advance(napi_env env, napi_callback_info info);
napi_value clock_step_wall(napi_env env, napi_callback_info info);

// The class of native caches; null when it cannot be made.
napi_value make_cache_class(napi_env env);

}  // namespace cellaret::node
