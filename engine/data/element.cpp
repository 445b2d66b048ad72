// Telling integers from other bytes, and elements too large to be packed.
#include "engine/data/element.h"

#include <cstring>
#include <optional>

#include "engine/data/value.h"

namespace cellaret::engine {

Element::Element(std::string_view bytes) : bytes_(bytes) {
  // Most byte strings end here: no integer is longer, or begins otherwise.
  if (bytes.empty() || bytes.size() > kInt64TextSize || bytes[0] > '9') return;
  std::optional<std::int64_t> integer = parse_int64(bytes);
  if (integer) *this = of_int(*integer);
}

Element Element::of(const ElementArgument &argument, NumberText &text) {
  switch (static_cast<Type>(argument.type)) {
    case Type::kInt:
      return of_int(argument.integer);
    case Type::kDouble:
      return Element(std::string_view(text.bytes, format_double(argument.number, text.bytes)));
    default:
      return Element(std::string_view(static_cast<const char *>(argument.data), argument.size));
  }
}

SeparateBytes *SeparateBytes::make(std::string_view bytes) {
  auto *block = static_cast<SeparateBytes *>(allocate(sizeof(SeparateBytes) + bytes.size()));
  if (block == nullptr) return nullptr;
  block->size = bytes.size();
  std::memcpy(block + 1, bytes.data(), bytes.size());
  return block;
}

}  // namespace cellaret::engine
