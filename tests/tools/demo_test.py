"""The demo passes on a good build, and any difference or shortfall makes it exit with 1."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUILD, SOURCE, STUB = map(Path, sys.argv[1:4])
PROGRAMS = ["tools/cellaret", "examples/cellaret_demo_c", "examples/cellaret_demo_cpp"]


class Demo(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = Path(folder.name)
        for program in PROGRAMS:
            (self.build / program).parent.mkdir(exist_ok=True)
            (self.build / program).symlink_to(BUILD / program)

    def replace(self, program, script):
        """Puts a Python program in the place of a built one, which it can call as REAL."""
        path = self.build / program
        path.unlink()
        path.write_text(f"#!{sys.executable}\nREAL = {str(BUILD / program)!r}\n{script}")
        path.chmod(0o755)

    def run_demo(self, environment=None):
        done = subprocess.run(
            [sys.executable, SOURCE / "examples/demo/run", self.build],
            capture_output=True,
            timeout=300,
            cwd=self.build,
            env={**os.environ, **(environment or {})},
        )
        self.assertEqual(done.stderr.decode(), "")
        return done.returncode, done.stdout.decode()

    def test_passes_on_this_build(self):
        code, output = self.run_demo()
        self.assertEqual(code, 0, output)
        self.assertNotIn("✗", output)
        self.assertRegex(output, r"\Acellaret \d+\.\d+\.\d+\nallocator \S+")
        self.assertIn("2 of 2 programs print the same transcript: C, C++\n", output)
        self.assertIn("8 of 8 LRU hit ratios", output)
        self.assertIn("20 of 20 replays", output)
        self.assertIn("the plot is curves.html", output)
        self.assertIn("<svg", (self.build / "curves.html").read_text("utf-8"))
        self.assertEqual(len(output.partition("4. Summary\n")[2].splitlines()), 5)
        self.assertLessEqual(max(map(len, output.splitlines())), 100)
        self.assertNotIn("\x1b", output)

    def test_fails_on_a_differing_line_and_on_a_missing_program(self):
        transcript = SOURCE / "examples/transcript.txt"
        self.replace(
            "examples/cellaret_demo_c",
            f"text = open({str(transcript)!r}).read()\n"
            "print(text.replace('11: refused', '11: allowed'), end='')\n",
        )
        (self.build / "examples/cellaret_demo_cpp").unlink()
        code, output = self.run_demo()
        self.assertEqual(code, 1)
        self.assertRegex(output, r"✗ C, line 12: printed 'request 11: allowed.*expected '.*refused")
        self.assertIn("✗ the C++ program cannot be run", output)
        self.assertIn("✗ 2 shortfalls; the first: C, line 12", output)

    def test_fails_when_a_program_prints_too_little(self):
        self.replace("examples/cellaret_demo_c", "print('A rate limiter: 10 requests in 10 s')")
        code, output = self.run_demo()
        self.assertEqual(code, 1)
        self.assertIn("✗ C, line 2: printed None", output)

    def test_fails_when_bytes_go_over_the_limit(self):
        self.replace(
            "tools/cellaret",
            "import json, subprocess, sys\n"
            "text = subprocess.run([REAL, *sys.argv[1:]], capture_output=True).stdout\n"
            "if '--version' in sys.argv or 'curve' in sys.argv:\n"
            "    sys.exit(print(text.decode(), end=''))\n"
            "result = json.loads(text)\n"
            "over = '--max-bytes=4MiB' in sys.argv\n"
            "result['bytes_charged_peak'] = result['max_bytes'] + over\n"
            "print(json.dumps(result))\n",
        )
        code, output = self.run_demo()
        self.assertEqual(code, 1)
        self.assertIn("4194305 bytes are over the limit 4194304", output)
        self.assertIn("18 of 20 replays", output)

    def test_fails_when_a_curve_rises(self):
        self.replace(
            "tools/cellaret",
            "import json, subprocess, sys\n"
            "text = subprocess.run([REAL, *sys.argv[1:]], capture_output=True).stdout\n"
            "if 'curve' not in sys.argv:\n"
            "    sys.exit(print(text.decode(), end=''))\n"
            "result = json.loads(text)\n"
            "result['curves'][0]['points'][3]['miss_ratio'] = 0.99\n"
            "print(json.dumps(result))\n",
        )
        code, output = self.run_demo()
        self.assertEqual(code, 1)
        self.assertIn("the curve of LRU is not one", output)

    def test_fails_when_nothing_is_cached(self):
        code, output = self.run_demo({"LD_LIBRARY_PATH": str(STUB.parent)})
        self.assertEqual(code, 1)
        self.assertIn("cache2k-web07, allkeys-lru, 205 entries: the hit ratio differs", output)
        self.assertIn("0 of 8 LRU hit ratios", output)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
