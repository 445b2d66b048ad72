// Names and texts of statuses, and the check that engine and header mean the same by them.
#include <cellaret/status.h>

#include "engine/base/status.h"

namespace {

#define CELLARET_SAME(name) static_cast<int>(cellaret::engine::Status::name)
static_assert(CELLARET_SAME(kOk) == CELLARET_OK);
static_assert(CELLARET_SAME(kMiss) == CELLARET_MISS);
static_assert(CELLARET_SAME(kExists) == CELLARET_EXISTS);
static_assert(CELLARET_SAME(kNoExpiry) == CELLARET_NO_EXPIRY);
static_assert(CELLARET_SAME(kInvalid) == CELLARET_INVALID);
static_assert(CELLARET_SAME(kClosed) == CELLARET_CLOSED);
static_assert(CELLARET_SAME(kNoMemory) == CELLARET_NO_MEMORY);
static_assert(CELLARET_SAME(kTooLarge) == CELLARET_TOO_LARGE);
static_assert(CELLARET_SAME(kFull) == CELLARET_FULL);
static_assert(CELLARET_SAME(kWrongType) == CELLARET_WRONG_TYPE);
static_assert(CELLARET_SAME(kNotAnInteger) == CELLARET_NOT_AN_INTEGER);
static_assert(CELLARET_SAME(kNotANumber) == CELLARET_NOT_A_NUMBER);
static_assert(CELLARET_SAME(kOverflow) == CELLARET_OVERFLOW);
static_assert(CELLARET_SAME(kBadExpiry) == CELLARET_BAD_EXPIRY);
static_assert(CELLARET_SAME(kOutOfRange) == CELLARET_OUT_OF_RANGE);
static_assert(CELLARET_SAME(kNoKey) == CELLARET_NO_KEY);
static_assert(CELLARET_SAME(kLimit) == CELLARET_LIMIT);
static_assert(CELLARET_SAME(kKeyEncoding) == CELLARET_KEY_ENCODING);
static_assert(CELLARET_SAME(kInternal) == CELLARET_INTERNAL);
static_assert(CELLARET_SAME(kBadFormat) == CELLARET_BAD_FORMAT);
static_assert(CELLARET_SAME(kIo) == CELLARET_IO);
static_assert(CELLARET_SAME(kDiffers) == CELLARET_DIFFERS);
#undef CELLARET_SAME

}  // namespace

const char *cellaret_status_name(cellaret_status status) noexcept {
  switch (status) {
#define CELLARET_NAME(name, number, text) \
  case number:                            \
    return #name;
    CELLARET_STATUS_MAP(CELLARET_NAME)
#undef CELLARET_NAME
    default:
      return "UNKNOWN";
  }
}

const char *cellaret_status_text(cellaret_status status) noexcept {
  switch (status) {
#define CELLARET_TEXT(name, number, text) \
  case number:                            \
    return text;
    CELLARET_STATUS_MAP(CELLARET_TEXT)
#undef CELLARET_TEXT
    default:
      return "unknown status";
  }
}
