"""Keys are exact: no two of them meet, and each is found again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellaret import Cache, KeyEncoding, TooLarge

LONE = ["\ud800", "a\udc00b", "\udfff" * 200]


def as_bytes(key: str | bytes) -> bytes:
    """What a key is in the cache."""
    return key.encode() if isinstance(key, str) else key


@given(st.dictionaries(st.one_of(st.text(max_size=40), st.binary(max_size=40)), st.integers(0, 9)))
def test_every_key_has_its_own_value(values: dict[str | bytes, int]) -> None:
    """A text and its UTF-8 are one key; any two others are two."""
    expected = {}
    with Cache(clock="manual") as cache:
        for key, value in values.items():
            cache[key] = value
            expected[as_bytes(key)] = value
        assert len(cache) == len(expected)
        for raw, value in expected.items():
            assert cache[raw] == value


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_texts_are_one_key_only_when_they_are_equal(one: str, other: str) -> None:
    with Cache(clock="manual") as cache:
        cache[one] = 1
        assert (other in cache) == (one == other)


def test_low_bytes_of_characters_do_not_collide(cache: Cache) -> None:
    cache["\u0141"] = "stroke"
    cache["A"] = "plain"
    assert (cache["\u0141"], cache["A"]) == ("stroke", "plain")


def test_text_and_its_utf8_are_one_key(cache: Cache) -> None:
    cache["h\u00e9"] = 1
    assert cache["h\u00e9".encode()] == 1
    assert cache.delete(b"h\xc3\xa9") == 1


def test_a_subclass_of_str_is_a_key_by_its_text(cache: Cache) -> None:
    class Name(str):
        __slots__ = ()

    cache[Name("a")] = 1
    assert cache["a"] == 1


def test_nul_and_the_empty_key_are_keys(cache: Cache) -> None:
    for number, key in enumerate(["", "\0", "\0\0", "a\0", "a\0b", "a"]):
        cache[key] = number
    assert [cache[key] for key in ["", "\0", "\0\0", "a\0", "a\0b", "a"]] == list(range(6))


@pytest.mark.parametrize("key", LONE)
@pytest.mark.parametrize(
    "call",
    [
        lambda cache, key: cache.get(key),
        lambda cache, key: cache[key],
        lambda cache, key: key in cache,
        lambda cache, key: cache.set(key, 1),
        lambda cache, key: cache.set_if_absent(key, 1),
        lambda cache, key: cache.replace(key, 1),
        lambda cache, key: cache.get_and_set(key, 1),
        lambda cache, key: cache.increment(key),
        lambda cache, key: cache.delete("a", key),
        lambda cache, key: cache.__delitem__(key),
        lambda cache, key: cache.exists(key),
        lambda cache, key: cache.type(key),
        lambda cache, key: cache.expire(key, 1),
        lambda cache, key: cache.expire_at(key, 1),
        lambda cache, key: cache.persist(key),
        lambda cache, key: cache.ttl(key),
        lambda cache, key: cache.expire_time(key),
    ],
)
def test_a_lone_surrogate_is_refused_everywhere(cache: Cache, call: Any, key: str) -> None:
    with pytest.raises(ValueError, match=r"KEY_ENCODING") as caught:
        call(cache, key)
    assert isinstance(caught.value, KeyEncoding)
    assert isinstance(caught.value.key, str)
    assert len(caught.value.key.encode()) <= 100
    assert len(cache) == 0


@pytest.mark.parametrize("key", [1, None, 1.5, ("a",), bytearray(b"a"), memoryview(b"a"), object()])
def test_other_types_are_no_keys(cache: Cache, key: Any) -> None:
    for call in (cache.get, cache.exists, cache.delete, cache.increment, cache.ttl):
        with pytest.raises(TypeError, match="a key is str or bytes"):
            call(key)
    with pytest.raises(TypeError, match="a key is str or bytes"):
        cache[key] = 1


def test_a_key_has_at_most_65535_bytes(cache: Cache) -> None:
    cache["k" * 65535] = 1
    assert cache["k" * 65535] == 1
    with pytest.raises(TooLarge) as caught:
        cache["\u00e9" * 32768] = 1
    assert caught.value.key == "\u00e9" * 50
    assert cache.get("k" * 65536) is None
    assert len(cache) == 1
