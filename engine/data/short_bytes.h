// Comparing and copying bytes without a call, where most of them are few.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/base/platform.h"

namespace cellaret::engine {

// memcmp(...) == 0 without the call: around one, what a lookup has found out would have to leave
// its registers.
inline bool same_bytes(const char *left, const char *right, std::size_t size) {
  auto words_differ = [&](std::size_t at) {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::memcpy(&a, left + at, 8);
    std::memcpy(&b, right + at, 8);
    return a ^ b;
  };
  if (size < 8) [[unlikely]] {
    unsigned difference = 0;
    for (std::size_t at = 0; at < size; ++at) {
      difference |= static_cast<unsigned char>(left[at] ^ right[at]);
    }
    return difference == 0;
  }
  std::uint64_t difference = words_differ(0) | words_differ(size - 8);
  for (std::size_t at = 8; at + 8 < size; at += 8) difference |= words_differ(at);
  return difference == 0;
}

// memcpy() without the call.
inline void copy_bytes(void *to, const void *from, std::size_t size) {
  constexpr std::size_t kCalledFrom = 64;
  auto copy = [&](std::size_t at, auto word) CELLARET_INLINE_LAMBDA {
    std::memcpy(&word, static_cast<const char *>(from) + at, sizeof word);
    std::memcpy(static_cast<char *>(to) + at, &word, sizeof word);
  };
  if (size >= 8 && size <= kCalledFrom) [[likely]] {
    for (std::size_t at = 0; at + 8 < size; at += 8) copy(at, std::uint64_t{0});
    copy(size - 8, std::uint64_t{0});
  } else if (size > kCalledFrom) {
    std::memcpy(to, from, size);
  } else if (size >= 4) {
    copy(0, std::uint32_t{0});
    copy(size - 4, std::uint32_t{0});
  } else if (size != 0) {
    copy(0, std::uint8_t{0});
    copy(size / 2, std::uint8_t{0});
    copy(size - 1, std::uint8_t{0});
  }
}

}  // namespace cellaret::engine
