// The type Expiry: an immutable cellaret_expiry.
#include <cstddef>
#include <cstring>

#include "state.h"
// After Python.h, which it needs and does not include.
#include <structmember.h>

namespace cellaret::python {
namespace {

ExpiryObject *expiry_of(PyObject *object) { return reinterpret_cast<ExpiryObject *>(object); }

PyObject *expiry_new(PyTypeObject *type, PyObject *arguments, PyObject *names) {
  static const char *parameters[] = {"kind", "ms", "hour", "minute", "second", "utc_offset_minutes",
                                     nullptr};
  cellaret_expiry raw = cellaret_expiry_default();
  long long ms = 0;
  if (!PyArg_ParseTupleAndKeywords(arguments, names, "b|Lbbbi:Expiry",
                                   const_cast<char **>(parameters), &raw.kind, &ms, &raw.hour,
                                   &raw.minute, &raw.second, &raw.utc_offset_minutes)) {
    return nullptr;
  }
  raw.ms = ms;
  PyObject *const self = type->tp_alloc(type, 0);
  if (self != nullptr) expiry_of(self)->raw = raw;
  return self;
}

void expiry_dealloc(PyObject *self) {
  PyTypeObject *const type = Py_TYPE(self);
  type->tp_free(self);
  Py_DECREF(type);
}

PyObject *expiry_fields(PyObject *self, PyObject *) {
  const cellaret_expiry &raw = expiry_of(self)->raw;
  return Py_BuildValue("bLbbbi", raw.kind, static_cast<long long>(raw.ms), raw.hour, raw.minute,
                       raw.second, raw.utc_offset_minutes);
}

PyObject *expiry_reduce(PyObject *self, PyObject *) {
  PyObject *const fields = expiry_fields(self, nullptr);
  return fields == nullptr ? nullptr : Py_BuildValue("ON", Py_TYPE(self), fields);
}

PyObject *expiry_compare(PyObject *left, PyObject *right, int operation) {
  if (Py_TYPE(left) != Py_TYPE(right) || (operation != Py_EQ && operation != Py_NE)) {
    Py_RETURN_NOTIMPLEMENTED;
  }
  const cellaret_expiry &a = expiry_of(left)->raw;
  const cellaret_expiry &b = expiry_of(right)->raw;
  const bool are_equal = std::memcmp(&a, &b, sizeof a) == 0;
  return PyBool_FromLong(are_equal == (operation == Py_EQ));
}

Py_hash_t expiry_hash(PyObject *self) {
  PyObject *const fields = expiry_fields(self, nullptr);
  if (fields == nullptr) return -1;
  const Py_hash_t hash = PyObject_Hash(fields);
  Py_DECREF(fields);
  return hash;
}

PyObject *expiry_repr(PyObject *self) {
  const cellaret_expiry &raw = expiry_of(self)->raw;
  switch (raw.kind) {
    case CELLARET_EXPIRY_NEVER:
      return PyUnicode_FromString("never_expire()");
    case CELLARET_EXPIRY_KEEP:
      return PyUnicode_FromString("keep_ttl()");
    case CELLARET_EXPIRY_IN:
      return PyUnicode_FromFormat("expire_in(%lld)", static_cast<long long>(raw.ms));
    case CELLARET_EXPIRY_AT:
      return PyUnicode_FromFormat("expire_at(%lld)", static_cast<long long>(raw.ms));
    case CELLARET_EXPIRY_DAILY:
      return PyUnicode_FromFormat("expire_daily_at(%d, %d, %d, utc_offset=%d min)", raw.hour,
                                  raw.minute, raw.second, raw.utc_offset_minutes);
    default:
      return PyUnicode_FromFormat("Expiry(%d)", raw.kind);
  }
}

constexpr Py_ssize_t offset_of_raw(std::size_t field) {
  return static_cast<Py_ssize_t>(offsetof(ExpiryObject, raw) + field);
}

PyMemberDef expiry_members[] = {
    {"kind", T_UBYTE, offset_of_raw(offsetof(cellaret_expiry, kind)), READONLY,
     "What the other fields mean: one of EXPIRY_..."},
    {"ms", T_LONGLONG, offset_of_raw(offsetof(cellaret_expiry, ms)), READONLY,
     "Milliseconds from now, or since 1970."},
    {"hour", T_UBYTE, offset_of_raw(offsetof(cellaret_expiry, hour)), READONLY, "0 to 23."},
    {"minute", T_UBYTE, offset_of_raw(offsetof(cellaret_expiry, minute)), READONLY, "0 to 59."},
    {"second", T_UBYTE, offset_of_raw(offsetof(cellaret_expiry, second)), READONLY, "0 to 59."},
    {"utc_offset_minutes", T_INT, offset_of_raw(offsetof(cellaret_expiry, utc_offset_minutes)),
     READONLY, "Of the zone in which hour, minute and second count."},
    {nullptr, 0, 0, 0, nullptr}};

PyMethodDef expiry_methods[] = {{"__reduce__", expiry_reduce, METH_NOARGS, nullptr},
                                {nullptr, nullptr, 0, nullptr}};

PyType_Slot expiry_slots[] = {
    {Py_tp_doc, const_cast<char *>(
                    "When a value goes. Made by expire_in, expire_at, expire_daily_at and so on;\n"
                    "immutable, and good for any number of calls. Nothing is checked before the\n"
                    "call that takes it.")},
    {Py_tp_new, reinterpret_cast<void *>(expiry_new)},
    {Py_tp_dealloc, reinterpret_cast<void *>(expiry_dealloc)},
    {Py_tp_richcompare, reinterpret_cast<void *>(expiry_compare)},
    {Py_tp_hash, reinterpret_cast<void *>(expiry_hash)},
    {Py_tp_repr, reinterpret_cast<void *>(expiry_repr)},
    {Py_tp_members, expiry_members},
    {Py_tp_methods, expiry_methods},
    {0, nullptr}};

}  // namespace

PyType_Spec expiry_spec = {"cellaret._native.Expiry", sizeof(ExpiryObject), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, expiry_slots};

}  // namespace cellaret::python
