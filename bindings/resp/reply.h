// What a command answers, in the terms of the protocol: values that know nothing of their encoding.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cellaret::resp {

struct Reply {
  enum class Kind : std::uint8_t { kStatus, kError, kInteger, kBulk, kNull, kNullArray, kArray };

  Kind kind = Kind::kNull;
  std::int64_t number = 0;   // kInteger
  std::string text;          // kStatus, kError, kBulk
  std::vector<Reply> items;  // kArray

  bool operator==(const Reply &) const = default;
};

inline Reply status_reply(std::string_view text) {
  return {Reply::Kind::kStatus, 0, std::string(text), {}};
}
inline Reply ok_reply() { return status_reply("OK"); }
inline Reply integer_reply(std::int64_t number) { return {Reply::Kind::kInteger, number, {}, {}}; }
inline Reply bulk_reply(std::string_view bytes) {
  return {Reply::Kind::kBulk, 0, std::string(bytes), {}};
}
inline Reply null_reply() { return {}; }
inline Reply null_array_reply() { return {Reply::Kind::kNullArray, 0, {}, {}}; }
inline Reply array_reply(std::vector<Reply> items = {}) {
  return {Reply::Kind::kArray, 0, {}, std::move(items)};
}

// An error with its class word in front. A line break would end the reply: those at the ends go,
// others become blanks.
inline Reply error_reply(std::string text) {
  const auto is_break = [](char byte) { return byte == '\r' || byte == '\n'; };
  while (!text.empty() && is_break(text.back())) text.pop_back();
  std::ranges::replace_if(text, is_break, ' ');
  return {Reply::Kind::kError, 0, std::move(text), {}};
}

}  // namespace cellaret::resp
