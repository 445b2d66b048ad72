// The module cellaret._native: multi-phase initialization, one state for each interpreter.
#include "state.h"

namespace cellaret::python {
namespace {

ModuleState *state_of(PyObject *module) {
  return static_cast<ModuleState *>(PyModule_GetState(module));
}

// Takes the functions of the typed layer, in the order of Hook.
PyObject *install(PyObject *module, PyObject *arguments) {
  ModuleState *const state = state_of(module);
  constexpr auto kCount = static_cast<Py_ssize_t>(Hook::kCount);
  if (PyTuple_GET_SIZE(arguments) != kCount) {
    return PyErr_Format(PyExc_TypeError, "_install() takes %zd functions", kCount);
  }
  for (Py_ssize_t i = 0; i < kCount; i++) {
    Py_XSETREF(state->hooks[i], Py_NewRef(PyTuple_GET_ITEM(arguments, i)));
  }
  Py_RETURN_NONE;
}

PyMethodDef module_methods[] = {{"_install", install, METH_VARARGS, nullptr},
                                {nullptr, nullptr, 0, nullptr}};

// A reference to a value is handed over; false when it is NULL or cannot be added.
bool add(PyObject *module, const char *name, PyObject *value) {
  const int result = value == nullptr ? -1 : PyModule_AddObjectRef(module, name, value);
  Py_XDECREF(value);
  return result == 0;
}

struct StatusRow {
  const char *name;
  int number;
  const char *text;
};

constexpr StatusRow kStatuses[] = {
#define CELLARET_STATUS_ROW(name, number, text) {#name, number, text},
    CELLARET_STATUS_MAP(CELLARET_STATUS_ROW)
#undef CELLARET_STATUS_ROW
};

// name -> (number, text), for all of the library's statuses.
PyObject *statuses() {
  PyObject *const table = PyDict_New();
  if (table == nullptr) return nullptr;
  for (const StatusRow &row : kStatuses) {
    PyObject *const entry = Py_BuildValue("is", row.number, row.text);
    if (entry == nullptr || PyDict_SetItemString(table, row.name, entry) != 0) {
      Py_XDECREF(entry);
      Py_DECREF(table);
      return nullptr;
    }
    Py_DECREF(entry);
  }
  return table;
}

bool add_constants(PyObject *module) {
  return add(module, "STATUSES", statuses()) &&
         add(module, "UNLIMITED", PyLong_FromUnsignedLongLong(CELLARET_UNLIMITED)) &&
         PyModule_AddStringConstant(module, "version", cellaret_version()) == 0 &&
         PyModule_AddStringConstant(module, "allocator", cellaret_allocator()) == 0 &&
         PyModule_AddIntConstant(module, "CLOCK_SYSTEM", CELLARET_CLOCK_SYSTEM) == 0 &&
         PyModule_AddIntConstant(module, "CLOCK_COARSE", CELLARET_CLOCK_COARSE) == 0 &&
         PyModule_AddIntConstant(module, "CLOCK_MANUAL", CELLARET_CLOCK_MANUAL) == 0 &&
         PyModule_AddIntConstant(module, "EXPIRY_NEVER", CELLARET_EXPIRY_NEVER) == 0 &&
         PyModule_AddIntConstant(module, "EXPIRY_KEEP", CELLARET_EXPIRY_KEEP) == 0 &&
         PyModule_AddIntConstant(module, "EXPIRY_IN", CELLARET_EXPIRY_IN) == 0 &&
         PyModule_AddIntConstant(module, "EXPIRY_AT", CELLARET_EXPIRY_AT) == 0 &&
         PyModule_AddIntConstant(module, "EXPIRY_DAILY", CELLARET_EXPIRY_DAILY) == 0 &&
         PyModule_AddIntConstant(module, "CODEC_JSON", CELLARET_CODEC_JSON) == 0;
}

PyTypeObject *add_type(PyObject *module, PyType_Spec *spec) {
  PyObject *const type = PyType_FromModuleAndSpec(module, spec, nullptr);
  if (type != nullptr && PyModule_AddType(module, reinterpret_cast<PyTypeObject *>(type)) != 0) {
    Py_DECREF(type);
    return nullptr;
  }
  return reinterpret_cast<PyTypeObject *>(type);
}

int execute(PyObject *module) {
  ModuleState *const state = state_of(module);
  state->store_type = add_type(module, &store_spec);
  if (state->store_type == nullptr) return -1;
  state->expiry_type = add_type(module, &expiry_spec);
  if (state->expiry_type == nullptr) return -1;
  return add_constants(module) ? 0 : -1;
}

int traverse(PyObject *module, visitproc visit, void *arg) {
  ModuleState *const state = state_of(module);
  Py_VISIT(state->store_type);
  Py_VISIT(state->expiry_type);
  for (PyObject *hook : state->hooks) Py_VISIT(hook);
  return 0;
}

int clear(PyObject *module) {
  ModuleState *const state = state_of(module);
  Py_CLEAR(state->store_type);
  Py_CLEAR(state->expiry_type);
  for (PyObject *&hook : state->hooks) Py_CLEAR(hook);
  return 0;
}

void free_module(void *module) { clear(static_cast<PyObject *>(module)); }

PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, reinterpret_cast<void *>(execute)},
#if PY_VERSION_HEX >= 0x030C0000
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, nullptr}};

}  // namespace

PyModuleDef module_definition = {PyModuleDef_HEAD_INIT,
                                 "cellaret._native",
                                 "The native part of cellaret.",
                                 sizeof(ModuleState),
                                 module_methods,
                                 module_slots,
                                 traverse,
                                 clear,
                                 free_module};

}  // namespace cellaret::python

// NOLINTNEXTLINE(readability-identifier-naming): the name is Python's.
PyMODINIT_FUNC PyInit__native() { return PyModuleDef_Init(&cellaret::python::module_definition); }
