// Key hashing: XXH3 with a secret of the instance's own, or another function that takes the secret,
// and how its 64 bits are used.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/platform.h"
#include "engine/base/random.h"

namespace cellaret::engine {

struct HashSecret;

// A hash other than XXH3.
using HashFunction = std::uint64_t (*)(std::string_view bytes, const HashSecret &secret);

// 192 random bytes, so that which keys share a shard or a group cannot be told from outside.
struct HashSecret {
  static constexpr std::size_t kSize = 192;
  static_assert(kSize >= XXH3_SECRET_SIZE_MIN);

  // `function`: nullptr for XXH3.
  explicit HashSecret(std::uint64_t seed, HashFunction function = nullptr)
      : inline_below(function == nullptr ? 17 : 0), other(function) {
    Random random(seed);
    for (std::size_t at = 0; at < kSize; at += 8) {
      std::uint64_t word = random.next();
      std::memcpy(bytes + at, &word, 8);
    }
  }

  std::size_t inline_below;  // sizes of keys: one comparison tells both reasons to go elsewhere
  HashFunction other;
  unsigned char bytes[kSize];
};

// What is not hashed inline: longer keys, and all keys with another function.
[[nodiscard]] std::uint64_t hash_elsewhere(std::string_view bytes, const HashSecret &secret);

// XXH3_64bits_withSecret. For short keys it takes the header's own part for them, since compilers
// do not inline the whole. False, and no hash, for more than `max_size` bytes: who has to refuse
// those does not compare twice.
CELLARET_ALWAYS_INLINE bool hash_at_most(std::size_t max_size, std::string_view bytes,
                                         const HashSecret &secret, std::uint64_t &out) {
  if (bytes.size() >= secret.inline_below) [[unlikely]] {
    if (bytes.size() > max_size) return false;
    out = hash_elsewhere(bytes, secret);
    return true;
  }
  out = XXH3_len_0to16_64b(reinterpret_cast<const xxh_u8 *>(bytes.data()), bytes.size(),
                           secret.bytes, 0);
  return true;
}

CELLARET_ALWAYS_INLINE std::uint64_t hash_bytes(std::string_view bytes, const HashSecret &secret) {
  std::uint64_t hash = 0;
  static_cast<void>(hash_at_most(SIZE_MAX, bytes, secret, hash));
  return hash;
}

// A key as callers pass several of them; field for field a cellaret_key.
struct KeyBytes {
  const void *data;
  std::size_t size;

  [[nodiscard]] std::string_view view() const { return {static_cast<const char *>(data), size}; }
};

// A key with its hash. The top 16 bits choose the shard, the low 30 the place in its table, and 15
// of the lowest 16 are the tag: what of those a small table does not use to tell places apart.
struct HashedKey {
  std::string_view bytes;
  std::uint64_t hash;

  [[nodiscard]] std::uint32_t shard_bits() const { return static_cast<std::uint32_t>(hash >> 48); }
};

}  // namespace cellaret::engine
