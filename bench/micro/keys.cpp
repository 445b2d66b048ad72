// Implementation of keys.h.
#include "bench/micro/keys.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>

namespace cellaret::bench {
namespace {

constexpr double kZipfExponent = 0.99;
constexpr std::uint64_t kScatter = 2'654'435'761;

// A permutation of 64-bit numbers (the finalizer of SplitMix64).
std::uint64_t mixed(std::uint64_t id) {
  id += 0x9e3779b97f4a7c15u;
  id = (id ^ (id >> 30)) * 0xbf58476d1ce4e5b9u;
  id = (id ^ (id >> 27)) * 0x94d049bb133111ebu;
  return id ^ (id >> 31);
}

// Ranks from 0 on; rank r is drawn with a probability proportional to (r + 1)^-0.99.
class ZipfRanks {
 public:
  explicit ZipfRanks(std::uint64_t population) : cumulated_(population) {
    double sum = 0;
    for (std::uint64_t rank = 0; rank < population; ++rank) {
      sum += std::pow(static_cast<double>(rank + 1), -kZipfExponent);
      cumulated_[rank] = sum;
    }
  }

  std::uint64_t operator()(std::mt19937_64 &random) const {
    const double drawn = std::uniform_real_distribution<double>(0, cumulated_.back())(random);
    const auto found = std::upper_bound(cumulated_.begin(), cumulated_.end() - 1, drawn);
    return static_cast<std::uint64_t>(found - cumulated_.begin());
  }

 private:
  std::vector<double> cumulated_;
};

}  // namespace

Key key_of(std::uint64_t id) {
  static constexpr char kDigits[] = "0123456789abcdef";
  Key key;
  key.bytes[0] = 'k';
  std::uint64_t rest = mixed(id);
  for (std::size_t place = 1; place < key.bytes.size(); ++place, rest >>= 4) {
    key.bytes[place] = kDigits[rest & 15];
  }
  return key;
}

Keys keys_from(std::uint64_t first, std::uint64_t count) {
  Keys keys(count);
  for (std::uint64_t place = 0; place < count; ++place) keys[place] = key_of(first + place);
  return keys;
}

Keys drawn_keys(Spread spread, std::uint64_t population, std::uint64_t length, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Keys keys(length);
  if (spread == Spread::kUniform) {
    std::uniform_int_distribution<std::uint64_t> ids(0, population - 1);
    for (Key &key : keys) key = key_of(ids(random));
  } else {
    // Frequent ids must not be neighbours in the order of insertion. The factor is a prime larger
    // than any population, so different ranks get different ids.
    const ZipfRanks ranks(population);
    for (Key &key : keys) key = key_of(ranks(random) * kScatter % population);
  }
  return keys;
}

Keys shuffled_keys(std::uint64_t population, std::uint64_t seed) {
  Keys keys = keys_from(0, population);
  std::shuffle(keys.begin(), keys.end(), std::mt19937_64(seed));
  return keys;
}

std::vector<std::uint8_t> write_marks(unsigned percent, std::uint64_t length) {
  std::vector<std::uint8_t> marks(length);
  const std::uint64_t writes = length * percent / 100;
  std::fill(marks.begin(), marks.begin() + static_cast<std::ptrdiff_t>(writes), std::uint8_t{1});
  std::shuffle(marks.begin(), marks.end(), std::mt19937_64(percent));
  return marks;
}

}  // namespace cellaret::bench
