// Releasing values, and the check that the engine writes what the header declares.
#include <cellaret/value.h>

#include <cstddef>

#include "capi/src/call.h"
#include "engine/data/read_value.h"

namespace {

using cellaret::engine::ReadValue;
using cellaret::engine::Type;

static_assert(sizeof(ReadValue) == sizeof(cellaret_value));
static_assert(sizeof(cellaret_value) == 136);
static_assert(offsetof(ReadValue, type) == offsetof(cellaret_value, type));
static_assert(offsetof(ReadValue, codec) == offsetof(cellaret_value, codec));
static_assert(offsetof(ReadValue, is_pinned) == offsetof(cellaret_value, is_pinned));
static_assert(offsetof(ReadValue, size) == offsetof(cellaret_value, size));
static_assert(offsetof(ReadValue, version) == offsetof(cellaret_value, version));
static_assert(offsetof(ReadValue, word) == offsetof(cellaret_value, as));
static_assert(offsetof(ReadValue, pin) == offsetof(cellaret_value, pin));
static_assert(offsetof(ReadValue, owner) == offsetof(cellaret_value, owner));
static_assert(offsetof(ReadValue, bytes) == offsetof(cellaret_value, bytes));
static_assert(sizeof(ReadValue::bytes) == CELLARET_VALUE_INLINE_SIZE);
static_assert(static_cast<int>(Type::kNone) == CELLARET_TYPE_NONE);
static_assert(static_cast<int>(Type::kString) == CELLARET_TYPE_STRING);
static_assert(static_cast<int>(Type::kInt) == CELLARET_TYPE_INT);
static_assert(static_cast<int>(Type::kDouble) == CELLARET_TYPE_DOUBLE);
static_assert(cellaret::engine::kMaxKeySize == CELLARET_MAX_KEY_SIZE);
static_assert(cellaret::engine::kMaxValueSize == CELLARET_MAX_VALUE_SIZE);

}  // namespace

void cellaret_value_release(cellaret_value *value) noexcept {
  if (value != nullptr) cellaret::capi::to_engine(value)->release();
}
