"""Compares the shared library's binary interface with the committed baseline, by libabigail.

usage: abi.py --library FILE --headers FOLDER --abi FOLDER [--update]

FOLDER of --abi has the baseline, libcellaret.abi, and allowed.ini, the changes that are fine. New
functions are; a function that goes or changes, and a type that changes, are printed and fail.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

# Bits of abidiff's exit code: 1 and 2 are errors of the tool or its use.
ERROR_BITS = 3


def describe(library, headers, out_file):
    """Writes what the library promises, as its public headers declare it; how many functions."""
    subprocess.run(
        ["abidw", "--headers-dir", headers, "--drop-private-types", "--no-show-locs",
         "--no-corpus-path", "--no-comp-dir-path", "--no-elf-needed", "--type-id-style", "hash",
         "--out-file", out_file, library], check=True)
    with open(out_file, encoding="utf-8") as file:
        text = prune(file.read())
    with open(out_file, "w", encoding="utf-8") as file:
        file.write(text)
    return text.count("<elf-symbol ")


def prune(text):
    """Leaves the exported functions and the types that they can reach; abidw keeps many more."""
    root = xml.fromstring(text)
    types = {}
    for node in root.iter():
        if "id" in node.attrib:
            types.setdefault(node.attrib["id"], []).append(node)
    functions = [node for node in root.iter("function-decl") if "elf-symbol-id" in node.attrib]
    reached = set()
    waiting = list(functions)
    while waiting:
        for node in waiting.pop().iter():
            # Whatever refers to a type does it with an attribute of this ending.
            names = {value for key, value in node.attrib.items() if key.endswith("type-id")}
            for name in names - reached:
                reached.add(name)
                waiting += types.get(name, [])
    unit = xml.Element("abi-instr", {"address-size": "64", "path": "capi", "language": "LANG_C99"})
    kept = [types[name][0] for name in reached if name in types] + functions
    unit.extend(sorted(kept, key=lambda node: (node.tag, node.attrib.get("name", ""),
                                               node.attrib.get("id", ""))))
    made = xml.Element(root.tag, root.attrib)
    made.extend([node for node in root if node.tag == "elf-function-symbols"] + [unit])
    xml.indent(made, "  ")
    return xml.tostring(made, encoding="unicode") + "\n"


def compare(baseline, described, allowed):
    """The differences that are not allowed, as text; empty without one."""
    result = subprocess.run(
        ["abidiff", "--no-added-syms", "--no-show-locs", "--suppressions", allowed, baseline,
         described], capture_output=True, text=True)
    if result.returncode & ERROR_BITS:
        raise SystemExit(f"abidiff failed:\n{result.stdout}{result.stderr}")
    return result.stdout if result.returncode else ""


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", required=True)
    parser.add_argument("--headers", required=True)
    parser.add_argument("--abi", required=True, help="the folder of the baseline")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args(arguments)
    baseline = os.path.join(options.abi, "libcellaret.abi")
    with tempfile.TemporaryDirectory() as folder:
        described = os.path.join(folder, "now.abi")
        functions = describe(os.path.realpath(options.library), options.headers, described)
        if functions == 0:
            raise SystemExit("abidw found no function: has the library debug information?")
        if options.update:
            shutil.copyfile(described, baseline)
            print(f"binary interface: baseline of {functions} functions written")
            return 0
        difference = compare(baseline, described, os.path.join(options.abi, "allowed.ini"))
    print(difference, end="")
    print(f"binary interface: {functions} functions, "
          + ("CHANGED" if difference else "none of the baseline changed or gone"))
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
