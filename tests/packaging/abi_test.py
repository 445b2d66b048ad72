"""What the check of the binary interface lets pass and what it stops, on small libraries.

usage: abi_test.py CC ALLOWED_INI
"""

import os
import subprocess
import sys
import tempfile
import unittest

import abi

CC, ALLOWED = sys.argv[1:3]

HEADER = """
typedef struct cellaret_options { unsigned struct_size;FRONT int first;OPTIONS } cellaret_options;
typedef struct cellaret_value { int type;VALUE } cellaret_value;
int cellaret_open(const cellaret_options *options);
DECLARED
"""
SOURCE = """#include "api.h"
struct hidden { int bytes[HIDDEN]; } inner;
__attribute__((visibility("hidden"))) int cellaret_hidden(struct hidden *h) { return h->bytes[0]; }
int cellaret_open(const cellaret_options *options) { return options->first; }
"""
GET = "int cellaret_get(CACHE, cellaret_value *out) { return out->type; }\n"
GET_DECLARED = "int cellaret_get(CACHE, cellaret_value *out);"
# What stands for the words above; in this order, since one brings another.
PLAIN = {"DECLARED": GET_DECLARED, "FRONT": "", "OPTIONS": "", "VALUE": "", "CACHE": "int cache",
         "HIDDEN": "2"}


class AbiTest(unittest.TestCase):
    def describe(self, folder, source=SOURCE + GET, **words):
        for name, content in (("api.h", HEADER), ("api.c", source)):
            for word, plain in PLAIN.items():
                content = content.replace(word, words.get(word, plain))
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        library = os.path.join(folder, "lib.so")
        subprocess.run([CC, "-g", "-shared", "-fPIC", "-o", library,
                        os.path.join(folder, "api.c")], check=True)
        described = os.path.join(folder, "lib.abi")
        abi.describe(library, folder, described)
        return described

    def difference(self, **changes):
        """From the plain library to one with changes."""
        with tempfile.TemporaryDirectory() as before, tempfile.TemporaryDirectory() as after:
            return abi.compare(self.describe(before), self.describe(after, **changes), ALLOWED)

    def test_the_same_is_the_same(self):
        self.assertEqual(self.difference(), "")

    def test_a_new_function_is_fine(self):
        new = "int cellaret_new(void) { return 1; }\n"
        self.assertEqual(self.difference(DECLARED=GET_DECLARED + "int cellaret_new(void);",
                                         source=SOURCE + GET + new), "")

    def test_what_is_not_exported_may_change(self):
        self.assertEqual(self.difference(HIDDEN="3"), "")

    def test_an_option_struct_may_grow_at_its_end(self):
        self.assertEqual(self.difference(OPTIONS=" int second;"), "")

    def test_another_struct_may_not_grow(self):
        self.assertIn("cellaret_value", self.difference(VALUE=" int second;"))

    def test_a_member_may_not_come_before_others(self):
        self.assertIn("zeroth", self.difference(FRONT=" int zeroth;"))

    def test_a_parameter_may_not_change(self):
        self.assertIn("cellaret_get", self.difference(CACHE="long cache"))

    def test_a_function_may_not_go(self):
        self.assertIn("cellaret_get", self.difference(DECLARED="", source=SOURCE))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
