"""Checks what the built libraries show and need: symbols, needed libraries, static TLS, size.

usage: library_symbols.py --shared libcellaret.so --static libcellaret.a --exports exports.txt
         --headers FOLDER [--write]
With --write the committed list of exported symbols is made anew from the headers.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

NEEDED_ALLOWED = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1"}
MAX_STATIC_TLS_BYTES = 64
MAX_STRIPPED_BYTES = 1024 * 1024


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def declared_functions(text):
    """The functions that a public header declares with CELLARET_API."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    return set(re.findall(r"^CELLARET_API\b[^;{]*?\b(cellaret_\w+)\s*\(", text, re.MULTILINE))


def declared_in(folder):
    found = set()
    for name in sorted(os.listdir(folder)):
        if name.endswith(".h"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                found |= declared_functions(file.read())
    return found


def defined_symbols(nm_output):
    """Names and kinds from `nm`, without the version node itself, which is absolute."""
    found = {}
    for line in nm_output.splitlines():
        match = re.match(r"^[0-9a-f]+ (\w) ([^@\s]+)(?:@\S*)?$", line.strip())
        if match and match.group(1) != "A":
            found[match.group(2)] = match.group(1)
    return found


def differences(what, found, wanted):
    for name in sorted(found - wanted):
        yield f"{what} has {name}, which is not in the committed list"
    for name in sorted(wanted - found):
        yield f"{what} lacks {name}, which is in the committed list"


def symbol_problems(arguments, committed):
    yield from differences("the headers", declared_in(arguments.headers), committed)
    shared = defined_symbols(run("nm", "-D", "--defined-only", arguments.shared))
    yield from differences("the shared library", set(shared), committed)
    static = defined_symbols(run("nm", "-g", "--defined-only", arguments.static))
    yield from differences("the static library", set(static), committed)
    for name, kind in sorted({**shared, **static}.items()):
        if kind != "T":
            yield f"{name} is exported as kind {kind}, not as a plain function"
    versions = run("nm", "-D", "--defined-only", "--with-symbol-versions", arguments.shared)
    for name in committed:
        if f" {name}@@CELLARET_" not in versions:
            yield f"{name} has no version node"


def dynamic_problems(arguments):
    dynamic = run("readelf", "-dW", arguments.shared)
    for name in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
        if name not in NEEDED_ALLOWED and not name.startswith("ld-linux"):
            yield f"the shared library needs {name}"
    if not re.search(r"\(SONAME\).*\[libcellaret\.so\.\d+\]", dynamic):
        yield "the shared library has no soname libcellaret.so.MAJOR"
    if not re.search(r"\(FLAGS_1\).*NODELETE", dynamic):
        yield "the shared library can be unloaded"
    for size in re.findall(r"^\s*TLS\s+\S+\s+\S+\s+\S+\s+\S+\s+(0x[0-9a-f]+)",
                           run("readelf", "-lW", arguments.shared), re.MULTILINE):
        if int(size, 16) > MAX_STATIC_TLS_BYTES:
            yield f"static TLS of {int(size, 16)} bytes; at most {MAX_STATIC_TLS_BYTES}"


def size_problems(arguments):
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, "stripped.so")
        run("strip", "-o", stripped, arguments.shared)
        size = os.path.getsize(stripped)
    print(f"the shared library has {size} bytes without symbols")
    if size > MAX_STRIPPED_BYTES:
        yield f"the shared library has {size} bytes; at most {MAX_STRIPPED_BYTES}"


def self_test():
    """The parsers see what they must see; otherwise an empty answer would look like success."""
    header = "/* CELLARET_API int cellaret_no(void); */\nCELLARET_API const char *\n" \
             "cellaret_one(int a,\n int b) CELLARET_NOEXCEPT;\n#define CELLARET_API x\n"
    assert declared_functions(header) == {"cellaret_one"}, declared_functions(header)
    symbols = defined_symbols("0000 T cellaret_one@@CELLARET_0\n0000 A CELLARET_0\n01 W malloc\n")
    assert symbols == {"cellaret_one": "T", "malloc": "W"}, symbols
    assert len(list(differences("it", {"malloc"}, {"cellaret_one"}))) == 2


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("shared", "static", "exports", "headers"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    self_test()
    if arguments.write:
        with open(arguments.exports, "w", encoding="utf-8") as file:
            file.write("".join(f"{name}\n" for name in sorted(declared_in(arguments.headers))))
    with open(arguments.exports, encoding="utf-8") as file:
        listed = file.read().split()
    problems = [] if listed == sorted(set(listed)) else ["the committed list is not sorted"]
    problems += symbol_problems(arguments, set(listed))
    problems += dynamic_problems(arguments)
    problems += size_problems(arguments)
    for problem in problems:
        print(problem)
    print(f"library symbols: {len(listed)} functions, {len(problems)} problems")
    return 1 if problems or not listed else 0


if __name__ == "__main__":
    sys.exit(main())
