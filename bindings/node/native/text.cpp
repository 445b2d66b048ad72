// Implementation of text.h; the loops over ASCII are written for the compiler to vectorize.
#include "text.h"

namespace cellaret::node {
namespace {

constexpr char32_t kFirstHighSurrogate = 0xD800;
constexpr char32_t kFirstLowSurrogate = 0xDC00;
constexpr char32_t kAfterSurrogates = 0xE000;
constexpr char32_t kFirstBeyondUnit = 0x10000;
constexpr char32_t kLastCodePoint = 0x10FFFF;

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

bool is_surrogate(char32_t point) {
  return point >= kFirstHighSurrogate && point < kAfterSurrogates;
}

char continuation(char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); }

char *put_code_point(char32_t point, char *out) {
  if (point < 0x80) {
    *out++ = static_cast<char>(point);
  } else if (point < 0x800) {
    *out++ = static_cast<char>(0xC0 | (point >> 6));
    *out++ = continuation(point);
  } else if (point < kFirstBeyondUnit) {
    *out++ = static_cast<char>(0xE0 | (point >> 12));
    *out++ = continuation(point >> 6);
    *out++ = continuation(point);
  } else {
    *out++ = static_cast<char>(0xF0 | (point >> 18));
    *out++ = continuation(point >> 12);
    *out++ = continuation(point >> 6);
    *out++ = continuation(point);
  }
  return out;
}

// How many bytes the character at the start of `bytes` takes; 0 when it is not well-formed.
std::size_t character_size(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || size > bytes.size()) return 0;
  char32_t point = lead & (0x7Fu >> size);
  for (std::size_t at = 1; at < size; ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (!is_continuation(byte)) return 0;
    point = (point << 6) | (byte & 0x3Fu);
  }
  const char32_t smallest = size == 4 ? kFirstBeyondUnit : size == 3 ? 0x800 : 0x80;
  return point < smallest || point > kLastCodePoint || is_surrogate(point) ? 0 : size;
}

}  // namespace

bool is_ascii(std::u16string_view units) {
  unsigned seen = 0;
  for (const char16_t unit : units) seen |= unit;
  return seen < 0x80;
}

bool is_ascii(std::string_view bytes) {
  unsigned char seen = 0;
  for (const char byte : bytes) seen |= static_cast<unsigned char>(byte);
  return seen < 0x80;
}

void narrow_ascii(std::u16string_view units, char *out) {
  for (std::size_t at = 0; at < units.size(); ++at) out[at] = static_cast<char>(units[at]);
}

bool encode_utf8(std::u16string_view units, char *out, std::size_t *out_size) {
  const char *const start = out;
  for (std::size_t at = 0; at < units.size(); ++at) {
    char32_t point = units[at];
    if (is_surrogate(point)) {
      if (point >= kFirstLowSurrogate || at + 1 == units.size()) return false;
      const char32_t low = units[++at];
      if (low < kFirstLowSurrogate || low >= kAfterSurrogates) return false;
      point = kFirstBeyondUnit + ((point - kFirstHighSurrogate) << 10) + (low - kFirstLowSurrogate);
    }
    out = put_code_point(point, out);
  }
  *out_size = static_cast<std::size_t>(out - start);
  return true;
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t size = character_size(bytes);
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

}  // namespace cellaret::node
