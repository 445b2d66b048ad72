// How an instance is opened: what may be asked for, checked and with every default filled in.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/eviction/registry.h"
#include "engine/expiry/expiry.h"

namespace cellaret::engine {

// 0, or an empty name, stands for the default until resolve_options has run.
struct Options {
  ClockKind clock = ClockKind::kCoarse;
  std::uint64_t max_bytes = 0;
  std::uint64_t max_entries = 0;
  std::uint64_t max_entry_bytes = 0;
  std::string_view policy_name;
  std::uint32_t shards = 0;
  std::int64_t manual_start_ms = 0;
  std::uint64_t seed = 0;
  HashFunction hash = nullptr;  // nullptr: XXH3
  ExpiryArgument default_expiry;
  std::uint32_t maintenance_ms = 0;  // 0: no thread

  const PolicyKind *policy = nullptr;  // filled in
  bool has_chosen_shards = false;      // filled in: nobody asked for this number
  bool has_chosen_seed = false;        // filled in, likewise
};

// Processors this process may use, 1 or more; asked for once.
[[nodiscard]] std::uint32_t processors();

// Blocks that left a shard's table and wait for readers: bytes, at most.
[[nodiscard]] std::uint64_t retired_bytes(const Options &options);

// Checks, and replaces each default by what it stands for. kInvalid or kBadExpiry as in
// cellaret_cache_open.
Status resolve_options(Options &options);

// The name that cellaret_options has for the first option in which two differ that have both been
// resolved; nullptr if they ask for the same. What was left to the library differs from nothing.
[[nodiscard]] const char *differing_option(const Options &in_force, const Options &wanted);

}  // namespace cellaret::engine
