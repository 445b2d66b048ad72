"""When a value goes: the constructors of Expiry, and reading durations and moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cellaret._native import (
    EXPIRY_AT,
    EXPIRY_DAILY,
    EXPIRY_IN,
    EXPIRY_KEEP,
    EXPIRY_NEVER,
    Expiry,
)

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX = 2**63 - 1


def _in_64_bits(ms: int) -> int:
    """The nearest 64-bit number: the engine answers those at the ends with BadExpiry."""
    return max(-_MAX - 1, min(_MAX, ms))


def milliseconds(duration: int | timedelta) -> int:
    """A duration in whole milliseconds, rounded down. An int is in milliseconds already."""
    if isinstance(duration, timedelta):
        return duration // _MILLISECOND
    if isinstance(duration, int) and not isinstance(duration, bool):
        return _in_64_bits(duration)
    raise TypeError(
        f"a duration is an int in milliseconds or a timedelta, not {type(duration).__name__}"
    )


def unix_milliseconds(time: int | datetime) -> int:
    """A moment in whole milliseconds since 1970, rounded down. An int is that already."""
    if isinstance(time, datetime):
        if time.tzinfo is None:
            raise ValueError("the datetime has no time zone, so it is no moment in time")
        return (time - _EPOCH) // _MILLISECOND
    if isinstance(time, int) and not isinstance(time, bool):
        return _in_64_bits(time)
    raise TypeError(
        f"a moment is an int in milliseconds since 1970 or an aware datetime,"
        f" not {type(time).__name__}"
    )


def expire_in(duration: int | timedelta) -> Expiry:
    """A duration from the write: int milliseconds or a timedelta; below 1 ms is BadExpiry."""
    return Expiry(EXPIRY_IN, milliseconds(duration))


def _expire_in_units(number: float, unit: timedelta) -> Expiry:
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise TypeError(f"a number is needed, not {type(number).__name__}")
    if isinstance(number, int):
        return expire_in(number * (unit // _MILLISECOND))
    return expire_in(number * unit)


def expire_in_seconds(seconds: float) -> Expiry:
    """That many seconds from the write, rounded down to milliseconds."""
    return _expire_in_units(seconds, timedelta(seconds=1))


def expire_in_minutes(minutes: float) -> Expiry:
    """That many minutes from the write, rounded down to milliseconds."""
    return _expire_in_units(minutes, timedelta(minutes=1))


def expire_in_hours(hours: float) -> Expiry:
    """That many hours from the write, rounded down to milliseconds."""
    return _expire_in_units(hours, timedelta(hours=1))


def expire_at(time: int | datetime) -> Expiry:
    """A moment: int milliseconds since 1970 or an aware datetime. A past one leaves no key; one at
    or before 1970 is BadExpiry."""
    return Expiry(EXPIRY_AT, unix_milliseconds(time))


def expire_daily_at(
    hour: int, minute: int = 0, second: int = 0, *, utc_offset: timedelta = timedelta(0)
) -> Expiry:
    """The next hour:minute:second in the zone, strictly in the future.

    utc_offset: of the zone, in whole minutes and less than a day; timedelta(hours=9) is Tokyo.
    Raises ValueError for what is no time of day or no offset.
    """
    offset_minutes, rest = divmod(utc_offset, timedelta(minutes=1))
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        raise ValueError(f"{hour}:{minute}:{second} is no time of day")
    if rest or abs(offset_minutes) >= 24 * 60:
        raise ValueError(f"{utc_offset} is no offset in whole minutes below a day")
    return Expiry(EXPIRY_DAILY, 0, hour, minute, second, offset_minutes)


def never_expire() -> Expiry:
    """No deadline, whatever the cache's default is."""
    return Expiry(EXPIRY_NEVER)


def keep_ttl() -> Expiry:
    """The deadline that the key has now; none for a new key."""
    return Expiry(EXPIRY_KEEP)


def expiry_of(argument: object) -> Expiry:
    """What an `expiry` argument stands for that is neither None nor an Expiry."""
    if isinstance(argument, timedelta):
        return expire_in(argument)
    if isinstance(argument, datetime):
        return expire_at(argument)
    raise TypeError(
        f"expiry is an Expiry such as expire_in(1000), a timedelta or an aware datetime,"
        f" not {type(argument).__name__}"
    )
