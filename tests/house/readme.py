"""Checks that every example of README.md is, to the letter, a file that the tests run.

usage: readme.py ROOT      prints each difference and exits 1 if there is one
"""

import pathlib
import re
import sys

BLOCK = re.compile(r"<!-- (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)
LANGUAGE_BLOCK = re.compile(r"^```(?:c|cpp|python|js)$", re.MULTILINE)


def differences(root):
    text = (root / "README.md").read_text()
    blocks = BLOCK.findall(text)
    if len(blocks) != len(LANGUAGE_BLOCK.findall(text)):
        yield "README.md: an example does not name the file it is"
    for name, block in blocks:
        if (root / name).read_text() != block:
            yield f"README.md: the example is not {name} as it stands"
    for path in sorted((root / "examples/readme").iterdir()):
        if f"<!-- examples/readme/{path.name} -->" not in text:
            yield f"README.md: examples/readme/{path.name} is not shown"


def main():
    found = list(differences(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or "the examples of README.md are the ones that are run")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
