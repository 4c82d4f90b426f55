"""Whether a window can be opened here, asked before OpenCV's window library would end the program over it."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys


def display_trouble() -> str:
    """Say why no window can be opened; empty where one can.

    OpenCV's windows on Linux need an X display (XWayland counts); without one Qt aborts the whole process.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "xcb") != "xcb":
        return ""
    if not os.environ.get("DISPLAY"):
        return "there is no display"
    library = ctypes.util.find_library("X11")
    if library is None:
        return ""
    x11 = ctypes.CDLL(library)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return f"the display {os.environ['DISPLAY']} cannot be reached"
    x11.XCloseDisplay(display)
    return ""
