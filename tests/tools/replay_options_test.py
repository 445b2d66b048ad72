"""What replay's options and the columns of a trace do, and how wrong options are answered."""

import gzip
import unittest

from tool_runner import main, replay_json, run

KEYS = b"".join(b"key-%d\n" % (index % 100) for index in range(1000))


def ttl_trace(accesses_between):
    """A key with a ttl of one second, other keys, the key again."""
    others = b"".join(b"other-%d 1 900\n" % index for index in range(accesses_between))
    return b"key 1 1\n" + others + b"key 1 1\n"


class Columns(unittest.TestCase):
    def test_counts_a_miss_for_the_first_access_and_a_hit_for_the_next(self):
        result = replay_json("-", input_bytes=b"a\nb\na\na\n")
        self.assertEqual((result["accesses"], result["hits"], result["misses"]), (4, 2, 2))
        self.assertEqual(result["hit_ratio"], 0.5)
        self.assertEqual(result["entries"], 2)

    def test_keys_may_hold_any_byte_but_white_space(self):
        result = replay_json("-", input_bytes=b"\x00\n\xff\xfe\n\x00\x00\n\x00\n")
        self.assertEqual((result["hits"], result["entries"]), (1, 3))

    def test_size_column_and_value_size_decide_what_is_charged(self):
        sizes = {}
        for name, arguments, line in [
            ("small", [], b"%d\n"),
            ("option", ["--value-size", "10KiB"], b"%d\n"),
            ("column", [], b"%d 10240\n"),
            ("both", ["--value-size", "1"], b"%d 10240\n"),
        ]:
            trace = b"".join(line % index for index in range(200))
            sizes[name] = replay_json(*arguments, "-", input_bytes=trace)["bytes_charged"]
        self.assertGreater(sizes["column"], 200 * 10240)
        self.assertLess(sizes["small"], 200 * 1024)
        # Blocks of the system's malloc differ by a few bytes from run to run.
        for name in ["option", "both"]:
            self.assertAlmostEqual(sizes[name], sizes["column"], delta=sizes["column"] // 1000)

    def test_ttl_runs_at_a_thousand_accesses_a_second_from_the_fill(self):
        self.assertEqual(replay_json("-", input_bytes=ttl_trace(999))["hits"], 1)
        late = replay_json("-", input_bytes=ttl_trace(1000))
        self.assertEqual(late["hits"], 0)
        self.assertEqual(late["expirations"], 1)

    def test_a_hit_does_not_refresh_the_ttl(self):
        trace = ttl_trace(998) + ttl_trace(0)  # the key at 0, 999, 1000 and 1001 ms
        result = replay_json("-", input_bytes=trace)
        self.assertEqual(result["hits"], 2)

    def test_nothing_expires_without_a_ttl_column(self):
        trace = b"key\n" + b"".join(b"%d\n" % index for index in range(20000)) + b"key\n"
        result = replay_json("-", input_bytes=trace)
        self.assertEqual((result["hits"], result["expirations"]), (1, 0))


class Options(unittest.TestCase):
    def test_max_entries_and_policy_bound_the_cache(self):
        for policy in ["allkeys-lru", "allkeys-random"]:
            result = replay_json(
                "--max-entries=10", "--shards=1", f"--policy={policy}", "-", input_bytes=KEYS
            )
            self.assertEqual(result["policy"], policy)
            self.assertEqual((result["entries"], result["max_entries"]), (10, 10))
            self.assertEqual(result["evictions"], result["misses"] - 10)

    def test_lru_never_hits_in_a_loop_larger_than_the_cache(self):
        loop = ["--max-entries=99", "--shards=1", "-"]
        self.assertEqual(replay_json(*loop, input_bytes=KEYS)["hits"], 0)
        random = replay_json("--policy=allkeys-random", *loop, input_bytes=KEYS)
        self.assertGreater(random["hits"], 0)

    def test_noeviction_refuses_fills_and_keeps_what_it_has(self):
        result = replay_json(
            "--policy=noeviction", "--max-entries=10", "--shards=1", "-", input_bytes=KEYS
        )
        self.assertEqual((result["hits"], result["refused"], result["evictions"]), (90, 900, 0))

    def test_max_bytes_takes_suffixes_and_is_never_exceeded(self):
        trace = b"".join(b"%d 1000\n" % index for index in range(5000))
        for text, size in [("262144", 262144), ("256KiB", 262144), ("1MiB", 1048576)]:
            result = replay_json("--max-bytes", text, "-", input_bytes=trace)
            self.assertEqual(result["max_bytes"], size)
            self.assertGreater(result["evictions"], 0)
            self.assertGreater(result["bytes_charged_peak"], size // 2)
            self.assertLessEqual(result["bytes_charged_peak"], size)

    def test_unlimited_is_null_and_evicts_nothing(self):
        result = replay_json(
            "--max-bytes=unlimited", "--max-entries=unlimited", "-", input_bytes=KEYS
        )
        self.assertIsNone(result["max_bytes"])
        self.assertIsNone(result["max_entries"])
        self.assertEqual((result["hits"], result["evictions"]), (900, 0))

    def test_default_limit_is_the_librarys(self):
        self.assertEqual(replay_json("-", input_bytes=KEYS)["max_bytes"], 256 * 1024 * 1024)

    def test_shards(self):
        self.assertEqual(replay_json("--shards=8", "-", input_bytes=KEYS)["shards"], 8)

    def test_limit_accesses_counts_over_all_traces(self):
        result = replay_json("--limit-accesses=150", "-", input_bytes=KEYS)
        self.assertEqual((result["accesses"], result["hits"]), (150, 50))

    def test_the_same_seed_gives_the_same_result(self):
        arguments = ["--policy=allkeys-random", "--max-entries=50", "--shards=1", "-"]
        first, second = (replay_json(*arguments, input_bytes=KEYS)["hits"] for _ in range(2))
        self.assertEqual(first, second)
        others = {
            replay_json(f"--seed={seed}", *arguments, input_bytes=KEYS)["hits"]
            for seed in range(2, 10)
        }
        self.assertGreater(len(others), 1)


class Sources(unittest.TestCase):
    def test_gzip_and_text_read_alike_on_standard_input(self):
        plain = replay_json("-", input_bytes=KEYS)
        half = len(KEYS) // 2
        for packed in [
            gzip.compress(KEYS),
            gzip.compress(KEYS[:half]) + gzip.compress(KEYS[half:]),
        ]:
            result = replay_json("-", input_bytes=packed)
            self.assertEqual(
                (result["accesses"], result["hits"]), (plain["accesses"], plain["hits"])
            )

    def test_crlf_reads_like_lf(self):
        result = replay_json("-", input_bytes=KEYS.replace(b"\n", b"\r\n") + b"\r\n")
        self.assertEqual((result["accesses"], result["entries"]), (1000, 100))


class WrongOptions(unittest.TestCase):
    def expect(self, arguments, message):
        code, output, errors = run("replay", *arguments, "-", input_bytes=KEYS)
        self.assertEqual((code, output), (2, ""))
        self.assertIn(message, errors)

    def test_each_is_named_with_exit_code_2(self):
        size = 'is not a size such as 64MiB, 4,096 or more, nor "unlimited"'
        for arguments, message in [
            (["--max-bytes=4095"], f'--max-bytes: "4095" {size}'),
            (["--max-bytes=10TiB"], f'--max-bytes: "10TiB" {size}'),
            (["--max-entries=0"], '"0" is not a whole number, 1 or more, nor "unlimited"'),
            (["--shards=3"], "--shards: 3 is not a power of two"),
            (["--shards=2048"], '"2048" is not a whole number from 1 to 1,024'),
            (["--value-size=513MiB"], '"513MiB" is not a size such as 64MiB from 0 to 536,870,912'),
            (["--limit-accesses=-1"], '"-1" is not a whole number, 1 or more'),
            (["--policy=best"], 'does it have the policy "best"?'),
            (["--json", "--quiet"], "--json excludes --quiet"),
            (["--nonsense"], "--nonsense"),
        ]:
            with self.subTest(arguments):
                self.expect(arguments, message)

    def test_no_trace_and_no_command(self):
        for arguments in [["replay"], [], ["juggle"]]:
            code, output, errors = run(*arguments)
            self.assertEqual((code, output), (2, ""))
            self.assertIn("cellaret --help", errors)


if __name__ == "__main__":
    main()
