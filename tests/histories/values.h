// Values that check themselves: every word of a text follows from its number and its size, so that
// a mixture of two values is never taken for one of them.
#pragma once

#include <cellaret/cellaret.h>

#include <cstddef>
#include <cstdint>

#include "tests/histories/history.h"

namespace cellaret::history {

inline constexpr std::size_t kMinTextSize = 8;
inline constexpr std::size_t kMaxTextSize = 4096;

// The size of a number's text is part of its number: the lowest 12 bits, never below kMinTextSize.
[[nodiscard]] constexpr std::int64_t text_number(std::uint32_t number, std::size_t size) {
  return std::int64_t{number} << 12 | static_cast<std::int64_t>(size);
}
[[nodiscard]] constexpr std::size_t text_size(std::int64_t number) {
  return static_cast<std::size_t>(number & 0xfff);
}

// Writes text_size(number) bytes.
void write_text(std::int64_t number, unsigned char *out);
// The codec that goes with a number: none for every second, so that it can be written without any
// options.
[[nodiscard]] constexpr std::uint8_t codec_of(std::int64_t number) {
  std::int64_t write = number >> 12;
  std::int64_t user = CELLARET_CODEC_USER_FIRST + write % 64;
  return static_cast<std::uint8_t>(write % 2 == 0 ? 0 : user);
}
// What a value holds; of type kTorn if it is nothing that was ever written.
[[nodiscard]] Content content_of(const cellaret_value &value);

}  // namespace cellaret::history
