"""Every status has its exception, and the exceptions are what users catch."""

import copy
import pickle
import re
from pathlib import Path

import pytest

import cellaret
from cellaret import Cache, CacheError, _errors, _native

PARENTS = {
    "MISS": KeyError,
    "EXISTS": Exception,
    "INVALID": ValueError,
    "CLOSED": ValueError,
    "NO_MEMORY": MemoryError,
    "TOO_LARGE": ValueError,
    "FULL": Exception,
    "WRONG_TYPE": TypeError,
    "NOT_AN_INTEGER": ValueError,
    "NOT_A_NUMBER": ValueError,
    "OVERFLOW": OverflowError,
    "BAD_EXPIRY": ValueError,
    "OUT_OF_RANGE": IndexError,
    "NO_KEY": KeyError,
    "LIMIT": Exception,
    "KEY_ENCODING": ValueError,
    "INTERNAL": RuntimeError,
    "BAD_FORMAT": ValueError,
    "IO": OSError,
    "DIFFERS": ValueError,
}


def header_statuses(root: Path) -> dict[str, tuple[int, str]]:
    """The one table of statuses, read from the C header."""
    text = (root / "capi/include/cellaret/status.h").read_text(encoding="utf-8")
    rows = re.findall(r'\bX\((\w+), (-?\d+), "([^"]*)"\)', text)
    return {name: (int(number), meaning) for name, number, meaning in rows}


def test_the_module_lists_the_statuses_of_the_header(root: Path) -> None:
    statuses = header_statuses(root)
    assert statuses["MISS"] == (1, "the key is not in the cache")
    assert statuses == _native.STATUSES


def test_every_status_has_one_class_or_is_never_raised() -> None:
    assert set(_errors.CLASSES) | _errors.NEVER_RAISED == set(_native.STATUSES)
    assert not set(_errors.CLASSES) & _errors.NEVER_RAISED
    assert set(PARENTS) == set(_errors.CLASSES)
    assert len(set(_errors.CLASSES.values())) == len(_errors.CLASSES)
    for name, (number, _) in _native.STATUSES.items():
        assert number >= 0 or name in _errors.CLASSES


@pytest.mark.parametrize("code", sorted(_errors.CLASSES))
def test_an_error_is_a_cache_error_and_its_built_in_parent(code: str) -> None:
    error = _errors.make_error(code, "get", "k")
    assert isinstance(error, CacheError)
    assert isinstance(error, PARENTS[code])
    assert (error.code, error.operation, error.key) == (code, "get", "k")
    assert str(error) == f"get('k'): {_native.STATUSES[code][1]} ({code})"
    assert getattr(cellaret, type(error).__name__) is type(error)
    assert type(error).__name__ in cellaret.__all__


@pytest.mark.parametrize("code", sorted(_errors.CLASSES))
def test_an_error_survives_pickling_and_copying(code: str) -> None:
    error = _errors.make_error(code, "get", b"\xff" * 300)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is type(error)
        assert (other.code, other.operation, other.key) == (code, "get", b"\xff" * 100)
        assert str(other) == str(error)


def test_an_unknown_status_is_an_internal_error() -> None:
    assert isinstance(_errors.make_error("UNKNOWN", "get", None), cellaret.InternalError)


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("k" * 300, "k" * 100),
        ("\u20ac" * 300, "\u20ac" * 33),
        (b"\xff" * 300, b"\xff" * 100),
        ("short", "short"),
        ("", ""),
        ("\ud800", "\\ud800"),
        (None, None),
    ],
)
def test_an_error_keeps_100_bytes_of_the_key(
    key: str | bytes | None, kept: str | bytes | None
) -> None:
    assert CacheError("get", key).key == kept


def test_an_error_without_a_key_says_so() -> None:
    with pytest.raises(cellaret.InvalidArgument) as caught:
        Cache(policy="no-such-policy")  # type: ignore[arg-type]
    assert (caught.value.operation, caught.value.key) == ("Cache", None)
    assert str(caught.value) == "Cache: an argument is not allowed (INVALID)"
