"""Hushing native libraries that write to the terminal by themselves."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_lock = threading.RLock()
_STDERR = 2


@contextmanager
def hushed() -> Iterator[None]:
    """Send what is written to the error output of the process to nowhere while the block runs.

    MediaPipe, TensorFlow Lite and OpenCV's camera backends write from C++ straight to file descriptor 2, past
    `sys.stderr` and past any logging level. Exceptions pass through untouched, after the output is back in place. Other
    threads are hushed meanwhile too, so keep the block as short as the start of a library. Where the process has no
    error output nothing is done.
    """
    with _lock:
        if sys.stderr is not None:
            with suppress(OSError, ValueError):
                sys.stderr.flush()
        try:
            kept = os.dup(_STDERR)
        except OSError:
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, _STDERR)
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(nowhere)
            os.close(kept)
