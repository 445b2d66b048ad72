// The keys that operations use, made before anything is timed and read one after another.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cellaret::bench {

// 16 bytes: "k" and 15 hexadecimal digits of a mixed number, so that neighbours share no prefix.
struct Key {
  std::array<char, 16> bytes;

  std::string_view view() const { return {bytes.data(), bytes.size()}; }
};

using Keys = std::vector<Key>;

Key key_of(std::uint64_t id);

// Keys of the ids first, first + 1, ... in this order.
Keys keys_from(std::uint64_t first, std::uint64_t count);

enum class Spread { kUniform, kZipf };  // Zipf with exponent 0.99, ranks scattered over the ids

// `length` keys drawn from the ids 0 to `population` - 1.
Keys drawn_keys(Spread spread, std::uint64_t population, std::uint64_t length, std::uint64_t seed);

// The ids from 0 to `population` - 1 in random order, each once.
Keys shuffled_keys(std::uint64_t population, std::uint64_t seed);

// For each operation whether it writes; `percent` of them do, at random places.
std::vector<std::uint8_t> write_marks(unsigned percent, std::uint64_t length);

}  // namespace cellaret::bench
