"""The class Cache: the native operations, and around them what need not be fast."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import TracebackType
from typing import Literal, Self

from cellaret import _native
from cellaret._expiry import milliseconds, unix_milliseconds
from cellaret._native import UNLIMITED, Expiry
from cellaret._stats import Stats

Policy = Literal[
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "volatile-lru",
    "volatile-lfu",
    "volatile-random",
    "volatile-ttl",
    "noeviction",
    "sieve",
    "s3-fifo",
    "w-tinylfu",
    "adaptive",
]

_CLOCKS = {
    "coarse": _native.CLOCK_COARSE,
    "system": _native.CLOCK_SYSTEM,
    "manual": _native.CLOCK_MANUAL,
}


def _limit(name: str, number: int | None) -> int:
    """A number of the options, which is 0 there when it is not given."""
    if number is None:
        return 0
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{name} is an int or None, not {type(number).__name__}")
    if not 1 <= number <= UNLIMITED:
        raise ValueError(f"{name} is 1 to 2**64 - 1, or None for the default; not {number}")
    return number


class Clock:
    """The clock of a cache. Only that of a cache with clock="manual" can be moved."""

    __slots__ = ("_cache",)

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def now(self) -> int:
        """The wall clock: milliseconds since 1970."""
        return self._cache._now()

    def advance(self, duration: int | timedelta) -> None:
        """Moves the time forward, the wall clock with it: int milliseconds or a timedelta, not
        negative. Raises InvalidArgument if the clock is not manual."""
        self._cache._advance(milliseconds(duration))

    def step_wall(self, duration: int | timedelta) -> None:
        """Steps the wall clock alone, forward or back, as when somebody sets the system's time:
        deadlines given as moments follow, those given as durations do not."""
        self._cache._step_wall(milliseconds(duration))


class Cache(_native.Store):
    """An isolated cache with its own limits, clock, policy and statistics.

    cache[key] reads and raises CacheMiss, which is a KeyError, for a missing key; cache[key] =
    value writes; del cache[key] deletes; `key in cache` and len(cache) do as they do elsewhere. It
    is a context manager that closes the cache.
    """

    def __init__(
        self,
        *,
        max_bytes: int | None = None,
        max_entries: int | None = None,
        max_entry_bytes: int | None = None,
        policy: Policy = "allkeys-lru",
        shards: int | None = None,
        clock: Literal["coarse", "system", "manual"] = "coarse",
        start: int | datetime | None = None,
        seed: int | None = None,
        default_expiry: Expiry | timedelta | None = None,
        maintenance_ms: int | None = None,
    ) -> None:
        """Opens a cache.

        max_bytes: of real memory, 4096 or more; None: 256 MiB; UNLIMITED has to be asked for.
        max_entries: None for no limit.
        max_entry_bytes: an entry that takes more is TooLarge; None for no limit.
        shards: a power of two up to 1024; None: chosen from processors and limits.
        clock: "system" reads the system's clocks on every use; "coarse" does for deadlines, and
            reads of expiring keys may lag by 10 ms; "manual" stands still until it is moved.
        start: of a manual clock: int milliseconds since 1970 or an aware datetime; None: 1970.
        seed: of hashing, eviction and sampling, 1 or more; None: from the system.
        default_expiry: what a write takes that names none: expire_in(), expire_daily_at(),
            never_expire(), or a timedelta; None: never.
        maintenance_ms: 1 to 60,000; a thread gives the memory of expired entries back within that
            time, though nobody calls. It runs no Python and does not exist in the child of a fork.
            10 is a good one; None: no thread.
        Raises InvalidArgument for what the engine does not allow, BadExpiry, TooManyCaches (also
        when the system starts no more threads).
        """
        if clock not in _CLOCKS:
            raise ValueError(f"clock is 'coarse', 'system' or 'manual', not {clock!r}")
        if start is not None and clock != "manual":
            raise ValueError("only a manual clock has a start")
        super().__init__(
            clock=_CLOCKS[clock],
            max_bytes=_limit("max_bytes", max_bytes),
            max_entries=_limit("max_entries", max_entries),
            max_entry_bytes=_limit("max_entry_bytes", max_entry_bytes),
            policy=policy,
            shards=min(_limit("shards", shards), 2**32 - 1),
            start_ms=0 if start is None else unix_milliseconds(start),
            seed=_limit("seed", seed),
            default_expiry=default_expiry,
            maintenance_ms=min(_limit("maintenance_ms", maintenance_ms), 2**32 - 1),
        )

    @property
    def clock(self) -> Clock:
        """The cache's clock."""
        return Clock(self)

    def stats(self) -> Stats:
        """What the cache has done and holds."""
        return Stats(*self._stats())

    def maintain(self, budget: int = UNLIMITED) -> int:
        """Gives the memory of expired entries back, of at most `budget` of them, 1 or more;
        returns how many went. Fewer than `budget` means that nothing is left to do."""
        return self._maintain(_limit("budget", budget))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<cellaret.Cache, {'closed' if self.closed else f'{len(self)} entries'}>"
