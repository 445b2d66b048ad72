// When a value goes: the argument that every write takes, and what ttl and expire_time answer.
//
// Deadlines are in whole milliseconds. An entry is visible up to and including its deadline and
// gone one millisecond later.
#pragma once

#include <cellaret/expiry.h>
#include <cellaret/key.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace cellaret {

// A moment of an instance's wall clock: Unix time in milliseconds. Every time point of
// std::chrono::system_clock can be given where one is asked for, and it converts back to one.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

namespace detail {

// Whole milliseconds, parts of one dropped towards the past. What does not fit counts as the
// longest duration there is, so that the engine is the only judge of ranges.
template <class Rep, class Period>
std::int64_t whole_milliseconds(std::chrono::duration<Rep, Period> duration) {
  using Wide = std::chrono::duration<long double, std::milli>;
  using Limits = std::numeric_limits<std::int64_t>;
  const long double wide = Wide(duration).count();
  if (std::isnan(wide)) throw std::invalid_argument("cellaret: the duration is not a number");
  if (wide >= static_cast<long double>(Limits::max())) return Limits::max();
  if (wide <= static_cast<long double>(Limits::min())) return Limits::min();
  return std::chrono::floor<std::chrono::duration<std::int64_t, std::milli>>(duration).count();
}

template <class Duration>
std::int64_t unix_milliseconds(std::chrono::sys_time<Duration> time) {
  return whole_milliseconds(time.time_since_epoch());
}

// A number that does not fit its field becomes one that the engine refuses, instead of wrapping
// around into one that it takes.
template <class Field, class Number>
Field field_or_refused(Number number) noexcept {
  return std::in_range<Field>(number) ? static_cast<Field>(number)
                                      : std::numeric_limits<Field>::max();
}

}  // namespace detail

// When a write's value goes. Made by one of the static functions; nothing is checked before the
// call that takes it, which throws Error with BAD_EXPIRY for a duration or moment out of range and
// std::invalid_argument for a time of day that does not exist.
// Threads: a plain value. Since: 0.1
class Expiry {
 public:
  // What the instance's default_expiry says; none if it has none. An Expiry made without a static
  // function is this one. Since: 0.1
  constexpr Expiry() noexcept = default;

  // The same by a name. Since: 0.1
  [[nodiscard]] static constexpr Expiry by_default() noexcept { return {}; }

  // No deadline. Since: 0.1
  [[nodiscard]] static constexpr Expiry never() noexcept { return {CELLARET_EXPIRY_NEVER, 0}; }

  // The deadline that the key has now; none for a new key. Since: 0.1
  [[nodiscard]] static constexpr Expiry keep() noexcept { return {CELLARET_EXPIRY_KEEP, 0}; }

  // A duration from now, on a clock that does not notice when somebody sets the wall clock.
  // duration: 1 ms or more; parts of a millisecond are dropped.
  // Throws: std::invalid_argument for a floating point duration that is not a number. Since: 0.1
  template <class Rep, class Period>
  [[nodiscard]] static Expiry in(std::chrono::duration<Rep, Period> duration) {
    return {CELLARET_EXPIRY_IN, detail::whole_milliseconds(duration)};
  }

  // A moment of the wall clock.
  // time: after 1970-01-01T00:00Z; when it has passed, the write succeeds and leaves no key.
  // Since: 0.1
  template <class Duration>
  [[nodiscard]] static Expiry at(std::chrono::sys_time<Duration> time) {
    return {CELLARET_EXPIRY_AT, detail::unix_milliseconds(time)};
  }

  // The next such time of day, strictly in the future.
  // hour: 0 to 23. minute, second: 0 to 59. utc_offset: the zone, -1439 to 1439 minutes; Tokyo is
  //   std::chrono::hours(9).
  // Since: 0.1
  [[nodiscard]] static Expiry daily(int hour, int minute = 0, int second = 0,
                                    std::chrono::minutes utc_offset = {}) noexcept {
    Expiry expiry(CELLARET_EXPIRY_DAILY, 0);
    expiry.raw_.hour = detail::field_or_refused<std::uint8_t>(hour);
    expiry.raw_.minute = detail::field_or_refused<std::uint8_t>(minute);
    expiry.raw_.second = detail::field_or_refused<std::uint8_t>(second);
    expiry.raw_.utc_offset_minutes = detail::field_or_refused<std::int32_t>(utc_offset.count());
    return expiry;
  }

  // From and to the struct of the C interface. Since: 0.1
  explicit constexpr Expiry(const cellaret_expiry &raw) noexcept : raw_(raw) {}
  [[nodiscard]] constexpr const cellaret_expiry &raw() const noexcept { return raw_; }

 private:
  constexpr Expiry(std::uint8_t kind, std::int64_t ms) noexcept : raw_{kind, 0, 0, 0, 0, ms} {}

  cellaret_expiry raw_{};
};

// When expire and expire_at act. "None" counts as later than any deadline. Since: 0.1
enum class ExpireCondition : std::uint32_t {
  kAlways = CELLARET_EXPIRE_ALWAYS,
  kIfNone = CELLARET_EXPIRE_IF_NONE,               // only if the key has no deadline
  kIfAny = CELLARET_EXPIRE_IF_ANY,                 // only if it has one
  kIfGreater = CELLARET_EXPIRE_IF_GREATER,         // only if the new deadline is later
  kIfLess = CELLARET_EXPIRE_IF_LESS,               // only if the new deadline is earlier
  kIfAnyAndLess = CELLARET_EXPIRE_IF_ANY_AND_LESS  // only if it has one that is later
};

// The three things that can be said of a key's deadline. Since: 0.1
enum class Lifetime { kNoKey, kForever, kLimited };

// What ttl answers. Since: 0.1
struct Ttl {
  Lifetime lifetime = Lifetime::kNoKey;
  std::chrono::milliseconds left{0};  // with kLimited; 0 at the deadline itself

  friend bool operator==(const Ttl &, const Ttl &) = default;
};

// What expire_time answers. Since: 0.1
struct ExpireTime {
  Lifetime lifetime = Lifetime::kNoKey;
  TimePoint at{};  // with kLimited

  friend bool operator==(const ExpireTime &, const ExpireTime &) = default;
};

}  // namespace cellaret
