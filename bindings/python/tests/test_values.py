"""Values come back as what went in, or are refused."""

import enum
import math
import pickle
from collections import OrderedDict, namedtuple
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellaret import Cache, Overflow

INT64 = st.integers(-(2**63), 2**63 - 1)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), INT64, FINITE, st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)


class Colour(enum.IntEnum):
    RED = 1


class Name(str):
    __slots__ = ()


Pair = namedtuple("Pair", "a b")


def same(one: Any, other: Any) -> bool:
    """Equal in type and content all the way down; -0.0 is not 0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    return bool(one == other)


@given(st.one_of(JSON, st.binary(max_size=300), st.text(max_size=300)))
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    with Cache(clock="manual") as cache:
        cache["k"] = value
        assert same(cache["k"], value)
        assert same(cache.get_and_set("k", None), value)


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 63, 64, 65, 66, 1000, 2**20])
@pytest.mark.parametrize("unit", ["x", "\u00e9", "\u20ac", "\U0001f600"])
def test_text_and_bytes_of_any_size(cache: Cache, size: int, unit: str) -> None:
    cache["text"] = unit * size
    cache["bytes"] = (unit * size).encode()
    assert same(cache["text"], unit * size)
    assert same(cache["bytes"], (unit * size).encode())


@pytest.mark.parametrize(
    "value", [0, -0.0, 0.0, 5e-324, 1.7976931348623157e308, 2**63 - 1, -(2**63), True, False, None]
)
def test_the_ends_of_the_numbers(cache: Cache, value: Any) -> None:
    cache["k"] = value
    assert same(cache["k"], value)


def test_numbers_are_stored_as_numbers(cache: Cache) -> None:
    cache["int"] = 41
    cache["float"] = 1.0
    cache["text"] = "41"
    assert [cache.type(key) for key in ("int", "float", "text")] == ["int", "double", "string"]


@pytest.mark.parametrize(
    "value",
    [
        (1, 2),
        [(1, 2)],
        {1, 2},
        {1: 2},
        {"a": {None: 1}},
        Colour.RED,
        [Colour.RED],
        Name("a"),
        [Name("a")],
        {Name("a"): 1},
        Pair(1, 2),
        OrderedDict(a=1),
        bytearray(b"a"),
        memoryview(b"a"),
        [b"a"],
        1j,
        Decimal(1),
        Fraction(1, 2),
        object(),
        int,
        len,
    ],
)
def test_what_would_come_back_changed_is_a_type_error(cache: Cache, value: Any) -> None:
    cache["k"] = "old"
    with pytest.raises(TypeError):
        cache["k"] = value
    assert cache["k"] == "old"


def test_the_type_error_names_what_can_be_stored(cache: Cache) -> None:
    with pytest.raises(TypeError, match=r"tuple cannot be stored.*lists and dicts.*pickle"):
        cache["k"] = (1,)  # type: ignore[assignment]


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, [2**63], {"a": 10**30}])
def test_an_int_over_64_bits_is_refused(cache: Cache, value: Any) -> None:
    with pytest.raises(OverflowError):
        cache["k"] = value
    assert "k" not in cache


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_inf_and_nan_are_refused(cache: Cache, value: float) -> None:
    with pytest.raises(Overflow):
        cache["k"] = value
    with pytest.raises(ValueError, match="no form in JSON"):
        cache["k"] = [value]
    assert "k" not in cache


@pytest.mark.parametrize("value", ["\ud800", ["\ud800"], {"\ud800": 1}])
def test_text_with_a_lone_surrogate_is_refused(cache: Cache, value: Any) -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        cache["k"] = value
    assert "k" not in cache


def test_a_value_that_contains_itself_is_refused(cache: Cache) -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="nested more than 200 deep"):
        cache["k"] = circle


def test_nesting_is_bounded(cache: Cache) -> None:
    value: list[Any] = []
    for _ in range(200):
        value = [value]
    cache["k"] = value
    assert cache["k"] == value
    with pytest.raises(ValueError, match="nested more than 200 deep"):
        cache["k"] = [value]


def test_a_changed_list_does_not_change_the_cache(cache: Cache) -> None:
    value = [1]
    cache["k"] = value
    value.append(2)
    cache["k"].append(3)
    assert cache["k"] == [1]


def test_pickles_are_bytes_like_others(cache: Cache) -> None:
    cache["k"] = pickle.dumps(Pair(1, 2))
    assert pickle.loads(cache["k"]) == Pair(1, 2)


def test_a_value_over_its_limit_is_refused() -> None:
    with Cache(max_entry_bytes=1024) as small:
        small["k"] = "old"
        with pytest.raises(ValueError, match=r"set\('k'\): .* \(TOO_LARGE\)"):
            small["k"] = "x" * 2000
        assert small["k"] == "old"
