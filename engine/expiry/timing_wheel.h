// A hierarchical timing wheel: which entries are due, in constant time for each timer.
//
// Idea. A time has eleven digits of six bits, and each level of the wheel stands for one digit and
// has a slot for each of its values. The wheel remembers a reference time, `elapsed`. A timer lies
// at the level of the highest digit in which its time differs from `elapsed` (level 0 if in none),
// in the slot of that digit. So every timer on a level is due before every timer on the levels
// above, a lower slot is due before a higher one, and the next thing to do is always the lowest
// slot of the lowest level that is in use: skipping empty time costs nothing.
//
// Invariants.
// 1. No timer is due before `elapsed`. advance() raises `elapsed` only up to the start of the next
//    slot in use, and insert() lowers it when a timer is due before it.
// 2. Every timer lies where its time and `elapsed` say. The one exception is the slot being
//    cascaded: after `elapsed` reached its start its timers belong on lower levels and are carried
//    there one at a time. Until it is empty advance() does nothing else and `elapsed` stays. A user
//    may put a timer off without telling: it lies too early then, until it is met there.
// 3. A timer fires only from level 0, where a slot is one millisecond, and only when that
//    millisecond is not after the `now` of advance(). The clock has no other part in it: one that
//    steps back can neither lose a timer nor fire one early, and needs no call of its own.
//
// Lowering `elapsed`: let L be the highest digit in which the old and the new value differ. Timers
// at level L and above stay right. Those below share all digits from L up with the old value, and
// so all of them belong into one slot, of level L: the lists are spliced together, each in constant
// time, and no timer is looked at.
//
// Links. Lists are doubly linked through arrays that belong to the user, so that a timer costs 8
// bytes there and none here. `prev` of the first timer is the last one, and `next` of the last is
// the number of the slot, marked by being kSlotMark or more: so a timer can be unlinked, moved, and
// a list spliced, without asking when it is due.
//
// Cost. insert, remove, move: O(1), plus at most one splice for each slot when the clock stepped
// back. A timer is carried to a lower level at most kLevels - 1 times in its life (once more for
// each step back), and each time counts as one operation of advance()'s budget, as firing does.
//
// After G. Varghese and T. Lauck, "Hashed and hierarchical timing wheels: data structures for the
// efficient implementation of a timer facility", SOSP 1987.
//
// Threads: one at a time; the shard's lock guards its wheels.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>

#include "engine/base/check.h"

namespace cellaret::engine {

// A timer is a number that its user chose, below kMaxTimers.
using TimerRef = std::uint32_t;
inline constexpr TimerRef kNoTimer = UINT32_MAX;
inline constexpr TimerRef kMaxTimers = 0xF0000000;

// The user's side. The links belong to the wheel while the timer is in it; `when`, the first
// millisecond in which it may fire, must not change meanwhile.
template <class Store>
concept TimerStore = requires(Store &store, TimerRef timer) {
  { store.next(timer) } -> std::same_as<std::uint32_t &>;
  { store.prev(timer) } -> std::same_as<std::uint32_t &>;
  { store.when(timer) } -> std::convertible_to<std::int64_t>;
};

struct AdvanceResult {
  std::uint32_t fired = 0;
  std::uint32_t operations = 0;  // timers fired or carried to a lower level; up to the budget
  bool more = false;             // the budget ended first: timers are or may still be due
};

// The part of the wheel that knows slots and times but no timers.
class WheelSlots {
 public:
  static constexpr unsigned kDigitBits = 6;
  static constexpr unsigned kSlotsPerLevel = 1u << kDigitBits;
  static constexpr unsigned kLevels = 11;
  // The top digit has only four of the 64 bits left.
  static constexpr unsigned kSlots = (kLevels - 1) * kSlotsPerLevel + 16;
  static constexpr unsigned kNoSlot = kSlots;
  static constexpr std::uint32_t kSlotMark = kMaxTimers;

  explicit WheelSlots(std::int64_t now);

  // The first time at which the user has to call advance; INT64_MAX when there is no timer.
  std::int64_t next_due() const;

 protected:
  // Times in the wheel are unsigned with the same order, so that the arithmetic cannot overflow.
  static std::uint64_t tick_of(std::int64_t time) {
    return static_cast<std::uint64_t>(time) ^ (std::uint64_t{1} << 63);
  }
  static std::int64_t time_of(std::uint64_t tick) {
    return static_cast<std::int64_t>(tick ^ (std::uint64_t{1} << 63));
  }

  // Where a tick that is not before `elapsed_` belongs.
  unsigned slot_of(std::uint64_t tick) const;
  // The slot to work on next: the one being cascaded, else the first in use; kNoSlot if none is.
  unsigned first_slot() const;
  // The first tick of a slot in use.
  std::uint64_t start_of(unsigned slot) const;

  void set_head(unsigned slot, TimerRef timer);

  std::array<std::uint64_t, kLevels> used_{};  // per level one bit for each slot that is not empty
  std::uint64_t elapsed_;
  std::uint32_t cascading_ = kNoSlot;  // the exception of invariant 2; kNoSlot when there is none
  std::uint32_t size_ = 0;
  std::array<TimerRef, kSlots> heads_;
};

template <TimerStore Store>
class TimingWheel : public WheelSlots {
 public:
  // `now` is only a hint that saves work. The store must outlive the wheel.
  TimingWheel(Store &store, std::int64_t now) : WheelSlots(now), store_(store) {}
  TimingWheel(const TimingWheel &) = delete;
  TimingWheel &operator=(const TimingWheel &) = delete;

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // The timer is not in a wheel. `when` is what the store says, any int64.
  void insert(TimerRef timer, std::int64_t when);
  // The timer is in this wheel. The store's `when` is not asked.
  void remove(TimerRef timer);
  // The timer `from`, which is in this wheel, is `to` from now on; `to` is not in a wheel. The
  // store's `when` is not asked.
  void move(TimerRef from, TimerRef to);

  // The timer that fires first among up to `limit` of the first slot that has another than `skip`;
  // kNoTimer if there is no other. Timers that were put off beyond their slot since they were
  // inserted come to where they belong first, up to `limit` of them.
  TimerRef first(TimerRef skip, std::uint32_t limit);

  // Takes out timers due at `now` in the order of their times and calls fire(timer) for each, with
  // at most `budget` operations. `fire` may insert, remove and move timers.
  template <class Fire>
  AdvanceResult advance(std::int64_t now, std::uint32_t budget, Fire &&fire);

 private:
  static bool is_mark(std::uint32_t link) { return link >= kSlotMark; }

  TimerRef first_in(unsigned slot, TimerRef skip, std::uint32_t limit) const;
  unsigned first_slot_but(TimerRef skip) const;
  bool is_put_off(TimerRef timer, unsigned slot) const;
  std::uint32_t carry_put_off(unsigned slot, std::uint32_t limit);
  void link(TimerRef timer, unsigned slot);
  void unlink(TimerRef timer);
  void splice(unsigned from, unsigned to);
  void lower_elapsed(std::uint64_t tick);

  Store &store_;
};

template <TimerStore Store>
void TimingWheel<Store>::insert(TimerRef timer, std::int64_t when) {
  CELLARET_CHECK(timer < kMaxTimers, "a timer number is taken for a slot");
  const std::uint64_t tick = tick_of(when);
  if (tick < elapsed_) lower_elapsed(tick);
  link(timer, slot_of(tick));
  ++size_;
}

template <TimerStore Store>
void TimingWheel<Store>::remove(TimerRef timer) {
  CELLARET_CHECK(size_ > 0, "removing a timer from an empty wheel");
  unlink(timer);
  --size_;
}

template <TimerStore Store>
void TimingWheel<Store>::move(TimerRef from, TimerRef to) {
  CELLARET_CHECK(to < kMaxTimers && from != to, "a timer number is taken for a slot");
  const std::uint32_t next = store_.next(from);
  const std::uint32_t prev = store_.prev(from);
  if (prev == from) {  // alone in its slot
    store_.next(to) = next;
    store_.prev(to) = to;
    heads_[next - kSlotMark] = to;
    return;
  }
  const std::uint32_t after_prev = store_.next(prev);
  store_.next(to) = next;
  store_.prev(to) = prev;
  if (is_mark(after_prev)) {  // it was the first, and `prev` is the last
    heads_[after_prev - kSlotMark] = to;
  } else {
    store_.next(prev) = to;
  }
  store_.prev(is_mark(next) ? heads_[next - kSlotMark] : next) = to;
}

template <TimerStore Store>
TimerRef TimingWheel<Store>::first(TimerRef skip, std::uint32_t limit) {
  for (std::uint32_t left = limit;;) {
    const unsigned slot = first_slot_but(skip);
    if (slot == kNoSlot) return kNoTimer;
    const TimerRef found = first_in(slot, skip, limit);
    if (left == 0 || !is_put_off(found, slot)) return found;
    left -= carry_put_off(slot, left);
  }
}

// The first slot in use, but for one that has no other timer than `skip`.
template <TimerStore Store>
unsigned TimingWheel<Store>::first_slot_but(TimerRef skip) const {
  const unsigned first = first_slot();
  if (first == kNoSlot || first_in(first, skip, 1) != kNoTimer) return first;
  for (unsigned level = 0; level < kLevels; ++level) {
    for (std::uint64_t used = used_[level]; used != 0; used &= used - 1) {
      const unsigned slot = level * kSlotsPerLevel + static_cast<unsigned>(std::countr_zero(used));
      if (first_in(slot, skip, 1) != kNoTimer) return slot;
    }
  }
  return kNoSlot;
}

// Whether the timer is due after all that belong into the slot.
template <TimerStore Store>
bool TimingWheel<Store>::is_put_off(TimerRef timer, unsigned slot) const {
  const unsigned shift = slot / kSlotsPerLevel * kDigitBits;
  return tick_of(store_.when(timer)) >> shift > start_of(slot) >> shift;
}

// Of the slot's first timers those that were put off; how many were looked at.
template <TimerStore Store>
std::uint32_t TimingWheel<Store>::carry_put_off(unsigned slot, std::uint32_t limit) {
  std::uint32_t count = 0;
  for (TimerRef timer = heads_[slot]; timer != kNoTimer && !is_mark(timer) && count < limit;
       ++count) {
    const TimerRef next = store_.next(timer);
    if (is_put_off(timer, slot)) {
      unlink(timer);
      link(timer, slot_of(tick_of(store_.when(timer))));
    }
    timer = next;
  }
  return count;
}

template <TimerStore Store>
TimerRef TimingWheel<Store>::first_in(unsigned slot, TimerRef skip, std::uint32_t limit) const {
  TimerRef found = kNoTimer;
  TimerRef timer = heads_[slot];
  for (; timer != kNoTimer && !is_mark(timer) && limit > 0; timer = store_.next(timer)) {
    if (timer == skip) continue;
    --limit;
    if (found == kNoTimer || store_.when(timer) < store_.when(found)) found = timer;
  }
  return found;
}

template <TimerStore Store>
template <class Fire>
AdvanceResult TimingWheel<Store>::advance(std::int64_t now, std::uint32_t budget, Fire &&fire) {
  AdvanceResult result;
  const std::uint64_t limit = tick_of(now);
  for (;;) {
    const unsigned slot = first_slot();
    if (slot == kNoSlot || start_of(slot) > limit) break;
    if (result.operations == budget) {
      result.more = true;
      return result;
    }
    ++result.operations;
    elapsed_ = start_of(slot);
    const TimerRef timer = heads_[slot];
    unlink(timer);
    if (slot < kSlotsPerLevel) {
      --size_;
      ++result.fired;
      fire(timer);
    } else {
      if (heads_[slot] != kNoTimer) cascading_ = slot;
      link(timer, slot_of(tick_of(store_.when(timer))));
    }
  }
  // Everything left is due later, so that this moves no timer; it saves cascades later.
  if (limit > elapsed_) elapsed_ = limit;
  return result;
}

// Puts the timer in front of its slot's list.
template <TimerStore Store>
void TimingWheel<Store>::link(TimerRef timer, unsigned slot) {
  const TimerRef first = heads_[slot];
  if (first == kNoTimer) {
    store_.next(timer) = kSlotMark + slot;
    store_.prev(timer) = timer;
  } else {
    store_.next(timer) = first;
    store_.prev(timer) = store_.prev(first);
    store_.prev(first) = timer;
  }
  set_head(slot, timer);
}

template <TimerStore Store>
void TimingWheel<Store>::unlink(TimerRef timer) {
  const std::uint32_t next = store_.next(timer);
  const std::uint32_t prev = store_.prev(timer);
  if (prev == timer) {  // alone in its slot
    set_head(next - kSlotMark, kNoTimer);
    return;
  }
  const std::uint32_t after_prev = store_.next(prev);
  if (is_mark(after_prev)) {  // it was the first, and `prev` is the last
    heads_[after_prev - kSlotMark] = next;
  } else {
    store_.next(prev) = next;
  }
  store_.prev(is_mark(next) ? heads_[next - kSlotMark] : next) = prev;
}

// Puts all of one slot's timers in front of another's.
template <TimerStore Store>
void TimingWheel<Store>::splice(unsigned from, unsigned to) {
  const TimerRef first = heads_[from];
  const TimerRef last = store_.prev(first);
  const TimerRef old_first = heads_[to];
  if (old_first == kNoTimer) {
    store_.next(last) = kSlotMark + to;
  } else {
    store_.next(last) = old_first;
    store_.prev(first) = store_.prev(old_first);
    store_.prev(old_first) = last;
  }
  set_head(from, kNoTimer);
  set_head(to, first);
}

template <TimerStore Store>
void TimingWheel<Store>::lower_elapsed(std::uint64_t tick) {
  const std::uint64_t old = elapsed_;
  elapsed_ = tick;
  // A slot being cascaded starts at the old value: it is the target, or on a level below it.
  cascading_ = kNoSlot;
  const unsigned target = slot_of(old);
  const unsigned target_level = target / kSlotsPerLevel;
  for (unsigned level = 0; level < target_level; ++level) {
    for (std::uint64_t used = used_[level]; used != 0; used &= used - 1) {
      const auto digit = static_cast<unsigned>(std::countr_zero(used));
      splice(level * kSlotsPerLevel + digit, target);
    }
  }
}

}  // namespace cellaret::engine
