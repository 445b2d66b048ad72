// Every limit of the engine, named, in one place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cellaret::engine {

// Keys and values.
inline constexpr std::size_t kMaxKeySize = 65535;
inline constexpr std::size_t kMaxValueSize = 512u * 1024 * 1024;
inline constexpr std::size_t kInlineValueSize = 64;  // larger values are pinned by readers

// Collections.
inline constexpr std::uint32_t kMaxPackedBytes = 4096;   // of a block of packed elements
inline constexpr std::uint32_t kMaxPackedElement = 512;  // larger ones have a block of their own
inline constexpr std::uint32_t kMaxPackedMembers = 128;  // of a set that is not hashed yet
inline constexpr std::uint32_t kMaxSortedInts = 512;     // of a set of nothing but integers
inline constexpr std::size_t kFreedAtOnce = 32 * 1024;   // bytes of one that is not freed in steps
inline constexpr std::uint32_t kFreeSteps = 16;          // of those that are, by one call
inline constexpr std::uint32_t kFreeStepsOfMaintenance = 256;  // before the lock is let go

// Instances.
inline constexpr std::uint64_t kUnlimited = UINT64_MAX;
inline constexpr std::uint64_t kDefaultMaxBytes = 256ull * 1024 * 1024;
inline constexpr std::uint64_t kMinMaxBytes = 4096;
inline constexpr std::uint32_t kMaxShards = 1024;
inline constexpr std::uint32_t kMaxCustomPolicies = 64;
inline constexpr std::size_t kMaxPolicyName = 63;
inline constexpr std::uint32_t kMaxPolicyShardBytes = 64 * 1024;
inline constexpr std::uint32_t kMaxPolicyEntryBytes = 64;
inline constexpr std::uint32_t kMaxInstances = 1u << 16;
inline constexpr std::size_t kMaxNameSize = 255;
inline constexpr std::size_t kNameBuckets = 256;  // of the list of named instances

// Events: room for those of one shard, in bytes.
inline constexpr std::uint32_t kDefaultEventBytes = 64 * 1024;
inline constexpr std::uint32_t kMinEventBytes = 1024;
inline constexpr std::uint32_t kMaxEventBytes = 64 * 1024 * 1024;

// Groups of the tables that statistics look at.
inline constexpr std::uint32_t kProbedGroups = 4096;

// The default shard count: this many a processor, and no more than leave each shard with at least
// this much to hold.
inline constexpr std::uint32_t kShardsPerProcessor = 16;
inline constexpr std::uint32_t kMaxDefaultShards = 64;
inline constexpr std::uint64_t kMinShardEntries = 64;
inline constexpr std::uint64_t kMinShardBytes = 256 * 1024;

// Time, in milliseconds. Sums of two accepted times cannot overflow.
inline constexpr std::int64_t kMaxTime = std::int64_t{1} << 62;

// Deadlines, in milliseconds. As in Redis any time up to the end of int64 is one. The very last
// number stands for "never": as a Unix time it is taken for the one before it, so that one
// millisecond after a deadline is still a number.
inline constexpr std::int64_t kNoDeadline = INT64_MAX;
inline constexpr std::int64_t kMaxDeadline = kNoDeadline - 1;

// Room that a shard draws from its instance's pool beyond what it needs at the moment.
inline constexpr std::int64_t kMaxRoomChunkBytes = 64 * 1024;
inline constexpr std::int64_t kMaxRoomChunkEntries = 64;

// Blocks that left the table and wait for readers: bytes in a shard, at most, and at most this part
// of its share of the limit.
inline constexpr std::uint64_t kMaxRetiredBytes = 64 * 1024;
inline constexpr std::uint64_t kRetiredShare = 64;
inline constexpr std::uint64_t kRetiredAtOnce =
    1024;  // a block of this size does not wait for more

// Reads that begin anew because of a writer before they take the lock.
inline constexpr int kOptimisticTries = 3;
// Every so many reads of a thread one looks whether the shard has timers that are due.
inline constexpr std::uint64_t kReadsPerTimerCheck = 32;
// Every so many writes of a shard that go the short way one does the same.
inline constexpr std::uint64_t kWritesPerTimerCheck = 32;
// The most that a coarse clock lags, in milliseconds: 10 by its contract, and then some.
inline constexpr std::int64_t kMaxClockLag = 20;
// Threads with a line of read counters of their own; those beyond share one.
inline constexpr std::uint32_t kCounterLines = 16;
inline constexpr std::uint32_t kMaxHitStripes = 16;

// Scans: keys that a call looks at if it does not say how many, groups it visits for one of them at
// most, and what it does before it lets go of a shard's lock.
inline constexpr std::uint64_t kDefaultScanCount = 10;
inline constexpr std::uint64_t kScanStepsPerKey = 10;
inline constexpr std::uint32_t kScanSteps = 128;
inline constexpr std::uint32_t kScanEntries = 128;
inline constexpr std::uint64_t kScanBytes = 64 * 1024;  // of keys copied

// Copies of entries: bytes of a list or set that are copied before the shard's lock is let go; how
// often a copy that was changed meanwhile begins anew before it keeps writers of that collection
// waiting, and for how many microseconds at a time. Bytes of a snapshot that are written at once.
inline constexpr std::size_t kCopyBytes = 32 * 1024;
inline constexpr int kMaxCopyTries = 4;
inline constexpr std::int64_t kCopyWaitUs = 50;
inline constexpr std::size_t kSnapshotBuffer = 256 * 1024;

// The maintenance thread: its longest tick; how often it looks at shards where nothing is due, in
// milliseconds; how long it leaves a lock alone that others wait for, in microseconds.
inline constexpr std::uint32_t kMaxMaintenanceMs = 60'000;
inline constexpr std::int64_t kLookMs = 1000;
inline constexpr std::int64_t kYieldUs = 50;

// The sample behind a miss-ratio curve: keys, of an instance and of a shard; at most this part of
// max_bytes unless more is asked for; how many times the limits it reaches; and into how many
// groups of keys reads are counted, to tell the error.
inline constexpr std::uint64_t kCurveKeys = 16384;
inline constexpr std::uint64_t kMinCurveKeys = 64;
inline constexpr std::uint64_t kMaxCurveKeys = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kCurveBytesPerKey = 80;
inline constexpr std::uint64_t kCurveShare = 64;
inline constexpr double kCurveReach = 8;
inline constexpr std::uint32_t kCurveGroups = 8;

// Work that one call may do besides its own.
inline constexpr std::uint32_t kExpiryBudget = 64;    // entries reclaimed
inline constexpr std::uint32_t kTimersCompared = 64;  // for the entry that expires first
inline constexpr std::uint32_t kReclaimStep = 256;    // by maintenance, before the lock is let go
inline constexpr std::uint32_t kUpkeepEntries = 64;   // reclaimed in a step of upkeep
inline constexpr std::uint32_t kUpkeepGroups = 32;    // of a table moved in one
inline constexpr std::uint32_t kUpkeepFrees = 128;    // blocks freed in one
inline constexpr std::uint32_t kMigrateGroups = 4;    // table groups moved while growing
inline constexpr std::uint32_t kGroupsMovedAtOnce = 256;    // while a limit is lowered
inline constexpr std::uint32_t kEntriesHandedOver = 256;    // to another policy, at a time
inline constexpr std::uint32_t kMaxEvictionsPerTry = 64;    // before the shard's lock is let go
inline constexpr std::int64_t kEntriesFreedPerStep = 1024;  // by clear, before it settles accounts
inline constexpr std::uint32_t kMaxWriteTries = 1u << 16;   // of one write that needs room

}  // namespace cellaret::engine
