"""A real trace through Python gives the hits that it gives through the C tool, to the number."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

from cellaret import Cache

TRACE = "bench/traces/cache2k-web07.gz"


def replay(trace: Path, entries: int) -> tuple[int, int]:
    """Reads each key of a trace, and sets it on a miss; hits and misses."""
    with Cache(max_entries=entries, shards=1, policy="allkeys-lru") as cache:
        with gzip.open(trace, "rt", encoding="utf-8") as lines:
            for line in lines:
                fields = line.split()
                if fields and not line.startswith("#") and cache.get(fields[0]) is None:
                    cache[fields[0]] = b""
        stats = cache.stats()
        return stats.hits, stats.misses


@pytest.mark.parametrize("entries", [753, 7531])
def test_a_replay_gives_the_hits_of_the_c_tool(root: Path, entries: int) -> None:
    options = ["--policy", "allkeys-lru", "--shards", "1", "--max-entries", str(entries)]
    tool = subprocess.run(
        [os.environ["CELLARET_TOOL"], "replay", str(root / TRACE), *options, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(tool.stdout)
    hits, misses = replay(root / TRACE, entries)
    assert (hits, misses) == (report["hits"], report["misses"])
    assert hits > 10_000
