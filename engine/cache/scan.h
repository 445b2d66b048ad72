// Operations on all keys of an instance: walking, listing, deleting by pattern, drawing one.
//
// A cursor is the number of a shard and, in its low 32 bits, a point of that shard's walk (see
// table_scan.h). So any number either is a cursor or has too large a shard; there is nothing else
// to be wrong with one, and nothing to be kept for it.
//
// Threads: any. A scan holds one shard at a time, for a bounded piece of work, and compares keys
// with the pattern when it has let go. What has to be of one moment holds all shards.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/glob.h"
#include "engine/base/status.h"
#include "engine/cache/cache.h"
#include "engine/data/values.h"

namespace cellaret::engine {

// Which keys are wanted.
struct KeyFilter {
  bool has_pattern = false;
  std::string_view pattern;
  std::uint32_t types = 0;  // 1 << Type for each type; 0 for all

  [[nodiscard]] bool takes(Type type) const {
    return types == 0 || (types >> static_cast<unsigned>(type) & 1) != 0;
  }
  [[nodiscard]] bool takes(std::string_view key) const {
    return !has_pattern || glob_matches(pattern, key);
  }
};

// One call of a walk that began with cursor 0 and ends with it. Looks at about `count` keys. kOk,
// kInvalid (no cursor), kNoMemory; then `cursor` is as it was.
Status scan_keys(Cache &cache, const KeyFilter &filter, std::uint64_t count, std::uint64_t &cursor,
                 Values *&out);

// A part of one shard's walk, and how far it has come.
struct Slice {
  std::uint32_t shard;
  std::uint64_t point;
  std::uint64_t limit;  // at most TableScan::kEnd

  [[nodiscard]] bool is_over() const { return point >= limit; }
};
// Some keys of a slice that is not over. kOk, kNoMemory.
Status scan_slice(Cache &cache, Slice &slice, Values *&out);

// All keys of one moment. kOk, kNoMemory.
Status list_keys(Cache &cache, const KeyFilter &filter, Values *&out);

// Deletes all keys that match, as one step for readers too; how many.
std::uint64_t delete_matching(Cache &cache, std::string_view pattern);

// A key drawn uniformly. kOk, kMiss (there is none), kNoMemory.
Status random_key(Cache &cache, ReadValue &out);

// Real bytes of a key's entry with all of its value, without a share of the index. kOk, kMiss.
Status memory_usage(Cache &cache, std::string_view key, std::uint64_t &out_bytes);

}  // namespace cellaret::engine
