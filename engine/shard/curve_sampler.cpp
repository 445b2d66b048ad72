// A sample of keys in the order of their last use, and reads counted by stack distance.
#include "engine/shard/curve_sampler.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/base/limits.h"

namespace cellaret::engine {

CurvePlan CurvePlan::of(std::uint32_t shards, std::uint64_t max_bytes, std::uint64_t max_entries,
                        std::uint64_t keys) {
  CurvePlan plan{.shards = shards, .max_bytes = max_bytes, .max_entries = max_entries};
  if (keys == 0) keys = std::min(kCurveKeys, max_bytes / kCurveShare / kCurveBytesPerKey);
  keys = std::clamp<std::uint64_t>(keys / shards, kMinCurveKeys, kMaxCurveKeys);
  plan.keys = static_cast<std::uint32_t>(std::bit_ceil(keys));
  plan.groups = std::max(1u, kCurveGroups / shards);
  return plan;
}

bool CurveSampler::allocate() {
  scales_[kEntries].fit(plan_.max_entries);
  scales_[kBytes].fit(plan_.max_bytes);
  std::size_t positions = std::size_t{plan_.keys} * 2;
  return keys_.allocate(plan_.keys) && index_.allocate(positions) && order_.allocate(positions) &&
         entries_tree_.allocate(positions + 1) && bytes_tree_.allocate(positions + 1) &&
         histograms_.allocate(std::size_t{plan_.groups} * kUnits);
}

std::size_t CurveSampler::bytes() const {
  return keys_.bytes() + index_.bytes() + order_.bytes() + entries_tree_.bytes() +
         bytes_tree_.bytes() + histograms_.bytes();
}

// Up to what is followed; without a limit, from one to more than memory holds.
void CurveSampler::Scale::fit(std::uint64_t limit) {
  constexpr double kOctaves = 16;
  constexpr double kAllOctaves = 42;
  double octaves = limit == kUnlimited ? kAllOctaves : kOctaves;
  double last =
      limit == kUnlimited ? std::exp2(kAllOctaves) : static_cast<double>(limit) * kCurveReach;
  first = last / std::exp2(octaves);
  buckets_per_octave = (kBuckets - 1) / octaves;
}

// With a fraction: how far into the bucket.
double CurveSampler::Scale::bucket_of(double size) const {
  return size < first ? size / first : 1 + std::log2(size / first) * buckets_per_octave;
}

CurveSampler::Histogram &CurveSampler::histogram(std::uint64_t hash, Unit unit) {
  // The threshold is on the highest bits.
  auto group = static_cast<std::uint32_t>(mixed(hash) >> 24) & (plan_.groups - 1);
  return histograms_[std::size_t{group} * kUnits + unit];
}

void CurveSampler::count(std::uint64_t hash, double entries, double bytes) {
  double sizes[kUnits] = {entries, bytes};
  for (Unit unit : {kEntries, kBytes}) {
    Histogram &reads = histogram(hash, unit);
    double bucket = scales_[unit].bucket_of(sizes[unit]);
    bool is_on_scale = bucket < kBuckets;
    (is_on_scale ? reads.buckets[static_cast<std::uint32_t>(bucket)] : reads.beyond) +=
        std::uint64_t{1} << halvings_;
  }
}

void CurveSampler::count_beyond(std::uint64_t hash) {
  for (Unit unit : {kEntries, kBytes}) {
    histogram(hash, unit).beyond += std::uint64_t{1} << halvings_;
  }
}

double CurveSampler::misses(std::uint32_t group, double entries, double bytes) const {
  double sizes[kUnits] = {entries, bytes};
  double most = 0;
  for (Unit unit : {kEntries, kBytes}) {
    const Histogram &reads = histograms_[std::size_t{group} * kUnits + unit];
    auto found = static_cast<double>(reads.beyond);
    double bucket = std::min<double>(scales_[unit].bucket_of(sizes[unit]), kBuckets);
    auto whole = static_cast<std::uint32_t>(bucket);
    for (std::uint32_t at = whole; at < kBuckets; ++at) {
      double part = at == whole ? 1 - (bucket - whole) : 1;
      found += part * static_cast<double>(reads.buckets[at]);
    }
    most = std::max(most, found);
  }
  return most;
}

void CurveSampler::set_deadline(Key &key, const StoredDeadline &deadline) {
  key.deadline_ms = deadline.ms;
  key.bytes = bytes_of(key) | (deadline.on_wall_clock ? kOnWallClock : 0);
}

bool CurveSampler::has_expired(const Key &key, Moment &moment) {
  if (key.deadline_ms == StoredDeadline::kNone) return false;
  bool is_wall = (key.bytes & kOnWallClock) != 0;
  return (is_wall ? moment.wall_ms() : moment.steady_ms()) > key.deadline_ms;
}

void CurveSampler::on_read(std::uint64_t hash, const Resident &resident, Moment &moment) {
  ++followed_reads_;
  std::uint32_t number = find(hash);
  if (number != kNone && has_expired(keys_[number], moment)) {
    remove(number);
    number = kNone;
  }
  double shards = plan_.shards;
  if (number != kNone) {
    const Key &key = keys_[number];
    Distance later = after(key.position);
    count(hash, scaled(later.entries) + shards, scaled(later.bytes) + bytes_of(key) * shards);
    move_to_front(number);
  } else if (resident.bytes != 0) {
    count(hash, static_cast<double>(resident.all_entries) * shards,
          static_cast<double>(resident.all_bytes) * shards);
    add(hash, resident.bytes, resident.deadline);
  } else {
    count_beyond(hash);
  }
}

void CurveSampler::on_write(std::uint64_t hash, std::uint64_t bytes,
                            const StoredDeadline &deadline) {
  std::uint32_t number = find(hash);
  if (number == kNone) {
    add(hash, bytes, deadline);
    return;
  }
  resize(keys_[number], bytes);
  set_deadline(keys_[number], deadline);
  move_to_front(number);
}

void CurveSampler::on_deadline(std::uint64_t hash, const StoredDeadline &deadline) {
  std::uint32_t number = find(hash);
  if (number != kNone) set_deadline(keys_[number], deadline);
}

void CurveSampler::on_remove(std::uint64_t hash) {
  std::uint32_t number = find(hash);
  if (number != kNone) remove(number);
}

void CurveSampler::forget_keys() {
  while (count_ != 0) remove(count_ - 1);
}

std::uint32_t CurveSampler::home_of(std::uint64_t hash) const {
  return static_cast<std::uint32_t>(hash ^ hash >> 29) & (plan_.keys * 2 - 1);
}

std::uint32_t CurveSampler::find(std::uint64_t hash) const {
  std::uint32_t mask = plan_.keys * 2 - 1;
  for (std::uint32_t at = home_of(hash); index_[at] != 0; at = (at + 1) & mask) {
    if (keys_[index_[at] - 1].hash == hash) return index_[at] - 1;
  }
  return kNone;
}

void CurveSampler::index_add(std::uint32_t number) {
  std::uint32_t mask = plan_.keys * 2 - 1;
  std::uint32_t at = home_of(keys_[number].hash);
  while (index_[at] != 0) at = (at + 1) & mask;
  index_[at] = number + 1;
}

// What was put off by the entry that goes moves up, so that a search may end at the first gap.
void CurveSampler::index_remove(std::uint32_t number) {
  std::uint32_t mask = plan_.keys * 2 - 1;
  std::uint32_t gap = home_of(keys_[number].hash);
  while (index_[gap] != number + 1) gap = (gap + 1) & mask;
  for (std::uint32_t at = (gap + 1) & mask; index_[at] != 0; at = (at + 1) & mask) {
    std::uint32_t home = home_of(keys_[index_[at] - 1].hash);
    if (((at - home) & mask) < ((at - gap) & mask)) continue;
    index_[gap] = index_[at];
    gap = at;
  }
  index_[gap] = 0;
}

void CurveSampler::add(std::uint64_t hash, std::uint64_t bytes, const StoredDeadline &deadline) {
  if (count_ == plan_.keys) make_room();
  // What is above the threshold by now is not followed any more.
  if (mixed(hash) >= threshold()) return;
  std::uint32_t number = count_++;
  Key &key = keys_[number];
  key.hash = hash;
  key.bytes = static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, kOnWallClock - 1));
  all_bytes_ += key.bytes;
  set_deadline(key, deadline);
  index_add(number);
  take_position(number);
}

// The last key gets the number that becomes free.
void CurveSampler::remove(std::uint32_t number) {
  leave_position(keys_[number]);
  all_bytes_ -= bytes_of(keys_[number]);
  index_remove(number);
  std::uint32_t last = --count_;
  if (number == last) return;
  index_remove(last);
  keys_[number] = keys_[last];
  index_add(number);
  order_[keys_[number].position] = number + 1;
}

void CurveSampler::resize(Key &key, std::uint64_t bytes) {
  std::uint64_t fitting = std::min<std::uint64_t>(bytes, kOnWallClock - 1);
  std::int64_t more = static_cast<std::int64_t>(fitting) - bytes_of(key);
  if (more == 0) return;
  tree_add(key.position, 0, more);
  all_bytes_ += static_cast<std::uint64_t>(more);
  key.bytes = static_cast<std::uint32_t>(fitting) | (key.bytes & kOnWallClock);
}

void CurveSampler::move_to_front(std::uint32_t number) {
  if (keys_[number].position + 1 == next_position_) return;
  leave_position(keys_[number]);
  take_position(number);
}

void CurveSampler::take_position(std::uint32_t number) {
  if (next_position_ == plan_.keys * 2) renumber();
  Key &key = keys_[number];
  key.position = next_position_++;
  order_[key.position] = number + 1;
  tree_add(key.position, 1, bytes_of(key));
}

void CurveSampler::leave_position(const Key &key) {
  order_[key.position] = 0;
  tree_add(key.position, -1, -static_cast<std::int64_t>(bytes_of(key)));
}

// Half of the positions are free afterwards, so this costs little for each use.
void CurveSampler::renumber() {
  std::uint32_t positions = plan_.keys * 2;
  std::uint32_t next = 0;
  for (std::uint32_t from = oldest_hint_; from < positions; ++from) {
    std::uint32_t held = order_[from];
    if (held == 0) continue;
    order_[from] = 0;
    order_[next] = held;
    keys_[held - 1].position = next++;
  }
  next_position_ = next;
  oldest_hint_ = 0;
  for (std::uint32_t at = 1; at <= positions; ++at) {
    bool is_used = at <= next;
    entries_tree_[at] = is_used ? 1 : 0;
    bytes_tree_[at] = is_used ? bytes_of(keys_[order_[at - 1] - 1]) : 0;
  }
  // Each node gets its children's sums before it is added to its own parent.
  for (std::uint32_t at = 1; at <= positions; ++at) {
    std::uint32_t parent = at + (at & -at);
    if (parent > positions) continue;
    entries_tree_[parent] += entries_tree_[at];
    bytes_tree_[parent] += bytes_tree_[at];
  }
}

std::uint32_t CurveSampler::oldest() {
  while (order_[oldest_hint_] == 0) ++oldest_hint_;
  return order_[oldest_hint_] - 1;
}

bool CurveSampler::is_beyond_reach() const {
  return scaled(count_) > static_cast<double>(plan_.max_entries) * kCurveReach ||
         scaled(all_bytes_) > static_cast<double>(plan_.max_bytes) * kCurveReach;
}

void CurveSampler::make_room() {
  while (count_ == plan_.keys) {
    if (is_beyond_reach()) {
      remove(oldest());
    } else {
      halve();
    }
  }
}

void CurveSampler::halve() {
  ++halvings_;
  for (std::uint32_t number = count_; number-- != 0;) {
    if (mixed(keys_[number].hash) >= threshold()) remove(number);
  }
}

CurveSampler::Distance CurveSampler::after(std::uint32_t position) const {
  Distance before;
  for (std::uint32_t at = position + 1; at != 0; at &= at - 1) {
    before.entries += entries_tree_[at];
    before.bytes += bytes_tree_[at];
  }
  return {count_ - before.entries, all_bytes_ - before.bytes};
}

void CurveSampler::tree_add(std::uint32_t position, std::int32_t entries, std::int64_t bytes) {
  for (std::uint32_t at = position + 1; at <= plan_.keys * 2; at += at & -at) {
    entries_tree_[at] += static_cast<std::uint32_t>(entries);
    bytes_tree_[at] += static_cast<std::uint64_t>(bytes);
  }
}

}  // namespace cellaret::engine
