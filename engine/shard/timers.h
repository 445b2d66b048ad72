// The deadlines of one shard: a timing wheel for each of the two clocks, made on first use, and the
// links of their timers beside the table's slots.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/base/memory.h"
#include "engine/base/moment.h"
#include "engine/base/slot_array.h"
#include "engine/data/entry.h"
#include "engine/expiry/timing_wheel.h"
#include "engine/shard/table.h"

namespace cellaret::engine {

class Timers {
 public:
  explicit Timers(const Table &table) : store_{table, {}} {}

  // Side arrays, as for a policy; there are none before the first wheel is made.
  [[nodiscard]] bool reserve(unsigned half, std::uint32_t slots) {
    return store_.links.allocate(half, slots);
  }
  void release(unsigned half, OldPages &old) { store_.links.retire(half, old); }
  [[nodiscard]] bool has_wheel(bool on_wall_clock) const {
    return wheels_[on_wall_clock] != nullptr;
  }
  [[nodiscard]] bool has_wheels() const { return has_wheel(false) || has_wheel(true); }
  // False without memory.
  [[nodiscard]] bool make_wheel(bool on_wall_clock, Moment &moment);
  // Takes back make_wheel before the first timer, and the side arrays with the last wheel.
  void drop_wheel(bool on_wall_clock);
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] bool empty() const {
    return (wheels_[0] == nullptr || wheels_[0]->empty()) &&
           (wheels_[1] == nullptr || wheels_[1]->empty());
  }
  // A time before which nothing is due on either clock; INT64_MAX when there is no timer.
  [[nodiscard]] std::int64_t next_due() const {
    return std::min(wheels_[0] == nullptr ? INT64_MAX : wheels_[0]->next_due(),
                    wheels_[1] == nullptr ? INT64_MAX : wheels_[1]->next_due());
  }

  // The entry other than `keep` that expires first, among kTimersCompared at most; kNoSlot if none.
  [[nodiscard]] SlotRef first_to_expire(SlotRef keep);

  // Whether a deadline may become another one and its timer stay as it is: a timer that comes too
  // early is set anew when it does. So putting a deadline off, again and again, costs nothing.
  [[nodiscard]] static bool can_wait(const StoredDeadline &before, const StoredDeadline &after) {
    return before.on_wall_clock == after.on_wall_clock && after.ms >= before.ms &&
           after.exists() == before.exists();
  }

  // The entry in `slot` has this deadline, and no timer yet.
  void insert(SlotRef slot, const StoredDeadline &deadline);
  // `deadline` is the one the timer was inserted with; nothing happens if it is none.
  void remove(SlotRef slot, const StoredDeadline &deadline);
  void move(SlotRef from, SlotRef to, const StoredDeadline &deadline);
  // As Policy::expect_moves.
  void expect_moves(SlotRef from, SlotRef to, std::uint32_t count) const {
    prefetch_moves(store_.links, from, to, count, &Link::next, &Link::prev);
  }

  // Calls expire(slot), and counts it in `fired`, for entries past their deadline, which it has to
  // take out of the table (their timers are gone already); at most `budget` steps. True when more
  // are due.
  template <class Expire>
  bool advance(Moment &moment, std::uint32_t budget, std::uint32_t &fired, Expire &&expire);

 private:
  struct Link {
    std::uint32_t next;
    std::uint32_t prev;
  };
  struct Store {
    const Table &table;
    SlotArray<Link> links;

    std::uint32_t &next(TimerRef slot) { return links[slot].next; }
    std::uint32_t &prev(TimerRef slot) { return links[slot].prev; }
    // Visible up to and including the deadline.
    std::int64_t when(TimerRef slot) { return table.entry(slot)->deadline().ms + 1; }
  };
  using Wheel = TimingWheel<Store>;

  Store store_;
  Owned<Wheel> wheels_[2];  // by on_wall_clock
};

template <class Expire>
bool Timers::advance(Moment &moment, std::uint32_t budget, std::uint32_t &fired, Expire &&expire) {
  bool more = false;
  for (int on_wall_clock = 0; on_wall_clock < 2; ++on_wall_clock) {
    Wheel *wheel = wheels_[on_wall_clock].get();
    if (wheel == nullptr || wheel->empty()) continue;
    std::int64_t now = on_wall_clock != 0 ? moment.rough_wall_ms() : moment.rough_steady_ms();
    if (wheel->next_due() > now) continue;
    AdvanceResult result = wheel->advance(now, budget, [&](SlotRef slot) {
      if (std::int64_t when = store_.when(slot); when > now) {
        wheel->insert(slot, when);
        return;
      }
      ++fired;
      expire(slot);
    });
    budget -= result.operations;
    more = more || result.more;
  }
  return more;
}

}  // namespace cellaret::engine
