"""What comes back of values that other languages, or byte operations, left in the cache."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from cellaret import Cache, _hooks, _native

UTF8, BYTES, JSON, NULL, PICKLE, MSGPACK, USER = 1, 2, 3, 4, 5, 6, 64


class Raw(list[Any]):
    """Bytes and the codec tag to store them with."""


@pytest.fixture
def raw_cache(cache: Cache) -> Iterator[Cache]:
    """A cache that takes Raw(data, codec), as a writer in C can store it."""
    _native._install(_hooks.HOOKS[0], tuple, *_hooks.HOOKS[2:])
    yield cache
    _native._install(*_hooks.HOOKS)


@pytest.mark.parametrize(
    ("data", "codec", "value"),
    [
        ("h\u00e9".encode(), UTF8, "h\u00e9"),
        (b"\xff", UTF8, b"\xff"),
        (b"abcdefgh\xe2\x82", UTF8, b"abcdefgh\xe2\x82"),
        (b"\xed\xa0\x80", UTF8, b"\xed\xa0\x80"),
        (b"plain", 0, b"plain"),
        (b"plain", BYTES, b"plain"),
        (b"plain", PICKLE, b"plain"),
        (b"plain", MSGPACK, b"plain"),
        (b"plain", USER, b"plain"),
        (b"", NULL, None),
        (b"x", NULL, b"x"),
        (b'[1,{"a":null}]', JSON, [1, {"a": None}]),
        (b" [ 1.5 ]\n", JSON, [1.5]),
        (b"[1", JSON, b"[1"),
        (b"\xff", JSON, b"\xff"),
    ],
)
def test_bytes_come_back_as_their_codec_says(
    raw_cache: Cache, data: bytes, codec: int, value: Any
) -> None:
    for padding in (b"", b" " * 100) if codec in (0, BYTES, JSON) else (b"",):
        raw_cache["k"] = Raw([data + padding, codec])
        got = raw_cache["k"]
        expected = value + padding if isinstance(value, bytes) else value
        assert (type(got), got) == (type(expected), expected)


def test_a_codec_outlives_an_increment(raw_cache: Cache) -> None:
    raw_cache["k"] = Raw([b"41", USER])
    assert raw_cache.increment("k") == 42
    assert raw_cache["k"] == 42


@pytest.mark.parametrize("bad", [[b"x"], [b"x", 256], ["x", 1], [b"x", "1"], [b"x", 1, 1]])
def test_a_hook_that_returns_something_else_is_an_error(raw_cache: Cache, bad: list[Any]) -> None:
    with pytest.raises((TypeError, OverflowError)):
        raw_cache["k"] = Raw(bad)
    assert "k" not in raw_cache


def test_installing_hooks_again_lets_go_of_the_old_ones() -> None:
    before = sys.getrefcount(_hooks.HOOKS[0])
    for _ in range(10):
        _native._install(*_hooks.HOOKS)
    after = sys.getrefcount(_hooks.HOOKS[0])  # not in the assertion, which holds references
    assert after == before
    with pytest.raises(TypeError):
        _native._install(*_hooks.HOOKS[1:])
