"""What a process notices of the extension: threads, fork, exit, interpreters, its own malloc."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cellaret import Cache, Closed, _native

EXTENSION = Path(str(_native.__file__))


def run(code: str) -> str:
    """Runs a program in a fresh interpreter; its output. Any failure or message fails."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "dev", "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def in_threads(count: int, work: object) -> None:
    """Runs work(number) in threads; the first exception is raised."""
    problems: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)  # type: ignore[operator]
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def test_increments_of_many_threads_all_count() -> None:
    with Cache() as cache:
        in_threads(8, lambda _: [cache.increment("n") for _ in range(5000)])
        assert cache["n"] == 40_000


def test_threads_read_whole_values_while_others_write_clear_and_maintain() -> None:
    with Cache(max_bytes=1_000_000) as cache:

        def work(number: int) -> None:
            for round_number in range(1500):
                key = f"k{round_number % 50}"
                if number == 0 and round_number % 100 == 0:
                    cache.clear()
                    cache.maintain()
                cache[key] = chr(97 + number) * 700
                value = cache.get(key)
                assert value is None or (len(value) == 700 and len(set(value)) == 1)

        in_threads(6, work)


def test_closing_while_others_work_ends_them_with_closed() -> None:
    cache = Cache()
    started = threading.Barrier(5)

    def write_for_ever() -> None:
        while True:
            cache["k"] = "x" * 200
            cache.get("k")

    def work(number: int) -> None:
        started.wait()
        if number == 0:
            cache.close()
            return
        with pytest.raises(Closed):
            write_for_ever()

    in_threads(5, work)


def test_a_child_of_fork_has_its_own_copy() -> None:
    output = run("""
import os
from cellaret import Cache
cache = Cache(shards=4)
for number in range(1000):
    cache[str(number)] = "x" * 100
child = os.fork()
if child == 0:
    good = all(cache[str(number)] == "x" * 100 for number in range(1000))
    cache["5"] = "child"
    cache.delete(*map(str, range(100, 200)))
    good = good and cache["5"] == "child" and len(cache) == 900
    with Cache() as other:
        other["k"] = 1
    os._exit(0 if good else 1)
_, status = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status), cache["5"] == "x" * 100, len(cache))
""")
    assert output == "0 True 1000\n"


def test_fork_while_threads_write_leaves_a_child_that_works() -> None:
    output = run("""
import os, threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of fork in threaded programs
from cellaret import Cache
cache = Cache()
stop = threading.Event()
def work(number):
    while not stop.is_set():
        cache[f"{number}"] = "x" * 300
        cache.maintain()
        cache.clear()
threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
codes = []
for _ in range(20):
    child = os.fork()
    if child == 0:
        cache["child"] = 1
        cache.clear()
        os._exit(0 if len(cache) == 0 else 1)
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
stop.set()
for thread in threads:
    thread.join()
print(set(codes))
""")
    assert output == "{0}\n"


def test_a_maintenance_thread_minds_neither_forks_nor_the_end_of_the_interpreter() -> None:
    assert run("""
import os, time, warnings
from datetime import timedelta
from cellaret import Cache
warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of fork in threaded programs

def threads():
    return len(os.listdir("/proc/self/task"))

before = threads()
cache = Cache(maintenance_ms=1)
assert threads() == before + 1
for number in range(20):
    child = os.fork()
    if child == 0:
        assert threads() == 1
        cache.set("k", "v", expiry=timedelta(milliseconds=1))
        time.sleep(0.03)  # reads may lag by 10 ms
        assert "k" not in cache
        cache.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
closed = Cache(maintenance_ms=1)
closed.close()
cache.set("k", "v", expiry=timedelta(milliseconds=1))
kept = [Cache(maintenance_ms=1) for number in range(5)]
print("ended")
""").splitlines() == ["ended"]


def test_multiprocessing_by_fork_works() -> None:
    output = run("""
import multiprocessing, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from cellaret import Cache
cache = Cache()
cache["k"] = [1, 2]
def read(_):
    return cache["k"]
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(read, range(4)))
""")
    assert output == "[[1, 2], [1, 2], [1, 2], [1, 2]]\n"


def test_an_interpreter_that_ends_with_open_caches_ends_quietly() -> None:
    output = run("""
import atexit, threading, builtins
from cellaret import Cache, expire_in
caches = [Cache() for _ in range(50)]
for cache in caches:
    cache["k"] = "x" * 1000
builtins.kept = caches[0]          # outlives the modules
caches[1].itself = caches[1]       # a cycle
def work():
    while True:
        caches[2]["k"] = [1]
threading.Thread(target=work, daemon=True).start()
class Late:
    def __del__(self):
        builtins.kept.get("k")
caches[3].late = Late()
atexit.register(lambda: print(caches[4]["k"][:3]))
""")
    assert output == "xxx\n"


def test_each_interpreter_has_its_own_state() -> None:
    output = run("""
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
import cellaret
cache = cellaret.Cache()
cache["k"] = 1
code = '''
import cellaret
cache = cellaret.Cache(clock="manual")
cache.set("k", [1, 2], expiry=cellaret.expire_in(5))
assert cache["k"] == [1, 2] and cache.ttl("k") == 5
try:
    cache["missing"]
except cellaret.CacheMiss as error:
    assert type(error) is cellaret.CacheMiss
else:
    raise SystemExit("no error")
'''
for _ in range(5):
    made = interpreters.create()
    problem = interpreters.run_string(made, code)
    assert problem is None, problem
    interpreters.destroy(made)
try:
    cache["missing"]
except cellaret.CacheMiss:
    print(cache["k"], cache.increment("k"))
""")
    assert output == "1 2\n"


def test_the_module_can_be_imported_again_after_it_was_dropped() -> None:
    output = run("""
import gc, sys
import cellaret
old = cellaret.Cache()
old["k"] = [1]
for name in [name for name in sys.modules if name.startswith("cellaret")]:
    del sys.modules[name]
import cellaret as again
assert again.Cache is not type(old)
with again.Cache() as new:
    new["k"] = [2]
    print(old["k"], new["k"])
del cellaret
gc.collect()
print(old["k"])
""")
    assert output == "[1] [2]\n[1]\n"


def test_the_process_keeps_its_own_malloc() -> None:
    """The names lead where they led before, and libc's statistics see what is taken by them."""
    output = run("""
import ctypes
names = ("malloc", "free", "calloc", "realloc", "posix_memalign", "malloc_usable_size")
def addresses():
    process = ctypes.CDLL(None)
    return [ctypes.cast(getattr(process, name), ctypes.c_void_p).value for name in names]
class Statistics(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks",
                 "uordblks", "fordblks", "keepcost")]
libc = ctypes.CDLL("libc.so.6")
libc.mallinfo2.restype = Statistics
before = addresses()
import cellaret
cache = cellaret.Cache()
for number in range(10000):
    cache[str(number)] = "x" * 100
assert addresses() == before
malloc = ctypes.CDLL(None).malloc
malloc.restype, malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
in_use = libc.mallinfo2().uordblks
assert all([malloc(1000) for _ in range(1000)])
print(libc.mallinfo2().uordblks - in_use >= 1_000_000)
""")
    assert output == "True\n"


def test_the_extension_exports_its_initialization_and_nothing_else() -> None:
    listing = subprocess.run(
        ["nm", "--dynamic", "--defined-only", str(EXTENSION)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [line.split()[-1] for line in listing.splitlines()] == ["PyInit__native"]


def test_the_extension_needs_the_systems_libraries_only() -> None:
    listing = subprocess.run(
        ["readelf", "--dynamic", str(EXTENSION)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    needed = {line.split("[")[1].rstrip("]") for line in listing.splitlines() if "(NEEDED)" in line}
    allowed = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libpthread.so.0"}
    assert needed <= allowed | {"ld-linux-x86-64.so.2"}
    assert "RPATH" not in listing
    assert "RUNPATH" not in listing
