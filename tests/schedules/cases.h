// What is run under all kinds of schedules: a few threads with a few operations each, chosen so
// that the engine does at that moment what the case is named after.
#pragma once

#include <cellaret/cellaret.h>

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "tests/histories/history.h"

namespace cellaret::schedules {

struct Scene {
  cellaret_options options{};
  std::uint8_t keys = 1;
  bool may_evict = false;
  std::vector<history::Operation> before;  // by one thread alone
  std::vector<std::vector<history::Operation>> threads;
};

struct Case {
  const char *name;
  // Whether readers and writers meet in it so that reads have to begin anew now and then.
  bool has_retries;
  Scene (*make)(std::minstd_rand &random);
};

[[nodiscard]] std::span<const Case> cases();

}  // namespace cellaret::schedules
