// Writing numbers out, and cutting texts.
#include "engine/data/value_text.h"

#include <algorithm>
#include <cstring>

namespace cellaret::engine {

std::string_view text_of(const ScalarView &value, NumberText &text) {
  if (value.type() == Type::kString) return value.bytes();
  if (value.type() == Type::kInt) {
    return {text.bytes, format_int64(value.integer(), text.bytes)};
  }
  return {text.bytes, format_double(value.number(), text.bytes)};
}

std::string_view text_of(const ReadValue &value, NumberText &text) {
  auto type = static_cast<Type>(value.type);
  if (type != Type::kString) return text_of(ScalarView::of_word(type, value.word), text);
  const void *data = value.is_pinned != 0 ? value.data : value.bytes;
  return {static_cast<const char *>(data), value.size};
}

TextRange::Bytes TextRange::within(std::size_t size) const {
  auto length = static_cast<std::int64_t>(size);
  if (length == 0 || (first < 0 && last < 0 && first > last)) return {};
  std::int64_t from = std::max<std::int64_t>(first < 0 ? first + length : first, 0);
  std::int64_t to = std::max<std::int64_t>(last < 0 ? last + length : last, 0);
  to = std::min(to, length - 1);
  if (from > to) return {};
  return {static_cast<std::size_t>(from), static_cast<std::size_t>(to - from + 1)};
}

// A large part stays where it is and keeps its pin; a small one is copied and lets go of it.
bool cut_to(ReadValue &value, const TextRange &range, PinAccount &account) {
  NumberText digits;
  std::string_view text = text_of(value, digits);
  TextRange::Bytes part = range.within(text.size());
  if (value.is_pinned != 0 && part.count > kInlineValueSize) {
    value.data = text.data() + part.from;
    value.size = static_cast<std::uint32_t>(part.count);
    return true;
  }
  ReadValue cut;
  Element bytes = Element::of_bytes(text.substr(part.from, part.count));
  if (!cut.copy(bytes, value.codec, value.version, account)) return false;
  value.release();
  value = cut;
  return true;
}

}  // namespace cellaret::engine
