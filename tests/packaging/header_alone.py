"""Compiles each public header alone, as strict C99 and as C++20.

usage: header_alone.py --cc CC --cxx CXX --include FOLDER... HEADER...
"""

import argparse
import subprocess
import sys

STRICT = ["-pedantic-errors", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]


def compile_error(compiler, language, standard, folders, text):
    """What the compiler says of `text`; empty when it has no objection."""
    command = [compiler, "-x", language, f"-std={standard}", *STRICT]
    command += [f"-I{folder}" for folder in folders] + ["-"]
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    return result.stderr if result.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cc", required=True)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--include", action="append", required=True)
    parser.add_argument("headers", nargs="+")
    arguments = parser.parse_args()
    modes = ((arguments.cc, "c", "c99"), (arguments.cxx, "c++", "c++20"))
    failures = 0
    for compiler, language, standard in modes:
        # The strictness itself: C99 has no trailing comma in a call, and none goes unnoticed.
        if not compile_error(compiler, language, standard, arguments.include, "int f(int a,);\n"):
            sys.exit(f"{compiler} accepts what is no {standard}")
        for header in arguments.headers:
            # Twice: the guard holds. A use afterwards: the declarations are complete.
            text = f"#include <cellaret/{header}>\n#include <cellaret/{header}>\nint used;\n"
            error = compile_error(compiler, language, standard, arguments.include, text)
            if error:
                failures += 1
                print(f"{header} alone is no {standard}:\n{error}")
    print(f"headers alone: {len(arguments.headers)} headers in {len(modes)} languages, "
          f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
