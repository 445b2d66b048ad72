// Assertions about our own code: on in every build, since a cache that answers wrongly is worse
// than one that stops.
#pragma once

namespace cellaret::engine {

// Prints the broken invariant and aborts.
[[noreturn]] void check_failed(const char *file, int line, const char *condition,
                               const char *message) noexcept;

}  // namespace cellaret::engine

#define CELLARET_CHECK(condition, message)           \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? static_cast<void>(0)                        \
       : ::cellaret::engine::check_failed(__FILE__, __LINE__, #condition, message))
