// Walks over shards: in pieces with the locks let go in between, or under all locks at once.
#include "engine/cache/scan.h"

#include <algorithm>

namespace cellaret::engine {

namespace {

struct Place {
  std::uint32_t shard;
  std::uint64_t point;
};

// What a call has left to do at most.
struct Work {
  std::uint64_t entries;
  std::uint64_t steps;

  [[nodiscard]] bool is_done() const { return entries == 0 || steps == 0; }
};

bool is_visible(const Entry &entry, Moment &moment) {
  StoredDeadline deadline = entry.deadline();
  if (!deadline.exists()) return true;
  return (deadline.on_wall_clock ? moment.wall_ms() : moment.steady_ms()) <= deadline.ms;
}

// Collects keys of one shard whatever the pattern; false without memory.
bool collect(Shard &shard, std::uint64_t limit, const KeyFilter &filter, Moment &moment,
             Place &place, Work &work, ValuesBuilder &keys) {
  Work piece = {std::min<std::uint64_t>(work.entries, kScanEntries),
                std::min<std::uint64_t>(work.steps, kScanSteps)};
  Work before = piece;
  std::uint64_t bytes = 0;
  bool has_memory = true;
  {
    LockGuard guard(shard.lock());
    while (place.point < limit && !piece.is_done() && bytes < kScanBytes) {
      --piece.steps;
      place.point = shard.scan(place.point, limit, [&](SlotRef slot) {
        shard.lock().assume_held();
        const Entry &entry = shard.entry(slot);
        if (piece.entries > 0) --piece.entries;
        bytes += entry.key().size();
        if (!filter.takes(entry.type()) || !is_visible(entry, moment)) return;
        has_memory = has_memory && keys.add(entry.key());
      });
    }
  }
  work.entries -= before.entries - piece.entries;
  work.steps -= before.steps - piece.steps;
  return has_memory;
}

// Adds those of `candidates` that match; false without memory.
bool add_matching(ValuesBuilder &candidates, const KeyFilter &filter, ValuesBuilder &out) {
  Values *values = candidates.finish();
  if (values == nullptr) return false;
  bool has_memory = true;
  for (std::uint64_t at = 0; at < values->count && has_memory; ++at) {
    const ValueItem &item = values->items[at];
    std::string_view key(static_cast<const char *>(item.data), item.size);
    if (filter.takes(key)) has_memory = out.add(key);
  }
  deallocate(values);
  return has_memory;
}

// Every visible entry of every shard; all are locked.
template <class Visit>
void for_each_key(Cache &cache, Moment &moment, Visit &&visit) CELLARET_NO_ANALYSIS {
  for (std::uint32_t number = 0; number < cache.shard_count(); ++number) {
    Shard &shard = cache.shard(number);
    for (std::uint64_t point = 0; point != TableScan::kEnd;) {
      point = shard.scan(point, TableScan::kEnd, [&](SlotRef slot) CELLARET_NO_ANALYSIS {
        const Entry &entry = shard.entry(slot);
        if (is_visible(entry, moment)) visit(shard, entry);
      });
    }
  }
}

// Entries to be deleted after a step of the walk, which may erase nothing itself.
class Condemned {
 public:
  void add(const Entry &entry) {
    if (count_ < kMost) entries_[count_++] = &entry;
  }
  [[nodiscard]] bool is_full() const { return count_ == kMost; }
  // How many there were.
  std::uint64_t remove(Cache &cache, Shard &shard) CELLARET_NO_ANALYSIS {
    for (std::uint32_t at = 0; at < count_; ++at) {
      shard.remove(shard.slot_of(cache.hashed(entries_[at]->key())));
      ++shard.counters().deletes;
    }
    std::uint32_t removed = count_;
    count_ = 0;
    return removed;
  }

 private:
  static constexpr std::uint32_t kMost = 64;

  const Entry *entries_[kMost] = {};
  std::uint32_t count_ = 0;
};

std::uint64_t delete_in(Cache &cache, Shard &shard, Moment &moment,
                        const KeyFilter &filter) CELLARET_NO_ANALYSIS {
  std::uint64_t removed = 0;
  Condemned condemned;
  for (std::uint64_t point = 0; point != TableScan::kEnd;) {
    std::uint64_t next = shard.scan(point, TableScan::kEnd, [&](SlotRef slot) CELLARET_NO_ANALYSIS {
      const Entry &entry = shard.entry(slot);
      if (is_visible(entry, moment) && filter.takes(entry.key())) condemned.add(entry);
    });
    // There may be more than fit where keys share their place.
    if (!condemned.is_full()) point = next;
    removed += condemned.remove(cache, shard);
  }
  return removed;
}

}  // namespace

Status scan_keys(Cache &cache, const KeyFilter &filter, std::uint64_t count, std::uint64_t &cursor,
                 Values *&out) {
  Place place = {static_cast<std::uint32_t>(cursor >> 32), cursor & 0xffffffffu};
  if (place.shard >= cache.shard_count()) return Status::kInvalid;
  Moment moment = cache.exact_moment();
  Work work = {count, count > UINT64_MAX / kScanStepsPerKey ? count : count * kScanStepsPerKey};
  ValuesBuilder found;
  while (place.shard < cache.shard_count() && !work.is_done()) {
    Shard &shard = cache.shard(place.shard);
    ValuesBuilder candidates;
    bool has_memory =
        filter.has_pattern
            ? collect(shard, TableScan::kEnd, filter, moment, place, work, candidates) &&
                  (candidates.count() == 0 || add_matching(candidates, filter, found))
            : collect(shard, TableScan::kEnd, filter, moment, place, work, found);
    if (!has_memory) return Status::kNoMemory;
    if (place.point >= TableScan::kEnd) place = {place.shard + 1, 0};
  }
  Values *values = found.finish();
  if (values == nullptr) return Status::kNoMemory;
  bool is_over = place.shard == cache.shard_count();
  cursor = is_over ? 0 : std::uint64_t{place.shard} << 32 | place.point;
  out = values;
  return Status::kOk;
}

Status scan_slice(Cache &cache, Slice &slice, Values *&out) {
  Moment moment = cache.exact_moment();
  Place place = {slice.shard, slice.point};
  Work work = {kScanEntries, kScanSteps};
  ValuesBuilder found;
  if (!collect(cache.shard(slice.shard), slice.limit, {}, moment, place, work, found)) {
    return Status::kNoMemory;
  }
  Values *values = found.finish();
  if (values == nullptr) return Status::kNoMemory;
  slice.point = place.point;
  out = values;
  return Status::kOk;
}

Status list_keys(Cache &cache, const KeyFilter &filter, Values *&out) {
  ValuesBuilder found;
  bool has_memory = true;
  cache.lock_all();
  Moment moment = cache.exact_moment();
  for_each_key(cache, moment, [&](Shard &, const Entry &entry) {
    if (!has_memory || !filter.takes(entry.type()) || !filter.takes(entry.key())) return;
    has_memory = found.add(entry.key());
  });
  cache.unlock_all();
  Values *values = has_memory ? found.finish() : nullptr;
  if (values == nullptr) return Status::kNoMemory;
  out = values;
  return Status::kOk;
}

// Readers without the lock that look for one of the keys meanwhile see its mark and wait for it.
std::uint64_t delete_matching(Cache &cache, std::string_view pattern) CELLARET_NO_ANALYSIS {
  KeyFilter filter{true, pattern, 0};
  cache.lock_all();
  Moment moment = cache.exact_moment();
  for_each_key(cache, moment, [&](Shard &shard, const Entry &entry) CELLARET_NO_ANALYSIS {
    if (filter.takes(entry.key())) static_cast<void>(shard.mark_busy(cache.hashed(entry.key())));
  });
  std::uint64_t removed = 0;
  for (std::uint32_t number = 0; number < cache.shard_count(); ++number) {
    removed += delete_in(cache, cache.shard(number), moment, filter);
  }
  for (std::uint32_t number = 0; number < cache.shard_count(); ++number) {
    cache.shard(number).unmark_all_busy();
  }
  cache.unlock_all();
  return removed;
}

// One number among all entries decides; then shards are counted through until it is reached. What
// changes meanwhile makes it begin anew.
Status random_key(Cache &cache, ReadValue &out) {
  // Expired entries are gone after this.
  while (std::uint64_t entries = cache.size()) {
    std::uint64_t rank = 0;
    {
      Shard &first = cache.shard(0);
      LockGuard guard(first.lock());
      rank = first.random().below(entries);
    }
    Moment moment = cache.exact_moment();
    for (std::uint32_t number = 0; number < cache.shard_count(); ++number) {
      Shard &shard = cache.shard(number);
      LockGuard guard(shard.lock());
      if (rank >= shard.entries()) {
        rank -= shard.entries();
        continue;
      }
      const Entry &entry = shard.entry(shard.random_slot());
      if (!is_visible(entry, moment)) break;
      return out.copy(Element::of_bytes(entry.key()), 0, 0, shard.pins()) ? Status::kOk
                                                                          : Status::kNoMemory;
    }
  }
  return Status::kMiss;
}

Status memory_usage(Cache &cache, std::string_view key, std::uint64_t &out_bytes) {
  return cache.read_key(key, [&](Shard &shard, const HashedKey &hashed_key, Moment &moment) {
    shard.lock().assume_held();
    SlotRef slot = shard.find(hashed_key, moment);
    if (slot == kNoSlot) return Status::kMiss;
    out_bytes = shard.entry_bytes(slot);
    return Status::kOk;
  });
}

}  // namespace cellaret::engine
