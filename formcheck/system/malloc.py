"""Handing memory back to the system that a program has freed."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def release_memory() -> None:
    """Hand freed memory back, where the C library (glibc) can be asked to; elsewhere nothing is done.

    The review of a video, or a practice, frees hundreds of megabytes in pieces of every size, which glibc keeps for
    later, for each thread anew: a process that sees one video or patient after another grows by tens of megabytes each
    time, though it has nothing more in use.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
