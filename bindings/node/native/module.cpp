// The addon's door: what require() gives. It is context aware: each environment (the main thread,
// each worker) has functions, hooks and caches of its own.
#include <node_api.h>

#include <iterator>

#include "cellaret/cellaret.h"
#include "environment.h"
#include "functions.h"

namespace cellaret::node {
namespace {

struct StatusRow {
  const char *name;
  cellaret_status number;
};

constexpr StatusRow kStatuses[] = {
#define CELLARET_STATUS_ROW(name, number, text) {#name, number},
    CELLARET_STATUS_MAP(CELLARET_STATUS_ROW)
#undef CELLARET_STATUS_ROW
};

bool add_row(napi_env env, napi_value rows, std::uint32_t at, const StatusRow &status) {
  napi_value row = nullptr;
  napi_value fields[3] = {};
  if (napi_create_array(env, &row) != napi_ok ||
      napi_create_string_utf8(env, status.name, NAPI_AUTO_LENGTH, &fields[0]) != napi_ok ||
      napi_create_int32(env, status.number, &fields[1]) != napi_ok ||
      napi_create_string_utf8(env, cellaret_status_text(status.number), NAPI_AUTO_LENGTH,
                              &fields[2]) != napi_ok) {
    return false;
  }
  for (std::uint32_t field = 0; field < std::size(fields); ++field) {
    if (napi_set_element(env, row, field, fields[field]) != napi_ok) return false;
  }
  return napi_set_element(env, rows, at, row) == napi_ok;
}

bool define(napi_env env, napi_value exports, const char *name, napi_value value) {
  return value != nullptr && napi_set_named_property(env, exports, name, value) == napi_ok;
}

napi_value make_text(napi_env env, const char *text) {
  napi_value value = nullptr;
  return napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok ? value : nullptr;
}

// The rows of the table of statuses: [name, number, text].
napi_value make_statuses(napi_env env) {
  napi_value rows = nullptr;
  if (napi_create_array(env, &rows) != napi_ok) return nullptr;
  for (std::uint32_t at = 0; at < std::size(kStatuses); ++at) {
    if (!add_row(env, rows, at, kStatuses[at])) return nullptr;
  }
  return rows;
}

}  // namespace
}  // namespace cellaret::node

NAPI_MODULE_INIT() {
  namespace node = cellaret::node;
  const bool is_complete =
      node::define(env, exports, "Cache", node::make_cache_class(env)) &&
      node::define(env, exports, "statuses", node::make_statuses(env)) &&
      node::define(env, exports, "version", node::make_text(env, cellaret_version())) &&
      node::define(env, exports, "allocator", node::make_text(env, cellaret_allocator())) &&
      node::define_hooks(env, exports);
  return is_complete ? exports : node::give_up(env);
}
