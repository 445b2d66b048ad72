// Keys, values and expiries between Python objects and the C interface.
#include "convert.h"

#include <cstring>

namespace cellaret::python {
namespace {

// Eight bytes at a time; the result is the same as looking at each.
bool is_ascii(const char *data, std::size_t size) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t seen = 0;
  for (; size >= sizeof seen; data += sizeof seen, size -= sizeof seen) {
    std::uint64_t word = 0;
    std::memcpy(&word, data, sizeof word);
    seen |= word;
  }
  for (; size > 0; data++, size--) seen |= static_cast<unsigned char>(*data);
  return (seen & kHighBits) == 0;
}

PyObject *bytes_of(const char *data, std::size_t size) {
  return PyBytes_FromStringAndSize(data, static_cast<Py_ssize_t>(size));
}

// Text, or bytes where a byte operation left something that is no UTF-8.
PyObject *text_of(const char *data, std::size_t size) {
  if (is_ascii(data, size)) {
    PyObject *const text = PyUnicode_New(static_cast<Py_ssize_t>(size), 127);
    if (text != nullptr) std::memcpy(PyUnicode_DATA(text), data, size);
    return text;
  }
  PyObject *const text = PyUnicode_DecodeUTF8(data, static_cast<Py_ssize_t>(size), nullptr);
  if (text != nullptr || !PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) return text;
  PyErr_Clear();
  return bytes_of(data, size);
}

PyObject *decoded(ModuleState *state, const char *data, std::size_t size, std::uint8_t codec) {
  PyObject *const bytes = bytes_of(data, size);
  if (bytes == nullptr) return nullptr;
  PyObject *const number = PyLong_FromLong(codec);
  if (number == nullptr) {
    Py_DECREF(bytes);
    return nullptr;
  }
  PyObject *const arguments[] = {bytes, number};
  PyObject *const result = call_hook(state, Hook::kDecode, arguments, 2);
  Py_DECREF(bytes);
  Py_DECREF(number);
  return result;
}

PyObject *object_of_bytes(ModuleState *state, const cellaret_value *value) {
  const char *const data = static_cast<const char *>(cellaret_value_data(value));
  switch (value->codec) {
    case CELLARET_CODEC_UTF8:
      return text_of(data, value->size);
    case CELLARET_CODEC_NULL:
      if (value->size == 0) return Py_NewRef(Py_None);
      return bytes_of(data, value->size);
    case CELLARET_CODEC_JSON:
      return decoded(state, data, value->size, value->codec);
    default:
      return bytes_of(data, value->size);
  }
}

// What the typed layer turns into bytes, or refuses.
bool read_encoded(ModuleState *state, PyObject *object, Outgoing *out) {
  PyObject *const pair = call_hook(state, Hook::kEncode, &object, 1);
  if (pair == nullptr) return false;
  PyObject *bytes = nullptr;
  out->type = CELLARET_TYPE_STRING;
  if (!PyArg_ParseTuple(pair, "Sb", &bytes, &out->codec)) {
    Py_DECREF(pair);
    return false;
  }
  out->owner = pair;
  out->data = PyBytes_AS_STRING(bytes);
  out->size = static_cast<std::size_t>(PyBytes_GET_SIZE(bytes));
  return true;
}

bool read_text(PyObject *object, Outgoing *out) {
  Py_ssize_t size = 0;
  out->data = PyUnicode_AsUTF8AndSize(object, &size);
  out->size = static_cast<std::size_t>(size);
  out->codec = CELLARET_CODEC_UTF8;
  return out->data != nullptr;
}

}  // namespace

bool read_other_key(ModuleState *state, const char *operation, PyObject *object, Key *out) {
  if (PyBytes_Check(object)) {
    out->data = PyBytes_AS_STRING(object);
    out->size = static_cast<std::size_t>(PyBytes_GET_SIZE(object));
    return true;
  }
  if (!PyUnicode_Check(object)) {
    PyErr_Format(PyExc_TypeError, "%s: a key is str or bytes, not %.200s", operation,
                 Py_TYPE(object)->tp_name);
    return false;
  }
  Py_ssize_t size = 0;
  out->data = PyUnicode_AsUTF8AndSize(object, &size);
  out->size = static_cast<std::size_t>(size);
  if (out->data != nullptr) return true;
  if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
    PyErr_Clear();
    raise_status(state, CELLARET_KEY_ENCODING, operation, object);
  }
  return false;
}

bool read_int64(PyObject *object, const char *name, std::int64_t *out) {
  if (!PyLong_Check(object) || PyBool_Check(object)) {
    PyErr_Format(PyExc_TypeError, "%s is an int, not %.200s", name, Py_TYPE(object)->tp_name);
    return false;
  }
  int overflow = 0;
  *out = PyLong_AsLongLongAndOverflow(object, &overflow);
  if (overflow != 0) {
    PyErr_Format(PyExc_OverflowError, "%s is outside the range of 64-bit integers", name);
    return false;
  }
  return !(*out == -1 && PyErr_Occurred());
}

bool read_value(ModuleState *state, PyObject *object, Outgoing *out) {
  if (PyUnicode_CheckExact(object)) return read_text(object, out);
  if (PyLong_CheckExact(object)) {
    out->type = CELLARET_TYPE_INT;
    return read_int64(object, "the value", &out->integer);
  }
  if (PyBytes_CheckExact(object)) {
    out->data = PyBytes_AS_STRING(object);
    out->size = static_cast<std::size_t>(PyBytes_GET_SIZE(object));
    out->codec = CELLARET_CODEC_BYTES;
    return true;
  }
  if (PyFloat_CheckExact(object)) {
    out->type = CELLARET_TYPE_DOUBLE;
    out->number = PyFloat_AS_DOUBLE(object);
    return true;
  }
  if (object == Py_None) {
    out->codec = CELLARET_CODEC_NULL;
    return true;
  }
  return read_encoded(state, object, out);
}

PyObject *object_of_value(ModuleState *state, cellaret_value *value) {
  if (value->type == CELLARET_TYPE_INT) return PyLong_FromLongLong(value->as.integer);
  if (value->type == CELLARET_TYPE_DOUBLE) return PyFloat_FromDouble(value->as.number);
  PyObject *const object = object_of_bytes(state, value);
  cellaret_value_release(value);
  return object;
}

bool read_expiry(ModuleState *state, PyObject *object, cellaret_expiry *out) {
  if (object == nullptr || object == Py_None) {
    *out = cellaret_expiry_default();
    return true;
  }
  if (Py_IS_TYPE(object, state->expiry_type)) {
    *out = reinterpret_cast<ExpiryObject *>(object)->raw;
    return true;
  }
  PyObject *const made = call_hook(state, Hook::kExpiry, &object, 1);
  if (made == nullptr) return false;
  const bool is_expiry = Py_IS_TYPE(made, state->expiry_type);
  if (is_expiry) {
    *out = reinterpret_cast<ExpiryObject *>(made)->raw;
  } else {
    PyErr_SetString(PyExc_TypeError, "the expiry hook returned no Expiry");
  }
  Py_DECREF(made);
  return is_expiry;
}

}  // namespace cellaret::python
