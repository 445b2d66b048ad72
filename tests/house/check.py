"""Checks every source of the project against the house rules: layers, sizes, opening line, words.

usage: check.py [ROOT]      prints each violation and exits 1 if there is one
"""

import os
import re
import subprocess
import sys

import functions
import layers

MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 70
MAX_COLUMNS = 100
SOURCE_SUFFIXES = functions.BRACE_SUFFIXES + (".py", ".pyi", ".sh", ".cmake", ".awk", ".in")
SOURCE_NAMES = ("CMakeLists.txt", "dev", "run")
INCLUDING_SUFFIXES = (".c", ".h", ".cpp", ".hpp")
SKIPPED_FOLDERS = {".git", "build", "dist", "node_modules", ".venv", "__pycache__", ".cache"}

# Written in two parts, so that this file does not find itself.
FORBIDDEN = (
    (re.compile(r"(?<![\w.}])/wo" r"rk/"), "a path of one machine"),
    (re.compile(r"\bpypi\.o" r"rg|pythonhosted\.o" r"rg"), "a package registry's host"),
    (re.compile(r"registry\.(?:npmjs\.o" r"rg|yarnpkg\.c" r"om)"), "a package registry's host"),
    (re.compile(r"\bdeb\.debian\.o" r"rg|security\.debian\.o" r"rg"), "a package registry's host"),
    (re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b(?!\()"), "something left undone"),
)


def is_source(path):
    return path.endswith(SOURCE_SUFFIXES) or os.path.basename(path) in SOURCE_NAMES


def listed_files(root):
    """The paths git tracks or would track; without git, all but what is built or installed."""
    listing = subprocess.run(
        ["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True
    ) if os.path.exists(os.path.join(root, ".git")) else None
    if listing is not None and listing.returncode == 0:
        names = set(listing.stdout.decode().split("\0")) - {""}
        return sorted(name for name in names if os.path.isfile(os.path.join(root, name)))
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(found)


def opening_violations(path, lines):
    """The first line, after '#!' and the like, is a comment that says what the file is for."""
    rest = [line.strip() for line in lines[:4] if not line.startswith(("#!", "// @ts"))]
    opening = rest[0] if rest else ""
    if not opening.startswith(("//", "/*", "#", '"""', 'r"""', "'''")) or opening.startswith(
        ("#include", "#pragma", "#ifndef", "#define")
    ):
        yield 1, "the first line does not say what the file is for"


def size_violations(path, text, lines):
    if len(lines) > MAX_FILE_LINES:
        yield len(lines), f"{len(lines)} lines; a file has at most {MAX_FILE_LINES}"
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS and "://" not in line:
            yield number, f"{len(line)} columns; a line has at most {MAX_COLUMNS}"
    for function in functions.functions(path, text):
        if function.lines > MAX_FUNCTION_LINES:
            yield function.line, (f"function {function.name} has {function.lines} lines; "
                                  f"at most {MAX_FUNCTION_LINES}")


def include_violations(path, text):
    for line, quote, name in layers.includes(text):
        reason = layers.violation(path, quote, name)
        if reason is not None:
            yield line, f"includes {name}: {reason}"


def word_violations(lines):
    for number, line in enumerate(lines, 1):
        for pattern, meaning in FORBIDDEN:
            if pattern.search(line):
                yield number, f"{pattern.search(line).group(0)}: {meaning}"


def violations(path, text):
    """All violations of one file as (line, message)."""
    lines = text.splitlines()
    found = list(word_violations(lines))
    if is_source(path) and lines:
        found += opening_violations(path, lines)
        found += size_violations(path, text, lines)
    if path.endswith(INCLUDING_SUFFIXES):
        found += include_violations(path, text)
    return sorted(found)


def main(root):
    count = sources = 0
    for path in listed_files(root):
        try:
            with open(os.path.join(root, path), encoding="utf-8") as file:
                text = file.read()
        except UnicodeDecodeError:
            continue  # not text
        sources += is_source(path)
        for line, message in violations(path, text):
            print(f"{path}:{line}: {message}")
            count += 1
    print(f"house check: {sources} sources, {count} violations")
    return 1 if count or not sources else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
