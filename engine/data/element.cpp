// Elements from arguments, and elements too large to be packed.
#include "engine/data/element.h"

#include <cstring>

#include "engine/data/value.h"

namespace cellaret::engine {

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
