"""Keeping MediaPipe from reporting to its maker.

MediaPipe 1.x counts its use and posts the counts to play.googleapis.com, with no option to switch that off
(github.com/google-ai-edge/mediapipe/issues/6291). It posts through libcurl from a thread of its own, at the latest
when a task is closed. formcheck promises that nothing leaves the computer, so two doors are shut:

- while a task lives, the environment names a proxy of a kind that does not exist, at which libcurl gives up before it
  opens a socket (web browsers ignore such a proxy, so a page opened meanwhile still loads);
- the task is told to trust the certificates of a file that does not exist, so that nothing could be posted even then.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from formcheck.pose.tasks import BaseOptions

_CLOSED_DOOR = {"https_proxy": "none://formcheck-stays-offline"}
_WAYS_ROUND_IT = ("no_proxy", "NO_PROXY")
_lock = threading.Lock()
_users = 0
_before: dict[str, str | None] = {}


class OfflineOptions(BaseOptions):  # type: ignore[misc]  # MediaPipe is not typed
    """MediaPipe's options with no certificate to trust."""

    def to_ctypes(self) -> Any:
        """Return the options as MediaPipe's library takes them."""
        options = super().to_ctypes()
        options.ca_bundle_path = b"no-certificates"
        return options


@contextmanager
def offline() -> Iterator[None]:
    """Keep libcurl of this process off the network while the block runs. Blocks may overlap, on any thread."""
    global _users
    with _lock:
        if _users == 0:
            _before.update({name: os.environ.pop(name, None) for name in (*_CLOSED_DOOR, *_WAYS_ROUND_IT)})
            os.environ.update(_CLOSED_DOOR)
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                for name, value in _before.items():
                    if value is None:
                        os.environ.pop(name, None)
                    else:
                        os.environ[name] = value
                _before.clear()
