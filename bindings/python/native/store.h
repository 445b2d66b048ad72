// The functions behind the type Store, by the file that has them.
#pragma once

#include "state.h"

namespace cellaret::python {

// store_methods.cpp; both end with an empty entry.
extern PyMethodDef store_methods[];
extern PyGetSetDef store_properties[];

// scalar_methods.cpp
PyObject *store_get(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_set(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_set_if_absent(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_replace(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_get_and_set(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_increment(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_get_item(PyObject *, PyObject *key);
int store_set_item(PyObject *, PyObject *key, PyObject *value);  // value NULL: deletes

// key_methods.cpp
PyObject *store_delete(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *store_exists(PyObject *, PyObject *key);
PyObject *store_type(PyObject *, PyObject *key);
PyObject *store_expire(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_expire_at(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *store_persist(PyObject *, PyObject *key);
PyObject *store_ttl(PyObject *, PyObject *key);
PyObject *store_expire_time(PyObject *, PyObject *key);
int store_contains(PyObject *, PyObject *key);

// instance_methods.cpp
PyObject *store_clear(PyObject *, PyObject *);
PyObject *store_maintain(PyObject *, PyObject *budget);
PyObject *store_close(PyObject *, PyObject *);
PyObject *store_is_closed(PyObject *, void *);
PyObject *store_read_stats(PyObject *, PyObject *);
PyObject *store_reset_stats(PyObject *, PyObject *);
PyObject *store_now(PyObject *, PyObject *);
PyObject *store_advance(PyObject *, PyObject *ms);
PyObject *store_step_wall(PyObject *, PyObject *ms);
Py_ssize_t store_len(PyObject *);

}  // namespace cellaret::python
