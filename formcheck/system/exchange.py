"""Two folders that change places in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

_AT_FDCWD = -100
_EXCHANGE = 2
"""Linux calls it RENAME_EXCHANGE and macOS RENAME_SWAP; the number is the same."""


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders on one disk change places, so that there is no moment in which one of the names is free.

    Returns
    -------
    bool
        False where the system or the disk cannot do that; nothing is changed then.
    """
    rename = _rename()
    if rename is None:
        return False
    first, second = os.fsencode(one.absolute()), os.fsencode(other.absolute())
    if sys.platform == "darwin":
        return bool(rename(first, second, _EXCHANGE) == 0)
    return bool(rename(_AT_FDCWD, first, _AT_FDCWD, second, _EXCHANGE) == 0)


@cache
def _rename() -> Any:
    """Return the function of the C library that can do it; None where there is none."""
    if sys.platform == "darwin":
        name, kinds = "renamex_np", [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint]
    elif sys.platform == "linux":
        name, kinds = "renameat2", [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    else:
        return None
    try:
        return ctypes.CFUNCTYPE(ctypes.c_int, *kinds)((name, ctypes.CDLL(None)))
    except (OSError, AttributeError):
        return None
