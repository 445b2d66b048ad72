// What the addon keeps for each JavaScript environment: the functions that make its errors.
#pragma once

#include <node_api.h>

#include "cellaret/cellaret.h"

namespace cellaret::node {

// Why this binding refuses something that never reaches the engine. The names are known to
// src/errors.ts, which gives each its class, code and text.
inline constexpr char kKeyType[] = "KEY_TYPE";
inline constexpr char kKeyEncoding[] = "KEY_ENCODING";
inline constexpr char kValueEncoding[] = "VALUE_ENCODING";
inline constexpr char kUnsafeInteger[] = "UNSAFE_INTEGER";
inline constexpr char kNoMemory[] = "NO_MEMORY";
inline constexpr char kArgument[] = "ARGUMENT";

// Registers `setHooks(answer, refuse, parse)`, which has to be called before anything can fail.
bool define_hooks(napi_env env, napi_value exports);

// Throws the error for what the engine answered. key: may be null. All of these return null, which
// is what a native function returns when it has thrown.
napi_value fail(napi_env env, cellaret_status status, const char *operation, napi_value key);

// Throws the error for something refused, by one of the reasons above.
napi_value refuse(napi_env env, const char *reason, const char *operation, napi_value key);

// Throws after a Node-API call that could not fail, unless an exception is on its way already (a
// worker that is being terminated).
napi_value give_up(napi_env env);

// JSON.parse as it was when the module was loaded; null after throwing.
napi_value parse_json(napi_env env, napi_value text);

}  // namespace cellaret::node
