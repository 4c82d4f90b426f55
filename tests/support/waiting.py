"""Waiting for what happens on another thread or in another process."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 240.0
"""A slow machine is no failure, but what never comes is one, and must not hold the tests up for ever."""


def until(holds: Callable[[], bool], what: str = "") -> None:
    """Wait until something holds; fail with what was waited for where it never does."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, f"waited in vain {what}"
        time.sleep(0.01)
