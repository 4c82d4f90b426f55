"""Whether a window can be opened here, asked before OpenCV's window library would end the program over it."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys

from formcheck.messages.message import Message, message


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
