// Implementation of results.h.
#include "results.h"

#include <string_view>

#include "environment.h"
#include "text.h"

namespace cellaret::node {
namespace {

napi_value bytes_to_js(napi_env env, std::string_view bytes) {
  napi_value result = nullptr;
  if (napi_create_buffer_copy(env, bytes.size(), bytes.data(), nullptr, &result) != napi_ok) {
    return give_up(env);
  }
  return result;
}

// Text that a byte operation has made ill-formed comes back as bytes.
napi_value text_to_js(napi_env env, std::string_view bytes) {
  napi_value result = nullptr;
  napi_status status = napi_ok;
  if (is_ascii(bytes)) {
    status = napi_create_string_latin1(env, bytes.data(), bytes.size(), &result);
  } else if (is_utf8(bytes)) {
    status = napi_create_string_utf8(env, bytes.data(), bytes.size(), &result);
  } else {
    return bytes_to_js(env, bytes);
  }
  return status == napi_ok ? result : give_up(env);
}

napi_value json_to_js(napi_env env, std::string_view bytes) {
  napi_value text = nullptr;
  if (napi_create_string_utf8(env, bytes.data(), bytes.size(), &text) != napi_ok) {
    return give_up(env);
  }
  return parse_json(env, text);
}

napi_value null_to_js(napi_env env) {
  napi_value result = nullptr;
  return napi_get_null(env, &result) == napi_ok ? result : give_up(env);
}

napi_value string_to_js(napi_env env, const cellaret_value &value) {
  const std::string_view bytes(static_cast<const char *>(cellaret_value_data(&value)), value.size);
  switch (value.codec) {
    case CELLARET_CODEC_UTF8:
      return text_to_js(env, bytes);
    case CELLARET_CODEC_JSON:
      return json_to_js(env, bytes);
    case CELLARET_CODEC_NULL:
      return bytes.empty() ? null_to_js(env) : bytes_to_js(env, bytes);
    default:
      return bytes_to_js(env, bytes);
  }
}

}  // namespace

napi_value value_to_js(napi_env env, const cellaret_value &value, Integers integers,
                       const char *operation, napi_value key) {
  switch (value.type) {
    case CELLARET_TYPE_STRING:
      return string_to_js(env, value);
    case CELLARET_TYPE_INT:
      return integer_to_js(env, value.as.integer, integers, operation, key);
    case CELLARET_TYPE_DOUBLE:
      return double_to_js(env, value.as.number);
    default:
      return nullptr;
  }
}

napi_value integer_to_js(napi_env env, std::int64_t number, Integers integers,
                         const char *operation, napi_value key) {
  napi_value result = nullptr;
  napi_status status = napi_ok;
  if (integers == Integers::kBigInts) {
    status = napi_create_bigint_int64(env, number, &result);
  } else if (number > kMaxSafeInteger || number < -kMaxSafeInteger) {
    return refuse(env, kUnsafeInteger, operation, key);
  } else {
    status = napi_create_int64(env, number, &result);
  }
  return status == napi_ok ? result : give_up(env);
}

napi_value double_to_js(napi_env env, double number) {
  napi_value result = nullptr;
  return napi_create_double(env, number, &result) == napi_ok ? result : give_up(env);
}

napi_value boolean_to_js(napi_env env, bool flag) {
  napi_value result = nullptr;
  return napi_get_boolean(env, flag, &result) == napi_ok ? result : give_up(env);
}

}  // namespace cellaret::node
