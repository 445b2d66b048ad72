// What an engine operation answers; the C API gives each the number of the public table.
#pragma once

#include <cstdint>

namespace cellaret::engine {

// The same names and numbers as CELLARET_STATUS_MAP; capi/src/status.cpp asserts it. The engine
// has its own copy because nothing below capi may include a public header.
enum class [[nodiscard]] Status : std::int32_t {
  kOk = 0,
  kMiss = 1,
  kExists = 2,
  kNoExpiry = 3,
  kInvalid = -1,
  kClosed = -2,
  kNoMemory = -3,
  kTooLarge = -4,
  kFull = -5,
  kWrongType = -6,
  kNotAnInteger = -7,
  kNotANumber = -8,
  kOverflow = -9,
  kBadExpiry = -10,
  kOutOfRange = -11,
  kNoKey = -12,
  kLimit = -13,
  kKeyEncoding = -14,
  kInternal = -15,
  kBadFormat = -16,
  kIo = -17,
  kDiffers = -18,
};

constexpr bool is_error(Status status) { return static_cast<std::int32_t>(status) < 0; }

}  // namespace cellaret::engine
