"""Runs the tool for the tests of this folder."""

import json
import os
import subprocess
import sys
import unittest

TOOL = sys.argv[1]


def run(*arguments, input_bytes=b"", environment=None):
    """Runs `cellaret ARGUMENTS`; returns (exit code, standard output, standard error)."""
    done = subprocess.run(
        [TOOL, *arguments],
        input=input_bytes,
        capture_output=True,
        timeout=300,
        env={**os.environ, **(environment or {})},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def command_json(command, *arguments, input_bytes=b"", environment=None):
    """Runs `cellaret COMMAND --json ARGUMENTS`, which must succeed; returns the object."""
    code, output, errors = run(
        command, "--json", *arguments, input_bytes=input_bytes, environment=environment
    )
    if code != 0 or errors:
        raise AssertionError(f"{command} {arguments} ended with {code}: {errors}")
    return json.loads(output)


def replay_json(*arguments, **options):
    return command_json("replay", *arguments, **options)


def curve_json(*arguments, **options):
    return command_json("curve", *arguments, **options)


def main():
    """unittest.main without the arguments that are the test's own."""
    unittest.main(argv=sys.argv[:1], verbosity=2)
