// What native functions return: values of the cache and numbers as JavaScript's.
#pragma once

#include <node_api.h>

#include <cstdint>

#include "arguments.h"
#include "cellaret/cellaret.h"

namespace cellaret::node {

// The largest integers that a JavaScript number tells from their neighbours.
inline constexpr std::int64_t kMaxSafeInteger = (std::int64_t{1} << 53) - 1;

// A value as what was written: text, Buffer, number, null, or the object of its JSON. Undefined for
// type NONE. All of these return null after throwing; an integer that is no safe number and was not
// asked for as a BigInt is refused rather than rounded.
napi_value value_to_js(napi_env env, const cellaret_value &value, Integers integers,
                       const char *operation, napi_value key);

napi_value integer_to_js(napi_env env, std::int64_t number, Integers integers,
                         const char *operation, napi_value key);

napi_value double_to_js(napi_env env, double number);
napi_value boolean_to_js(napi_env env, bool flag);

}  // namespace cellaret::node
