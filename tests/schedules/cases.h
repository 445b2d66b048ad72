// What is run under all kinds of schedules: a few threads with a few operations each, chosen so
// that the engine does at that moment what the case is named after.
#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "tests/histories/shapes.h"

namespace cellaret::schedules {

struct Case {
  const char *name;
  // Whether readers and writers meet in it so that reads have to begin anew now and then.
  bool has_retries;
  // How many times as many schedules as the others it gets: where two threads have to be stopped at
  // one place each.
  std::uint32_t weight;
  history::Plan (*make)(std::minstd_rand &random);
};

[[nodiscard]] std::span<const Case> cases();

}  // namespace cellaret::schedules
