"""A whole cache: its options, limits, statistics, clock and end."""

import gc
import sys
import time
import weakref
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import cellaret
from cellaret import UNLIMITED, Cache, Closed, Full, InvalidArgument, Stats, _native
from conftest import START_MS


def test_two_caches_share_nothing() -> None:
    with Cache() as one, Cache() as other:
        one["k"] = 1
        assert "k" not in other
        other.clear()
        assert len(one) == 1


def test_defaults_are_bounded() -> None:
    with Cache() as cache:
        stats = cache.stats()
        assert stats.max_bytes == 256 * 1024 * 1024
        assert stats.max_entries == UNLIMITED
        assert stats.policy == "allkeys-lru"
        assert stats.allocator == cellaret.allocator


def test_options_reach_the_engine() -> None:
    with Cache(
        max_bytes=UNLIMITED,
        max_entries=10,
        max_entry_bytes=500,
        policy="allkeys-random",
        shards=2,
        clock="system",
        seed=7,
    ) as cache:
        stats = cache.stats()
        assert stats.max_bytes == UNLIMITED
        assert stats.max_entries == 10
        assert stats.policy == "allkeys-random"
        assert stats.shards == 2
        with pytest.raises(cellaret.TooLarge):
            cache["k"] = "x" * 1000


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"max_bytes": 0}, ValueError),
        ({"max_bytes": 4095}, InvalidArgument),
        ({"max_bytes": -1}, ValueError),
        ({"max_bytes": 2**64}, ValueError),
        ({"max_bytes": "1"}, TypeError),
        ({"max_entries": 0}, ValueError),
        ({"max_entries": True}, TypeError),
        ({"max_entries": 1.5}, TypeError),
        ({"max_entry_bytes": 0}, ValueError),
        ({"policy": "lru"}, InvalidArgument),
        ({"policy": "allkeys-lru\0"}, ValueError),
        ({"policy": 1}, TypeError),
        ({"shards": 3}, InvalidArgument),
        ({"shards": 2048}, InvalidArgument),
        ({"shards": 2**40}, InvalidArgument),
        ({"clock": "fast"}, ValueError),
        ({"start": 5}, ValueError),
        ({"clock": "manual", "start": -1}, InvalidArgument),
        ({"clock": "manual", "start": "now"}, TypeError),
        ({"seed": 0}, ValueError),
        ({"default_expiry": 5}, TypeError),
        ({"maintenance_ms": 0}, ValueError),
        ({"maintenance_ms": 60_001}, InvalidArgument),
        ({"maintenance_ms": 2**40}, InvalidArgument),
        ({"maintenance_ms": 1.5}, TypeError),
        ({"unknown": 1}, TypeError),
    ],
)
def test_options_that_are_not_allowed_are_refused(options: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        Cache(**options)


# In real time, and so with much patience; statistics do no work of their own.
def test_with_a_maintenance_thread_expired_entries_go_though_nobody_calls() -> None:
    with Cache(maintenance_ms=5) as cache:
        cache.set("k", "v", expiry=timedelta(milliseconds=20))
        limit = time.monotonic() + 20
        while cache.stats().expirations == 0 and time.monotonic() < limit:
            time.sleep(0.001)
        assert (cache.stats().expirations, cache.stats().entries) == (1, 0)


def test_a_cache_is_opened_once() -> None:
    with Cache() as cache:
        cache["k"] = 1
        with pytest.raises(RuntimeError, match="open already"):
            cache.__init__()  # type: ignore[misc]
        assert cache["k"] == 1


def test_a_cache_that_was_never_opened_is_refused_and_not_followed() -> None:
    empty = Cache.__new__(Cache)
    with pytest.raises(InvalidArgument):
        empty.get("k")
    assert empty.closed
    empty.close()


def test_the_least_recently_used_entry_goes_first() -> None:
    with Cache(max_entries=2, shards=1) as cache:
        cache["a"] = 1
        cache["b"] = 2
        assert cache["a"] == 1
        cache["c"] = 3
        assert ("a" in cache, "b" in cache, "c" in cache) == (True, False, True)
        assert cache.stats().evictions == 1


def test_a_full_cache_that_may_evict_nothing_says_so() -> None:
    with Cache(max_entries=1, policy="noeviction") as cache:
        cache["a"] = 1
        with pytest.raises(Full) as caught:
            cache["b"] = 2
        assert (caught.value.operation, caught.value.key) == ("set", "b")
        cache["a"] = 3
        del cache["a"]
        cache["b"] = 2


def test_bytes_stay_under_their_limit() -> None:
    with Cache(max_bytes=1_000_000, shards=1) as cache:
        for number in range(3000):
            cache[str(number)] = b"x" * 1000
            if number % 100 == 0:
                assert cache.stats().bytes_charged <= 1_000_000
        assert 500 <= len(cache) < 1000


def test_statistics_count_what_happened(cache: Cache) -> None:
    cache["a"] = 1
    cache.increment("n")
    cache.get("a")
    cache.get("missing")
    cache.delete("a", "missing")
    stats = cache.stats()
    assert isinstance(stats, Stats)
    assert (stats.hits, stats.misses, stats.sets, stats.deletes) == (1, 1, 2, 1)
    assert (stats.entries, stats.expirations, stats.evictions) == (1, 0, 0)
    assert stats.hit_rate == 0.5
    cache.reset_stats()
    assert cache.stats()[:6] == (0, 0, 0, 0, 0, 0)
    assert cache.stats().entries == 1


def test_the_hit_rate_without_reads_is_zero(cache: Cache) -> None:
    assert cache.stats().hit_rate == 0.0


def test_a_manual_clock_starts_where_it_is_told() -> None:
    for start in (START_MS, datetime(2030, 1, 1, tzinfo=UTC)):
        with Cache(clock="manual", start=start) as cache:
            assert cache.clock.now() == START_MS
    with Cache(clock="manual") as cache:
        assert cache.clock.now() == 0


@pytest.mark.parametrize("clock", ["system", "coarse"])
def test_other_clocks_tell_the_time_of_the_system(clock: Any) -> None:
    with Cache(clock=clock) as cache:
        before = time.time_ns() // 1_000_000
        assert before - 100 <= cache.clock.now() <= time.time_ns() // 1_000_000 + 100


def test_maintain_reclaims_what_expired(cache: Cache) -> None:
    for number in range(100):
        cache.set(str(number), 1, expiry=cellaret.expire_in(10))
    cache.clock.advance(11)
    assert len(cache) == 0
    while cache.maintain(7) == 7:
        pass
    assert cache.stats().entries == 0
    assert cache.stats().expirations == 100
    for budget in (0, -1, 2**64):
        with pytest.raises(ValueError, match="budget is 1 to"):
            cache.maintain(budget)


def test_a_closed_cache_answers_closed_to_everything(cache: Cache) -> None:
    cache.close()
    cache.close()
    assert cache.closed
    for call in (
        lambda: cache.get("k"),
        lambda: cache["k"],
        lambda: cache.set("k", 1),
        lambda: cache.set("k", [1]),
        lambda: cache.increment("k"),
        lambda: cache.increment("k", 0.5),
        lambda: cache.delete("k"),
        lambda: cache.delete(),
        lambda: "k" in cache,
        lambda: cache.type("k"),
        lambda: cache.expire("k", 1),
        lambda: cache.expire_at("k", 1),
        lambda: cache.persist("k"),
        lambda: cache.ttl("k"),
        lambda: cache.expire_time("k"),
        lambda: len(cache),
        lambda: cache.clear(),
        lambda: cache.maintain(),
        lambda: cache.stats(),
        lambda: cache.reset_stats(),
        lambda: cache.clock.now(),
        lambda: cache.clock.advance(1),
        lambda: cache.clock.step_wall(1),
    ):
        with pytest.raises(Closed):
            call()
    assert repr(cache) == "<cellaret.Cache, closed>"


def test_with_closes_the_cache() -> None:
    one, other = Cache(), Cache()
    with one as entered:
        assert entered is one
        assert not one.closed
    with pytest.raises(ZeroDivisionError), other:
        _ = 1 / 0
    assert [cache.closed for cache in (one, other)] == [True, True]


def test_a_cache_can_be_derived_from_and_goes_when_nobody_holds_it() -> None:
    class Mine(Cache):
        def twice(self, key: str) -> int:
            return 2 * int(self[key])

    mine = Mine(max_entries=5)
    mine["k"] = 21
    assert mine.twice("k") == 42
    mine.itself = mine  # type: ignore[attr-defined]
    gone = weakref.ref(mine)
    del mine
    gc.collect()
    assert gone() is None


def test_nothing_leaks(cache: Cache) -> None:
    """References and memory stay level over every operation, errors included."""

    def use_everything() -> None:
        for value in ("text", "t\u00e9xt" * 50, b"bytes" * 50, 12345678, 1.5, None, [1, {"a": 2}]):
            cache["k"] = value
            cache["k"]
            cache.get_and_set("k", value)
            cache.get("missing", value)
        calls: list[Any] = [cache.__getitem__, cache.increment, cache.ttl, cache.type]
        for call in calls:
            for key in ("missing", "\ud800", 5):
                try:
                    call(key)
                except (KeyError, ValueError, TypeError):
                    continue
        for bad in (object(), (1,), 2**70, "\ud800", float("inf")):
            try:
                cache.set("k", bad, expiry=cellaret.expire_in(5))  # type: ignore[arg-type]
            except (ValueError, TypeError, OverflowError):
                continue
        cache.expire("k", 100, condition="if_none")
        cache.delete("k", *map(str, range(30)))
        cache.clear()
        Cache(max_entries=5).set("k", "v")
        cellaret.expire_in(5) == cellaret.expire_in(6)  # noqa: B015

    for _ in range(200):
        use_everything()
    gc.collect()
    blocks = sys.getallocatedblocks()
    for _ in range(500):
        use_everything()
    gc.collect()
    assert abs(sys.getallocatedblocks() - blocks) < 200


def resident_kib() -> int:
    """The process's resident memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


@pytest.mark.parametrize("is_closed", [True, False])
def test_memory_of_the_process_stays_level(is_closed: bool) -> None:
    """Memory of caches comes back, of those that are only dropped too."""

    def fill() -> None:
        cache = Cache(max_bytes=UNLIMITED)
        for number in range(2000):
            cache[str(number)] = b"x" * 2000
        for number in range(2000):
            cache[str(number)]
        if is_closed:
            cache.close()

    for _ in range(3):
        fill()
    before = resident_kib()
    for _ in range(20):
        fill()
    assert resident_kib() - before < 8 * 1024


def test_objects_that_go_let_go_of_their_types() -> None:
    types = (Cache, _native.Store, _native.Expiry)
    before = [sys.getrefcount(kind) for kind in types]
    for _ in range(100):
        Cache(max_entries=5)
        cellaret.expire_in(5)
    assert [sys.getrefcount(kind) for kind in types] == before


def test_the_seed_decides_what_chance_evicts() -> None:
    def survivors(seed: int) -> list[int]:
        with Cache(policy="allkeys-random", max_entries=50, shards=1, seed=seed) as cache:
            for number in range(200):
                cache[str(number)] = number
            return [number for number in range(200) if str(number) in cache]

    assert survivors(7) == survivors(7)
    assert survivors(7) != survivors(8)


def test_the_state_belongs_to_the_interpreter() -> None:
    assert type(cellaret.expire_in(5)) is _native.Expiry
    assert issubclass(Cache, _native.Store)
