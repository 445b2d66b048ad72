// Random call sequences against the model; a seed that fails is printed and runs alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <vector>

#include "tests/model/sequence.h"

namespace cellaret::model {
namespace {

std::optional<std::string> run(std::uint64_t seed, std::size_t size) {
  std::mt19937_64 random(seed);
  std::vector<std::uint8_t> bytes(size);
  for (std::uint8_t &byte : bytes) byte = static_cast<std::uint8_t>(random());
  return Sequence(bytes.data(), bytes.size()).run();
}

void expect_no_difference(std::uint64_t first_seed, int count, std::size_t size) {
  for (std::uint64_t seed = first_seed; seed < first_seed + static_cast<std::uint64_t>(count);
       ++seed) {
    std::optional<std::string> difference = run(seed, size);
    ASSERT_FALSE(difference) << "seed " << seed << ", " << size << " bytes: " << *difference;
  }
}

// CELLARET_SEED moves all of them to other sequences.
std::uint64_t first_seed() {
  const char *given = std::getenv("CELLARET_SEED");
  return given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
}

TEST(SequenceTest, short_sequences_equal_the_model) {
  expect_no_difference(first_seed(), 3000, 300);
}

TEST(SequenceTest, long_sequences_equal_the_model) {
  expect_no_difference(first_seed(), 60, 30'000);
}

}  // namespace
}  // namespace cellaret::model
