// Defaults and limits of an instance's options.
#include "engine/cache/options.h"

#include <sched.h>

#include <algorithm>
#include <bit>

#include "engine/base/random.h"

namespace cellaret::engine {

std::uint32_t processors() {
  static const std::uint32_t count = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    int allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return static_cast<std::uint32_t>(std::max(allowed, 1));
  }();
  return count;
}

namespace {

// A power of two: some for every processor, but no shard so small that it would evict for want of
// its own room while others have plenty.
std::uint32_t default_shards(const Options &options) {
  std::uint64_t most = std::min(kMaxDefaultShards, processors() * kShardsPerProcessor);
  most = std::min(most, options.max_entries / kMinShardEntries);
  most = std::min(most, options.max_bytes / kMinShardBytes);
  return static_cast<std::uint32_t>(std::bit_floor(std::max<std::uint64_t>(most, 1)));
}

bool can_be_default(const ExpiryArgument &expiry) {
  return expiry.kind != ExpiryKind::kKeep && expiry.kind != ExpiryKind::kAt;
}

}  // namespace

std::uint64_t retired_bytes(const Options &options) {
  return std::min(kMaxRetiredBytes, options.max_bytes / options.shards / kRetiredShare);
}

Status resolve_options(Options &options) {
  if (options.max_bytes == 0) options.max_bytes = kDefaultMaxBytes;
  if (options.max_entries == 0) options.max_entries = kUnlimited;
  if (options.max_entry_bytes == 0) options.max_entry_bytes = kUnlimited;
  if (options.max_bytes < kMinMaxBytes) return Status::kInvalid;
  options.policy =
      options.policy_name.empty() ? default_policy() : find_policy(options.policy_name);
  if (options.policy == nullptr) return Status::kInvalid;
  options.policy_name = options.policy->name;
  options.has_chosen_shards = options.shards == 0;
  if (options.has_chosen_shards) options.shards = default_shards(options);
  if (options.shards > kMaxShards || !std::has_single_bit(options.shards)) return Status::kInvalid;
  if (options.manual_start_ms < 0 || options.manual_start_ms >= kMaxTime) return Status::kInvalid;
  if (options.manual_start_ms != 0 && options.clock != ClockKind::kManual) return Status::kInvalid;
  Status status = check_expiry(options.default_expiry);
  if (status != Status::kOk) return status;
  if (!can_be_default(options.default_expiry)) return Status::kInvalid;
  if (options.default_expiry.kind == ExpiryKind::kDefault) {
    options.default_expiry.kind = ExpiryKind::kNever;
  }
  if (options.maintenance_ms > kMaxMaintenanceMs) return Status::kInvalid;
  options.has_chosen_seed = options.seed == 0;
  if (options.has_chosen_seed) options.seed = system_seed();
  return Status::kOk;
}

const char *differing_option(const Options &in_force, const Options &wanted) {
  if (in_force.clock != wanted.clock) return "clock";
  if (in_force.max_bytes != wanted.max_bytes) return "max_bytes";
  if (in_force.max_entries != wanted.max_entries) return "max_entries";
  if (in_force.max_entry_bytes != wanted.max_entry_bytes) return "max_entry_bytes";
  if (in_force.policy_name != wanted.policy_name) return "policy";
  if (!wanted.has_chosen_shards && in_force.shards != wanted.shards) return "shards";
  if (in_force.manual_start_ms != wanted.manual_start_ms) return "manual_start_ms";
  if (!wanted.has_chosen_seed && in_force.seed != wanted.seed) return "seed";
  if (in_force.hash != wanted.hash) return "hash";
  if (in_force.default_expiry != wanted.default_expiry) return "default_expiry";
  if (in_force.maintenance_ms != wanted.maintenance_ms) return "maintenance_ms";
  return nullptr;
}

}  // namespace cellaret::engine
