"""The guard of instruction counts: its verdicts, and that its program does what it counts."""

import contextlib
import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

GUARD_FOLDER, PROGRAM = sys.argv[1:3]
sys.path.insert(0, GUARD_FOLDER)
import guard  # noqa: E402

# Takes the place of the guarded program and of valgrind.
PRETENDER = """#!{python}
import sys
if "--compiler" in sys.argv: print("g++ 1.2.3, pretended")
elif "--list" in sys.argv: print("get_hit 100")
else: print("==1== Collected : {collected}", file=sys.stderr)
"""


def compared(committed, now):
    """Whether the guard lets the numbers pass, and what it prints."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        is_good = guard.compare(committed, now)
    return is_good, output.getvalue()


class Verdicts(unittest.TestCase):
    def test_up_to_three_percent_above_passes(self):
        self.assertTrue(compared({"get": 1000.0}, {"get": 1030.0})[0])

    def test_more_than_three_percent_above_fails(self):
        is_good, output = compared({"get": 1000.0, "set": 10.0}, {"get": 1030.1, "set": 10.0})
        self.assertFalse(is_good)
        self.assertIn("more than 3 % above", output)

    def test_more_than_three_percent_below_asks_for_an_update_and_passes(self):
        is_good, output = compared({"get": 1000.0}, {"get": 969.9})
        self.assertTrue(is_good)
        self.assertIn("update the file", output)

    def test_an_operation_without_a_number_fails(self):
        self.assertFalse(compared({}, {"get": 1.0})[0])

    def test_a_number_without_its_operation_fails(self):
        self.assertFalse(compared({"get": 1.0, "set": 1.0}, {"get": 1.0})[0])


class Runs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.numbers = self.folder / "numbers.json"

    def guard(self, collected, *options):
        """Runs the guard where counting gives `collected` instructions for 100 operations."""
        for name in ("program", "valgrind"):
            path = self.folder / name
            path.write_text(PRETENDER.format(python=sys.executable, collected=collected))
            path.chmod(0o755)
        return subprocess.run(
            [sys.executable, f"{GUARD_FOLDER}/guard.py", "--numbers", str(self.numbers), *options,
             str(self.folder / "program")],
            capture_output=True, text=True, timeout=60, env={"PATH": str(self.folder)})

    def test_an_update_is_what_later_runs_are_compared_with(self):
        self.assertEqual(self.guard(50000, "--update").returncode, 0)
        self.assertEqual(json.loads(self.numbers.read_text()),
                         {"g++ 1.2.3, pretended": {"get_hit": 500.0}})
        self.assertEqual(self.guard(51000).returncode, 0)
        self.assertEqual(self.guard(52000).returncode, 1)

    def test_a_compiler_without_numbers_is_an_error(self):
        done = self.guard(50000)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there are no numbers for g++ 1.2.3, pretended", done.stderr)

    def test_counting_nothing_is_an_error(self):
        done = self.guard(0, "--update")
        self.assertEqual(done.returncode, 2)
        self.assertIn("counted nothing", done.stderr)


class Program(unittest.TestCase):
    def test_every_operation_runs_and_checks_itself(self):
        listed = subprocess.run([PROGRAM, "--list"], capture_output=True, text=True, check=True)
        names = [line.split()[0] for line in listed.stdout.splitlines()]
        self.assertEqual(names, ["get_hit", "get_miss", "set_overwrite", "evicting_insert",
                                 "int_increment"])
        for name in names:
            subprocess.run([PROGRAM, name], check=True, timeout=60)

    def test_there_are_committed_numbers_for_every_operation(self):
        with open(guard.NUMBERS, encoding="utf-8") as file:
            numbers = json.load(file)
        listed = subprocess.run([PROGRAM, "--list"], capture_output=True, text=True, check=True)
        names = {line.split()[0] for line in listed.stdout.splitlines()}
        self.assertTrue(numbers)
        for build, counts in numbers.items():
            self.assertEqual(set(counts), names, build)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
