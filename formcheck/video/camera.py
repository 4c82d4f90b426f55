"""Webcams and streams in: always the newest frame, and an end when the camera vanishes."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.records import Frame
from formcheck.system.native_output import silenced

VANISHED_S = 2.0
"""A camera without a new picture for so long has vanished, seconds."""

START_S = 10.0
"""The first one may take longer, seconds."""

CAMERAS_TRIED = 5
"""Where the system does not list its cameras, this many numbers are tried."""


class CameraError(FormcheckError):
    """A camera that cannot be used or has vanished; the message is one sentence that says what to do."""


class Capture(Protocol):
    """What is needed of OpenCV's VideoCapture."""

    def read(self) -> tuple[bool, Any]:
        """Wait for the next picture; False where there is none."""

    def release(self) -> None:
        """Let go of the camera."""


class Camera:
    """A webcam or a stream, read on a thread of its own that keeps only the newest frame.

    Whoever iterates gets each frame at most once and never an old one: frames that come while they are busy are
    dropped, so that nothing piles up. Frames are numbered as the camera gave them, and timed by the computer's
    monotonic clock from the first one. Iterating again goes on with the next frame.

    Parameters
    ----------
    source
        Number of a webcam, or the URL of a stream.
    capture
        Opens it; another one in tests.
    start_s, vanished_s
        How long to wait for the first picture and for any later one, seconds.

    Raises
    ------
    CameraError
        There is no such camera; while iterating: it has vanished.
    """

    def __init__(
        self,
        source: int | str = 0,
        capture: Callable[[int | str], Capture] | None = None,
        start_s: float = START_S,
        vanished_s: float = VANISHED_S,
    ) -> None:
        self._source = source
        self._vanished_s = vanished_s
        self._capture = (capture or open_capture)(camera_source(source))
        self._news = threading.Condition()
        self._newest: Frame | None = None
        self._given = -1
        self._stop = False
        self._thread = threading.Thread(target=self._read, name="formcheck-camera", daemon=True)
        self._thread.start()
        if not self._wait(start_s):
            self.close()
            raise CameraError(message("error.camera.no_picture", source=self._source))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the camera. Safe to call twice."""
        self._stop = True
        self._thread.join(timeout=VANISHED_S)

    def __iter__(self) -> Iterator[Frame]:
        while not self._stop:
            if not self._wait(self._vanished_s):
                raise CameraError(message("error.camera.stopped", source=self._source))
            with self._news:
                frame = self._newest
            if frame is not None:
                self._given = frame.index
                yield frame

    def _wait(self, seconds: float) -> bool:
        """Wait for a frame that was not given yet; tell whether there is one."""
        with self._news:
            return self._news.wait_for(lambda: self._newest is not None and self._newest.index > self._given, seconds)

    def _read(self) -> None:
        """Keep the newest frame, until told to stop. The thread that reads also lets go: cameras crash otherwise."""
        index, start_s, last_s = 0, 0.0, -1.0
        while not self._stop:
            good, image = self._capture.read()
            if not good or image is None:
                time.sleep(0.02)  # unplugged cameras answer at once, for ever
                continue
            now_s = time.monotonic()
            if index == 0:
                start_s = now_s
            last_s = max(now_s - start_s, last_s + 1e-6)
            with self._news:
                self._newest = Frame(index, last_s, _bgr(image))
                self._news.notify_all()
            index += 1
        self._capture.release()


def camera_source(source: int | str) -> int | str:
    """Return the number of a webcam or the URL of a stream.

    Raises
    ------
    CameraError
        It is neither.
    """
    text = str(source).strip()
    if text.isdecimal():
        return int(text)
    if "://" in text or text.startswith("/dev/"):
        return text
    raise CameraError(message("error.camera.source", source=source))


def open_capture(source: int | str) -> Capture:
    """Open a webcam or stream with OpenCV, in silence.

    Raises
    ------
    CameraError
        It cannot be opened; the message names the webcams there are.
    """
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    with silenced():
        if isinstance(source, str) and "://" in source:
            capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(START_S * 1000)])
        else:
            capture = cv2.VideoCapture(source)
    if capture.isOpened():
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return capture
    capture.release()
    if isinstance(source, str):
        raise CameraError(message("error.camera.not_opened", source=source))
    found = list_cameras()
    if found:
        numbers = tuple(str(number) for number in found)
        raise CameraError(message("error.camera.not_there", source=source, found=numbers, first=numbers[0]))
    raise CameraError(message("error.camera.none"))


def list_cameras() -> list[int]:
    """Return the numbers of the webcams that give a picture. Takes a second or so for each."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    if sys.platform == "linux":
        numbers = sorted(int(path.name[5:]) for path in Path("/dev").glob("video[0-9]*"))
    else:
        numbers = list(range(CAMERAS_TRIED))
    found = []
    for number in numbers:
        with silenced():
            capture = cv2.VideoCapture(number)
            if capture.isOpened() and capture.read()[0]:
                found.append(number)
            capture.release()
    return found


def _bgr(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a camera's picture in three channels: infrared and other grey cameras give one."""
    if image.ndim == 2 or image.shape[2] == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return image
