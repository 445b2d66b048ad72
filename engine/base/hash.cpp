// Hashing of longer keys.
#include "engine/base/hash.h"

namespace cellaret::engine {

std::uint64_t hash_elsewhere(std::string_view bytes, const HashSecret &secret) {
  if (secret.other != nullptr) return secret.other(bytes, secret);
  return XXH3_64bits_withSecret(bytes.data(), bytes.size(), secret.bytes, HashSecret::kSize);
}

}  // namespace cellaret::engine
