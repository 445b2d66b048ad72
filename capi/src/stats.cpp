// Statistics.
#include <cellaret/stats.h>

#include <algorithm>
#include <iterator>

#include "capi/src/call.h"
#include "engine/base/memory.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

cellaret_status cellaret_stats_read(cellaret_cache *cache, cellaret_stats *out_stats) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_stats == nullptr) return Status::kInvalid;
    engine::Statistics read = instance.statistics();
    engine::Options options = instance.options();
    cellaret_stats stats{};
    stats.shards = options.shards;
    stats.hits = read.reads.hits;
    stats.misses = read.reads.misses;
    stats.sets = read.counters.sets;
    stats.deletes = read.counters.deletes;
    stats.expirations = read.counters.expirations;
    stats.evictions = read.counters.evictions();
    stats.entries = read.entries;
    stats.bytes_charged = read.bytes_charged;
    stats.bytes_pinned = read.bytes_pinned;
    stats.max_bytes = options.max_bytes;
    stats.max_entries = options.max_entries;
    stats.policy = options.policy->name;
    stats.allocator = engine::allocator_name();
    stats.evictions_for_entries = read.counters.evictions_for_entries;
    stats.evictions_for_bytes = read.counters.evictions_for_bytes;
    stats.cleared = read.counters.cleared;
    stats.read_retries = read.reads.retries;
    stats.lock_waits = read.lock_waits;
    stats.bytes_events = read.bytes_events;
    std::copy(std::begin(read.probes.at), std::end(read.probes.at), stats.probes);
    constexpr std::size_t kMinSize = offsetof(cellaret_stats, hits);
    return write_struct(stats, kMinSize, out_stats) ? Status::kOk : Status::kInvalid;
  });
}

cellaret_status cellaret_stats_reset(cellaret_cache *cache) noexcept {
  return with_cache(cache, [](engine::Cache &instance) {
    instance.reset_statistics();
    return Status::kOk;
  });
}
