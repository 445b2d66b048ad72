"""What a cache has done and holds."""

from __future__ import annotations

from typing import NamedTuple


class Stats(NamedTuple):
    """Counters run from opening, or from the last reset_stats(); gauges are the present state."""

    hits: int
    """Reads that found their key."""
    misses: int
    """Reads that did not."""
    sets: int
    """Values written, increments included."""
    deletes: int
    """Keys deleted by a call, clear() not included."""
    expirations: int
    """Keys gone because their deadline passed."""
    evictions: int
    """Keys gone to make room."""
    entries: int
    """Gauge; with those that expired and are not reclaimed yet."""
    bytes_charged: int
    """Gauge; real allocated bytes that count against max_bytes."""
    bytes_pinned: int
    """Gauge; bytes of removed values that a read in progress still holds."""
    max_bytes: int
    """As in force."""
    max_entries: int
    """As in force; UNLIMITED when there is no limit."""
    shards: int
    """Gauge."""
    policy: str
    """The eviction policy."""
    allocator: str
    """Where memory comes from: "mimalloc 2.0.9" or "system"."""

    @property
    def hit_rate(self) -> float:
        """Hits by reads, 0.0 to 1.0; 0.0 without any reads."""
        reads = self.hits + self.misses
        return self.hits / reads if reads else 0.0
