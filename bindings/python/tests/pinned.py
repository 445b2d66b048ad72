"""Fails when this environment has a package that the constraints do not name in this version.

usage: pinned.py CONSTRAINTS
"""

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

# Made here, or by venv itself.
OWN = {"cellaret", "pip", "setuptools"}


def canonical(name: str) -> str:
    """A package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(path: str) -> int:
    """Prints what is not pinned; the exit code."""
    pinned = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            pinned[canonical(name)] = version
    installed = {canonical(found.name): found.version for found in distributions()}
    floating = {
        name: version
        for name, version in installed.items()
        if name not in OWN and pinned.get(name) != version
    }
    for name, version in sorted(floating.items()):
        print(f"{name} is {version}, the constraints say {pinned.get(name, 'nothing')}")
    return 1 if floating else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
