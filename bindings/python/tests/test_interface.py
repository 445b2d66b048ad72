"""The names: what is public, what is documented, what later layers need free."""

import importlib.resources
import inspect
import os
from pathlib import Path

import pytest

import cellaret
from cellaret import Cache

RESERVED = [
    "delete_by_tag",
    "delete_by_tags",
    "delete_many",
    "get_or_set",
    "has",
    "invalidate",
    "missing",
    "namespace",
    "prune",
    "pull",
    "put",
    "set_forever",
    "use",
]


@pytest.mark.parametrize("name", RESERVED)
def test_names_of_the_service_layer_are_free(name: str) -> None:
    assert not hasattr(Cache, name)


def test_no_method_takes_an_argument_ttl() -> None:
    for name, method in inspect.getmembers(Cache, callable):
        if not name.startswith("_"):
            assert "ttl" not in inspect.signature(method).parameters, name


def test_everything_public_is_documented() -> None:
    for name in cellaret.__all__:
        thing = getattr(cellaret, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert thing.__doc__, name
    for name in dir(Cache):
        if not name.startswith("_"):
            assert getattr(Cache, name).__doc__, name


def test_version_is_the_one_of_the_file(root: Path) -> None:
    assert cellaret.__version__ == (root / "VERSION").read_text(encoding="utf-8").strip()


def test_the_allocator_is_the_one_asked_for() -> None:
    wanted = os.environ["CELLARET_EXPECTED_ALLOCATOR"]
    assert cellaret.allocator.split()[0] == wanted


def test_the_package_is_the_installed_one_and_typed(root: Path) -> None:
    folder = importlib.resources.files(cellaret)
    assert folder.joinpath("py.typed").is_file()
    assert folder.joinpath("_native.pyi").is_file()
    assert "site-packages" in str(cellaret.__file__)
    assert not str(cellaret.__file__).startswith(str(root / "bindings"))
