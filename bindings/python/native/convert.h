// Keys, values and expiries between Python objects and the C interface.
#pragma once

#include "state.h"

namespace cellaret::python {

struct Key {
  const char *data;
  std::size_t size;
};

// The slow part of read_key.
bool read_other_key(ModuleState *state, const char *operation, PyObject *object, Key *out);

// The bytes of a key, in place: valid as long as `object` is. False with an exception set.
inline bool read_key(ModuleState *state, const char *operation, PyObject *object, Key *out) {
  if (PyUnicode_CheckExact(object) && PyUnicode_IS_COMPACT_ASCII(object)) [[likely]] {
    out->data = static_cast<const char *>(PyUnicode_DATA(object));
    out->size = static_cast<std::size_t>(PyUnicode_GET_LENGTH(object));
    return true;
  }
  return read_other_key(state, operation, object, out);
}

// A value on its way into the cache. `owner` keeps the bytes alive; its destructor gives it back.
struct Outgoing {
  Outgoing() = default;
  Outgoing(const Outgoing &) = delete;
  Outgoing &operator=(const Outgoing &) = delete;
  ~Outgoing() { Py_XDECREF(owner); }

  std::uint8_t type = CELLARET_TYPE_STRING;
  std::uint8_t codec = CELLARET_CODEC_NONE;
  const char *data = nullptr;
  std::size_t size = 0;
  std::int64_t integer = 0;
  double number = 0;
  PyObject *owner = nullptr;
};

// Reads what is to be stored. False with an exception set: TypeError for what would come back
// changed, OverflowError for an int over 64 bits, ValueError for text without a UTF-8 form.
bool read_value(ModuleState *state, PyObject *object, Outgoing *out);

// The object of a value that was read, which is released. NULL with an exception set.
PyObject *object_of_value(ModuleState *state, cellaret_value *value);

// An int that fits 64 bits; OverflowError, or TypeError for another type and for bool.
bool read_int64(PyObject *object, const char *name, std::int64_t *out);

// The argument `expiry`: NULL and None are DEFAULT. False with an exception set.
bool read_expiry(ModuleState *state, PyObject *object, cellaret_expiry *out);

}  // namespace cellaret::python
