// The expiry argument of a write and its arithmetic: pure functions of the argument and the time.
#pragma once

#include <cstdint>

#include "engine/base/limits.h"
#include "engine/base/status.h"

namespace cellaret::engine {

// The same numbers as CELLARET_EXPIRY_*.
enum class ExpiryKind : std::uint8_t {
  kDefault = 0,
  kNever = 1,
  kKeep = 2,
  kIn = 3,
  kAt = 4,
  kDaily = 5,
};

// What a caller asks for. Fields that a kind does not use are 0.
struct ExpiryArgument {
  ExpiryKind kind = ExpiryKind::kDefault;
  std::uint8_t hour = 0;                // kDaily
  std::uint8_t minute = 0;              // kDaily
  std::uint8_t second = 0;              // kDaily
  std::int32_t utc_offset_minutes = 0;  // kDaily
  std::int64_t ms = 0;                  // kIn: from now; kAt: Unix time

  bool operator==(const ExpiryArgument &) const = default;

  // kDefault and nothing else: what needs no check.
  [[nodiscard]] bool is_bare_default() const {
    return kind == ExpiryKind::kDefault && (hour | minute | second | utc_offset_minutes | ms) == 0;
  }
};

// One moment on both time lines, each in milliseconds. `steady` never steps back; `wall` is Unix
// time and may.
struct Now {
  std::int64_t steady = 0;
  std::int64_t wall = 0;
};

// Which time line a deadline lives on: kIn on the steady one, kAt and kDaily on the wall clock.
enum class TimeDomain : std::uint8_t { kSteady = 0, kWall = 1 };

// The last millisecond in which an entry is visible, or none. Differences saturate at the ends of
// int64 instead of overflowing.
struct Deadline {
  std::int64_t ms = kNoDeadline;
  TimeDomain domain = TimeDomain::kSteady;

  bool exists() const { return ms != kNoDeadline; }
  bool passed(Now now) const { return exists() && time_in(now) > ms; }
  // Milliseconds left, 0 at the deadline itself and negative after it. Only if it exists.
  std::int64_t remaining(Now now) const;
  // The deadline as Unix time if the wall clock goes on as it stands at `now`; kNoDeadline if none.
  std::int64_t unix_ms(Now now) const;

 private:
  std::int64_t time_in(Now now) const {
    return domain == TimeDomain::kSteady ? now.steady : now.wall;
  }
};

// What a write does to the deadline of its key.
enum class DeadlineAction : std::uint8_t {
  kSet,   // it becomes `deadline`, which may be none
  kKeep,  // it stays; a new key has none
  kGone,  // the key goes: `deadline` has passed
};

struct DeadlineChange {
  DeadlineAction action = DeadlineAction::kKeep;
  Deadline deadline;
};

// What can be said about an argument without the time. kInvalid: unknown kind, a field that the
// kind does not use is not 0, or a daily time or zone that does not exist. kBadExpiry: kIn or kAt
// below 1, kIn over kMaxDeadline.
Status check_expiry(const ExpiryArgument &argument);

// For a write that replaces the whole entry (plain set): kDefault means `fallback`, the default of
// the instance; no deadline if that is kDefault or kNever. Either argument may fail as in
// check_expiry, or with kBadExpiry because the sum with `now` is over kMaxDeadline; `out` is then
// untouched.
Status resolve_replacing(const ExpiryArgument &argument, const ExpiryArgument &fallback, Now now,
                         DeadlineChange &out);

// For every other write: the same, but kDefault leaves the deadline alone if `fallback` is kDefault
// or kNever.
Status resolve_touching(const ExpiryArgument &argument, const ExpiryArgument &fallback, Now now,
                        DeadlineChange &out);

// For the operations that do nothing but set a deadline, and take any number: a deadline that is
// not in the future is kGone. kBadExpiry if the sum is over kMaxDeadline; `out` is then untouched.
Status resolve_expire_in(std::int64_t ms, Now now, DeadlineChange &out);
Status resolve_expire_at(std::int64_t unix_ms, Now now, DeadlineChange &out);

// The first moment after `wall_ms`, as Unix time in ms, when a clock in the zone shows this time of
// day. Saturates at kNoDeadline.
std::int64_t next_daily(int hour, int minute, int second, int utc_offset_minutes,
                        std::int64_t wall_ms);

// When an expire operation acts. The same numbers as CELLARET_EXPIRE_*.
enum class ExpireCondition : std::uint8_t {
  kAlways = 0,
  kIfNone = 1,
  kIfAny = 2,
  kIfGreater = 3,
  kIfLess = 4,
  kIfAnyAndLess = 5,
};

// Whether the condition lets `wanted` replace `current`. Deadlines are compared as Unix time; none
// is later than any.
bool condition_holds(ExpireCondition condition, const Deadline &current, const Deadline &wanted,
                     Now now);

}  // namespace cellaret::engine
