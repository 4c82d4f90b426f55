"""The window of `formcheck live`: the picture as in a mirror, the overlay over it, and the keys."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import os
import sys
from types import TracebackType
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.desktop.live import KeyRequest
from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.messages.message import Message, message
from formcheck.overlay.overlay import Overlay
from formcheck.records import Assessment, Frame
from formcheck.settings import Settings
from formcheck.system.log import log_failure
from formcheck.system.native_output import silenced

_LOG = logging.getLogger(__name__)

LINES = 720
"""A smaller picture is shown enlarged to this many lines, so that the words can be read from the mat."""

_ESCAPE = 27
_KEYS = {
    ord("q"): KeyRequest.QUIT,
    _ESCAPE: KeyRequest.QUIT,
    ord("r"): KeyRequest.RESTART,
    ord("s"): KeyRequest.OTHER_SIDE,
}


class DisplayError(FormcheckError):
    """No window can be opened; the message says what to do."""


class Window:
    """Shows judged frames. A context manager: the window closes with it.

    Parameters
    ----------
    settings
        For the overlay.
    language
        Of the words in it.

    Raises
    ------
    DisplayError
        There is no display, or this OpenCV has no windows.
    """

    def __init__(self, settings: Settings, language: str = DEFAULT) -> None:
        self._settings = settings
        self._language = language
        self._title = catalogue(language).text(Message("window.title"))
        self._overlay: Overlay | None = None

    def __enter__(self) -> Self:
        trouble = display_trouble()
        if trouble is None:
            try:
                with silenced():  # Qt complains of fonts it does not need
                    cv2.namedWindow(self._title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
                return self
            except cv2.error as error:
                log_failure(_LOG, error)
                trouble = Message("display.no_windows")
        raise DisplayError(message("error.display.none", why=trouble))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cv2.destroyAllWindows()

    def show(self, frame: Frame, assessment: Assessment) -> KeyRequest:
        """Show one judged frame, mirrored; return what was pressed."""
        if frame.image is None:
            raise ValueError("a frame without its picture cannot be shown")
        rows, columns = frame.image.shape[:2]
        if self._overlay is None:
            self._overlay = Overlay((columns, rows), self._settings, mirror=True, language=self._language)
            cv2.resizeWindow(self._title, round(columns * max(1.0, LINES / rows)), max(LINES, rows))
        cv2.imshow(self._title, self._overlay.draw(_enlarged(frame.image), assessment))
        key = cv2.waitKey(1)
        if cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) < 1:
            return KeyRequest.QUIT
        return _KEYS.get(key & 0xFF, KeyRequest.NOTHING) if key >= 0 else KeyRequest.NOTHING


def _enlarged(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = image.shape[:2]
    if rows >= LINES:
        return image
    size = (round(columns * LINES / rows), LINES)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def display_trouble() -> Message | None:
    """Say why no window can be opened; None where one can.

    OpenCV's windows on Linux need an X display (XWayland counts); without one Qt aborts the whole process.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "xcb") != "xcb":
        return None
    if not os.environ.get("DISPLAY"):
        return Message("display.none")
    library = ctypes.util.find_library("X11")
    if library is None:
        return None
    x11 = ctypes.CDLL(library)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return message("display.unreachable", display=os.environ["DISPLAY"])
    x11.XCloseDisplay(display)
    return None
