// Calling into the typed layer, raising its exceptions, and reading the arguments of a call.
#include "state.h"

namespace cellaret::python {
namespace {

// The parameter of that name, or `count` when there is none.
std::size_t find_parameter(const Signature &signature, PyObject *name) {
  std::size_t index = 0;
  while (index < signature.count &&
         PyUnicode_CompareWithASCIIString(name, signature.parameters[index]) != 0) {
    index++;
  }
  return index;
}

bool bind_named(const Signature &signature, PyObject *const *arguments, PyObject *names,
                PyObject **out) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++) {
    PyObject *const name = PyTuple_GET_ITEM(names, i);
    const std::size_t index = find_parameter(signature, name);
    if (index == signature.count) {
      PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", signature.name,
                   name);
      return false;
    }
    if (out[index] != nullptr) {
      PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument '%U'", signature.name,
                   name);
      return false;
    }
    out[index] = arguments[i];
  }
  return true;
}

}  // namespace

PyObject *call_hook(ModuleState *state, Hook hook, PyObject *const *arguments, std::size_t count) {
  PyObject *const function = state->hooks[static_cast<std::size_t>(hook)];
  if (function == nullptr) {
    PyErr_SetString(PyExc_RuntimeError, "cellaret._native is used through the package cellaret");
    return nullptr;
  }
  return PyObject_Vectorcall(function, arguments, count, nullptr);
}

PyObject *raise_status(ModuleState *state, cellaret_status status, const char *operation,
                       PyObject *key) {
  PyObject *const name = PyUnicode_FromString(cellaret_status_name(status));
  PyObject *const where = name == nullptr ? nullptr : PyUnicode_FromString(operation);
  if (where != nullptr) {
    PyObject *const arguments[] = {name, where, key == nullptr ? Py_None : key};
    PyObject *const error = call_hook(state, Hook::kError, arguments, 3);
    if (error != nullptr) {
      PyErr_SetObject(reinterpret_cast<PyObject *>(Py_TYPE(error)), error);
      Py_DECREF(error);
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(where);
  return nullptr;
}

bool bind_arguments(const Signature &signature, PyObject *const *arguments, Py_ssize_t count,
                    PyObject *names, PyObject **out) {
  const auto given = static_cast<std::size_t>(count);
  if (given > signature.positional) {
    PyErr_Format(PyExc_TypeError, "%s() takes at most %zu positional arguments, %zu were given",
                 signature.name, signature.positional, given);
    return false;
  }
  for (std::size_t i = 0; i < signature.count; i++) out[i] = i < given ? arguments[i] : nullptr;
  if (names != nullptr && !bind_named(signature, arguments + given, names, out)) return false;
  for (std::size_t i = given; i < signature.required; i++) {
    if (out[i] == nullptr) {
      PyErr_Format(PyExc_TypeError, "%s() is missing the argument '%s'", signature.name,
                   signature.parameters[i]);
      return false;
    }
  }
  return true;
}

}  // namespace cellaret::python
