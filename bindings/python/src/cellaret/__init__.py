"""Cellaret: an embeddable, in-process cache with expiry, exact limits and a clock tests can move.

    from cellaret import Cache, expire_in_minutes

    cache = Cache(max_entries=10_000)
    cache.set("greeting", "hello", expiry=expire_in_minutes(5))
    cache.get("greeting")

Keys are str or bytes of up to 65,535 bytes; "a" and b"a" are one key. Values come back as what
went in. Durations are timedeltas, or ints in milliseconds. What the engine refuses is a CacheError,
which also is the built-in exception that fits; arguments that are refused before the call raise
TypeError, ValueError or OverflowError.

All calls are atomic and may come from any thread. A child made by fork has its own copy of every
cache, and so does each subinterpreter have its own caches.
"""

from cellaret import _hooks, _native
from cellaret._cache import Cache, Clock
from cellaret._errors import (
    BadExpiry,
    BadFormat,
    CacheError,
    CacheKeyExists,
    CacheMiss,
    Closed,
    DifferentConfiguration,
    FileError,
    Full,
    InternalError,
    InvalidArgument,
    KeyEncoding,
    NoKey,
    NoMemory,
    NotAnInteger,
    NotANumber,
    OutOfRange,
    Overflow,
    TooLarge,
    TooManyCaches,
    WrongType,
)
from cellaret._expiry import (
    expire_at,
    expire_daily_at,
    expire_in,
    expire_in_hours,
    expire_in_minutes,
    expire_in_seconds,
    keep_ttl,
    never_expire,
)
from cellaret._native import UNLIMITED, Expiry, allocator
from cellaret._native import version as __version__
from cellaret._stats import Stats

__all__ = [
    "UNLIMITED",
    "BadExpiry",
    "BadFormat",
    "Cache",
    "CacheError",
    "CacheKeyExists",
    "CacheMiss",
    "Clock",
    "Closed",
    "DifferentConfiguration",
    "Expiry",
    "FileError",
    "Full",
    "InternalError",
    "InvalidArgument",
    "KeyEncoding",
    "NoKey",
    "NoMemory",
    "NotANumber",
    "NotAnInteger",
    "OutOfRange",
    "Overflow",
    "Stats",
    "TooLarge",
    "TooManyCaches",
    "WrongType",
    "__version__",
    "allocator",
    "expire_at",
    "expire_daily_at",
    "expire_in",
    "expire_in_hours",
    "expire_in_minutes",
    "expire_in_seconds",
    "keep_ttl",
    "never_expire",
]

_native._install(*_hooks.HOOKS)
