// Walking over a table in steps, while it changes between them.
//
// Idea. The groups of either half are in the order of the hash, so a place in the walk is a point
// of the hash: a number from 0 to kEnd, compared with the bits that choose a group. A step
// visits the entries from a point up to the end of a home group and says where that is. The bits of
// a key never change, whatever becomes of the table; so every entry that is there throughout is
// visited once, and none twice unless it went and came again. (Redis promises the former alone.)
//
// While the table is resized, the groups of the old half below moved_ are in the new half. A group
// there may reach beyond that point; then the step ends at it, because what follows is in the old.
//
// Cost of a step: the entries at home in one group and of those it visits on the way. The point of
// an entry is computed only if the step begins or ends within a group.
//
// Threads: the shard's lock is held around every call, not between two of them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/base/hash.h"
#include "engine/shard/table.h"

namespace cellaret::engine {

class TableScan {
 public:
  static constexpr std::uint64_t kEnd = kPoints;

  TableScan(const Table &table, const HashSecret &secret) : table_(table), secret_(secret) {}

  // Calls visit(SlotRef) for the entries of one step, which it may not erase, and gives the point
  // where the next step begins, at most `limit`. `point` is below `limit`, that is kEnd or below.
  template <class Visit>
  [[nodiscard]] std::uint64_t step(std::uint64_t point, std::uint64_t limit, Visit &&visit) const {
    unsigned number = table_.half_for(point);
    const Table::Half &half = table_.half(number);
    if (half.groups == nullptr) return limit;
    std::uint32_t home = Table::home_in(half, point);
    std::uint64_t end = first_point(std::uint64_t{home} + 1, half.count);
    bool is_part = point != first_point(home, half.count) || end > limit;
    table_.for_each_at_home(half, home, secret_,
                            [&](std::uint32_t group, std::uint32_t slot, std::uint64_t word) {
                              if (is_part) {
                                const Entry &entry = *TableGroup::entry_of(word);
                                std::uint64_t at = point_of(hash_bytes(entry.key(), secret_));
                                if (at < point || at >= limit) return;
                              }
                              visit(slot_ref(number, group * Table::kSlotsPerGroup + slot));
                            });
    end = std::min(end, limit);
    if (number == table_.active_) return end;
    return std::min(end, first_point(table_.moved_, table_.half(table_.active_).count));
  }
  // The same to the end of all.
  template <class Visit>
  [[nodiscard]] std::uint64_t step(std::uint64_t point, Visit &&visit) const {
    return step(point, kEnd, visit);
  }

  // Takes back every mark that InPlaceChange or Shard::mark_busy left on a version.
  void unmark_all() const {
    for (const Table::Half &half : table_.halves_) {
      for (std::uint32_t group = 0; group < half.count; ++group) {
        Atomic<std::uint32_t> &version = half.groups[group].version;
        std::uint32_t before = version.load(std::memory_order_relaxed);
        if ((before & TableGroup::kBusy) == 0) continue;
        version.store(before - TableGroup::kBusy + TableGroup::kStep, std::memory_order_release);
      }
    }
  }

 private:
  const Table &table_;
  const HashSecret &secret_;
};

}  // namespace cellaret::engine
