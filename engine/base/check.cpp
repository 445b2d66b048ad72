// Reports a broken invariant of the library and ends the process.
#include "engine/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cellaret::engine {

void check_failed(const char *file, int line, const char *condition, const char *message) noexcept {
  std::fprintf(stderr, "cellaret: %s:%d: %s (%s)\n", file, line, message, condition);
  std::abort();
}

}  // namespace cellaret::engine
