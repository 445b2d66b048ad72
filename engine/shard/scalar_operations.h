// What can be done with strings, integers and doubles in one shard. Every function runs under the
// shard's lock and is atomic.
#pragma once

#include <cstdint>

#include "engine/expiry/expiry.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

enum class SetCondition : std::uint8_t { kAlways = 0, kIfAbsent = 1, kIfPresent = 2 };

struct SetRequest {
  ScalarView value;
  std::uint8_t codec = 0;
  SetCondition condition = SetCondition::kAlways;
  DeadlineChange deadline;
};

// kOk or kMiss; counted. A large value is pinned.
Status get_scalar(Shard &shard, const HashedKey &key, Moment &moment, ReadValue &out)
    CELLARET_REQUIRES(shard.lock());

// kOk, kExists, kMiss, or what Shard::write gives. `old`, if not null, receives the value that was
// there, or none.
Status set_scalar(Shard &shard, WriteContext &context, const HashedKey &key,
                  const SetRequest &request, ReadValue *old) CELLARET_REQUIRES(shard.lock());

// kOk or kMiss; counted. The key is gone afterwards.
Status get_and_delete(Shard &shard, const HashedKey &key, Moment &moment, ReadValue &out)
    CELLARET_REQUIRES(shard.lock());
// kOk, kMiss, or what Shard::set_deadline gives; counted.
Status get_and_touch(Shard &shard, WriteContext &context, const HashedKey &key,
                     const DeadlineChange &deadline, ReadValue &out)
    CELLARET_REQUIRES(shard.lock());
// Writes if the entry has this version; 0 is that of no entry. kExists or kMiss if it has not.
struct VersionedWrite {
  std::uint64_t expected;
  ScalarView value;
  std::uint8_t codec;
};
Status compare_and_set(Shard &shard, WriteContext &context, const HashedKey &key,
                       const VersionedWrite &write, const DeadlineChange &deadline,
                       std::uint64_t &out_version) CELLARET_REQUIRES(shard.lock());

// The sum is in `out` with kOk only.
Status increment_int(Shard &shard, WriteContext &context, const HashedKey &key, std::int64_t delta,
                     const DeadlineChange &deadline, std::int64_t &out)
    CELLARET_REQUIRES(shard.lock());
Status increment_double(Shard &shard, WriteContext &context, const HashedKey &key, double delta,
                        const DeadlineChange &deadline, double &out)
    CELLARET_REQUIRES(shard.lock());

}  // namespace cellaret::engine
