// Scalars as byte strings: a number is its canonical text where bytes are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/data/element.h"
#include "engine/data/read_value.h"
#include "engine/data/value.h"

namespace cellaret::engine {

// The bytes that a scalar stands for; `text` may be used for the digits of a number.
std::string_view text_of(const ScalarView &value, NumberText &text);
// The same of a scalar that was read.
std::string_view text_of(const ReadValue &value, NumberText &text);

// Part of a text: from the byte `first` to the byte `last`, both included, counted from the end
// where negative. What lies outside is cut off; as in Redis, a last byte before the first one of
// the text is that one, unless both are negative and `first` comes after `last`.
struct TextRange {
  std::int64_t first;
  std::int64_t last;

  struct Bytes {
    std::size_t from = 0;
    std::size_t count = 0;
  };
  [[nodiscard]] Bytes within(std::size_t size) const;
};

// Makes a scalar that was read that part of its text. False, and no change, without memory.
[[nodiscard]] bool cut_to(ReadValue &value, const TextRange &range, PinAccount &account);

}  // namespace cellaret::engine
