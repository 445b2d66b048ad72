"""Builds and runs a user's project against the installed library, outside the source tree.

usage: run.py CASE --prefix FOLDER --source FOLDER --cc CC --cxx CXX [--mimalloc FOLDER]
CASE is one of CASES below.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TARGETS = {
    "cmake-c-shared": ("c", "cellaret::cellaret"),
    "cmake-c-static": ("c", "cellaret::cellaret_static"),
    "cmake-cpp-shared": ("cpp", "cellaret::cpp"),
    "cmake-cpp-static": ("cpp", "cellaret::cellaret_static"),
}
PKG_CONFIG = ("pkg-config-c-shared", "pkg-config-c-static", "pkg-config-cpp-shared",
              "pkg-config-cpp-static")
CASES = (*TARGETS, *PKG_CONFIG, "subdirectory")


def run(*command, **options):
    """Runs a command; its output is shown only when it fails, and then that is the end."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            **options)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{result.stdout}\nexit code {result.returncode}")
    return result.stdout


def find_library_folder(prefix):
    """The folder of the libraries; lib, or what the distribution uses instead."""
    for folder, _, names in os.walk(prefix):
        if "libcellaret.a" in names:
            return folder
    sys.exit(f"no libcellaret.a under {prefix}")


def run_program(program, is_shared, prefix):
    """Runs the program and checks which library it took; returns what it printed."""
    needed = run("readelf", "-d", program)
    if ("libcellaret.so" in needed) != is_shared:
        sys.exit(f"{program}: wanted {'the shared' if is_shared else 'no shared'} library in it")
    environment = dict(os.environ)
    if is_shared and prefix is not None:
        environment["LD_LIBRARY_PATH"] = find_library_folder(prefix)
    printed = run(program, env=environment)
    if "consumer in" not in printed:
        sys.exit(f"{program} printed {printed!r}")
    return printed.strip()


def cmake_case(case, arguments, folder):
    language, target = TARGETS[case]
    build = os.path.join(folder, "build")
    run("cmake", "-S", os.path.join(folder, language), "-B", build, "-G", "Ninja",
        f"-DCMAKE_PREFIX_PATH={arguments.prefix}", f"-DTARGET={target}",
        f"-DCMAKE_C_COMPILER={arguments.cc}", f"-DCMAKE_CXX_COMPILER={arguments.cxx}")
    run("cmake", "--build", build)
    is_shared = not case.endswith("static")
    return run_program(os.path.join(build, "consumer"), is_shared, arguments.prefix)


def pkg_config_case(case, arguments, folder):
    is_c, is_static = "-c-" in case, case.endswith("static")
    environment = dict(os.environ)
    environment["PKG_CONFIG_PATH"] = os.path.join(find_library_folder(arguments.prefix),
                                                  "pkgconfig")
    query = ["pkg-config", "--cflags", "--libs", "cellaret"] + (["--static"] if is_static else [])
    flags = run(*query, env=environment).split()
    if run("pkg-config", "--modversion", "cellaret", env=environment).strip() not in (
            open(os.path.join(arguments.source, "VERSION"), encoding="utf-8").read()):
        sys.exit("pkg-config tells another version than the file VERSION")
    program = os.path.join(folder, "consumer")
    compiler = [arguments.cc, "-std=c99"] if is_c else [arguments.cxx, "-std=c++20"]
    static = ["-static", "-DCONSUMER_FULLY_STATIC"] if is_static else []
    source = os.path.join(folder, "c/main.c" if is_c else "cpp/main.cpp")
    run(*compiler, "-Wall", "-Wextra", "-Werror", *static, "-o", program, source, *flags)
    return run_program(program, not is_static, arguments.prefix)


def subdirectory_case(arguments, folder):
    build = os.path.join(folder, "build")
    mimalloc = [f"-DCELLARET_MIMALLOC_SOURCE={arguments.mimalloc}"] if arguments.mimalloc else []
    run("cmake", "-S", os.path.join(folder, "subdirectory"), "-B", build, "-G", "Ninja",
        f"-DCELLARET_SOURCE={arguments.source}", f"-DCMAKE_C_COMPILER={arguments.cc}",
        f"-DCMAKE_CXX_COMPILER={arguments.cxx}", "-DCMAKE_BUILD_TYPE=Debug", *mimalloc)
    run("cmake", "--build", build, "--parallel", "2")
    printed = [run_program(os.path.join(build, name), name != "consumer_c_static", None)
               for name in ("consumer_c_shared", "consumer_c_static", "consumer_cpp")]
    return "\n".join(printed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=CASES)
    for name in ("prefix", "source", "cc", "cxx"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--mimalloc", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cellaret-consumer-") as folder:
        for name in ("c", "cpp", "subdirectory"):
            shutil.copytree(os.path.join(HERE, name), os.path.join(folder, name))
        if arguments.case in TARGETS:
            printed = cmake_case(arguments.case, arguments, folder)
        elif arguments.case in PKG_CONFIG:
            printed = pkg_config_case(arguments.case, arguments, folder)
        else:
            printed = subdirectory_case(arguments, folder)
    print(printed)


if __name__ == "__main__":
    main()
