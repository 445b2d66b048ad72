"""The benches run: one tiny round of every part, and none on an allocator nobody asked for."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCH, ENGINE_BENCHMARK, STUB = map(Path, sys.argv[1:4])
CELLS = {
    "get hit", "get miss", "set overwrite", "90/10", "75/25", "50/50", "hot get", "hot 90/10",
    "delete", "evicting insert", "increment", "hot increment", "get hit, TTL", "set, TTL",
    "get hit, adaptive", "evicting insert, adaptive", "get hit, curve", "set, curve",
}


def run(*arguments, environment=None):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True,
                          timeout=240, env={**os.environ, **(environment or {})})


class TinyRound(unittest.TestCase):
    def test_every_part_gives_rows_with_numbers(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "all.json")
            done = run(BENCH, "--tiny", "--allow-system", "--json", path)
            self.assertEqual(done.returncode, 0, done.stderr)
            result = json.loads(path.read_text())
        self.assertIn("allocator", result["surroundings"])
        tables = list(result["tables"].values())
        self.assertEqual(len(tables), 5)
        for table in tables:
            self.assertTrue(table)
        memory, instance, speed, worst, back = (result["tables"][title] for title in (
            "Memory: bytes an entry",
            "An empty instance, default options",
            "Operations: time and ratios in the same rounds",
            "Worst operation, in microseconds of time that passed",
            "Memory back after deadlines, in milliseconds"))
        self.assertLessEqual(CELLS, {row["cell"] for row in speed})
        self.assertEqual({row["threads"] for row in speed}, {1, 2})
        self.assertEqual({row["policy"] for row in speed},
                         {"allkeys-lru", "allkeys-random", "sieve", "adaptive", "(limit)",
                          "(bare line)"})
        self.assertTrue(all(row["ns_each"] > 0 and row["ratio"] > 0 for row in speed))
        self.assertTrue(all(row["bytes"] > 0 for row in memory))
        self.assertTrue(all(row["us_max"] > 0 for row in worst))
        self.assertTrue(all(row["ms"] > 0 for row in back))
        self.assertTrue(any(row["value"] > 0 for row in instance))
        for title in result["tables"]:
            self.assertIn(title, done.stdout)

    def test_one_cell_and_one_policy_can_be_chosen(self):
        done = run(BENCH, "--tiny", "--allow-system", "--part", "speed", "--filter", "delete",
                   "--policy", "noeviction")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("noeviction", done.stdout)
        self.assertNotIn("get hit", done.stdout)
        self.assertNotIn("Memory", done.stdout)

    def test_an_allocator_nobody_asked_for_is_an_error(self):
        stubbed = {"LD_LIBRARY_PATH": str(STUB.parent)}
        done = run(BENCH, "--tiny", environment=stubbed)
        self.assertEqual(done.returncode, 1)
        self.assertIn("built on the allocator 'stub', not mimalloc", done.stderr)

    def test_a_call_that_fails_ends_the_bench(self):
        done = run(BENCH, "--tiny", "--allow-system", "--part", "worst", "--policy", "no-such")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cellaret_cache_open", done.stderr)

    def test_the_engine_alone_runs_under_google_benchmark(self):
        done = run(ENGINE_BENCHMARK, "--benchmark_filter=/entries:10000/",
                   "--benchmark_min_time=0.001", "--benchmark_format=json")
        self.assertEqual(done.returncode, 0, done.stderr)
        names = {row["name"].split("/")[0] for row in json.loads(done.stdout)["benchmarks"]}
        self.assertEqual(names, {"get_hit", "get_miss", "set_overwrite", "evicting_insert",
                                 "int_get", "int_increment"})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
