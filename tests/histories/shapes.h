// Random histories to be: which instance, and what each thread is going to call. Everything follows
// from a seed but the order in which the threads get to run.
#pragma once

#include <cellaret/cellaret.h>

#include <cstdint>
#include <vector>

#include "tests/histories/history.h"

namespace cellaret::history {

struct Plan {
  const char *name = "";
  cellaret_options options{};
  std::uint8_t keys = 1;
  bool may_evict = false;
  bool may_be_full = false;
  std::vector<Operation> before;  // by one thread alone
  std::vector<std::vector<Operation>> threads;
};

// Names of policies that may evict any key, each with its own way of learning of hits.
inline constexpr const char *kEvicting[] = {"allkeys-lru", "allkeys-lfu", "allkeys-random", "sieve",
                                            "s3-fifo",     "w-tinylfu",   "adaptive"};

// `operations`: of all threads together.
[[nodiscard]] Plan make_plan(std::uint64_t seed, std::uint32_t operations);

}  // namespace cellaret::history
