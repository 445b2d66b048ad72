// What belongs to one interpreter's copy of the module, and the functions all its files share.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <cellaret/cellaret.h>

#include <cstddef>
#include <cstdint>

namespace cellaret::python {

// Functions in Python that the typed layer installs, for what need not be fast.
enum class Hook : std::uint8_t {
  kError,         // (status name, operation, key or None) -> exception
  kEncode,        // (value) -> (bytes, codec); TypeError for what would come back changed
  kDecode,        // (bytes, codec) -> value
  kExpiry,        // (object) -> Expiry
  kMilliseconds,  // (int or timedelta) -> int
  kUnixTime,      // (int or datetime) -> int
  kCount
};

struct ModuleState {
  PyTypeObject *store_type;
  PyTypeObject *expiry_type;
  PyObject *hooks[static_cast<std::size_t>(Hook::kCount)];
};

// An instance as Python sees it; cellaret.Cache derives from it. `handle` stays after closing: the
// library answers CLOSED to it.
struct Store {
  PyObject_HEAD cellaret_cache *handle;
  ModuleState *state;
  bool is_open;
};

struct ExpiryObject {
  PyObject_HEAD cellaret_expiry raw;
};

extern PyModuleDef module_definition;
extern PyType_Spec store_spec;
extern PyType_Spec expiry_spec;

inline Store *store_of(PyObject *object) { return reinterpret_cast<Store *>(object); }

// Calls a hook with the arguments given; a new reference, or NULL with an exception set.
PyObject *call_hook(ModuleState *state, Hook hook, PyObject *const *arguments, std::size_t count);

// Sets the exception of a status. key: NULL when the operation has none. Always NULL.
PyObject *raise_status(ModuleState *state, cellaret_status status, const char *operation,
                       PyObject *key);

// METH_FASTCALL functions have other types than a PyMethodDef names.
template <class Function>
PyCFunction method(Function function) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

// The parameters of a method: `required` first ones must be given, those from `positional` on by
// name only.
struct Signature {
  const char *name;
  const char *const *parameters;
  std::size_t count;
  std::size_t required;
  std::size_t positional;
};

// Assigns the arguments of a call to parameters; out[i] is borrowed, or NULL when not given.
bool bind_arguments(const Signature &signature, PyObject *const *arguments, Py_ssize_t count,
                    PyObject *names, PyObject **out);

}  // namespace cellaret::python
