"""Every input that replay refuses: exit code 1, nothing on standard output, the exact message."""

import gzip
import os
import tempfile
import unittest

from tool_runner import main, run

NOT_A_SIZE = "the size is not a whole number of bytes: "
NOT_A_TTL = "the ttl is not a whole number of seconds above 0: "
TOO_LARGE = "the size is over 512 MiB (536,870,912 bytes): "

# Content of the file, and what follows its name in the message.
CASES = {
    "empty_file": (b"", ":1: the trace is empty"),
    "empty_lines_only": (b"\n\n\n", ":1: the trace is empty"),
    "empty_line_between": (b"a\nb\n\nc\n", ":3: the line is empty"),
    "empty_key": (b"a\n 12\n", ":2: the key is empty"),
    "size_is_text": (b"a 12\nb twelve\n", f':2: {NOT_A_SIZE}"twelve"'),
    "size_with_unit": (b"a 12k\n", f':1: {NOT_A_SIZE}"12k"'),
    "size_negative": (b"a -12\n", f':1: {NOT_A_SIZE}"-12"'),
    "size_over_limit": (b"a 536870913\n", f':1: {TOO_LARGE}"536870913"'),
    "size_over_64_bits": (b"a 18446744073709551616\n", f':1: {TOO_LARGE}"18446744073709551616"'),
    "ttl_is_text": (b"a 1 soon\n", f':1: {NOT_A_TTL}"soon"'),
    "ttl_zero": (b"a 1 0\n", f':1: {NOT_A_TTL}"0"'),
    "ttl_negative": (b"a 1 -5\n", f':1: {NOT_A_TTL}"-5"'),
    "ttl_over_limit": (
        b"a 1 1000000000001\n",
        ':1: the ttl is over 1,000,000,000,000 seconds: "1000000000001"',
    ),
    "too_many_columns": (b"a 1 2\nb 1 2 3\n", ":2: the line has more than 3 columns"),
    "key_too_long": (
        b"a\n" + b"k" * 65536 + b" 1\n",
        ":2: the key has 65,536 bytes; the most is 65,535",
    ),
    "line_too_long": (b"k" * 3_000_000, ":1: the line is longer than 131,072 bytes"),
    "escape_sequences": (b"a \x1b]0;title\n", f':1: {NOT_A_SIZE}"\\x1b]0;title"'),
}


class BadInput(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "trace")

    def expect_refusal(self, content, message):
        with open(self.path, "wb") as file:
            file.write(content)
        code, output, errors = run("replay", self.path)
        self.assertEqual(errors, f"cellaret: {self.path}{message}\n")
        self.assertEqual((code, output), (1, ""))

    def test_every_case_as_text(self):
        for name, (content, message) in CASES.items():
            with self.subTest(name):
                self.expect_refusal(content, message)

    def test_every_case_as_gzip(self):
        for name, (content, message) in CASES.items():
            with self.subTest(name):
                self.expect_refusal(gzip.compress(content), message)

    def test_every_case_on_standard_input(self):
        for name, (content, message) in CASES.items():
            with self.subTest(name):
                code, output, errors = run("replay", "-", input_bytes=content)
                self.assertEqual(errors, f"cellaret: stdin{message}\n")
                self.assertEqual((code, output), (1, ""))

    def test_truncated_gzip_names_the_line_it_reached(self):
        # Stored blocks: the bytes before the cut are certain to come out.
        packed = gzip.compress(b"a 1\n" * 1000, compresslevel=0)
        self.expect_refusal(packed[: -8 - 2000], ":501: the gzip data ends too early")
        self.expect_refusal(packed[:-4], ":1001: the gzip data ends too early")
        self.expect_refusal(packed[:5], ":1: the gzip data ends too early")

    def test_damaged_gzip(self):
        packed = bytearray(gzip.compress(b"a 1\n" * 1000))
        packed[-5] ^= 0xFF
        self.expect_refusal(packed, ":1001: the gzip data is damaged: incorrect data check")

    def test_text_after_the_gzip_data(self):
        packed = gzip.compress(b"a 1\n" * 10)
        self.expect_refusal(
            packed + b"b 1\n", ":11: the gzip data is damaged: incorrect header check"
        )

    def test_missing_file(self):
        code, output, errors = run("replay", self.path)
        self.assertEqual(
            errors, f"cellaret: {self.path}: cannot be opened: No such file or directory\n"
        )
        self.assertEqual((code, output), (1, ""))

    def test_folder(self):
        folder = os.path.dirname(self.path)
        code, output, errors = run("replay", folder)
        self.assertEqual(errors, f"cellaret: {folder}: cannot be opened: Is a directory\n")
        self.assertEqual((code, output), (1, ""))

    def test_second_file_is_named_when_it_is_the_bad_one(self):
        code, output, errors = run("replay", "-", self.path, input_bytes=b"a\n")
        self.assertIn(f"cellaret: {self.path}: cannot be opened", errors)
        self.assertEqual((code, output), (1, ""))


if __name__ == "__main__":
    main()
