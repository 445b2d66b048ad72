"""Values that are stored as JSON: only those that come back equal and of the same types."""

from __future__ import annotations

import json
import math
from typing import NoReturn

# Deeper nesting is refused: reading it back would take more of the stack than a caller may have.
MAX_DEPTH = 200

_INT64 = range(-(2**63), 2**63)


def _refuse(value: object) -> NoReturn:
    raise TypeError(
        f"{type(value).__name__} cannot be stored as it is. Stored as they are: None, str, bytes,"
        " int, float, bool, and lists and dicts with str keys made of those but bytes. Turn"
        " anything else into one of these, for instance into bytes with pickle.dumps."
    )


def _check_number(value: int | float) -> None:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no form in JSON")
    elif value not in _INT64:
        raise OverflowError("an int in the value is outside the range of 64-bit integers")


def check(value: object) -> None:
    """Raises TypeError, ValueError or OverflowError for what JSON would change."""
    # Only exact types: an instance of a subclass would come back as one of the class.
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise ValueError(f"the value is nested more than {MAX_DEPTH} deep")
        if type(item) is dict:
            for name in item:
                if type(name) is not str:
                    raise TypeError(f"a key of a dict is str, not {type(name).__name__}")
            pending.extend((member, depth + 1) for member in item.values())
        elif type(item) is list:
            pending.extend((member, depth + 1) for member in item)
        elif type(item) is int or type(item) is float:
            _check_number(item)
        elif item is not None and type(item) is not str and type(item) is not bool:
            _refuse(item)


def encode(value: object) -> bytes:
    """The JSON of a value; raises for what would come back changed."""
    if not isinstance(value, (dict, list, bool)):
        _refuse(value)
    check(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def decode(data: bytes) -> object:
    """The value of JSON; the bytes themselves where a byte operation left no JSON in them."""
    try:
        return json.loads(data)
    except ValueError:
        return data
