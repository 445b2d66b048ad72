// What concerns a whole instance: clearing, maintenance, statistics, options, clock.
#include "convert.h"
#include "store.h"

namespace cellaret::python {
namespace {

// None, or the exception of a status.
PyObject *none_or_raise(Store *self, cellaret_status status, const char *operation) {
  if (status != CELLARET_OK) return raise_status(self->state, status, operation, nullptr);
  Py_RETURN_NONE;
}

}  // namespace

// These may free a great deal, so other threads go on meanwhile.
PyObject *store_clear(PyObject *object, PyObject *) {
  cellaret_status status = CELLARET_OK;
  cellaret_cache *const handle = store_of(object)->handle;
  Py_BEGIN_ALLOW_THREADS;
  status = cellaret_clear(handle);
  Py_END_ALLOW_THREADS;
  return none_or_raise(store_of(object), status, "clear");
}

PyObject *store_maintain(PyObject *object, PyObject *budget) {
  const unsigned long long limit = PyLong_AsUnsignedLongLong(budget);
  if (limit == static_cast<unsigned long long>(-1) && PyErr_Occurred()) return nullptr;
  std::uint64_t reclaimed = 0;
  cellaret_status status = CELLARET_OK;
  cellaret_cache *const handle = store_of(object)->handle;
  Py_BEGIN_ALLOW_THREADS;
  status = cellaret_maintain(handle, limit, &reclaimed);
  Py_END_ALLOW_THREADS;
  if (status != CELLARET_OK) {
    return raise_status(store_of(object)->state, status, "maintain", nullptr);
  }
  return PyLong_FromUnsignedLongLong(reclaimed);
}

PyObject *store_close(PyObject *object, PyObject *) {
  Store *const self = store_of(object);
  self->is_open = false;
  cellaret_cache *const handle = self->handle;
  Py_BEGIN_ALLOW_THREADS;
  cellaret_cache_close(handle);
  Py_END_ALLOW_THREADS;
  Py_RETURN_NONE;
}

PyObject *store_is_closed(PyObject *object, void *) {
  return PyBool_FromLong(!store_of(object)->is_open);
}

// The fields in the order of cellaret.Stats.
PyObject *store_read_stats(PyObject *object, PyObject *) {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  const cellaret_status status = cellaret_stats_read(store_of(object)->handle, &stats);
  if (status != CELLARET_OK) {
    return raise_status(store_of(object)->state, status, "stats", nullptr);
  }
  return Py_BuildValue("KKKKKKKKKKKIss", stats.hits, stats.misses, stats.sets, stats.deletes,
                       stats.expirations, stats.evictions, stats.entries, stats.bytes_charged,
                       stats.bytes_pinned, stats.max_bytes, stats.max_entries, stats.shards,
                       stats.policy, stats.allocator);
}

PyObject *store_reset_stats(PyObject *object, PyObject *) {
  return none_or_raise(store_of(object), cellaret_stats_reset(store_of(object)->handle),
                       "reset_stats");
}

PyObject *store_now(PyObject *object, PyObject *) {
  std::int64_t ms = 0;
  const cellaret_status status = cellaret_clock_now(store_of(object)->handle, &ms);
  if (status != CELLARET_OK) return raise_status(store_of(object)->state, status, "now", nullptr);
  return PyLong_FromLongLong(ms);
}

PyObject *store_advance(PyObject *object, PyObject *argument) {
  std::int64_t ms = 0;
  if (!read_int64(argument, "ms", &ms)) return nullptr;
  return none_or_raise(store_of(object), cellaret_clock_advance(store_of(object)->handle, ms),
                       "advance");
}

PyObject *store_step_wall(PyObject *object, PyObject *argument) {
  std::int64_t ms = 0;
  if (!read_int64(argument, "ms", &ms)) return nullptr;
  return none_or_raise(store_of(object), cellaret_clock_step_wall(store_of(object)->handle, ms),
                       "step_wall");
}

Py_ssize_t store_len(PyObject *object) {
  std::uint64_t entries = 0;
  const cellaret_status status = cellaret_len(store_of(object)->handle, &entries);
  if (status == CELLARET_OK) return static_cast<Py_ssize_t>(entries);
  raise_status(store_of(object)->state, status, "len", nullptr);
  return -1;
}

}  // namespace cellaret::python
