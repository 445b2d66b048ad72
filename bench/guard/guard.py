"""Compares the instructions of each operation with the committed numbers, under callgrind.

usage: guard.py [--update] [--numbers FILE] PROGRAM

More than 3 % above the number fails; more than 3 % below asks for an update of the file, which
--update writes. Instructions depend on compiler and allocator, so there are numbers for each pair
of them, and one without numbers is an error.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

TOLERANCE = 0.03
NUMBERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.json")
# The C library picks its memcpy by the processor; the plainest one is on every machine.
PLAIN_C_LIBRARY = "glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-ERMS,-FSRM,-AVX_Fast_Unaligned_Load"


class GuardError(Exception):
    """The count could not be taken; says why."""


def run(command, environment=None):
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    except OSError as error:
        raise GuardError(f"{command[0]} cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        raise GuardError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout + done.stderr


def instructions(program, operation):
    """All instructions between the switches of the program."""
    environment = dict(os.environ, GLIBC_TUNABLES=PLAIN_C_LIBRARY)
    with tempfile.TemporaryDirectory() as folder:
        output = run(["valgrind", "--tool=callgrind", "--collect-atstart=no",
                      f"--callgrind-out-file={folder}/out", program, operation], environment)
    found = re.search(r"Collected : (\d+)", output)
    if found is None or int(found.group(1)) == 0:
        raise GuardError(f"callgrind counted nothing in {operation}:\n{output}")
    return int(found.group(1))


def measured(program):
    """Instructions of one operation, by name."""
    listing = [line.split() for line in run([program, "--list"]).splitlines()]
    return {name: round(instructions(program, name) / int(count), 1) for name, count in listing}


def compare(committed, now):
    """Prints a line an operation; returns whether none is above its number by more than 3 %."""
    is_good = True
    for name, count in now.items():
        before = committed.get(name)
        if before is None:
            print(f"FAILED  {name:16} {count:8.1f}  has no committed number; run with --update")
            is_good = False
            continue
        change = round(count / before - 1, 6)
        outcome, advice = "ok     ", ""
        if change > TOLERANCE:
            outcome, advice, is_good = "FAILED ", "  more than 3 % above", False
        elif change < -TOLERANCE:
            advice = "  more than 3 % below: update the file"
        print(f"{outcome} {name:16} {count:8.1f}  committed {before:8.1f}  {change:+7.2%}{advice}")
    for name in sorted(set(committed) - set(now)):
        print(f"FAILED  {name:16} is committed and was not measured")
        is_good = False
    return is_good


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--numbers", default=NUMBERS)
    parser.add_argument("program")
    options = parser.parse_args(arguments)
    numbers = {}
    if os.path.exists(options.numbers):
        with open(options.numbers, encoding="utf-8") as file:
            numbers = json.load(file)
    build = run([options.program, "--compiler"]).strip()
    print(f"instructions an operation, {build}")
    now = measured(options.program)
    if options.update:
        numbers[build] = now
        with open(options.numbers, "w", encoding="utf-8") as file:
            file.write(json.dumps(numbers, indent=2) + "\n")
    if build not in numbers:
        raise GuardError(f"there are no numbers for {build}; --update adds them")
    return 0 if compare(numbers[build], now) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except GuardError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
