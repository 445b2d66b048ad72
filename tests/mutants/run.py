"""Builds each mutant of the engine and has its judge find the fault.

usage: run.py --build FOLDER [--source FOLDER] [NAME...]
       run.py --places [--source FOLDER]      checks only that every change finds its place

A mutant is the engine with a few lines changed (rows.py). The changed files lie in a folder that
the compiler searches before the sources, so that the engine itself knows nothing of its mutants;
what includes a changed file is compiled again as the build in FOLDER compiled it, and linked with
the rest of that build. The judge has 60 seconds to end with a failure that says what the row
expects. It is an error if a change does not find its place exactly once, if a judge fails on the
engine as it is, and if a mutant survives.
"""

import argparse
import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import time

import rows

SECONDS = 60


class Failure(Exception):
    """Something that makes the whole run worthless."""


def ninja(build, *arguments):
    result = subprocess.run(
        ["ninja", "-C", build, *arguments], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Failure(f"ninja {' '.join(arguments)}: {result.stdout}{result.stderr}")
    return result.stdout


def read_dependencies(build):
    """object -> the files it was made from."""
    dependencies, current = {}, None
    for line in ninja(build, "--quiet", "-t", "deps").splitlines():
        if line.startswith(" "):
            current.add(os.path.realpath(os.path.join(build, line.strip())))
        elif ": #deps" in line:
            current = dependencies.setdefault(line.split(": #deps")[0], set())
    return dependencies


class JudgeBuild:
    """How the build makes one judge: a command for each object, and the last one, which links."""

    def __init__(self, build, target):
        lines = ninja(build, "--quiet", "-t", "commands", target).splitlines()
        self.compile = {}
        for line in lines:
            words = shlex.split(line)
            if "-c" in words:
                self.compile[words[words.index("-o") + 1]] = words
        link = [line for line in lines if " -o " in line and " -c " not in line][-1]
        # CMake's link lines are ": && command && :".
        self.link = shlex.split(link.split("&&")[1])


class Mutation:
    """One mutant on its way from the row to the judge's verdict."""

    def __init__(self, arguments, mutant, judge_build, dependencies):
        self.source, self.build = arguments.source, arguments.build
        self.mutant, self.judge_build = mutant, judge_build
        self.dependencies = dependencies
        self.folder = os.path.join(arguments.build, "mutants", mutant.name)
        self.sources = os.path.join(self.folder, "sources")

    def write_sources(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        for file, text in changed_files(self.source, self.mutant).items():
            path = os.path.join(self.sources, file)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)

    def compile_one(self, name):
        words = list(self.judge_build.compile[name])
        made = os.path.join(self.folder, name.replace("/", "_"))
        words[words.index("-o") + 1] = made
        place = words.index("-c") + 1
        file = os.path.relpath(words[place], self.source)
        changed = os.path.join(self.sources, file)
        if os.path.exists(changed):
            words[place] = changed
        words[words.index("-c"):words.index("-c")] = ["-w"]
        first = next(at for at, word in enumerate(words) if word.startswith("-I"))
        words.insert(first, "-I" + self.sources)
        words[words.index("-MF") + 1] = made + ".d"
        run_quietly(words, self.build)
        return name, made

    def make(self):
        """The judge's program, linked with the mutant."""
        changed = {os.path.realpath(os.path.join(self.source, change.file))
                   for change in self.mutant.changes}
        affected = [name for name in self.judge_build.compile
                    if changed & self.dependencies.get(name, set())]
        if not affected:
            raise Failure(f"{self.mutant.name}: nothing in the judge is made from what it changes")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            made = dict(pool.map(self.compile_one, affected))
        words = [made.pop(word, word) for word in self.judge_build.link]
        program = os.path.join(self.folder, "judge")
        words[words.index("-o") + 1] = program
        # What is left stands in an archive; an object that comes first is taken instead.
        words[words.index("-o"):words.index("-o")] = list(made.values())
        run_quietly(words, self.build)
        return program


def run_quietly(words, folder):
    result = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Failure(f"{shlex.join(words)}\n{result.stdout}{result.stderr}")


def changed_files(source, mutant):
    """The files of a mutant; each change has exactly one place."""
    texts = {}
    for change in mutant.changes:
        if change.file not in texts:
            with open(os.path.join(source, change.file), encoding="utf-8") as file:
                texts[change.file] = file.read()
        count = texts[change.file].count(change.old)
        if count != 1:
            raise Failure(f"{mutant.name}: found {count} times in {change.file} instead of once:\n"
                          f"{change.old}")
        texts[change.file] = texts[change.file].replace(change.old, change.new)
    return texts


def ask(program, arguments):
    """(exit code or None for out of time, output, seconds) of a judge."""
    started = time.monotonic()
    try:
        result = subprocess.run([program, *arguments], timeout=SECONDS, capture_output=True,
                                text=True, errors="replace", check=False)
        code, output = result.returncode, result.stdout + result.stderr
    except subprocess.TimeoutExpired:
        code, output = None, ""
    return code, output, time.monotonic() - started


def is_caught(mutant, code, output):
    """A crash counts where any failure does; else the judge has to say what it saw."""
    return code not in (None, 0) and re.search(mutant.expects, output + f"exit code {code}")


def check_places(source, mutants):
    """All rows at once: a refactoring has to hear of every row it concerns."""
    problems = []
    for mutant in mutants:
        try:
            changed_files(source, mutant)
        except (Failure, OSError) as problem:
            problems.append(str(problem))
    if problems:
        raise Failure("\n".join(problems))


def find_program(build, judge_build):
    return os.path.join(build, judge_build.link[judge_build.link.index("-o") + 1])


def run(arguments, mutants):
    judges = {name: rows.JUDGES[name] for name in dict.fromkeys(each.judge for each in mutants)}
    ninja(arguments.build, *(judge.target for judge in judges.values()))
    dependencies = read_dependencies(arguments.build)
    builds = {name: JudgeBuild(arguments.build, judge.target) for name, judge in judges.items()}
    for name, judge in judges.items():
        code, output, seconds = ask(find_program(arguments.build, builds[name]), judge.arguments)
        if code != 0:
            raise Failure(f"{name} fails on the engine as it is ({code}):\n{output[-4000:]}")
        print(f"{name}: passes on the engine as it is, in {seconds:.1f} s", flush=True)
    survivors = []
    for mutant in mutants:
        started = time.monotonic()
        mutation = Mutation(arguments, mutant, builds[mutant.judge], dependencies)
        mutation.write_sources()
        program = mutation.make()
        built = time.monotonic() - started
        code, output, seconds = ask(program, mutant.arguments or judges[mutant.judge].arguments)
        caught = is_caught(mutant, code, output)
        print(f"{'caught  ' if caught else 'SURVIVED'} {mutant.name}: {mutant.fault} "
              f"({mutant.judge}, built in {built:.1f} s, judged in {seconds:.1f} s)", flush=True)
        if caught:
            shutil.rmtree(mutation.folder)
        else:
            survivors.append(mutant.name)
            print(f"exit code {code}; its sources are in {mutation.folder}\n{output[-3000:]}")
    print(f"{len(mutants)} mutants, {len(mutants) - len(survivors)} caught, "
          f"{len(survivors)} survived {' '.join(survivors)}".rstrip())
    return 1 if survivors else 0


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=os.path.abspath)
    parser.add_argument("--places", action="store_true")
    parser.add_argument("--source", default=os.path.dirname(os.path.dirname(here)),
                        type=os.path.abspath)
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    known = {mutant.name: mutant for mutant in rows.MUTANTS}
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        parser.error(f"no such mutant: {' '.join(unknown)}; there are {' '.join(known)}")
    mutants = [known[name] for name in arguments.names] or list(known.values())
    if not arguments.places and arguments.build is None:
        parser.error("--build or --places")
    try:
        check_places(arguments.source, mutants)
        return 0 if arguments.places else run(arguments, mutants)
    except Failure as failure:
        print(f"error: {failure}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
