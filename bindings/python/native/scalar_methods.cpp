// Reading and writing: get, set and its relatives, increment, and the forms with brackets.
#include "convert.h"
#include "store.h"

namespace cellaret::python {
namespace {

constexpr const char *kWriteParameters[] = {"key", "value", "expiry"};
constexpr Signature kSet = {"set", kWriteParameters, 3, 2, 2};
constexpr Signature kSetIfAbsent = {"set_if_absent", kWriteParameters, 3, 2, 2};
constexpr Signature kReplace = {"replace", kWriteParameters, 3, 2, 2};
constexpr const char *kGetParameters[] = {"key", "default"};
constexpr Signature kGet = {"get", kGetParameters, 2, 1, 2};
constexpr const char *kGetAndSetParameters[] = {"key", "value", "default", "expiry"};
constexpr Signature kGetAndSet = {"get_and_set", kGetAndSetParameters, 4, 2, 3};
constexpr const char *kIncrementParameters[] = {"key", "delta", "expiry"};
constexpr Signature kIncrement = {"increment", kIncrementParameters, 3, 1, 2};

// Writes one value. out_old: may be NULL.
bool write(Store *self, const char *operation, PyObject *key_object, PyObject *value_object,
           PyObject *expiry, std::uint8_t condition, cellaret_value *out_old) {
  Key key;
  Outgoing value;
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.condition = condition;
  if (!read_key(self->state, operation, key_object, &key) ||
      !read_value(self->state, value_object, &value) ||
      !read_expiry(self->state, expiry, &options.expiry)) {
    return false;
  }
  options.codec = value.codec;
  cellaret_status status = CELLARET_OK;
  if (value.type == CELLARET_TYPE_INT) {
    status = cellaret_int_set(self->handle, key.data, key.size, value.integer, &options, out_old);
  } else if (value.type == CELLARET_TYPE_DOUBLE) {
    status = cellaret_double_set(self->handle, key.data, key.size, value.number, &options, out_old);
  } else {
    status =
        cellaret_set(self->handle, key.data, key.size, value.data, value.size, &options, out_old);
  }
  if (status != CELLARET_OK) raise_status(self->state, status, operation, key_object);
  return status == CELLARET_OK;
}

PyObject *write_method(const Signature &signature, std::uint8_t condition, PyObject *object,
                       PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
  PyObject *given[3];
  if (!bind_arguments(signature, arguments, count, names, given) ||
      !write(store_of(object), signature.name, given[0], given[1], given[2], condition, nullptr)) {
    return nullptr;
  }
  Py_RETURN_NONE;
}

}  // namespace

PyObject *store_get(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                    PyObject *names) {
  PyObject *given[2];
  if (!bind_arguments(kGet, arguments, count, names, given)) return nullptr;
  Store *const self = store_of(object);
  Key key;
  if (!read_key(self->state, "get", given[0], &key)) return nullptr;
  cellaret_value value;
  const cellaret_status status = cellaret_get(self->handle, key.data, key.size, &value);
  if (status == CELLARET_OK) return object_of_value(self->state, &value);
  if (status != CELLARET_MISS) return raise_status(self->state, status, "get", given[0]);
  return Py_NewRef(given[1] == nullptr ? Py_None : given[1]);
}

PyObject *store_set(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                    PyObject *names) {
  return write_method(kSet, CELLARET_SET_ALWAYS, object, arguments, count, names);
}

PyObject *store_set_if_absent(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                              PyObject *names) {
  return write_method(kSetIfAbsent, CELLARET_SET_IF_ABSENT, object, arguments, count, names);
}

PyObject *store_replace(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                        PyObject *names) {
  return write_method(kReplace, CELLARET_SET_IF_PRESENT, object, arguments, count, names);
}

PyObject *store_get_and_set(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                            PyObject *names) {
  PyObject *given[4];
  cellaret_value old{};
  if (!bind_arguments(kGetAndSet, arguments, count, names, given) ||
      !write(store_of(object), kGetAndSet.name, given[0], given[1], given[3], CELLARET_SET_ALWAYS,
             &old)) {
    return nullptr;
  }
  if (old.type != CELLARET_TYPE_NONE) return object_of_value(store_of(object)->state, &old);
  return Py_NewRef(given[2] == nullptr ? Py_None : given[2]);
}

PyObject *store_increment(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                          PyObject *names) {
  PyObject *given[3];
  if (!bind_arguments(kIncrement, arguments, count, names, given)) return nullptr;
  Store *const self = store_of(object);
  Key key;
  cellaret_expiry expiry;
  if (!read_key(self->state, "increment", given[0], &key) ||
      !read_expiry(self->state, given[2], &expiry)) {
    return nullptr;
  }
  PyObject *const delta = given[1];
  cellaret_status status = CELLARET_OK;
  if (delta != nullptr && PyFloat_Check(delta)) {
    double sum = 0;
    status = cellaret_double_increment(self->handle, key.data, key.size, PyFloat_AS_DOUBLE(delta),
                                       &expiry, &sum);
    if (status == CELLARET_OK) return PyFloat_FromDouble(sum);
  } else {
    std::int64_t sum = 1;
    if (delta != nullptr && !read_int64(delta, "delta", &sum)) return nullptr;
    status = cellaret_int_increment(self->handle, key.data, key.size, sum, &expiry, &sum);
    if (status == CELLARET_OK) return PyLong_FromLongLong(sum);
  }
  return raise_status(self->state, status, "increment", given[0]);
}

PyObject *store_get_item(PyObject *object, PyObject *key_object) {
  Store *const self = store_of(object);
  Key key;
  if (!read_key(self->state, "get", key_object, &key)) return nullptr;
  cellaret_value value;
  const cellaret_status status = cellaret_get(self->handle, key.data, key.size, &value);
  if (status == CELLARET_OK) return object_of_value(self->state, &value);
  return raise_status(self->state, status, "get", key_object);
}

int store_set_item(PyObject *object, PyObject *key_object, PyObject *value) {
  Store *const self = store_of(object);
  if (value != nullptr) {
    return write(self, "set", key_object, value, nullptr, CELLARET_SET_ALWAYS, nullptr) ? 0 : -1;
  }
  Key key;
  if (!read_key(self->state, "delete", key_object, &key)) return -1;
  const cellaret_status status = cellaret_delete(self->handle, key.data, key.size);
  if (status == CELLARET_OK) return 0;
  raise_status(self->state, status, "delete", key_object);
  return -1;
}

}  // namespace cellaret::python
