// One token of the pattern against one byte of the text, and where to go on.
#include "engine/base/glob.h"

#include <algorithm>
#include <cstddef>

namespace cellaret::engine {

namespace {

// Whether the class at `at`, which stands after its opening bracket, has this byte. `at` becomes
// the place after it.
bool class_has(std::string_view pattern, std::size_t &at, char byte) {
  bool negated = at < pattern.size() && pattern[at] == '^';
  if (negated) ++at;
  bool found = false;
  for (; at < pattern.size() && pattern[at] != ']'; ++at) {
    std::size_t left = pattern.size() - at;
    if (pattern[at] == '\\' && left >= 2) {
      ++at;
      found |= pattern[at] == byte;
    } else if (left >= 3 && pattern[at + 1] == '-') {
      auto [low, high] = std::minmax(
          {static_cast<signed char>(pattern[at]), static_cast<signed char>(pattern[at + 2])});
      auto value = static_cast<signed char>(byte);
      found |= low <= value && value <= high;
      at += 2;
    } else {
      found |= pattern[at] == byte;
    }
  }
  if (at < pattern.size()) ++at;
  return found != negated;
}

// Whether the token at `at`, no star, takes this byte. `at` becomes the place after it.
bool token_takes(std::string_view pattern, std::size_t &at, char byte) {
  switch (pattern[at]) {
    case '?':
      ++at;
      return true;
    case '[':
      return class_has(pattern, ++at, byte);
    case '\\':
      if (at + 1 < pattern.size()) ++at;
      [[fallthrough]];
    default:
      return pattern[at++] == byte;
  }
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
  if (text.empty()) return pattern.empty() || pattern == "*";
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t at = 0;
  std::size_t after_star = kNone;  // of the last star seen
  std::size_t resume = 0;          // the text that star has not taken yet
  for (std::size_t place = 0; place < text.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      after_star = ++at;
      resume = place;
      if (at == pattern.size()) return true;
    } else if (at < pattern.size() && token_takes(pattern, at, text[place])) {
      ++place;
    } else if (after_star != kNone) {
      at = after_star;
      place = ++resume;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace cellaret::engine
