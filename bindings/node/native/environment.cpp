// Implementation of environment.h.
#include "environment.h"

#include <iterator>
#include <new>

namespace cellaret::node {
namespace {

struct Environment {
  napi_ref answer = nullptr;
  napi_ref refuse = nullptr;
  napi_ref parse = nullptr;
};

void finalize_environment(napi_env env, void *data, void *) {
  auto *environment = static_cast<Environment *>(data);
  for (napi_ref hook : {environment->answer, environment->refuse, environment->parse}) {
    if (hook != nullptr) napi_delete_reference(env, hook);
  }
  delete environment;
}

napi_value set_hooks(napi_env env, napi_callback_info info) {
  napi_value hooks[3];
  std::size_t count = std::size(hooks);
  if (napi_get_cb_info(env, info, &count, hooks, nullptr, nullptr) != napi_ok) return give_up(env);
  auto *environment = new (std::nothrow) Environment;
  if (environment == nullptr) return give_up(env);
  if (napi_create_reference(env, hooks[0], 1, &environment->answer) != napi_ok ||
      napi_create_reference(env, hooks[1], 1, &environment->refuse) != napi_ok ||
      napi_create_reference(env, hooks[2], 1, &environment->parse) != napi_ok ||
      napi_set_instance_data(env, environment, finalize_environment, nullptr) != napi_ok) {
    finalize_environment(env, environment, nullptr);
    return give_up(env);
  }
  return nullptr;
}

napi_value call_hook(napi_env env, napi_ref Environment::*hook, napi_value *arguments,
                     std::size_t count) {
  void *data = nullptr;
  napi_value function = nullptr;
  napi_value receiver = nullptr;
  napi_value result = nullptr;
  if (napi_get_instance_data(env, &data) != napi_ok || data == nullptr ||
      napi_get_reference_value(env, static_cast<Environment *>(data)->*hook, &function) !=
          napi_ok ||
      napi_get_undefined(env, &receiver) != napi_ok ||
      napi_call_function(env, receiver, function, count, arguments, &result) != napi_ok) {
    return give_up(env);
  }
  return result;
}

// Calls a hook that throws: (reason, operation, key).
napi_value throw_by_hook(napi_env env, napi_ref Environment::*hook, napi_value reason,
                         const char *operation, napi_value key) {
  napi_value arguments[3] = {reason, nullptr, key};
  if (napi_create_string_utf8(env, operation, NAPI_AUTO_LENGTH, &arguments[1]) != napi_ok ||
      (key == nullptr && napi_get_undefined(env, &arguments[2]) != napi_ok)) {
    return give_up(env);
  }
  call_hook(env, hook, arguments, std::size(arguments));
  return nullptr;
}

}  // namespace

bool define_hooks(napi_env env, napi_value exports) {
  napi_value function = nullptr;
  return napi_create_function(env, "setHooks", NAPI_AUTO_LENGTH, set_hooks, nullptr, &function) ==
             napi_ok &&
         napi_set_named_property(env, exports, "setHooks", function) == napi_ok;
}

napi_value fail(napi_env env, cellaret_status status, const char *operation, napi_value key) {
  napi_value reason = nullptr;
  if (napi_create_int32(env, status, &reason) != napi_ok) return give_up(env);
  return throw_by_hook(env, &Environment::answer, reason, operation, key);
}

napi_value refuse(napi_env env, const char *reason, const char *operation, napi_value key) {
  napi_value text = nullptr;
  if (napi_create_string_utf8(env, reason, NAPI_AUTO_LENGTH, &text) != napi_ok) return give_up(env);
  return throw_by_hook(env, &Environment::refuse, text, operation, key);
}

napi_value give_up(napi_env env) {
  bool is_pending = true;
  if (napi_is_exception_pending(env, &is_pending) == napi_ok && !is_pending) {
    napi_throw_error(env, "INTERNAL", "cellaret: a Node-API call failed");
  }
  return nullptr;
}

napi_value parse_json(napi_env env, napi_value text) {
  return call_hook(env, &Environment::parse, &text, 1);
}

}  // namespace cellaret::node
