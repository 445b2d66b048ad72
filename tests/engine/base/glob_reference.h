// Glob matching as one would first write it: a recursion that tries every way, slow and plain.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace cellaret::test {

// One token of a pattern as the bytes that it takes; a star takes none by itself.
struct GlobToken {
  bool is_star = false;
  std::vector<bool> takes = std::vector<bool>(256);
};

inline std::vector<GlobToken> glob_tokens(std::string_view pattern) {
  std::vector<GlobToken> tokens;
  auto byte = [](char c) { return static_cast<unsigned char>(c); };
  while (!pattern.empty()) {
    GlobToken token;
    char first = pattern.front();
    pattern.remove_prefix(1);
    if (first == '*') {
      token.is_star = true;
    } else if (first == '?') {
      token.takes.assign(256, true);
    } else if (first == '[') {
      bool negated = pattern.starts_with('^');
      if (negated) pattern.remove_prefix(1);
      while (!pattern.empty() && pattern.front() != ']') {
        std::size_t used = 1;
        if (pattern[0] == '\\' && pattern.size() > 1) {
          token.takes[byte(pattern[1])] = true;
          used = 2;
        } else if (pattern.size() > 2 && pattern[1] == '-') {
          // Bytes are signed where the recorded server ran.
          int from = static_cast<signed char>(pattern[0]);
          int to = static_cast<signed char>(pattern[2]);
          for (int value = std::min(from, to); value <= std::max(from, to); ++value) {
            token.takes[static_cast<unsigned char>(value)] = true;
          }
          used = 3;
        } else {
          token.takes[byte(pattern[0])] = true;
        }
        pattern.remove_prefix(used);
      }
      if (!pattern.empty()) pattern.remove_prefix(1);
      if (negated) token.takes.flip();
    } else {
      if (first == '\\' && !pattern.empty()) {
        first = pattern.front();
        pattern.remove_prefix(1);
      }
      token.takes[byte(first)] = true;
    }
    tokens.push_back(token);
  }
  return tokens;
}

inline bool glob_tokens_match(const std::vector<GlobToken> &tokens, std::size_t at,
                              std::string_view text) {
  if (at == tokens.size()) return text.empty();
  if (!tokens[at].is_star) {
    return !text.empty() && tokens[at].takes[static_cast<unsigned char>(text.front())] &&
           glob_tokens_match(tokens, at + 1, text.substr(1));
  }
  for (std::size_t taken = 0; taken <= text.size(); ++taken) {
    if (glob_tokens_match(tokens, at + 1, text.substr(taken))) return true;
  }
  return false;
}

inline bool reference_glob(std::string_view pattern, std::string_view text) {
  if (text.empty()) return pattern.empty() || pattern == "*";
  return glob_tokens_match(glob_tokens(pattern), 0, text);
}

}  // namespace cellaret::test
