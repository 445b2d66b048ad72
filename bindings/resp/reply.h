// What a command answers, in the terms of the protocol: values that know nothing of their encoding.
#pragma once

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

// An error with its class word in front. A line break would end the reply: it becomes a blank.
inline Reply error_reply(std::string text) {
  for (char &byte : text) {
    if (byte == '\r' || byte == '\n') byte = ' ';
  }
  return {Reply::Kind::kError, 0, std::move(text), {}};
}

}  // namespace cellaret::resp
