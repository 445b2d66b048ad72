// The type Store, which cellaret.Cache derives from: making it, ending it, its slots.
#include "store.h"

#include "convert.h"

namespace cellaret::python {
namespace {

PyObject *store_new(PyTypeObject *type, PyObject *, PyObject *) {
  PyObject *const module = PyType_GetModuleByDef(type, &module_definition);
  if (module == nullptr) return nullptr;
  PyObject *const self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  // The type keeps the module, and the object the type, so the state outlives the object.
  store_of(self)->state = static_cast<ModuleState *>(PyModule_GetState(module));
  return self;
}

// Arguments as in cellaret_options, which explains them; all are given, 0 and None being defaults.
int store_init(PyObject *object, PyObject *arguments, PyObject *names) {
  static const char *parameters[] = {
      "clock",    "max_bytes", "max_entries",    "max_entry_bytes", "policy", "shards",
      "start_ms", "seed",      "default_expiry", "maintenance_ms",  nullptr};
  Store *const self = store_of(object);
  cellaret_options options{};
  options.struct_size = sizeof options;
  long long start_ms = 0;
  unsigned long long max_bytes = 0;
  unsigned long long max_entries = 0;
  unsigned long long max_entry_bytes = 0;
  unsigned long long seed = 0;
  PyObject *expiry = nullptr;
  if (!PyArg_ParseTupleAndKeywords(arguments, names, "IKKKzILKOI:Store",
                                   const_cast<char **>(parameters), &options.clock, &max_bytes,
                                   &max_entries, &max_entry_bytes, &options.policy, &options.shards,
                                   &start_ms, &seed, &expiry, &options.maintenance_ms) ||
      !read_expiry(self->state, expiry, &options.default_expiry)) {
    return -1;
  }
  if (self->handle != nullptr) {
    PyErr_SetString(PyExc_RuntimeError, "the cache is open already");
    return -1;
  }
  options.max_bytes = max_bytes;
  options.max_entries = max_entries;
  options.max_entry_bytes = max_entry_bytes;
  options.manual_start_ms = start_ms;
  options.seed = seed;
  const cellaret_status status = cellaret_cache_open(&options, &self->handle);
  if (status != CELLARET_OK) {
    raise_status(self->state, status, "Cache", nullptr);
    return -1;
  }
  self->is_open = true;
  return 0;
}

void store_dealloc(PyObject *object) {
  PyTypeObject *const type = Py_TYPE(object);
  cellaret_cache_close(store_of(object)->handle);
  type->tp_free(object);
  Py_DECREF(type);
}

PyType_Slot store_slots[] = {{Py_tp_doc, const_cast<char *>("The native part of cellaret.Cache.")},
                             {Py_tp_new, reinterpret_cast<void *>(store_new)},
                             {Py_tp_init, reinterpret_cast<void *>(store_init)},
                             {Py_tp_dealloc, reinterpret_cast<void *>(store_dealloc)},
                             {Py_tp_methods, store_methods},
                             {Py_tp_getset, store_properties},
                             {Py_mp_subscript, reinterpret_cast<void *>(store_get_item)},
                             {Py_mp_ass_subscript, reinterpret_cast<void *>(store_set_item)},
                             {Py_mp_length, reinterpret_cast<void *>(store_len)},
                             {Py_sq_contains, reinterpret_cast<void *>(store_contains)},
                             {0, nullptr}};

}  // namespace

PyType_Spec store_spec = {"cellaret._native.Store", sizeof(Store), 0,
                          Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, store_slots};

}  // namespace cellaret::python
