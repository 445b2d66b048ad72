// The answers of each operation, state by state.
#include "tests/histories/key_state.h"

#include <algorithm>

namespace cellaret::history {

namespace {

// The version of whatever is written next is above the one that was there.
std::uint64_t floor_after(const KeyState &state) {
  if (!state.exists()) return state.floor;
  return state.version != 0 ? state.version : state.floor + 1;
}

KeyState without(const KeyState &state) {
  KeyState after;
  after.floor = floor_after(state);
  return after;
}

// One application of one operation to one state.
class Application {
 public:
  Application(const Operation &operation, const Content &written, const Times &times,
              const Rules &rules, std::vector<KeyState> &after)
      : operation_(operation), written_(written), times_(times), rules_(rules), after_(after) {}

  void run(const KeyState &before) {
    if (!before.exists()) return answer(before);
    const std::vector<std::int64_t> &clock = before.on_wall_clock ? times_.wall : times_.steady;
    std::int64_t latest = before.on_wall_clock ? times_.latest_wall : times_.latest_steady;
    if (*std::min_element(clock.begin(), clock.end()) <= before.deadline) answer(before);
    if (rules_.may_evict || latest > before.deadline) answer(without(before));
  }

 private:
  [[nodiscard]] bool is(cellaret_status status) const { return operation_.status == status; }
  void leave(const KeyState &state) { after_.push_back(state); }

  // `state` is what the operation found.
  void answer(const KeyState &state) {
    switch (operation_.kind) {
      case Kind::kGet:
        if (is(state.exists() ? CELLARET_OK : CELLARET_MISS)) leave_if_seen(state);
        return;
      case Kind::kSet:
        return set(state);
      case Kind::kMultiSet:
        return write_with_others(state);
      case Kind::kIncrement:
        return increment(state);
      case Kind::kDelete:
        if (is(state.exists() ? CELLARET_OK : CELLARET_MISS)) leave(without(state));
        return;
      case Kind::kExists:
        if (is(state.exists() ? CELLARET_OK : CELLARET_MISS)) leave(state);
        return;
      case Kind::kType:
        if (operation_.seen.type == state.content.type) leave(state);
        return;
      case Kind::kExpire:
        return expire(state);
      case Kind::kPersist:
        return persist(state);
      case Kind::kTtl:
        return ttl(state);
      case Kind::kClear:
        return leave(without(state));
      default:
        return leave(state);
    }
  }

  // The value that was seen is the one that is there; its version is known from now on.
  [[nodiscard]] bool agrees(KeyState &state) const {
    if (operation_.seen != state.content) return false;
    if (operation_.version == 0 || operation_.version == state.version) return true;
    if (state.version != 0 || operation_.version <= state.floor) return false;
    state.version = operation_.version;
    return true;
  }
  void leave_if_seen(KeyState state) {
    if (agrees(state)) leave(state);
  }

  void set(KeyState state) {
    if (is(CELLARET_FULL)) return write(state);
    if (operation_.wants_old && !agrees(state)) return;
    if (state.exists() && operation_.condition == CELLARET_SET_IF_ABSENT) {
      if (is(CELLARET_EXISTS)) leave(state);
    } else if (!state.exists() && operation_.condition == CELLARET_SET_IF_PRESENT) {
      if (is(CELLARET_MISS)) leave(state);
    } else {
      write(state);
    }
  }

  // What holds for this key alone; that EXISTS takes one that exists is seen by who sees all.
  void write_with_others(const KeyState &state) {
    if (is(CELLARET_EXISTS)) {
      if (operation_.condition == CELLARET_SET_IF_ABSENT) leave(state);
      return;
    }
    bool is_wrong = operation_.condition == CELLARET_SET_IF_ABSENT && state.exists();
    if (is(CELLARET_FULL) || !is_wrong) write(state);
  }

  void write(const KeyState &state) {
    if (is(CELLARET_FULL)) return refuse(state);
    if (!is(CELLARET_OK)) return;
    KeyState next;
    next.content = written_;
    next.floor = floor_after(state);
    switch (operation_.expiry.kind) {
      case CELLARET_EXPIRY_KEEP:
        next.deadline = state.deadline;
        next.on_wall_clock = state.on_wall_clock;
        return leave(next);
      case CELLARET_EXPIRY_IN:
        return leave_in(operation_.expiry.ms, next);
      case CELLARET_EXPIRY_AT:
        return leave_at(next, without(state));
      default:
        return leave(next);
    }
  }

  void leave_in(std::int64_t ms, KeyState next) {
    next.on_wall_clock = false;
    for (std::int64_t now : times_.steady) {
      next.deadline = now + ms;
      leave(next);
    }
  }

  // A deadline that has passed leaves no key.
  void leave_at(KeyState next, const KeyState &gone) {
    next.on_wall_clock = true;
    next.deadline = operation_.expiry.ms;
    auto [earliest, latest] = std::minmax_element(times_.wall.begin(), times_.wall.end());
    if (*earliest <= next.deadline) leave(next);
    if (*latest > next.deadline) leave(gone);
  }

  void refuse(const KeyState &state) {
    if (rules_.may_be_full) leave(state);
  }

  void increment(const KeyState &state) {
    if (state.content.type == CELLARET_TYPE_STRING) {
      if (is(CELLARET_NOT_AN_INTEGER)) leave(state);
      return;
    }
    if (is(CELLARET_FULL)) return refuse(state);
    KeyState next = state;
    next.content = integer(state.content.number + operation_.amount);
    next.version = 0;
    next.floor = floor_after(state);
    if (is(CELLARET_OK) && operation_.seen == next.content) leave(next);
  }

  void leave_changed_deadline(const KeyState &state, std::int64_t deadline) {
    KeyState next = state;
    next.deadline = deadline;
    next.on_wall_clock = false;
    leave(next);
    next.version = 0;
    next.floor = floor_after(state);
    leave(next);
  }

  void expire(const KeyState &state) {
    if (is(CELLARET_FULL)) return refuse(state);
    if (!is(state.exists() ? CELLARET_OK : CELLARET_MISS)) return;
    if (!state.exists()) return leave(state);
    if (operation_.amount <= 0) return leave(without(state));
    for (std::int64_t now : times_.steady) {
      leave_changed_deadline(state, now + operation_.amount);
    }
  }

  void persist(const KeyState &state) {
    if (!state.exists()) {
      if (is(CELLARET_MISS)) leave(state);
    } else if (state.deadline == kNever) {
      if (is(CELLARET_NO_EXPIRY)) leave(state);
    } else if (is(CELLARET_OK)) {
      leave_changed_deadline(state, kNever);
    }
  }

  void ttl(const KeyState &state) {
    if (!state.exists()) {
      if (is(CELLARET_MISS)) leave(state);
      return;
    }
    if (state.deadline == kNever) {
      if (is(CELLARET_NO_EXPIRY)) leave(state);
      return;
    }
    const std::vector<std::int64_t> &clock = state.on_wall_clock ? times_.wall : times_.steady;
    bool is_possible = std::any_of(clock.begin(), clock.end(), [&](std::int64_t now) {
      return now <= state.deadline && state.deadline - now == operation_.ms;
    });
    if (is(CELLARET_OK) && is_possible) leave(state);
  }

  const Operation &operation_;
  const Content &written_;
  const Times &times_;
  const Rules &rules_;
  std::vector<KeyState> &after_;
};

}  // namespace

void apply(const Operation &operation, const Content &written, const Times &times,
           const Rules &rules, const KeyState &before, std::vector<KeyState> &after) {
  Application(operation, written, times, rules, after).run(before);
}

// The source is seen as by any call; what was under the destination does not matter.
void apply_rename(const Operation &operation, const Times &times, const Rules &rules,
                  const RenameStates &before, std::vector<RenameStates> &after) {
  Operation look = operation;
  look.kind = Kind::kExists;
  look.status = operation.status == CELLARET_OK ? CELLARET_OK : CELLARET_MISS;
  std::vector<KeyState> found;
  apply(look, {}, times, rules, before.source, found);
  for (const KeyState &source : found) {
    if (operation.status != CELLARET_OK) {
      after.push_back({source, before.destination});
      continue;
    }
    KeyState moved = source;
    moved.version = 0;
    moved.floor = floor_after(before.destination);
    after.push_back({without(source), moved});
  }
}

}  // namespace cellaret::history
