// The arithmetic of deadlines: checked on the way in, saturating on the way out.
#include "engine/expiry/expiry.h"

namespace cellaret::engine {
namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr std::int32_t kMaxUtcOffsetMinutes = 24 * 60 - 1;

std::int64_t saturating_add(std::int64_t a, std::int64_t b) {
  if (b > 0 && a > INT64_MAX - b) return INT64_MAX;
  if (b < 0 && a < INT64_MIN - b) return INT64_MIN;
  return a + b;
}

std::int64_t saturating_subtract(std::int64_t a, std::int64_t b) {
  if (b < 0 && a > INT64_MAX + b) return INT64_MAX;
  if (b > 0 && a < INT64_MIN + b) return INT64_MIN;
  return a - b;
}

// The deadline `ms` from now. It has to be a time on the wall clock too: that is where Redis draws
// the line, and it can be read back as Unix time.
Status deadline_in(std::int64_t ms, Now now, Deadline &out) {
  const std::int64_t deadline = saturating_add(now.steady, ms);
  if (deadline > kMaxDeadline || saturating_add(now.wall, ms) > kMaxDeadline) {
    return Status::kBadExpiry;
  }
  out = {deadline, TimeDomain::kSteady};
  return Status::kOk;
}

// The last number there is means "never" here, so it stands for the one before it.
Deadline deadline_at(std::int64_t unix_ms) {
  return {unix_ms > kMaxDeadline ? kMaxDeadline : unix_ms, TimeDomain::kWall};
}

// The change for an argument of a kind that says itself what is to be done.
Status resolve_explicit(const ExpiryArgument &argument, Now now, DeadlineChange &out) {
  Deadline deadline;
  switch (argument.kind) {
    case ExpiryKind::kDefault:
    case ExpiryKind::kNever:
      break;
    case ExpiryKind::kKeep:
      out = {DeadlineAction::kKeep, {}};
      return Status::kOk;
    case ExpiryKind::kIn: {
      const Status status = deadline_in(argument.ms, now, deadline);
      if (is_error(status)) return status;
      break;
    }
    case ExpiryKind::kAt:
      deadline = deadline_at(argument.ms);
      break;
    case ExpiryKind::kDaily:
      deadline = {next_daily(argument.hour, argument.minute, argument.second,
                             argument.utc_offset_minutes, now.wall),
                  TimeDomain::kWall};
      if (!deadline.exists()) return Status::kBadExpiry;
      break;
  }
  out = {deadline.passed(now) ? DeadlineAction::kGone : DeadlineAction::kSet, deadline};
  return Status::kOk;
}

}  // namespace

std::int64_t Deadline::remaining(Now now) const { return saturating_subtract(ms, time_in(now)); }

std::int64_t Deadline::unix_ms(Now now) const {
  if (!exists() || domain == TimeDomain::kWall) return ms;
  const std::int64_t unix_ms = saturating_add(now.wall, remaining(now));
  return unix_ms > kMaxDeadline ? kMaxDeadline : unix_ms;
}

Status check_expiry(const ExpiryArgument &argument) {
  const bool is_daily = argument.kind == ExpiryKind::kDaily;
  const bool has_time_of_day = argument.hour != 0 || argument.minute != 0 || argument.second != 0 ||
                               argument.utc_offset_minutes != 0;
  if (has_time_of_day && !is_daily) return Status::kInvalid;
  switch (argument.kind) {
    case ExpiryKind::kDefault:
    case ExpiryKind::kNever:
    case ExpiryKind::kKeep:
      return argument.ms == 0 ? Status::kOk : Status::kInvalid;
    case ExpiryKind::kIn:
      return argument.ms >= 1 && argument.ms <= kMaxDeadline ? Status::kOk : Status::kBadExpiry;
    case ExpiryKind::kAt:
      return argument.ms >= 1 ? Status::kOk : Status::kBadExpiry;
    case ExpiryKind::kDaily: {
      const bool is_time = argument.hour < 24 && argument.minute < 60 && argument.second < 60;
      const bool is_zone = argument.utc_offset_minutes >= -kMaxUtcOffsetMinutes &&
                           argument.utc_offset_minutes <= kMaxUtcOffsetMinutes;
      return is_time && is_zone && argument.ms == 0 ? Status::kOk : Status::kInvalid;
    }
  }
  return Status::kInvalid;
}

Status resolve_replacing(const ExpiryArgument &argument, const ExpiryArgument &fallback, Now now,
                         DeadlineChange &out) {
  Status status = check_expiry(argument);
  if (is_error(status)) return status;
  if (argument.kind != ExpiryKind::kDefault) return resolve_explicit(argument, now, out);
  status = check_expiry(fallback);
  if (is_error(status)) return status;
  return resolve_explicit(fallback, now, out);
}

Status resolve_touching(const ExpiryArgument &argument, const ExpiryArgument &fallback, Now now,
                        DeadlineChange &out) {
  DeadlineChange change;
  const Status status = resolve_replacing(argument, fallback, now, change);
  if (is_error(status)) return status;
  const bool has_default =
      fallback.kind != ExpiryKind::kDefault && fallback.kind != ExpiryKind::kNever;
  const bool leaves_alone = argument.kind == ExpiryKind::kDefault && !has_default;
  out = leaves_alone ? DeadlineChange{DeadlineAction::kKeep, {}} : change;
  return Status::kOk;
}

Status resolve_expire_in(std::int64_t ms, Now now, DeadlineChange &out) {
  Deadline deadline;
  const Status status = deadline_in(ms, now, deadline);
  if (is_error(status)) return status;
  out = {ms <= 0 ? DeadlineAction::kGone : DeadlineAction::kSet, deadline};
  return Status::kOk;
}

Status resolve_expire_at(std::int64_t unix_ms, Now now, DeadlineChange &out) {
  out = {unix_ms <= now.wall ? DeadlineAction::kGone : DeadlineAction::kSet, deadline_at(unix_ms)};
  return Status::kOk;
}

std::int64_t next_daily(int hour, int minute, int second, int utc_offset_minutes,
                        std::int64_t wall_ms) {
  // Days since 1970 all start at the same remainder of Unix time, which has no leap seconds: the
  // wanted remainder is the time of day, seen from UTC.
  const std::int64_t wanted =
      hour * kHourMs + minute * kMinuteMs + second * kSecondMs - utc_offset_minutes * kMinuteMs;
  std::int64_t wait = (wanted - wall_ms % kDayMs) % kDayMs;
  if (wait <= 0) wait += kDayMs;
  return saturating_add(wall_ms, wait);
}

bool condition_holds(ExpireCondition condition, const Deadline &current, const Deadline &wanted,
                     Now now) {
  switch (condition) {
    case ExpireCondition::kAlways:
      return true;
    case ExpireCondition::kIfNone:
      return !current.exists();
    case ExpireCondition::kIfAny:
      return current.exists();
    case ExpireCondition::kIfGreater:
      return wanted.unix_ms(now) > current.unix_ms(now);
    case ExpireCondition::kIfLess:
      return wanted.unix_ms(now) < current.unix_ms(now);
    case ExpireCondition::kIfAnyAndLess:
      return current.exists() && wanted.unix_ms(now) < current.unix_ms(now);
  }
  return false;
}

}  // namespace cellaret::engine
