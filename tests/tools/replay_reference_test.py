"""One shard of allkeys-lru gives the published LRU hit ratios of the shipped traces."""

import csv
import os
import sys
import unittest

from tool_runner import main, replay_json

FOLDER = sys.argv[2]
TOLERANCE = 0.0005
TRACES = ["cache2k-web07", "mooncake-conversation"]
SIZE_FRACTIONS = ["0.001", "0.01", "0.05", "0.1", "0.25"]


def lru_rows():
    with open(os.path.join(FOLDER, "reference-hit-ratios.tsv"), newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["policy"] == "LRU"]


class Reference(unittest.TestCase):
    def test_has_all_sizes_of_both_traces(self):
        self.assertEqual(
            [(row["trace"], row["size_fraction"]) for row in lru_rows()],
            [(trace, size) for trace in TRACES for size in SIZE_FRACTIONS],
        )

    def test_every_row_is_met(self):
        for row in lru_rows():
            with self.subTest(trace=row["trace"], entries=row["cache_entries"]):
                result = replay_json(
                    "--shards=1",
                    "--policy=allkeys-lru",
                    "--max-bytes=unlimited",
                    f"--max-entries={row['cache_entries']}",
                    os.path.join(FOLDER, row["trace"] + ".gz"),
                )
                self.assertEqual(result["hits"] + result["misses"], result["accesses"])
                self.assertAlmostEqual(
                    result["hit_ratio"], float(row["hit_ratio"]), delta=TOLERANCE
                )


if __name__ == "__main__":
    main()
