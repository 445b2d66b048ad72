"""What `cellaret curve` measures: against an exact reference, whole and sampled, on any threads."""

import gzip
import os
import random
import sys
import unittest

from tool_runner import curve_json, main, run

FOLDER = sys.argv[2]
WEB07 = os.path.join(FOLDER, "cache2k-web07.gz")
FIELDS = [
    *["version", "allocator", "traces", "unit", "shards", "seed", "value_size", "accesses"],
    *["unique_keys", "whole", "sample", "curves", "threads", "load_seconds", "replay_seconds"],
]
POINT_FIELDS = ["size", "fraction", "miss_ratio", "hit_ratio", "standard_error", "refused"]


def zipf_trace(accesses, keys, seed):
    """Accesses of which few keys get most, as the bytes of a trace."""
    draw = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(keys)]
    return b"".join(b"k%d\n" % key for key in draw.choices(range(keys), weights, k=accesses))


def lru_misses(keys, sizes):
    """Misses of LRU at each size by stack distances (Mattson 1970), in a Fenwick tree."""
    tree = [0] * (len(keys) + 1)

    def add(position, amount):
        position += 1
        while position <= len(keys):
            tree[position] += amount
            position += position & -position

    def count_before(position):
        total = 0
        while position > 0:
            total += tree[position]
            position -= position & -position
        return total

    last = {}
    misses = dict.fromkeys(sizes, 0)
    for now, key in enumerate(keys):
        distance = None
        if key in last:
            distance = len(last) - count_before(last[key])
            add(last[key], -1)
        for size in sizes:
            misses[size] += distance is None or distance > size
        add(now, 1)
        last[key] = now
    return misses


def points(result, policy):
    return next(curve["points"] for curve in result["curves"] if curve["policy"] == policy)


class Exact(unittest.TestCase):
    def test_lru_is_what_stack_distances_say_at_every_size(self):
        result = curve_json("--policy=allkeys-lru", "--points=12", WEB07)
        with gzip.open(WEB07) as file:
            keys = [line.split()[0] for line in file]
        measured = points(result, "allkeys-lru")
        self.assertEqual(len(measured), 12)
        expected = lru_misses(keys, [point["size"] for point in measured])
        for point in measured:
            misses = point["miss_ratio"] * result["accesses"]
            self.assertAlmostEqual(misses, expected[point["size"]], delta=0.01)

    def test_lru_never_misses_more_in_a_larger_cache(self):
        ratios = [point["miss_ratio"] for point in points(curve_json(WEB07), "allkeys-lru")]
        self.assertEqual(ratios, sorted(ratios, reverse=True))
        self.assertGreater(ratios[0], ratios[-1])

    def test_every_policy_misses_each_key_once_when_all_fit(self):
        result = curve_json("--sizes=100%", "-", input_bytes=zipf_trace(5000, 300, 1))
        self.assertEqual(len(result["curves"]), 5)
        for curve in result["curves"]:
            misses = curve["points"][0]["miss_ratio"] * 5000
            self.assertAlmostEqual(misses, result["unique_keys"], delta=0.01)

    def test_one_thread_and_many_give_the_same(self):
        arguments = ["--points=5", "--policy=allkeys-random,adaptive", "--seed=7", WEB07]
        results = [curve_json(f"--threads={threads}", *arguments) for threads in [1, 4]]
        self.assertEqual(results[0]["curves"], results[1]["curves"])
        self.assertEqual([result["threads"] for result in results], [1, 4])

    def test_bytes_are_real_bytes(self):
        trace = b"".join(b"%d 1000\n" % (index % 1000) for index in range(3000))
        arguments = ["--unit=bytes", "--policy=allkeys-lru", "-"]
        result = curve_json("--sizes=64KiB,100%", *arguments, input_bytes=trace)
        self.assertGreater(result["whole"], 1000 * 1000)
        small, whole = points(result, "allkeys-lru")
        self.assertEqual((small["size"], whole["size"]), (65536, result["whole"]))
        self.assertEqual(small["miss_ratio"], 1)  # LRU in a loop that does not fit
        self.assertAlmostEqual(whole["miss_ratio"], 1 / 3)

    def test_time_to_live_counts(self):
        others = b"".join(b"other-%d 1 900\n" % index for index in range(1000))
        for trace, hits in [
            (b"key 1 1\n" + others + b"key 1 1\n", 0),
            (b"key 1 2\n" + others + b"key 1 2\n", 1),
        ]:
            result = curve_json("--sizes=100%", "--policy=sieve", "-", input_bytes=trace)
            measured = points(result, "sieve")[0]["hit_ratio"] * 1002
            self.assertAlmostEqual(measured, hits, delta=0.01)


class Sizes(unittest.TestCase):
    def sizes(self, *arguments):
        trace = b"".join(b"%d\n" % index for index in range(1000))
        result = curve_json("--policy=sieve", *arguments, "-", input_bytes=trace)
        return [point["size"] for point in points(result, "sieve")]

    def test_a_range_has_equal_ratios_and_both_ends(self):
        self.assertEqual(self.sizes("--sizes=1..1000", "--points=4"), [1, 10, 100, 1000])
        self.assertEqual(self.sizes("--sizes=1%..100%", "--points=3"), [10, 100, 1000])

    def test_a_list_is_sorted_and_may_mix_counts_and_percentages(self):
        self.assertEqual(self.sizes("--sizes=500,1%,10,20%"), [10, 200, 500])

    def test_sizes_that_round_to_the_same_are_one(self):
        self.assertEqual(self.sizes("--sizes=1..3", "--points=50"), [1, 2, 3])

    def test_the_default_goes_from_a_thousandth_to_everything(self):
        sizes = self.sizes()
        self.assertEqual((sizes[0], sizes[-1]), (1, 1000))


class Sampled(unittest.TestCase):
    def test_is_within_its_error_of_the_whole(self):
        arguments = ["--sizes=2%,10%,40%", WEB07]
        whole = curve_json(*arguments)
        sampled = curve_json("--sample=8", "--samples=8", *arguments)
        for policy in ["allkeys-lru", "sieve", "s3-fifo"]:
            for exact, estimate in zip(points(whole, policy), points(sampled, policy)):
                self.assertGreater(estimate["standard_error"], 0)
                self.assertLess(estimate["standard_error"], 0.03)
                # All keys are in one of the eight samples: what is left is not chance alone.
                self.assertAlmostEqual(estimate["miss_ratio"], exact["miss_ratio"], delta=0.01)

    def test_error_falls_with_the_number_of_samples(self):
        def error(samples):
            result = curve_json(
                "--sample=64", f"--samples={samples}", "--sizes=20%", "--policy=sieve", WEB07
            )
            return points(result, "sieve")[0]["standard_error"]

        self.assertLess(error(64), error(4))

    def test_states_what_was_replayed(self):
        result = curve_json("--sample=10", "--samples=5", "--sizes=50%", WEB07)
        self.assertEqual(list(result["sample"]), ["keys_in", "samples", "accesses"])
        self.assertEqual((result["sample"]["keys_in"], result["sample"]["samples"]), (10, 5))
        self.assertAlmostEqual(result["sample"]["accesses"], 76118 / 2, delta=76118 / 20)
        self.assertEqual(result["accesses"], 76118)
        self.assertAlmostEqual(result["unique_keys"], 20484, delta=500)

    def test_time_to_live_is_that_of_the_whole_trace(self):
        # Each key comes back after 10,000 accesses: ten seconds, in a sample as well.
        for seconds, is_hit in [(8, False), (12, True)]:
            trace = b"".join(b"%d 1 %d\n" % (index % 10000, seconds) for index in range(20000))
            result = curve_json(
                "--sample=10", "--samples=10", "--sizes=100%", "--policy=sieve", "-",
                input_bytes=trace,
            )
            expected = 0.5 if is_hit else 1
            self.assertAlmostEqual(points(result, "sieve")[0]["miss_ratio"], expected, delta=0.05)


class Output(unittest.TestCase):
    TRACE = zipf_trace(2000, 200, 3)

    def test_json_has_exactly_the_documented_fields(self):
        result = curve_json("--points=3", "-", input_bytes=self.TRACE)
        self.assertEqual(list(result), FIELDS)
        self.assertEqual(result["traces"], ["-"])
        self.assertIsNone(result["sample"])
        self.assertEqual(result["whole"], result["unique_keys"])
        for curve in result["curves"]:
            self.assertEqual(list(curve), ["policy", "points"])
            for point in curve["points"]:
                self.assertEqual(list(point), POINT_FIELDS)
                self.assertIsNone(point["standard_error"])
                self.assertAlmostEqual(point["miss_ratio"] + point["hit_ratio"], 1)
                self.assertAlmostEqual(point["fraction"], point["size"] / result["whole"])

    def test_csv_has_a_line_for_each_point(self):
        arguments = ["curve", "--csv", "--sizes=10,20", "--policy=sieve,adaptive", "-"]
        code, output, errors = run(*arguments, input_bytes=self.TRACE)
        self.assertEqual((code, errors), (0, ""))
        lines = output.splitlines()
        self.assertEqual(
            lines[0], "policy,size,unit,fraction,miss_ratio,hit_ratio,standard_error"
        )
        rows = [line.split(",") for line in lines[1:]]
        self.assertEqual(
            [(row[0], row[1], row[2], row[6]) for row in rows],
            [(policy, size, "entries", "") for policy in ["sieve", "adaptive"]
             for size in ["10", "20"]],
        )

    def test_table_has_a_row_for_each_size(self):
        code, output, errors = run("curve", "--sizes=10,20,100%", "-", input_bytes=self.TRACE)
        self.assertEqual((code, errors), (0, ""))
        heading = next(line for line in output.splitlines() if "entries" in line)
        names = ["allkeys-lru", "sieve", "s3-fifo", "w-tinylfu", "adaptive"]
        self.assertEqual(heading.split(), ["entries", "of", "all", *names])
        rows = [line.split() for line in output.splitlines() if " % " in line and line[0] == " "]
        rows = [row for row in rows if row[0].isdigit()]
        self.assertEqual([row[0] for row in rows][:2], ["10", "20"])
        self.assertEqual({len(row) for row in rows}, {8})
        self.assertIn("±", run("curve", "--sample=2", "--samples=2", "--sizes=50", "-",
                               input_bytes=self.TRACE)[1])


class Wrong(unittest.TestCase):
    def expect(self, code, arguments, message, input_bytes=b"a\nb\n"):
        done = run("curve", *arguments, input_bytes=input_bytes)
        self.assertEqual(done[:2], (code, ""))
        self.assertIn(message, done[2])

    def test_options_are_named_with_exit_code_2(self):
        for arguments, message in [
            (["--policy=lru"], '--policy: "lru" is not one of allkeys-lru, sieve, s3-fifo,'),
            (["--sizes=0"], '"0" is not a number of entries, 1 or more'),
            (["--sizes=1,x"], '"x" is not a number of entries'),
            (["--sizes=101%"], '"101%" is not a percentage over 0 and up to 100'),
            (["--sizes=0%"], '"0%" is not a percentage'),
            (["--sizes=9..3"], "the range ends at 3, below its beginning"),
            (["--sizes=20%"], "0 is below 1, the least that is possible here"),
            (["--unit=bytes", "--sizes=4095"], "4,095 is below 4,096, the least"),
            (["--unit=bytes", "--sizes=1TiB"], '"1TiB" is not a size such as 64MiB'),
            (["--unit=cells"], '--unit: "cells" is not entries or bytes'),
            (["--sample=100", "--sizes=50"], "50 is below 1,600, the least that is possible"),
            (["--sample=3", "--samples=4"], "4 samples of one key in 3 do not exist"),
            (["--points=1"], '"1" is not a whole number from 2 to 200'),
            (["--shards=3"], "--shards: 3 is not a power of two"),
            (["--threads=0"], '"0" is not a whole number from 1 to 1,024'),
            (["--json", "--csv"], "--json excludes --csv"),
        ]:
            with self.subTest(arguments):
                self.expect(2, [*arguments, "-"], message)

    def test_input_is_named_with_exit_code_1(self):
        self.expect(1, ["/nowhere/trace.gz"], "/nowhere/trace.gz: cannot be opened")
        self.expect(1, ["-"], "stdin:2: the line has more than 3 columns", b"a\nb 1 2 3\n")
        self.expect(1, ["-"], "the trace is empty", b"")

    def test_an_output_that_cannot_be_written_fails_before_the_trace_is_read(self):
        self.expect(1, ["--svg=/nowhere/plot.svg", "/nowhere/trace"], "/nowhere/plot.svg: cannot")

    def test_help_names_every_option(self):
        code, output, _ = run("curve", "--help")
        self.assertEqual(code, 0)
        for option in [
            *["policy", "sizes", "points", "unit", "sample", "samples", "shards", "threads"],
            *["value-size", "seed", "limit-accesses", "json", "csv", "svg", "html"],
            "no-progress",
        ]:
            self.assertIn(f"--{option} ", output.replace(",", " "))


if __name__ == "__main__":
    main()
