// Sixteen neighbouring words of 32 bits compared at once, by which a set finds a member's slot.
//
// Which of them it is cannot be predicted, so nothing branches on it.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstdint>

namespace cellaret::engine {

// Of each word the bits from `shift` on count. The answers are a bit for each word, the lowest for
// the first. Two ways to the same answers; a processor without the first takes the second.
struct PlainComparison {
  static constexpr std::uint32_t kSize = 16;

  [[nodiscard]] static std::uint32_t equal(const std::uint32_t *words, std::uint32_t wanted,
                                           unsigned shift) {
    std::uint32_t matches = 0;
    for (std::uint32_t at = 0; at < kSize; ++at) {
      matches |= std::uint32_t{words[at] >> shift == wanted} << at;
    }
    return matches;
  }
  // `shift` is not 0.
  [[nodiscard]] static std::uint32_t below(const std::uint32_t *words, std::uint32_t limit,
                                           unsigned shift) {
    std::uint32_t matches = 0;
    for (std::uint32_t at = 0; at < kSize; ++at) {
      matches |= std::uint32_t{words[at] >> shift < limit} << at;
    }
    return matches;
  }
};

#if defined(__SSE2__)

struct VectorComparison {
  static constexpr std::uint32_t kSize = 16;

  [[nodiscard]] static std::uint32_t equal(const std::uint32_t *words, std::uint32_t wanted,
                                           unsigned shift) {
    __m128i right = _mm_set1_epi32(static_cast<int>(wanted));
    return gather(words, shift, [&](__m128i left) { return _mm_cmpeq_epi32(left, right); });
  }
  [[nodiscard]] static std::uint32_t below(const std::uint32_t *words, std::uint32_t limit,
                                           unsigned shift) {
    __m128i right = _mm_set1_epi32(static_cast<int>(limit));
    return gather(words, shift, [&](__m128i left) { return _mm_cmplt_epi32(left, right); });
  }

 private:
  // Packing with saturation keeps all ones and all zeros.
  template <class Compare>
  [[nodiscard]] static std::uint32_t gather(const std::uint32_t *words, unsigned shift,
                                            Compare &&compare) {
    auto four = [&](int at) {
      const auto *from = reinterpret_cast<const __m128i *>(words) + at;
      return compare(_mm_srli_epi32(_mm_loadu_si128(from), static_cast<int>(shift)));
    };
    __m128i front = _mm_packs_epi32(four(0), four(1));
    __m128i back = _mm_packs_epi32(four(2), four(3));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(front, back)));
  }
};
using SlotComparison = VectorComparison;

#else
using SlotComparison = PlainComparison;
#endif

// The first `count` of sixteen slots, all of which can be read.
class SlotWindow {
 public:
  static constexpr std::uint32_t kSize = SlotComparison::kSize;

  SlotWindow(const std::uint32_t *slots, std::uint32_t count)
      : slots_(slots), mask_((1u << count) - 1) {}

  // Those that are equal from a bit on, a bit each.
  [[nodiscard]] std::uint32_t equal(std::uint32_t wanted, unsigned shift) const {
    return SlotComparison::equal(slots_, wanted, shift) & mask_;
  }
  // How many are below, of slots in ascending order.
  [[nodiscard]] std::uint32_t below(std::uint32_t limit, unsigned shift) const {
    return static_cast<std::uint32_t>(
        std::countr_one(SlotComparison::below(slots_, limit, shift) & mask_));
  }

 private:
  const std::uint32_t *slots_;
  std::uint32_t mask_;
};

}  // namespace cellaret::engine
