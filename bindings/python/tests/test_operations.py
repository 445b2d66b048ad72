"""What each operation does, returns and raises."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellaret import (
    Cache,
    CacheKeyExists,
    CacheMiss,
    NotAnInteger,
    NotANumber,
    Overflow,
    expire_in,
    keep_ttl,
)


def test_get_gives_none_or_the_default_on_a_miss(cache: Cache) -> None:
    marker = object()
    assert cache.get("k") is None
    assert cache.get("k", marker) is marker
    assert cache.get("k", default=marker) is marker
    assert cache.get(key="k", default=marker) is marker


def test_brackets_raise_a_key_error_on_a_miss(cache: Cache) -> None:
    with pytest.raises(KeyError):
        cache["k"]
    with pytest.raises(KeyError):
        del cache["k"]
    with pytest.raises(CacheMiss) as caught:
        cache["k"]
    assert (caught.value.code, caught.value.operation, caught.value.key) == ("MISS", "get", "k")


def test_brackets_read_write_and_delete(cache: Cache) -> None:
    cache["k"] = "v"
    assert cache["k"] == "v"
    assert "k" in cache
    assert len(cache) == 1
    del cache["k"]
    assert "k" not in cache
    assert len(cache) == 0


def test_a_cache_cannot_be_iterated(cache: Cache) -> None:
    with pytest.raises(TypeError, match="not iterable"):
        iter(cache)  # type: ignore[call-overload]


def test_set_takes_the_deadline_away_unless_told_otherwise(cache: Cache) -> None:
    cache.set("k", 1, expiry=expire_in(1000))
    cache.set("k", 2, expiry=keep_ttl())
    assert cache.ttl("k") == 1000
    cache.set("k", 3)
    assert cache.ttl("k") == math.inf


def test_set_if_absent_raises_when_the_key_is_there(cache: Cache) -> None:
    cache.set_if_absent("k", "old", expiry=expire_in(1000))
    with pytest.raises(CacheKeyExists):
        cache.set_if_absent("k", "new", expiry=expire_in(5))
    assert (cache["k"], cache.ttl("k")) == ("old", 1000)


def test_replace_raises_when_the_key_is_not_there(cache: Cache) -> None:
    with pytest.raises(CacheMiss):
        cache.replace("k", 1)
    assert "k" not in cache
    cache["k"] = 1
    cache.replace("k", 2)
    assert cache["k"] == 2


def test_get_and_set_gives_the_old_value_or_the_default(cache: Cache) -> None:
    assert cache.get_and_set("k", 1) is None
    assert cache.get_and_set("k", "two", "default", expiry=expire_in(9)) == 1
    assert cache.ttl("k") == 9
    assert cache.get_and_set("k", [3]) == "two"
    assert cache.get_and_set("k", b"4" * 100) == [3]
    assert cache.get_and_set("k", None) == b"4" * 100
    assert cache.get_and_set("other", 1, default="default") == "default"


def test_increment_counts_ints_and_floats(cache: Cache) -> None:
    assert cache.increment("n") == 1
    assert cache.increment("n", 41) == 42
    assert cache.increment("n", -43) == -1
    assert cache.increment("f", 0.1) == 0.1
    assert cache.increment("f", 0.2) == 0.3
    assert type(cache.increment("n", 0)) is int
    assert type(cache.increment("n", 1.0)) is float


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_increment_adds_exactly_or_overflows(start: int, delta: int) -> None:
    with Cache(clock="manual") as cache:
        cache["n"] = start
        if -(2**63) <= start + delta < 2**63:
            assert cache.increment("n", delta) == start + delta
        else:
            with pytest.raises(OverflowError):
                cache.increment("n", delta)
            assert cache["n"] == start


@pytest.mark.parametrize("text", ["1.5", "10 ", "", "ten", "007"])
def test_increment_refuses_text_that_is_no_integer(cache: Cache, text: str) -> None:
    cache["k"] = text
    with pytest.raises(NotAnInteger) as caught:
        cache.increment("k")
    assert isinstance(caught.value, ValueError)
    assert cache["k"] == text


def test_increment_refuses_text_that_is_no_number(cache: Cache) -> None:
    cache["k"] = "ten"
    with pytest.raises(NotANumber):
        cache.increment("k", 1.0)
    assert cache["k"] == "ten"


@pytest.mark.parametrize("delta", [math.inf, math.nan])
def test_increment_refuses_inf_and_nan(cache: Cache, delta: float) -> None:
    cache["k"] = 5.0
    with pytest.raises(Overflow):
        cache.increment("k", delta)
    assert cache["k"] == 5.0


@pytest.mark.parametrize("delta", [True, "1", None, 1j, [1]])
def test_a_delta_is_an_int_or_a_float(cache: Cache, delta: Any) -> None:
    with pytest.raises(TypeError, match="delta is an int"):
        cache.increment("k", delta)
    with pytest.raises(OverflowError):
        cache.increment("k", 2**63)
    assert "k" not in cache


def test_delete_counts_what_was_there(cache: Cache) -> None:
    assert cache.delete() == 0
    keys = [f"k{number}" for number in range(100)]
    for key in keys:
        cache[key] = 1
    assert cache.delete("k0", "k0", "missing", b"k1") == 2
    assert cache.delete(*keys) == 98
    assert len(cache) == 0


def test_exists_is_neither_hit_nor_miss(cache: Cache) -> None:
    cache["k"] = 1
    assert cache.exists("k") is True
    assert cache.exists("missing") is False
    assert "k" in cache
    assert cache.stats()[:2] == (0, 0)


def test_type_tells_how_a_value_is_stored(cache: Cache) -> None:
    cache["k"] = [1]
    assert cache.type("k") == "string"
    assert cache.type("missing") is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda cache: cache.get(), "get() is missing the argument 'key'"),
        (lambda cache: cache.get("a", 1, 2), "at most 2 positional arguments, 3 were given"),
        (lambda cache: cache.get("a", other=1), "unexpected keyword argument 'other'"),
        (lambda cache: cache.get("a", key="a"), "multiple values for argument 'key'"),
        (lambda cache: cache.set("a"), "set() is missing the argument 'value'"),
        (lambda cache: cache.set("a", 1, expire_in(1)), "at most 2 positional arguments"),
        (lambda cache: cache.set("a", 1, ttl=5), "unexpected keyword argument 'ttl'"),
        (lambda cache: cache.expire("a"), "expire() is missing the argument 'duration'"),
        (lambda cache: cache.increment(delta=1), "increment() is missing the argument 'key'"),
    ],
)
def test_wrong_calls_are_type_errors_that_say_what_is_wrong(
    cache: Cache, call: Any, message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        call(cache)
    assert message in str(caught.value)


def test_clear_removes_everything(cache: Cache) -> None:
    for number in range(100):
        cache[str(number)] = number
    cache.clear()
    assert len(cache) == 0
    assert cache.stats().deletes == 0
