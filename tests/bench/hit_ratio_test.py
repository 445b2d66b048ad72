"""The hit-ratio bench on the shipped traces: what it reports, and floors of the policies."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM, TRACES = sys.argv.pop(1), sys.argv.pop(1)


def bench(*arguments):
    return subprocess.run(
        [PROGRAM, "--traces", TRACES, *arguments], capture_output=True, text=True, timeout=500
    )


def policies(*arguments):
    return json.loads(bench("--json", "-", *arguments).stdout)["policies"]


def reference(policy):
    with open(os.path.join(TRACES, "reference-hit-ratios.tsv"), newline="") as file:
        return {
            (row["trace"], int(row["cache_entries"])): float(row["hit_ratio"])
            for row in csv.DictReader(file, delimiter="\t")
            if row["policy"] == policy
        }


def distances(result, reference_policy):
    """Signed differences to the reference, cell by cell."""
    expected = reference(reference_policy)
    return [
        cell["hit_ratio"] - expected[cell["trace"], cell["entries"]] for cell in result["cells"]
    ]


class Floors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        names = ["allkeys-lru", "sieve", "s3-fifo", "w-tinylfu", "adaptive"]
        cls.results = policies(*(word for name in names for word in ("--policy", name)))

    def test_every_cell_of_the_reference_is_there(self):
        for result in self.results.values():
            self.assertEqual(len(result["cells"]), len(reference("LRU")))

    def test_lru_and_sieve_are_exact(self):
        for name, column in [("allkeys-lru", "LRU"), ("sieve", "SIEVE")]:
            for distance in distances(self.results[name], column):
                self.assertLess(abs(distance), 0.0005, name)

    def test_s3_fifo_is_within_its_tolerance_or_better(self):
        for distance in distances(self.results["s3-fifo"], "S3FIFO"):
            self.assertGreater(distance, -0.015)
            self.assertLess(distance, 0.015)

    def test_w_tinylfu_is_within_its_tolerance_or_better(self):
        for distance in distances(self.results["w-tinylfu"], "ref-WTinyLFU-climb"):
            self.assertGreater(distance, -0.015)

    def test_adaptive_stays_near_the_best(self):
        result = self.results["adaptive"]
        self.assertLess(result["mean_regret"], 1)
        self.assertLess(result["worst_regret"], 5)
        self.assertLessEqual(result["cells_below_lru"], 1)

    def test_sums_are_those_of_the_cells(self):
        for result in self.results.values():
            regrets = [cell["regret"] for cell in result["cells"]]
            self.assertAlmostEqual(result["mean_regret"], sum(regrets) / len(regrets))
            self.assertAlmostEqual(result["worst_regret"], max(regrets))
            below = [c for c in result["cells"] if c["lru_hit_ratio"] - c["hit_ratio"] > 0.01]
            self.assertEqual(result["cells_below_lru"], len(below))

    def test_sixteen_shards_lose_little(self):
        arguments = ["--policy", "adaptive", "--min-entries-per-shard", "64", "--shards"]
        one, sixteen = (policies(*arguments, count)["adaptive"] for count in ("1", "16"))
        one_by_cell = {(c["trace"], c["entries"]): c["hit_ratio"] for c in one["cells"]}
        losses = [
            one_by_cell[c["trace"], c["entries"]] - c["hit_ratio"] for c in sixteen["cells"]
        ]
        self.assertGreaterEqual(len(losses), 4)
        self.assertLess(sum(losses) / len(losses), 0.01)


class Interface(unittest.TestCase):
    def test_the_table_has_a_line_for_each_cell_and_policy(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "result.json")
            run = bench("--policy", "sieve", "--policy", "allkeys-random", "--json", path)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(run.stdout.count("cache2k-web07"), 5)
            self.assertEqual(run.stdout.count("sieve"), 2)
            with open(path) as file:
                self.assertEqual(set(json.load(file)["policies"]), {"sieve", "allkeys-random"})

    def test_a_wrong_policy_or_folder_is_an_error(self):
        for arguments in (["--policy", "mru"], ["--traces", "/nowhere"]):
            run = bench(*arguments)
            self.assertNotEqual(run.returncode, 0)
            self.assertNotEqual(run.stderr, "")


if __name__ == "__main__":
    unittest.main()
