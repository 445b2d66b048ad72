// Matching a key against a pattern, by the rules of Redis.
//
//   *        any bytes, or none            ?        one byte
//   [abc]    one of these                  [a-z]    one from a to z, also written [z-a]
//   [^a]     one byte, but not these       \x       x itself, inside brackets too
// A bracket that is not closed is closed by the end of the pattern, and a backslash at the end is
// itself. In ranges, bytes above 0x7f come before all others, as in Redis on x86-64. The empty key
// is matched by the empty pattern and by *, and by nothing else.
//
// Cost: one pass with at most one place to come back to, the last star, since a match that reached
// a later star need not be undone before it. So a pattern of n bytes costs a key of m bytes at most
// n times m steps and no memory, whatever they are.
#pragma once

#include <string_view>

namespace cellaret::engine {

[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace cellaret::engine
