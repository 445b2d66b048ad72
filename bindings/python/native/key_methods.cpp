// What concerns a key whatever its value: delete, exists, type, deadlines.
#include <array>
#include <limits>
#include <memory>

#include "convert.h"
#include "store.h"

namespace cellaret::python {
namespace {

constexpr const char *kExpireParameters[] = {"key", "duration", "condition"};
constexpr Signature kExpire = {"expire", kExpireParameters, 3, 2, 2};
constexpr const char *kExpireAtParameters[] = {"key", "time", "condition"};
constexpr Signature kExpireAt = {"expire_at", kExpireAtParameters, 3, 2, 2};

// Deletes without memory of its own up to this many keys in a call.
constexpr Py_ssize_t kKeysOnStack = 16;

struct FreeMemory {
  void operator()(void *memory) const { PyMem_Free(memory); }
};

// Calls a function that takes nothing but a key. Below 0: an exception is set.
template <class Call>
cellaret_status call_with_key(Store *self, const char *operation, PyObject *key_object,
                              const Call &call) {
  Key key;
  if (!read_key(self->state, operation, key_object, &key)) return CELLARET_KEY_ENCODING;
  const cellaret_status status = call(self->handle, key.data, key.size);
  if (status < 0) raise_status(self->state, status, operation, key_object);
  return status;
}

using ReadTime = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, std::int64_t *);

// A time in ms, inf for a key that never expires, None without the key.
PyObject *read_time(PyObject *object, const char *operation, PyObject *key, ReadTime read) {
  std::int64_t ms = 0;
  const auto call = [&ms, read](cellaret_cache *cache, const void *data, std::size_t size) {
    return read(cache, data, size, &ms);
  };
  const cellaret_status status = call_with_key(store_of(object), operation, key, call);
  if (status < 0) return nullptr;
  if (status == CELLARET_OK) return PyLong_FromLongLong(ms);
  if (status == CELLARET_NO_EXPIRY) {
    return PyFloat_FromDouble(std::numeric_limits<double>::infinity());
  }
  Py_RETURN_NONE;
}

// The argument `condition`: NULL is "always".
bool read_condition(PyObject *object, std::uint32_t *out) {
  static constexpr const char *kNames[] = {"always", "if_none", "if_any", "if_greater", "if_less"};
  *out = CELLARET_EXPIRE_ALWAYS;
  if (object == nullptr) return true;
  if (PyUnicode_Check(object)) {
    for (; *out <= CELLARET_EXPIRE_IF_LESS; ++*out) {
      if (PyUnicode_CompareWithASCIIString(object, kNames[*out]) == 0) return true;
    }
  }
  PyErr_Format(PyExc_ValueError,
               "condition is 'always', 'if_none', 'if_any', 'if_greater' or 'if_less', not %R",
               object);
  return false;
}

// Reads an int, or what the typed layer makes one of.
bool read_ms(ModuleState *state, Hook hook, PyObject *object, std::int64_t *out) {
  if (PyLong_CheckExact(object)) {
    int overflow = 0;
    *out = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow == 0) return true;
  }
  PyObject *const number = call_hook(state, hook, &object, 1);
  if (number == nullptr) return false;
  const bool is_read = read_int64(number, "a time in milliseconds", out);
  Py_DECREF(number);
  return is_read;
}

using SetTime = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, std::int64_t,
                                    std::uint32_t);

PyObject *expire_method(const Signature &signature, Hook hook, SetTime set_time, PyObject *object,
                        PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
  PyObject *given[3];
  if (!bind_arguments(signature, arguments, count, names, given)) return nullptr;
  Store *const self = store_of(object);
  std::int64_t ms = 0;
  std::uint32_t condition = 0;
  if (!read_ms(self->state, hook, given[1], &ms) || !read_condition(given[2], &condition)) {
    return nullptr;
  }
  const auto call = [=](cellaret_cache *cache, const void *data, std::size_t size) {
    return set_time(cache, data, size, ms, condition);
  };
  const cellaret_status status = call_with_key(self, signature.name, given[0], call);
  return status < 0 ? nullptr : PyBool_FromLong(status == CELLARET_OK);
}

}  // namespace

PyObject *store_delete(PyObject *object, PyObject *const *arguments, Py_ssize_t count) {
  Store *const self = store_of(object);
  std::array<cellaret_key, kKeysOnStack> on_stack;
  std::unique_ptr<cellaret_key[], FreeMemory> on_heap;
  cellaret_key *keys = on_stack.data();
  if (count > kKeysOnStack) {
    on_heap.reset(PyMem_New(cellaret_key, count));
    if (on_heap == nullptr) return PyErr_NoMemory();
    keys = on_heap.get();
  }
  for (Py_ssize_t i = 0; i < count; i++) {
    Key key;
    if (!read_key(self->state, "delete", arguments[i], &key)) return nullptr;
    keys[i] = {key.data, key.size};
  }
  std::uint64_t deleted = 0;
  const cellaret_status status =
      cellaret_delete_many(self->handle, keys, static_cast<std::size_t>(count), &deleted);
  if (status != CELLARET_OK) return raise_status(self->state, status, "delete", nullptr);
  return PyLong_FromUnsignedLongLong(deleted);
}

PyObject *store_exists(PyObject *object, PyObject *key) {
  const int found = store_contains(object, key);
  return found < 0 ? nullptr : PyBool_FromLong(found);
}

PyObject *store_persist(PyObject *object, PyObject *key) {
  const cellaret_status status = call_with_key(store_of(object), "persist", key, cellaret_persist);
  return status < 0 ? nullptr : PyBool_FromLong(status == CELLARET_OK);
}

PyObject *store_type(PyObject *object, PyObject *key) {
  std::uint8_t type = CELLARET_TYPE_NONE;
  const auto call = [&type](cellaret_cache *cache, const void *data, std::size_t size) {
    return cellaret_type(cache, data, size, &type);
  };
  if (call_with_key(store_of(object), "type", key, call) < 0) return nullptr;
  switch (type) {
    case CELLARET_TYPE_STRING:
      return PyUnicode_FromString("string");
    case CELLARET_TYPE_INT:
      return PyUnicode_FromString("int");
    case CELLARET_TYPE_DOUBLE:
      return PyUnicode_FromString("double");
    default:
      Py_RETURN_NONE;
  }
}

PyObject *store_ttl(PyObject *object, PyObject *key) {
  return read_time(object, "ttl", key, cellaret_ttl);
}

PyObject *store_expire_time(PyObject *object, PyObject *key) {
  return read_time(object, "expire_time", key, cellaret_expire_time);
}

PyObject *store_expire(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                       PyObject *names) {
  return expire_method(kExpire, Hook::kMilliseconds, cellaret_expire, object, arguments, count,
                       names);
}

PyObject *store_expire_at(PyObject *object, PyObject *const *arguments, Py_ssize_t count,
                          PyObject *names) {
  return expire_method(kExpireAt, Hook::kUnixTime, cellaret_expire_at, object, arguments, count,
                       names);
}

int store_contains(PyObject *object, PyObject *key) {
  const cellaret_status status = call_with_key(store_of(object), "exists", key, cellaret_exists);
  return status < 0 ? -1 : status == CELLARET_OK;
}

}  // namespace cellaret::python
