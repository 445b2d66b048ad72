"""The exceptions: one class for each status that is an error, and two for outcomes."""

from __future__ import annotations

from typing import ClassVar

from cellaret import _native

# An error keeps this many bytes of the key.
KEY_SIZE = 100


def _cut(key: str | bytes | None) -> str | bytes | None:
    """The first bytes of a key; a str stays one, without half a character at its end."""
    if isinstance(key, str):
        encoded = key[:KEY_SIZE].encode("utf-8", "backslashreplace")
        return encoded[:KEY_SIZE].decode("utf-8", "ignore")
    return None if key is None else bytes(key[:KEY_SIZE])


class CacheError(Exception):
    """What the engine answers when it cannot do what was asked; nothing has changed then.

    code: the name of the status, as in the C header status.h ("WRONG_TYPE").
    operation: the method ("increment").
    key: the first 100 bytes of the key; None where the operation has none.
    """

    code: ClassVar[str] = "INTERNAL"
    operation: str
    key: str | bytes | None

    def __init__(self, operation: str, key: str | bytes | None = None) -> None:
        self.operation = operation
        self.key = _cut(key)
        super().__init__(operation, self.key)

    def __str__(self) -> str:
        where = self.operation if self.key is None else f"{self.operation}({self.key!r})"
        return f"{where}: {_native.STATUSES[self.code][1]} ({self.code})"


class CacheMiss(CacheError, KeyError):
    """The key is not in the cache. Raised by cache[key], del cache[key] and replace()."""

    code = "MISS"


class CacheKeyExists(CacheError):
    """The key is in the cache already. Raised by set_if_absent()."""

    code = "EXISTS"


class InvalidArgument(CacheError, ValueError):
    """The engine does not allow an argument, such as an unknown policy."""

    code = "INVALID"


class Closed(CacheError, ValueError):
    """The cache is closed."""

    code = "CLOSED"


class NoMemory(CacheError, MemoryError):
    """The allocator gave no memory."""

    code = "NO_MEMORY"


class TooLarge(CacheError, ValueError):
    """The key, the value or the whole entry is over its size limit."""

    code = "TOO_LARGE"


class Full(CacheError):
    """The limits leave no room, and the policy may evict nothing that would make some."""

    code = "FULL"


class WrongType(CacheError, TypeError):
    """The key holds a value of another type."""

    code = "WRONG_TYPE"


class NotAnInteger(CacheError, ValueError):
    """The value is not a 64-bit integer."""

    code = "NOT_AN_INTEGER"


class NotANumber(CacheError, ValueError):
    """The value is not a number."""

    code = "NOT_A_NUMBER"


class Overflow(CacheError, OverflowError):
    """The result would be outside the range of its type, or is inf or NaN."""

    code = "OVERFLOW"


class BadExpiry(CacheError, ValueError):
    """The expiry is not in the allowed range, such as a duration below one millisecond."""

    code = "BAD_EXPIRY"


class OutOfRange(CacheError, IndexError):
    """An index is out of range."""

    code = "OUT_OF_RANGE"


class NoKey(CacheError, KeyError):
    """The operation needs a key that is not in the cache."""

    code = "NO_KEY"


class TooManyCaches(CacheError):
    """The process has as many open caches, or as many threads, as it can have."""

    code = "LIMIT"


class KeyEncoding(CacheError, ValueError):
    """The key is text without a UTF-8 form: it has a lone surrogate."""

    code = "KEY_ENCODING"


class DifferentConfiguration(CacheError, ValueError):
    """The name is open with a different configuration."""

    code = "DIFFERS"


class InternalError(CacheError, RuntimeError):
    """A defect in the library; please report it."""

    code = "INTERNAL"


class BadFormat(CacheError, ValueError):
    """The data is no dump or snapshot, damaged, or of a newer version."""

    code = "BAD_FORMAT"


class FileError(CacheError, OSError):
    """A file could not be read or written."""

    code = "IO"


CLASSES: dict[str, type[CacheError]] = {
    error.code: error
    for error in (
        CacheMiss,
        CacheKeyExists,
        InvalidArgument,
        Closed,
        NoMemory,
        TooLarge,
        Full,
        WrongType,
        NotAnInteger,
        NotANumber,
        Overflow,
        BadExpiry,
        OutOfRange,
        NoKey,
        TooManyCaches,
        KeyEncoding,
        DifferentConfiguration,
        InternalError,
        BadFormat,
        FileError,
    )
}

# Outcomes that every method tells by what it returns.
NEVER_RAISED = frozenset({"OK", "NO_EXPIRY"})


def make_error(code: str, operation: str, key: str | bytes | None) -> CacheError:
    """The exception of a status."""
    return CLASSES.get(code, InternalError)(operation, key)
