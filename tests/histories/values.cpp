// Making and recognising texts that check themselves.
#include "tests/histories/values.h"

#include <algorithm>
#include <cstring>

namespace cellaret::history {

namespace {

std::uint64_t word_of(std::int64_t number, std::size_t at) {
  auto first = static_cast<std::uint64_t>(number);
  if (at == 0) return first;
  std::uint64_t word = (first + at) * 0x9e3779b97f4a7c15u;
  return word ^ word >> 29;
}

}  // namespace

void write_text(std::int64_t number, unsigned char *out) {
  std::size_t size = text_size(number);
  for (std::size_t at = 0; at < size; at += 8) {
    std::uint64_t word = word_of(number, at / 8);
    std::memcpy(out + at, &word, std::min<std::size_t>(8, size - at));
  }
}

Content content_of(const cellaret_value &value) {
  if (value.type == CELLARET_TYPE_NONE) return {};
  if (value.type == CELLARET_TYPE_INT) return integer(value.as.integer);
  constexpr Content torn{kTorn, 0};
  if (value.type != CELLARET_TYPE_STRING || value.size < kMinTextSize) return torn;
  const auto *bytes = static_cast<const unsigned char *>(cellaret_value_data(&value));
  std::int64_t number = 0;
  std::memcpy(&number, bytes, sizeof number);
  if (text_size(number) != value.size || value.codec != codec_of(number)) return torn;
  for (std::size_t at = 0; at < value.size; at += 8) {
    std::uint64_t word = word_of(number, at / 8);
    if (std::memcmp(bytes + at, &word, std::min<std::size_t>(8, value.size - at)) != 0) return torn;
  }
  return text(number);
}

}  // namespace cellaret::history
