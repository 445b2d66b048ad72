"""What replay prints: the table, the JSON object, the progress bar, the version."""

import os
import pty
import re
import subprocess
import tempfile
import unittest

from tool_runner import TOOL, main, replay_json, run

KEYS = b"".join(b"key-%d\n" % (index % 100) for index in range(1000))
# More than one block of the reader, so that the bar has something to show.
LONG_TRACE = b"".join(b"a-rather-long-key-%d\n" % index for index in range(200_000))

NUMBER = (int, float)
FIELDS = {
    "version": str,
    "allocator": str,
    "traces": list,
    "policy": str,
    "shards": int,
    "seed": int,
    "value_size": int,
    "accesses": int,
    "hits": int,
    "misses": int,
    "hit_ratio": NUMBER,
    "refused": int,
    "evictions": int,
    "expirations": int,
    "entries": int,
    "max_entries": (int, type(None)),
    "bytes_charged": int,
    "bytes_charged_peak": int,
    "max_bytes": (int, type(None)),
    "resident_bytes": int,
    "resident_growth_bytes": int,
    "load_seconds": NUMBER,
    "replay_seconds": NUMBER,
    "accesses_per_second": NUMBER,
    "get_latency": dict,
}
LATENCY_FIELDS = ["samples", "clock_cost_ns", "p50_ns", "p90_ns", "p99_ns", "p99_9_ns", "max_ns"]


def run_on_terminal(*arguments, input_bytes):
    """As run(), with a terminal as standard error."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [TOOL, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=end
    )
    os.close(end)
    output, _ = process.communicate(input_bytes, timeout=300)
    errors = b""
    try:
        while chunk := os.read(terminal, 65536):
            errors += chunk
    except OSError:  # how Linux reports that the other end is closed
        pass
    os.close(terminal)
    return process.returncode, output.decode(), errors.decode()


class Json(unittest.TestCase):
    def setUp(self):
        self.result = replay_json("--max-entries=50", "-", input_bytes=KEYS)

    def test_has_exactly_the_documented_fields(self):
        self.assertEqual(list(self.result), list(FIELDS))
        for field, kind in FIELDS.items():
            self.assertIsInstance(self.result[field], kind, field)
        self.assertEqual(list(self.result["get_latency"]), LATENCY_FIELDS)

    def test_numbers_fit_together(self):
        result = self.result
        self.assertEqual(result["traces"], ["-"])
        self.assertEqual(result["hits"] + result["misses"], result["accesses"])
        self.assertAlmostEqual(result["hit_ratio"], result["hits"] / result["accesses"])
        self.assertEqual(result["misses"], result["entries"] + result["evictions"])
        self.assertGreater(result["resident_bytes"], 0)
        self.assertGreater(result["bytes_charged"], 50 * 32)
        self.assertGreater(result["accesses_per_second"], 0)

    def test_latencies_rise_and_one_get_in_sixteen_is_timed(self):
        latency = self.result["get_latency"]
        percentiles = [latency[field] for field in LATENCY_FIELDS[2:]]
        self.assertEqual(percentiles, sorted(percentiles))
        self.assertGreater(percentiles[0], 0)
        self.assertAlmostEqual(latency["samples"], 1000 / 16, delta=10)


class Table(unittest.TestCase):
    def test_shows_what_was_measured(self):
        code, output, errors = run(
            "replay", "--shards=1", "--max-entries=100", "-", input_bytes=KEYS
        )
        self.assertEqual((code, errors), (0, ""))
        for pattern in [
            r"^cellaret \S+, allocator \S+",
            r"^  policy +allkeys-lru, 1 shard$",
            r"^  hit ratio +90\.00 %$",
            r"^  accesses +1,000$",
            r"^    hits +900$",
            r"^    misses +100$",
            r"^  evictions +0$",
            r"^  expirations +0$",
            r"^  entries +100 of 100$",
            r"^  bytes charged +[\d.]+ \w+ of 256.0 MiB, peak [\d.]+ \w+$",
            r"^  resident set +[\d.]+ MiB, [\d.]+ \w+ (more|less) than before the replay$",
            r"^  throughput +[\d.]+ [kM]ops/s \([\d.]+ s; the trace was read in [\d.]+ s\)$",
            r"^  get latency +p50 .+  p90 .+  p99 .+  p99\.9 .+  max .+$",
        ]:
            self.assertRegex(output, re.compile(pattern, re.MULTILINE))
        self.assertLessEqual(max(map(len, output.splitlines())), 100)

    def test_counts_stand_below_each_other(self):
        _, output, _ = run("replay", "-", input_bytes=KEYS)
        names = ["accesses", "hits", "misses", "evictions", "expirations"]
        rows = [line for line in output.splitlines() if line.strip().split(" ")[0] in names]
        self.assertEqual(len(rows), len(names))
        self.assertEqual(len({len(row) for row in rows}), 1)

    def test_shows_refused_fills_only_when_there_are_some(self):
        arguments = ["replay", "--max-entries=10", "--shards=1", "-"]
        self.assertNotIn("refused", run(*arguments, input_bytes=KEYS)[1])
        full = run(*arguments, "--policy=noeviction", input_bytes=KEYS)[1]
        self.assertRegex(full, r"fills refused +900\n")

    def test_quiet_prints_the_hit_ratio_alone(self):
        self.assertEqual(run("replay", "-q", "-", input_bytes=KEYS), (0, "0.9000\n", ""))

    def test_fails_when_the_output_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [TOOL, "replay", "-"], input=KEYS, stdout=full, stderr=subprocess.PIPE, timeout=300
            )
        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            done.stderr.decode(), "cellaret: cannot write: No space left on device\n"
        )


class Progress(unittest.TestCase):
    def test_shows_bar_rate_and_eta_on_a_terminal_and_wipes_its_line(self):
        code, output, errors = run_on_terminal("replay", "-", input_bytes=LONG_TRACE)
        self.assertEqual(code, 0)
        self.assertIn("accesses", output)
        # The size of a pipe is not known: a rate and no bar for reading, a bar for replaying.
        self.assertRegex(errors, r"\rReading stdin  [\d.]+ [kM]?lines/s")
        self.assertRegex(errors, r"\rReplaying \[#*-+\] \d+ %.*ops/s")
        self.assertTrue(errors.endswith("\r\x1b[K"))
        self.assertNotIn("\n", errors)

    def test_bar_of_a_file_shows_the_time_left(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(LONG_TRACE)
            file.flush()
            _, _, errors = run_on_terminal("replay", file.name, input_bytes=b"")
        self.assertRegex(errors, r"\rReading \S+ \[#*-*\] \d+ %  ETA \d+:\d\d  [\d.]+ [kM]?lines/s")
        for line in re.split(r"\r", errors):
            self.assertLess(len(line.replace("\x1b[K", "")), 100)

    def test_is_absent_when_asked_or_when_there_is_no_terminal(self):
        for option in ["--no-progress", "--quiet"]:
            _, _, errors = run_on_terminal("replay", option, "-", input_bytes=LONG_TRACE)
            self.assertEqual(errors, "")
        self.assertEqual(run("replay", "-", input_bytes=LONG_TRACE)[2], "")


class Version(unittest.TestCase):
    def test_names_the_version_and_the_allocator(self):
        code, output, errors = run("--version")
        self.assertEqual((code, errors), (0, ""))
        allocator = r"(mimalloc [\d.]+|system)"
        self.assertRegex(output, rf"\Acellaret \d+\.\d+\.\d+\nallocator {allocator}\n\Z")

    def test_help_names_every_option(self):
        code, output, _ = run("replay", "--help")
        self.assertEqual(code, 0)
        for option in [
            *["max-bytes", "max-entries", "policy", "shards", "value-size", "seed"],
            *["limit-accesses", "json", "quiet", "no-progress"],
        ]:
            self.assertIn(f"--{option}", output)


if __name__ == "__main__":
    main()
