// The miss-ratio curve of an instance: started, stopped and read over all its shards.
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/cache/cache.h"

namespace cellaret::engine {

namespace {

// What all shards hold, and what the pool has left.
struct Holdings {
  std::uint64_t entries = 0;
  std::uint64_t entry_bytes = 0;
  std::uint64_t bytes_charged = 0;
  std::uint64_t curve_bytes = 0;
  std::int64_t bytes_left = 0;
  std::int64_t entries_left = 0;
};

// The part of a limit that does not lie idle as room of shards.
double used_part(std::uint64_t limit, std::int64_t left, std::uint64_t used) {
  if (limit == kUnlimited || limit == 0) return 1;
  double idle = static_cast<double>(limit) - static_cast<double>(left) - static_cast<double>(used);
  return 1 - std::max(0.0, idle) / static_cast<double>(limit);
}

// How much room for entries a limit leaves, as far as the present one shows it: the rest is the
// index, the policy, blocks that wait for readers, and what lies idle.
class EntryRoom {
 public:
  EntryRoom(const Holdings &held, const Options &options)
      : options_(options),
        curve_bytes_(held.curve_bytes),
        entries_part_(used_part(options.max_entries, held.entries_left, held.entries)),
        bytes_part_(used_part(options.max_bytes, held.bytes_left, held.bytes_charged)) {
    std::uint64_t charged = held.bytes_charged - std::min(held.bytes_charged, curve_bytes_);
    if (held.entry_bytes == 0 || charged == 0) return;
    bytes_part_ *= static_cast<double>(held.entry_bytes) / static_cast<double>(charged);
  }

  [[nodiscard]] double entries(const CurvePoint &point) const {
    std::uint64_t limit = point.max_entries == 0 ? options_.max_entries : point.max_entries;
    return static_cast<double>(limit) * entries_part_;
  }
  [[nodiscard]] double bytes(const CurvePoint &point) const {
    std::uint64_t limit = point.max_bytes == 0 ? options_.max_bytes : point.max_bytes;
    return static_cast<double>(limit - std::min(limit, curve_bytes_)) * bytes_part_;
  }

 private:
  const Options &options_;
  std::uint64_t curve_bytes_;
  double entries_part_;
  double bytes_part_;
};

}  // namespace

Status Cache::start_curve(std::uint64_t keys) {
  static_cast<void>(stop_curve());
  Options now = options();
  CurvePlan plan = CurvePlan::of(now.shards, now.max_bytes, now.max_entries, keys);
  Moment moment = exact_moment();
  for (std::uint32_t number = 0; number < now.shards; ++number) {
    Owned<CurveSampler> made = make_owned<CurveSampler>(plan);
    Status status = made == nullptr || !made->allocate() ? Status::kNoMemory : Status::kOk;
    if (status == Status::kOk) {
      status = repeat(number, moment, [&](Shard &shard, WriteContext &context) {
        LockGuard guard(shard.lock());
        Status reserved = shard.reserve_curve(context, made);
        if (!context.grant.is_empty()) shard.give_room_back(context.grant);
        return reserved;
      });
    }
    if (status == Status::kOk) continue;
    static_cast<void>(stop_curve());
    return status;
  }
  // At one moment, so that all shards count the same reads.
  lock_all();
  for_each_shard([](Shard &shard) {
    shard.lock().assume_held();
    shard.start_curve();
  });
  reads_before_curve_ = reads_.reads_in_all();
  reads_.watch(true);
  unlock_all();
  return Status::kOk;
}

Status Cache::stop_curve() {
  reads_.watch(false);
  bool has_stopped = false;
  for_each_shard([&](Shard &shard) {
    Owned<CurveSampler> gone;
    LockGuard guard(shard.lock());
    gone = shard.take_curve();
    has_stopped |= gone != nullptr;
  });
  return has_stopped ? Status::kOk : Status::kMiss;
}

Status Cache::read_curve(CurvePoint *points, std::size_t count, CurveStatistics &out) {
  Holdings held;
  out = {};
  std::uint32_t samplers = 0;
  lock_all();
  out.reads = reads_.reads_in_all() - reads_before_curve_;
  held.bytes_left = budget_.bytes_left();
  held.entries_left = budget_.entries_left();
  for_each_shard([&](Shard &shard) {
    shard.lock().assume_held();
    held.entries += shard.entries();
    held.entry_bytes += shard.all_entry_bytes();
    held.bytes_charged += shard.charged();
    const CurveSampler *curve = shard.curve();
    if (curve == nullptr) return;
    ++samplers;
    held.curve_bytes += curve->bytes() + block_size(curve);
    out.followed_reads += curve->followed_reads();
    out.followed_keys += curve->followed_keys();
    out.rate += curve->rate();
  });
  unlock_all();
  out.bytes = held.curve_bytes;
  if (samplers == 0) return Status::kMiss;
  out.rate /= samplers;

  // First sums and squares of what the groups miss.
  for (std::size_t at = 0; at < count; ++at) points[at].hit_ratio = points[at].standard_error = 0;
  Options now = options();
  EntryRoom room(held, now);
  std::uint32_t groups = 0;
  for_each_shard([&](Shard &shard) {
    LockGuard guard(shard.lock());
    const CurveSampler *curve = shard.curve();
    for (std::uint32_t group = 0; curve != nullptr && group < curve->groups(); ++group, ++groups) {
      for (std::size_t at = 0; at < count; ++at) {
        double misses = curve->misses(group, room.entries(points[at]), room.bytes(points[at]));
        points[at].hit_ratio += misses;
        points[at].standard_error += misses * misses;
      }
    }
  });
  for (std::size_t at = 0; at < count; ++at) {
    double misses = points[at].hit_ratio;
    double reads = static_cast<double>(std::max<std::uint64_t>(out.reads, 1));
    double mean = misses / std::max(1u, groups);
    double spread = std::max(0.0, points[at].standard_error - mean * misses);
    double variance = groups < 2 ? 0 : spread * groups / (groups - 1) * (1 - out.rate);
    points[at].hit_ratio = out.reads == 0 ? 0 : std::clamp(1 - misses / reads, 0.0, 1.0);
    points[at].standard_error = std::sqrt(std::max(0.0, variance)) / reads;
  }
  return Status::kOk;
}

}  // namespace cellaret::engine
