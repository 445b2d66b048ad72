"""What the native module calls for what need not be fast."""

from __future__ import annotations

from cellaret import _errors, _expiry, _json
from cellaret._native import CODEC_JSON


def _encode(value: object) -> tuple[bytes, int]:
    return _json.encode(value), CODEC_JSON


def _decode(data: bytes, codec: int) -> object:
    return _json.decode(data) if codec == CODEC_JSON else data


# In the order of the enumeration Hook in native/state.h.
HOOKS = (
    _errors.make_error,
    _encode,
    _decode,
    _expiry.expiry_of,
    _expiry.milliseconds,
    _expiry.unix_milliseconds,
)
