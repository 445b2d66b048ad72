"""Deadlines: what sets them, what they are, when a key is gone."""

import copy
import math
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellaret import (
    BadExpiry,
    Cache,
    Expiry,
    InvalidArgument,
    expire_at,
    expire_daily_at,
    expire_in,
    expire_in_hours,
    expire_in_minutes,
    expire_in_seconds,
    keep_ttl,
    never_expire,
)
from conftest import START_MS

START = datetime(2030, 1, 1, tzinfo=UTC)
DAY_MS = 24 * 60 * 60 * 1000


@pytest.mark.parametrize(
    ("expiry", "left_ms"),
    [
        (expire_in(5), 5),
        (expire_in(timedelta(milliseconds=5, microseconds=999)), 5),
        (expire_in_seconds(2), 2000),
        (expire_in_seconds(1.001), 1001),
        (expire_in_minutes(2), 120_000),
        (expire_in_minutes(0.5), 30_000),
        (expire_in_hours(3), 10_800_000),
        (expire_in_hours(0.25), 900_000),
        (timedelta(seconds=7), 7000),
        (START + timedelta(seconds=7), 7000),
        (expire_at(START_MS + 9), 9),
        (expire_at(START + timedelta(milliseconds=9)), 9),
        (START.astimezone(timezone(timedelta(hours=9))) + timedelta(seconds=1), 1000),
        (expire_daily_at(0), DAY_MS),
        (expire_daily_at(12, 30, 15), (12 * 3600 + 30 * 60 + 15) * 1000),
        (expire_daily_at(10, utc_offset=timedelta(hours=9)), 3_600_000),
        (expire_daily_at(10, utc_offset=timedelta(hours=-9)), 19 * 3_600_000),
        (never_expire(), math.inf),
        (keep_ttl(), math.inf),
        (None, math.inf),
    ],
)
def test_a_write_takes_every_form_of_expiry(cache: Cache, expiry: Any, left_ms: float) -> None:
    cache.set("k", 1, expiry=expiry)
    assert cache.ttl("k") == left_ms
    cache.clear()
    cache.set_if_absent("k", 1, expiry=expiry)
    cache.replace("k", 1, expiry=expiry)
    assert cache.ttl("k") == left_ms
    cache.clear()
    cache.increment("k", expiry=expiry)
    cache.increment("k", 0.5, expiry=expiry)
    assert cache.ttl("k") == left_ms


@pytest.mark.parametrize(
    "expiry",
    [
        expire_in(0),
        expire_in(-1),
        timedelta(microseconds=999),
        timedelta(days=-1),
        expire_in(2**63 - 1),
        expire_in(2**100),
        expire_in(-(2**100)),
        expire_in_hours(10**30),
        expire_at(0),
        expire_at(-1),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
    ],
)
def test_an_expiry_out_of_range_is_refused_and_nothing_changes(cache: Cache, expiry: Any) -> None:
    cache.set("k", "old", expiry=expire_in(1000))
    for call in (cache.set, cache.replace, cache.get_and_set):
        with pytest.raises(BadExpiry) as caught:
            call("k", "new", expiry=expiry)
        assert isinstance(caught.value, ValueError)
    assert (cache["k"], cache.ttl("k")) == ("old", 1000)


@pytest.mark.parametrize("expiry", [5, 5.0, "5", True, [expire_in(5)], object()])
def test_a_bare_number_is_no_expiry(cache: Cache, expiry: Any) -> None:
    with pytest.raises(TypeError, match="expiry is an Expiry"):
        cache.set("k", 1, expiry=expiry)
    with pytest.raises(TypeError, match="expiry is an Expiry"):
        cache.increment("k", expiry=expiry)
    assert "k" not in cache


def test_a_naive_datetime_is_no_moment(cache: Cache) -> None:
    naive = datetime(2030, 1, 1)
    for call in (lambda: expire_at(naive), lambda: cache.expire_at("k", naive)):
        with pytest.raises(ValueError, match="no time zone"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: expire_in("5"),  # type: ignore[arg-type]
        lambda: expire_in(1.5),  # type: ignore[arg-type]
        lambda: expire_in(True),
        lambda: expire_in_seconds("5"),  # type: ignore[arg-type]
        lambda: expire_in_seconds(True),
        lambda: expire_at(1.5),  # type: ignore[arg-type]
    ],
)
def test_durations_and_moments_have_their_types(call: Any) -> None:
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize(
    "arguments", [(24,), (-1,), (0, 60), (0, -1), (0, 0, 60), (0, 0, -1), (300,)]
)
def test_what_is_no_time_of_day_is_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no time of day"):
        expire_daily_at(*arguments)


@pytest.mark.parametrize("offset", [timedelta(days=1), timedelta(days=-1), timedelta(seconds=30)])
def test_what_is_no_offset_is_refused(offset: timedelta) -> None:
    with pytest.raises(ValueError, match="no offset"):
        expire_daily_at(0, utc_offset=offset)


def test_a_key_is_there_at_its_deadline_and_gone_a_millisecond_later(cache: Cache) -> None:
    cache.set("k", 1, expiry=expire_in(1000))
    cache.clock.advance(1000)
    assert cache.ttl("k") == 0
    assert cache["k"] == 1
    cache.clock.advance(timedelta(milliseconds=1))
    assert cache.get("k") is None
    assert cache.ttl("k") is None
    assert cache.maintain() <= 1
    assert cache.stats().expirations == 1


def test_a_past_moment_leaves_no_key(cache: Cache) -> None:
    cache["k"] = 1
    cache.set("k", 2, expiry=expire_at(START - timedelta(days=1)))
    assert "k" not in cache


def test_ttl_and_expire_time_tell_their_three_answers_apart(cache: Cache) -> None:
    assert cache.ttl("k") is None
    assert cache.expire_time("k") is None
    cache["k"] = 1
    assert cache.ttl("k") == math.inf
    assert cache.expire_time("k") == math.inf
    cache.expire("k", 1500)
    assert cache.ttl("k") == 1500
    assert cache.expire_time("k") == START_MS + 1500


def test_expire_takes_milliseconds_or_a_timedelta(cache: Cache) -> None:
    cache["k"] = 1
    assert cache.expire("k", 10) is True
    assert cache.ttl("k") == 10
    assert cache.expire("k", timedelta(seconds=1)) is True
    assert cache.ttl("k") == 1000
    assert cache.expire_at("k", START + timedelta(seconds=2)) is True
    assert cache.ttl("k") == 2000
    assert cache.expire_at("k", START_MS + 7) is True
    assert cache.ttl("k") == 7
    assert cache.expire("missing", 10) is False
    for duration in ("5", 1.5, True, None):
        with pytest.raises(TypeError):
            cache.expire("k", duration)  # type: ignore[arg-type]


@pytest.mark.parametrize("duration", [0, -1, timedelta(microseconds=1), -(2**63), -(2**70)])
def test_expire_with_nothing_left_deletes_the_key(cache: Cache, duration: Any) -> None:
    cache["k"] = 1
    assert cache.expire("k", duration) is True
    assert "k" not in cache


def test_expire_refuses_a_deadline_that_overflows(cache: Cache) -> None:
    cache["k"] = 1
    for duration in (2**63 - 1, 2**63, 2**100):
        with pytest.raises(BadExpiry):
            cache.expire("k", duration)
    assert cache.ttl("k") == math.inf


def test_expire_acts_under_its_condition_only(cache: Cache) -> None:
    cache["k"] = 1
    assert not cache.expire("k", 5, condition="if_any")
    assert not cache.expire("k", 5, condition="if_greater")
    assert cache.expire("k", 1000, condition="if_none")
    assert not cache.expire("k", 5, condition="if_none")
    assert not cache.expire("k", 2000, condition="if_less")
    assert cache.expire("k", 2000, condition="if_greater")
    assert cache.expire("k", 500, condition="if_less")
    assert cache.expire("k", 600, condition="always")
    assert cache.ttl("k") == 600
    for condition in ("never", 1, None, "if_les"):
        with pytest.raises(ValueError, match="condition is"):
            cache.expire("k", 5, condition=condition)  # type: ignore[arg-type]


def test_persist_takes_the_deadline_away(cache: Cache) -> None:
    assert cache.persist("k") is False
    cache["k"] = 1
    assert cache.persist("k") is False
    cache.expire("k", 5)
    assert cache.persist("k") is True
    assert cache.ttl("k") == math.inf


def test_the_default_expiry_is_what_a_write_takes_that_names_none() -> None:
    with Cache(clock="manual", default_expiry=timedelta(seconds=5)) as cache:
        cache["k"] = 1
        assert cache.ttl("k") == 5000
        cache.set("k", 1, expiry=never_expire())
        assert cache.ttl("k") == math.inf
        cache.increment("k")
        assert cache.ttl("k") == 5000


def test_a_default_expiry_is_a_duration() -> None:
    for expiry in (keep_ttl(), expire_at(START)):
        with pytest.raises(InvalidArgument):
            Cache(default_expiry=expiry)
    with pytest.raises(BadExpiry):
        Cache(default_expiry=expire_in(0))


def test_moments_follow_the_wall_clock_and_durations_do_not(cache: Cache) -> None:
    cache.set("at", 1, expiry=START + timedelta(minutes=1))
    cache.set("in", 1, expiry=timedelta(minutes=1))
    cache.clock.step_wall(timedelta(seconds=50))
    assert (cache.ttl("at"), cache.ttl("in")) == (10_000, 60_000)
    cache.clock.step_wall(-20_000)
    assert cache.clock.now() == START_MS + 30_000


def test_only_a_manual_clock_can_be_moved() -> None:
    with Cache() as cache:
        for call in (cache.clock.advance, cache.clock.step_wall):
            with pytest.raises(InvalidArgument):
                call(1)
    with Cache(clock="manual") as cache:
        with pytest.raises(InvalidArgument):
            cache.clock.advance(-1)
        for duration in ("1", 1.5, None):
            with pytest.raises(TypeError):
                cache.clock.advance(duration)  # type: ignore[arg-type]


@given(
    st.sampled_from([expire_in, expire_at]),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(2**63), 2**63 - 1),
)
def test_expiries_are_equal_by_content(make: Any, one: int, other: int) -> None:
    assert (make(one) == make(other)) == (one == other)
    assert (make(one) != make(other)) == (one != other)
    assert hash(make(one)) == hash(make(one))
    assert make(one).ms == one
    assert pickle.loads(pickle.dumps(make(one))) == make(one)
    assert copy.deepcopy(make(one)) == make(one)


def test_an_expiry_cannot_be_changed_and_tells_what_it_is() -> None:
    expiry = expire_daily_at(1, 2, 3, utc_offset=timedelta(minutes=-30))
    with pytest.raises(AttributeError):
        expiry.hour = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        type("Sub", (Expiry,), {})
    assert expiry != expire_in(5)
    assert expiry != object()
    assert repr(expiry) == "expire_daily_at(1, 2, 3, utc_offset=-30 min)"
    assert [repr(e) for e in (expire_in(5), expire_at(6), never_expire(), keep_ttl())] == [
        "expire_in(5)",
        "expire_at(6)",
        "never_expire()",
        "keep_ttl()",
    ]
