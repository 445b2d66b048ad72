"""Which folder may include what: the layer picture of the house as a table."""

import posixpath
import re

# Each folder of the engine and the folders below it.
ENGINE = {
    "base": set(),
    "data": {"base"},
    "eviction": {"base"},
    "expiry": {"base"},
    "shard": {"base", "data", "eviction", "expiry"},
    "cache": {"base", "data", "eviction", "expiry", "shard"},
}
# Only engine/base names the libraries that the engine stands on.
BASE_ONLY = ("mimalloc.h", "xxhash.h")
# These use the C headers alone; the C++ binding's are for users and examples.
C_HEADER_USERS = ("bindings/python/", "bindings/node/", "bindings/resp/", "tools/")

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    """Line number, '<' or '\"', and name of each include."""
    for match in _INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def _engine_violation(path, name):
    folder = path.split("/")[1]
    if name.startswith("cellaret/") or name.startswith("capi/"):
        return "the engine includes no public header"
    if name in BASE_ONLY and folder != "base":
        return f"only engine/base includes {name}"
    if not name.startswith("engine/"):
        return None
    target = name.split("/")[1]
    if target == folder or target in ENGINE.get(folder, set()):
        return None
    return f"engine/{folder} may not include engine/{target}"


def _outside_violation(path, name):
    if name.startswith("engine/") or name.startswith("capi/"):
        return "only capi opens the door into the engine; use the public headers"
    if path.startswith(C_HEADER_USERS) and name.startswith("cellaret/") and name.endswith(".hpp"):
        return "bindings and tools include the C headers, not the C++ binding"
    return None


def violation(path, quote, name):
    """Why the file at `path` may not include `name`, or None."""
    if ".." in name.split("/"):
        return "an include path is written from the root, without '..'"
    if quote == '"' and "/" not in name:
        name = posixpath.join(posixpath.dirname(path), name)
        if name.startswith("capi/include/") and path.startswith("capi/include/"):
            return None
    if path.startswith("engine/"):
        return _engine_violation(path, name)
    if path.startswith("capi/include/") and (name.startswith("engine/") or name.endswith(".hpp")):
        return "a public C header includes public C headers only"
    if path.startswith("capi/") and name.startswith(("bindings/", "tools/")):
        return "capi stands below the bindings and tools"
    if path.startswith(("bindings/", "tools/", "examples/")) and "/tests/" not in path:
        return _outside_violation(path, name)
    return None
