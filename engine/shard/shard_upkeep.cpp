// Work that nobody waits for, in steps: for the maintenance thread and cellaret_maintain.
#include <algorithm>

#include "engine/base/limits.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

// One kind of work in a step, so that the lock is free again soon. What is freed first leaves more
// for what comes after it: entries, collections, the table they were in, and the blocks of all.
Shard::Upkeep Shard::keep_up(Moment &moment) {
  if (contents_ == nullptr) return Upkeep::kDone;
  std::uint64_t reclaimed = 0;
  if (reclaim(moment, kUpkeepEntries, reclaimed)) return Upkeep::kMore;
  if (free_buried(kUpkeepFrees)) return Upkeep::kMore;
  if (contents_->table.is_resizing()) {
    move_some(kUpkeepGroups);
    return Upkeep::kMore;
  }
  if (contents_->table.wants_shrinking()) {
    WriteContext context(moment);
    context.may_evict = false;
    // Without room or memory for a smaller table the large one stays.
    Status status = resize(context, contents_->table.shrunk_class());
    if (status == Status::kOk) return Upkeep::kMore;
  }
  add_freed(contents_->limbo.free_unread());
  environment_.budget.trim(room_);
  if (!contents_->graveyard.empty()) return Upkeep::kMore;
  return contents_->limbo.empty() ? Upkeep::kDone : Upkeep::kWaits;
}

std::int64_t Shard::next_due() const {
  std::int64_t due = next_due_.load(std::memory_order_relaxed);
  return due < kNothingDue ? due : INT64_MAX;
}

// Time goes on while nobody calls: the thread that sleeps until then learns of what comes earlier.
void Shard::set_next_due(std::int64_t due_ms) {
  std::int64_t due = curve_ == nullptr ? due_ms : std::min(due_ms, kNothingDue);
  next_due_.store(due, std::memory_order_relaxed);
  if (environment_.mail.alarm().concerns(due)) [[unlikely]] {
    environment_.mail.alarm().ask();
    lock_.leave(environment_.mail);
  }
}

}  // namespace cellaret::engine
