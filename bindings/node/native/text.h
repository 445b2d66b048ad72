// Text between JavaScript's UTF-16 and the cache's UTF-8, exactly or not at all.
#pragma once

#include <cstddef>
#include <string_view>

namespace cellaret::node {

// No unit of UTF-16 becomes more bytes than this.
inline constexpr std::size_t kMaxBytesPerUnit = 3;

bool is_ascii(std::u16string_view units);
bool is_ascii(std::string_view bytes);

// Writes each unit as one byte; the units must be ASCII.
void narrow_ascii(std::u16string_view units, char *out);

// Writes UTF-8 to `out`, which has room for kMaxBytesPerUnit bytes a unit, and its length to
// `out_size`. Returns false when a surrogate stands alone: such text has no UTF-8 form.
bool encode_utf8(std::u16string_view units, char *out, std::size_t *out_size);

// Whether the bytes are well-formed UTF-8: nothing overlong, no surrogates, nothing over U+10FFFF.
bool is_utf8(std::string_view bytes);

}  // namespace cellaret::node
