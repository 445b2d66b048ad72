// One hash for all contestants, the one the engine uses, so that tables are compared and not
// hashes.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstddef>
#include <string_view>

namespace cellaret::bench {

inline std::size_t hash_of(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

// A key with its hash, for tables in shards: the hash chooses the shard too and is taken once.
struct HashedKey {
  explicit HashedKey(std::string_view text) : key(text), hash(hash_of(text)) {}

  std::string_view key;
  std::size_t hash;
};

inline std::string_view text_of(std::string_view key) { return key; }
inline std::string_view text_of(const HashedKey &key) { return key.key; }

struct KeyHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view key) const { return hash_of(key); }
  std::size_t operator()(const HashedKey &key) const { return key.hash; }
};

struct KeyEqual {
  using is_transparent = void;
  template <class Left, class Right>
  bool operator()(const Left &left, const Right &right) const {
    return text_of(left) == text_of(right);
  }
};

}  // namespace cellaret::bench
