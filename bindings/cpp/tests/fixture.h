// What the tests of the C++ binding share: a cache on a manual clock, and how to expect an Error.
#pragma once

#include <gtest/gtest.h>

#include <cellaret/cellaret.hpp>
#include <chrono>
#include <string>

namespace cellaret::test {

using namespace std::chrono_literals;

inline constexpr TimePoint kStart{std::chrono::milliseconds(1893456000000)};  // 2030-01-01

// Options of a cache that is the same in every run: its clock stands still, its seed is fixed.
inline Options manual_options() {
  return {.shards = 1, .clock = Clock::kManual, .manual_start = kStart, .seed = 7};
}

class CacheTest : public testing::Test {
 protected:
  Cache cache_{manual_options()};
};

// Runs `call` and gives the Error that it throws; fails the test when it throws none.
template <class Call>
Error error_of(Call call) {
  try {
    call();
  } catch (const Error &error) {
    return error;
  }
  ADD_FAILURE() << "no cellaret::Error was thrown";
  return Error(Code::OK, "nothing");
}

}  // namespace cellaret::test
