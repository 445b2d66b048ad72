"""Under a library that caches nothing the tool reports 0 %: it has no numbers of its own."""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

from tool_runner import main, replay_json, run

STUB, LIBRARY, SOURCE, NM = sys.argv[2:6]
TRACE = b"same-key\n" * 1000
UNDER_STUB = {"LD_LIBRARY_PATH": os.path.dirname(STUB)}


def exported_symbols(library):
    listing = subprocess.run(
        [NM, "-D", "--defined-only", library], check=True, capture_output=True, text=True
    ).stdout
    # A name may be followed by its version: cellaret_get@@CELLARET_0.
    return {word.split("@")[0] for word in listing.split() if word.startswith("cellaret_")}


def declared_functions():
    text = "".join(
        path.read_text() for path in sorted(Path(SOURCE, "capi/include/cellaret").glob("*.h"))
    )
    return set(re.findall(r"CELLARET_API [\w*\s]*?[\s*](cellaret_\w+)\(", text))


class Stub(unittest.TestCase):
    def test_the_stub_is_what_runs(self):
        self.assertEqual(
            run("--version", environment=UNDER_STUB),
            (0, "cellaret 0.0.0-stub\nallocator stub\n", ""),
        )

    def test_the_stub_has_every_symbol_that_the_headers_declare(self):
        declared = declared_functions()
        self.assertGreater(len(declared), 25)
        self.assertEqual(exported_symbols(STUB), declared)
        self.assertEqual(exported_symbols(LIBRARY), declared)

    def test_reports_no_hits_when_nothing_is_cached(self):
        result = replay_json("-", input_bytes=TRACE, environment=UNDER_STUB)
        self.assertEqual((result["accesses"], result["hits"], result["hit_ratio"]), (1000, 0, 0))
        table = run("replay", "-", input_bytes=TRACE, environment=UNDER_STUB)[1]
        self.assertRegex(table, r"hit ratio +0\.00 %\n")

    def test_reports_no_hits_when_only_the_answers_say_hit(self):
        environment = {**UNDER_STUB, "CELLARET_STUB_HITS": "1"}
        result = replay_json("-", input_bytes=TRACE, environment=environment)
        self.assertEqual((result["accesses"], result["hits"], result["hit_ratio"]), (1000, 0, 0))

    def test_the_real_library_does_hit_on_the_same_trace(self):
        self.assertEqual(replay_json("-", input_bytes=TRACE)["hits"], 999)


if __name__ == "__main__":
    main()
