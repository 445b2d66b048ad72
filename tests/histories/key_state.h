// The contract of one key as a sequential object: what an operation may answer, and what state it
// leaves, when it takes effect at one moment.
//
// Some of it is left open on purpose, and then there are several states after an operation.
// - An operation takes the time once, at some moment between its call and its return. A deadline
//   may be counted from any time the clock showed in between; an entry is seen only if one of these
//   times allows it.
// - Whoever meets an expired entry may take it out, and a moved clock may have had it taken out by
//   an operation that began before; so one may be gone as soon as a move past its deadline began.
// - An instance with a limit may drop any key at any time, if its policy evicts.
// - A change of the deadline alone may or may not count as a write for the version.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/histories/history.h"

namespace cellaret::history {

inline constexpr std::int64_t kNever = INT64_MAX;

struct KeyState {
  Content content;  // type NONE: no such key
  bool on_wall_clock = false;
  std::int64_t deadline = kNever;
  std::uint64_t version = 0;  // 0: nobody has seen it yet
  std::uint64_t floor = 0;    // the version is above this

  bool operator==(const KeyState &) const = default;
  [[nodiscard]] bool exists() const { return content.type != CELLARET_TYPE_NONE; }
};

// The clock around one operation.
struct Times {
  std::vector<std::int64_t> steady;  // what it showed at any moment of the operation
  std::vector<std::int64_t> wall;
  std::int64_t latest_steady = 0;  // the latest it ever showed until the operation returned
  std::int64_t latest_wall = 0;
};

struct Rules {
  bool may_evict = false;
  bool may_be_full = false;
};

// Adds to `after` the states that `operation` may leave its key in, given its answer. For
// kMultiSet, `written` is what it writes to this key; for kClear the answer does not matter.
void apply(const Operation &operation, const Content &written, const Times &times,
           const Rules &rules, const KeyState &before, std::vector<KeyState> &after);

// The same of kRename, which takes what is under one key to another.
struct RenameStates {
  KeyState source;
  KeyState destination;
};
void apply_rename(const Operation &operation, const Times &times, const Rules &rules,
                  const RenameStates &before, std::vector<RenameStates> &after);

}  // namespace cellaret::history
