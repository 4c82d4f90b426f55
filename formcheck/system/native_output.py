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
def silenced() -> Iterator[None]:
    """Send what native code writes to the error output of the process to nowhere while the block runs.

    MediaPipe, TensorFlow Lite and OpenCV's camera backends write from C++ straight to file descriptor 2, past
    `sys.stderr` and past any logging level. What Python writes to `sys.stderr` meanwhile, on any thread, still comes
    out, and exceptions pass through untouched. Where the process has no error output nothing is done.
    """
    with _lock:
        ours = sys.stderr
        try:
            kept = os.dup(_STDERR)
        except OSError:
            yield
            return
        with suppress(AttributeError, OSError, ValueError):  # no error output, or one that is no file
            ours.flush()
            if ours.fileno() == _STDERR:
                sys.stderr = open(kept, "w", buffering=1, encoding=ours.encoding, errors=ours.errors, closefd=False)  # noqa: SIM115
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, _STDERR)
            yield
        finally:
            os.dup2(kept, _STDERR)
            if sys.stderr is not ours:
                sys.stderr.flush()
                sys.stderr = ours
            os.close(nowhere)
            os.close(kept)
