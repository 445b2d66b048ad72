"""Shows that the house check catches each kind of violation, and what it must leave alone."""

import os
import subprocess
import sys
import tempfile
import unittest

import check
import functions
import layers

HERE = os.path.dirname(os.path.abspath(__file__))


def messages(path, text):
    return " | ".join(message for _, message in check.violations(path, text))


def cpp_function(opening, lines):
    """A function of exactly `lines` lines, its first line being `opening`."""
    return opening + "\n" + "  work();\n" * (lines - 2) + "}\n"


class Includes(unittest.TestCase):
    def refused(self, path, include):
        text = f"// A file.\n#include {include}\n"
        self.assertIn("includes", messages(path, text), f"{path} {include}")

    def allowed(self, path, include):
        self.assertEqual(messages(path, f"// A file.\n#include {include}\n"), "")

    def test_an_include_that_points_up_is_caught(self):
        self.refused("engine/base/a.h", '"engine/data/entry.h"')
        self.refused("engine/data/a.h", '"engine/shard/shard.h"')
        self.refused("engine/shard/a.cpp", '"engine/cache/cache.h"')
        self.refused("engine/cache/a.cpp", '"capi/src/guard.h"')
        self.refused("capi/src/a.cpp", '"bindings/cpp/include/cellaret/cache.hpp"')

    def test_siblings_may_not_include_each_other(self):
        for one in ("data", "eviction", "expiry"):
            for other in {"data", "eviction", "expiry"} - {one}:
                self.refused(f"engine/{one}/a.cpp", f'"engine/{other}/b.h"')

    def test_the_engine_includes_no_public_header(self):
        self.refused("engine/cache/a.cpp", '"cellaret/cache.h"')
        self.refused("engine/base/a.cpp", "<cellaret/status.h>")

    def test_only_base_names_the_libraries_below(self):
        self.refused("engine/data/a.cpp", "<mimalloc.h>")
        self.allowed("engine/base/a.cpp", "<mimalloc.h>")
        self.allowed("engine/base/a.cpp", "<xxhash.h>")

    def test_a_public_header_includes_no_engine_header(self):
        self.refused("capi/include/cellaret/a.h", '"engine/base/status.h"')
        self.refused("capi/include/cellaret/a.h", '"cellaret/cache.hpp"')

    def test_bindings_and_tools_use_the_c_headers_alone(self):
        self.refused("tools/a.cpp", '"engine/base/numbers.h"')
        self.refused("tools/a.cpp", "<cellaret/cache.hpp>")
        self.refused("bindings/python/src/a.c", '"capi/src/guard.h"')
        self.refused("bindings/node/src/a.c", "<cellaret/cellaret.hpp>")
        self.refused("bindings/cpp/include/cellaret/a.hpp", '"engine/base/status.h"')
        self.refused("examples/cpp/a.cpp", '"engine/base/status.h"')
        self.refused("tools/a.cpp", '"../engine/base/numbers.h"')

    def test_includes_that_point_down_are_left_alone(self):
        self.allowed("engine/shard/a.cpp", '"engine/eviction/policy.h"')
        self.allowed("engine/cache/a.cpp", '"engine/base/status.h"')
        self.allowed("capi/src/a.cpp", '"engine/cache/cache.h"')
        self.allowed("capi/include/cellaret/a.h", '"status.h"')
        self.allowed("tools/a.cpp", "<cellaret/cache.h>")
        self.allowed("tools/a.cpp", '"tools/trace.h"')
        self.allowed("bindings/cpp/include/cellaret/a.hpp", '"cellaret/value.hpp"')
        self.allowed("examples/cpp/a.cpp", "<cellaret/cellaret.hpp>")

    def test_every_folder_of_the_engine_has_its_row(self):
        engine = os.path.join(HERE, "..", "..", "engine")
        folders = {name for name in os.listdir(engine)
                   if os.path.isdir(os.path.join(engine, name))}
        self.assertEqual(folders - set(layers.ENGINE), set())


class Sizes(unittest.TestCase):
    def test_a_file_over_600_lines_is_caught(self):
        self.assertEqual(messages("engine/base/a.h", "// A file.\n" * 600), "")
        self.assertIn("601 lines", messages("engine/base/a.h", "// A file.\n" * 601))

    def test_a_line_over_100_columns_is_caught(self):
        self.assertEqual(messages("dev.d/a.sh", "# A file.\n" + "x" * 100 + "\n"), "")
        self.assertIn("101 columns", messages("dev.d/a.sh", "# A file.\n" + "x" * 101 + "\n"))

    def test_a_function_over_70_lines_is_caught_in_each_shape(self):
        openings = (
            "int run(int a) {",
            "template <class T> T run(T a) noexcept {",
            "struct Pair run(int a) {",
            "TEST(Suite, claims_something) {",
            "Shard::Shard(int a) : a_{a}, b_(2) {",
            "auto run() -> std::vector<int> {",
            "auto run = [](int a) {",
            "const char *text() { const char *s = \"{\";  // }",
        )
        for opening in openings:
            for prefix, suffix in (("", ""), ("namespace a {\nclass B {\n", "};\n}\n")):
                with self.subTest(opening=opening, prefix=prefix):
                    fits = "// A file.\n" + prefix + cpp_function(opening, 70) + suffix
                    long = "// A file.\n" + prefix + cpp_function(opening, 71) + suffix
                    self.assertEqual(messages("engine/base/a.cpp", fits), "")
                    self.assertIn("has 71 lines", messages("engine/base/a.cpp", long))

    def test_a_signature_over_several_lines_counts(self):
        text = "// A file.\n" + cpp_function("int run(int a,\n        int b) {", 70)
        self.assertIn("has 71 lines", messages("engine/base/a.cpp", text))

    def test_a_long_class_or_table_is_no_function(self):
        for opening in ("class A {", "struct alignas(64) A {", "enum class A : int {",
                        "namespace a {", "const int kTable[] = {", 'extern "C" {'):
            with self.subTest(opening=opening):
                text = "// A file.\n" + opening + "\n" + "  one,\n" * 100 + "};\n"
                self.assertEqual(messages("engine/base/a.cpp", text), "")

    def test_braces_in_literals_and_macros_do_not_confuse(self):
        text = ("// A file.\n#define OPEN {\nvoid a() { char c = '{'; auto r = R\"x({{{)x\"; }\n"
                + cpp_function("void b() {", 71))
        found = functions.brace_functions(text)
        self.assertEqual([(f.name, f.lines) for f in found], [("a", 1), ("b", 71)])

    def test_a_long_python_function_is_caught(self):
        body = "    work()\n"
        self.assertEqual(messages("a.py", '"""A file."""\ndef run():\n' + body * 69), "")
        self.assertIn("run has 71", messages("a.py", '"""A file."""\ndef run():\n' + body * 70))

    def test_a_long_typescript_function_is_caught(self):
        for opening in ("export function run(a: string): number {", "const run = (a: number) => {",
                        "class A {\n  run(a: number): void {"):
            with self.subTest(opening=opening):
                text = "// A file.\n" + cpp_function(opening, 72)
                self.assertIn("lines; at most", messages("bindings/node/src/a.ts", text))
        group = "// A file.\n" + cpp_function("describe('a', () => {", 100)
        self.assertEqual(messages("bindings/node/test/a.ts", group), "")


class Words(unittest.TestCase):
    def test_a_missing_opening_line_is_caught(self):
        self.assertIn("first line", messages("engine/base/a.h", "#pragma once\n// A file.\n"))
        self.assertIn("first line", messages("tools/a.py", "import os\n"))
        self.assertEqual(messages("dev.d/a.sh", "#!/bin/sh\n# A file.\n"), "")

    def test_forbidden_words_are_caught(self):
        for word in ("/wo" + "rk/main", "https://py" + "pi.org/simple", "regi" + "stry.npm" + "js.org",
                     "http://deb." + "debian.o" + "rg/debian", "TO" + "DO: later", "FIX" + "ME"):
            with self.subTest(word=word):
                self.assertNotEqual(messages("README.md", f"see {word}\n"), "")
        self.assertEqual(messages("README.md", "a/work/b, homework/x and a framework/y\n"), "")


class WholeTree(unittest.TestCase):
    def run_on(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return subprocess.run([sys.executable, os.path.join(HERE, "check.py"), root],
                                  capture_output=True, text=True)

    def test_the_exit_code_tells(self):
        good = {"engine/base/a.h": "// A file.\n"}
        self.assertEqual(self.run_on(good).returncode, 0)
        bad = self.run_on({**good, "engine/data/b.h": '// B.\n#include "engine/shard/a.h"\n'})
        self.assertEqual(bad.returncode, 1)
        self.assertIn("engine/data/b.h:2:", bad.stdout)

    def test_an_empty_tree_is_no_success(self):
        self.assertEqual(self.run_on({"notes.txt": "nothing\n"}).returncode, 1)


if __name__ == "__main__":
    unittest.main()
