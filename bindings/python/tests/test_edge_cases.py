"""The table of edge cases through the Python interface; tests/edge-cases.md explains it."""

import base64
import json
import math
import struct
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import cellaret
from cellaret import Cache, CacheError
from conftest import ROOT, START_MS

TABLE = json.loads((ROOT / "tests/edge-cases.json").read_text(encoding="utf-8"))
ROWS = [row for row in TABLE["rows"] if "python" in row["languages"]]

Json = Any
Answer = dict[str, Any]
NOT_THERE = object()


def single(form: Json) -> tuple[str, Json]:
    """The only member of an object."""
    assert isinstance(form, dict), f"unknown form {form}"
    [(name, content)] = form.items()
    return name, content


def key_of(form: Json) -> str | bytes:
    """A key of the table."""
    if isinstance(form, str):
        return form
    name, content = single(form)
    if name == "bytes_b64":
        return base64.b64decode(content)
    if name == "repeat":
        return str(content[0] * int(content[1]))
    if name == "utf16":
        units = b"".join(struct.pack("<H", int(unit, 16)) for unit in content)
        return units.decode("utf-16-le", "surrogatepass")
    raise AssertionError(f"unknown key {form}")


def value_of(form: Json) -> Any:
    """A value of the table."""
    if isinstance(form, str):
        return form
    name, content = single(form)
    readers: dict[str, Callable[[Json], Any]] = {
        "bytes_b64": base64.b64decode,
        "repeat": lambda pair: pair[0] * int(pair[1]),
        "int": int,
        "double": float,
        "null": lambda _: None,
    }
    assert name in readers, f"unknown value {form}"
    return readers[name](content)


def answer_of(value: Any) -> Any:
    """Equal exactly when type and content are; doubles by their bits."""
    content = struct.pack("<d", value) if isinstance(value, float) else value
    return (type(value).__name__, content)


def expiry_of(form: Json) -> Any:
    """An expiry of the table, or None."""
    if form is None:
        return None
    name, content = single(form)
    if name == "daily":
        hour, minute, second, offset = content
        return cellaret.expire_daily_at(hour, minute, second, utc_offset=timedelta(minutes=offset))
    makers: dict[str, Callable[[Json], Any]] = {
        "in_ms": lambda ms: cellaret.expire_in(int(ms)),
        "in_us": lambda us: timedelta(microseconds=int(us)),
        "at_ms": lambda ms: cellaret.expire_at(int(ms)),
        "never": lambda _: cellaret.never_expire(),
        "keep": lambda _: cellaret.keep_ttl(),
    }
    assert name in makers, f"unknown expiry {form}"
    return makers[name](content)


def open_cache(options: Json) -> Cache:
    """A cache as each row gets it."""
    options = dict(options)
    if "default_expiry" in options:
        options["default_expiry"] = expiry_of(options["default_expiry"])
    return Cache(clock="manual", start=START_MS, shards=1, **options)


def ok_or(is_ok: bool, status: str) -> Answer:
    return {"status": "OK" if is_ok else status}


def timed(field: str, time: float | None) -> Answer:
    """What ttl() and expire_time() return."""
    if time is None:
        return {"status": "MISS"}
    return {"status": "NO_EXPIRY"} if time == math.inf else {"status": "OK", field: time}


class Runner:
    """The operations of the table; each method's parameters are the arguments that it may have."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def set(self, key: Json, value: Json, expiry: Json = None) -> Answer:
        self.cache.set(key_of(key), value_of(value), expiry=expiry_of(expiry))
        return {}

    def set_if_absent(self, key: Json, value: Json, expiry: Json = None) -> Answer:
        self.cache.set_if_absent(key_of(key), value_of(value), expiry=expiry_of(expiry))
        return {}

    def replace(self, key: Json, value: Json, expiry: Json = None) -> Answer:
        self.cache.replace(key_of(key), value_of(value), expiry=expiry_of(expiry))
        return {}

    def get_and_set(self, key: Json, value: Json, expiry: Json = None) -> Answer:
        old = self.cache.get_and_set(
            key_of(key), value_of(value), NOT_THERE, expiry=expiry_of(expiry)
        )
        return {"old": None if old is NOT_THERE else answer_of(old)}

    def get(self, key: Json) -> Answer:
        value = self.cache.get(key_of(key), NOT_THERE)
        return {"status": "MISS"} if value is NOT_THERE else {"value": answer_of(value)}

    def increment(self, key: Json, delta: Json, expiry: Json = None) -> Answer:
        total = self.cache.increment(key_of(key), value_of(delta), expiry=expiry_of(expiry))
        return {"value": answer_of(total)}

    def delete(self, key: Json) -> Answer:
        return ok_or(self.cache.delete(key_of(key)) == 1, "MISS")

    def delete_many(self, keys: Json) -> Answer:
        return {"count": self.cache.delete(*map(key_of, keys))}

    def exists(self, key: Json) -> Answer:
        assert self.cache.exists(key_of(key)) == (key_of(key) in self.cache)
        return ok_or(self.cache.exists(key_of(key)), "MISS")

    def type(self, key: Json) -> Answer:
        name = self.cache.type(key_of(key))
        return {"status": "MISS"} if name is None else {"type": name}

    def expire(self, key: Json, ms: Json, condition: Json = "always") -> Answer:
        return ok_or(self.cache.expire(key_of(key), int(ms), condition=condition), "MISS")

    def expire_at(self, key: Json, unix_ms: Json, condition: Json = "always") -> Answer:
        return ok_or(self.cache.expire_at(key_of(key), int(unix_ms), condition=condition), "MISS")

    def persist(self, key: Json) -> Answer:
        # False for "no deadline" and "no key"; exists() tells them apart.
        is_there = self.cache.exists(key_of(key))
        return ok_or(self.cache.persist(key_of(key)), "NO_EXPIRY" if is_there else "MISS")

    def ttl(self, key: Json) -> Answer:
        return timed("ms", self.cache.ttl(key_of(key)))

    def expire_time(self, key: Json) -> Answer:
        return timed("unix_ms", self.cache.expire_time(key_of(key)))

    def len(self) -> Answer:
        return {"count": len(self.cache)}

    def clear(self) -> Answer:
        self.cache.clear()
        return {}

    def advance(self, ms: Json) -> Answer:
        self.cache.clock.advance(int(ms))
        return {}

    def step_wall(self, ms: Json) -> Answer:
        self.cache.clock.step_wall(int(ms))
        return {}

    def stats(self) -> Answer:
        stats = self.cache.stats()
        return {"stats": {**stats._asdict(), "hit_rate": stats.hit_rate}}


def answer(runner: Runner, step: Json) -> Answer:
    """What the step's operation answers; whatever is not in the answer is as with OK."""
    arguments = {name: step[name] for name in step if name not in ("op", "cache", "expect")}
    operation = getattr(Runner, step["op"], None)
    assert operation is not None, f"unknown operation {step['op']}"
    parameters = operation.__code__.co_varnames[1 : operation.__code__.co_argcount]
    assert set(arguments) <= set(parameters), f"unknown argument in {step}"
    try:
        return {"status": "OK", **operation(runner, **arguments)}
    except CacheError as error:
        return {"status": error.code}
    except (TypeError, ValueError, OverflowError):
        return {"status": "REFUSED"}


def expected_field(name: str, expected: Json) -> Any:
    """What is expected, in the form that answers have."""
    if name in ("value", "old"):
        return None if expected is None else answer_of(value_of(expected))
    return int(expected) if name in ("count", "ms", "unix_ms") else expected


def compare(step: Json, got: Answer) -> None:
    """Fails when an answer is not what the step expects."""
    expected = {"status": "OK", **step.get("expect", {})}
    assert got["status"] == expected["status"], step
    if step["op"] == "get" and expected["status"] == "OK":
        assert "value" in expected, f"a get that succeeds must name the value: {step}"
    for name, wanted in expected.items():
        assert name in got, f"the answer has no field {name}: {step}"
        if name == "stats":
            for field, number in wanted.items():
                assert got["stats"][field] == float(number), (field, step)
        else:
            assert got[name] == expected_field(name, wanted), step


def run_row(row: Json) -> int:
    """Runs a row in new caches; the number of its steps."""
    runners: dict[str, Runner] = {}
    try:
        for step in row["steps"]:
            name = step.get("cache", "main")
            if name not in runners:
                runners[name] = Runner(open_cache(row.get("options", {})))
            compare(step, answer(runners[name], step))
    finally:
        for runner in runners.values():
            runner.cache.close()
    return len(row["steps"])


def test_the_whole_table_holds(capsys: pytest.CaptureFixture[str]) -> None:
    done = 0
    for row in ROWS:
        try:
            assert run_row(row) > 0, "no steps"
        except AssertionError as problem:
            raise AssertionError(f"{row['id']}, {row['title']}: {problem}") from problem
        done += 1
    assert len(TABLE["rows"]) == TABLE["count"], "the table has another number of rows"
    assert done == len(ROWS) > 0
    with capsys.disabled():
        print(f"\npython: {done} rows, 0 skipped")


@pytest.mark.parametrize(
    "step",
    [
        {"op": "no_such_operation"},
        {"op": "get", "key": "k", "other": 1, "expect": {"status": "MISS"}},
        {"op": "get", "key": {"other": 1}, "expect": {"status": "MISS"}},
        {"op": "get", "key": "k"},
        {"op": "set", "key": "k", "value": {"other": 1}},
        {"op": "set", "key": "k", "value": "v", "expiry": {"other": 1}},
        {"op": "set", "key": "k", "value": "v", "expect": {"other": 1}},
        {"op": "set", "key": "k", "value": "v", "expect": {"status": "MISS"}},
        {"op": "len", "expect": {"count": 1}},
        {
            "op": "increment",
            "key": "k",
            "delta": {"int": "1"},
            "expect": {"value": {"double": "1"}},
        },
    ],
)
def test_what_the_runner_does_not_know_fails_it(step: Json) -> None:
    with pytest.raises(AssertionError):
        run_row({"id": "X", "title": "made up", "steps": [step]})


def test_the_table_lies_in_the_checkout(root: Path) -> None:
    assert TABLE["format"] == "tests/edge-cases.md"
    assert (root / TABLE["format"]).is_file()
