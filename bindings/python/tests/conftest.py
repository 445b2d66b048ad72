"""What the suites share: a cache whose time stands still, and where things are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cellaret import Cache

ROOT = Path(__file__).resolve().parents[3]
START_MS = 1893456000000  # 2030-01-01T00:00:00Z


@pytest.fixture
def cache() -> Iterator[Cache]:
    """A cache with a manual clock and one shard."""
    with Cache(clock="manual", start=START_MS, shards=1) as opened:
        yield opened


@pytest.fixture
def root() -> Path:
    """The folder of the checkout."""
    return ROOT
