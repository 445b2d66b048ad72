// Neighbouring numbers in ascending order compared with another one at once.
//
// Which of them is the first that is not below it cannot be predicted, so nothing branches on it.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstdint>
#include <cstring>

namespace cellaret::engine {

// How many of the first `count` numbers are below the limit. kSize numbers can be read. Two ways to
// the same answers; a processor without the second takes the first, and so do numbers of 64 bits.
template <class Number>
struct PlainNumberWindow {
  static constexpr std::uint32_t kSize = sizeof(Number) == 8 ? 4 : 16;

  [[nodiscard]] static std::uint32_t below(const unsigned char *numbers, std::uint32_t count,
                                           Number limit) {
    std::uint32_t found = 0;
    for (std::uint32_t at = 0; at < kSize; ++at) {
      Number number = 0;
      std::memcpy(&number, numbers + at * sizeof number, sizeof number);
      found += std::uint32_t{number < limit} & std::uint32_t{at < count};
    }
    return found;
  }
};

template <class Number>
struct NumberWindow : PlainNumberWindow<Number> {};

#if defined(__SSE2__)

// How many of the first `count` bits are set before one that is not.
inline std::uint32_t ones_before(std::uint32_t bits, std::uint32_t count) {
  return static_cast<std::uint32_t>(
      std::countr_one(count < 32 ? bits & ((1u << count) - 1) : bits));
}

// The sign of each comparison outlives packing with saturation; a bit for each number is left.
template <>
struct NumberWindow<std::int16_t> {
  static constexpr std::uint32_t kSize = 16;

  [[nodiscard]] static std::uint32_t below(const unsigned char *numbers, std::uint32_t count,
                                           std::int16_t limit) {
    const auto *from = reinterpret_cast<const __m128i *>(numbers);
    __m128i right = _mm_set1_epi16(limit);
    auto eight = [&](int at) { return _mm_cmplt_epi16(_mm_loadu_si128(from + at), right); };
    auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(eight(0), eight(1))));
    return ones_before(bits, count);
  }
};

template <>
struct NumberWindow<std::int32_t> {
  static constexpr std::uint32_t kSize = 16;

  [[nodiscard]] static std::uint32_t below(const unsigned char *numbers, std::uint32_t count,
                                           std::int32_t limit) {
    const auto *from = reinterpret_cast<const __m128i *>(numbers);
    __m128i right = _mm_set1_epi32(limit);
    auto four = [&](int at) { return _mm_cmplt_epi32(_mm_loadu_si128(from + at), right); };
    __m128i front = _mm_packs_epi32(four(0), four(1));
    __m128i back = _mm_packs_epi32(four(2), four(3));
    auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(front, back)));
    return ones_before(bits, count);
  }
};

#endif

}  // namespace cellaret::engine
