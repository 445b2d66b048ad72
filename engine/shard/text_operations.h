// What can be done with the bytes of a scalar in one shard; a number is its text, and a string
// afterwards. Every function runs under the shard's lock and is atomic.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/expiry/expiry.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

struct TextWrite {
  std::string_view bytes;
  std::uint8_t codec = 0;  // of a text that is made; others keep theirs
  DeadlineChange deadline;
};

// Adds bytes to the end. The new length is in `out` with kOk only.
Status append_text(Shard &shard, WriteContext &context, const HashedKey &key,
                   const TextWrite &write, std::uint64_t &out) CELLARET_REQUIRES(shard.lock());
// Overwrites bytes from `offset` on, which is not negative; what lies between the end and the
// offset becomes zero. Without bytes nothing happens, and no key is made.
Status set_text_range(Shard &shard, WriteContext &context, const HashedKey &key,
                      std::uint64_t offset, const TextWrite &write, std::uint64_t &out)
    CELLARET_REQUIRES(shard.lock());

}  // namespace cellaret::engine
