"""Pictures as the browser sends them: the time of capture, then a JPEG. What is not that is refused."""

from __future__ import annotations

import struct

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.settings import Practice
from formcheck.system.native_output import silenced

_HEAD = struct.Struct("<d")
_SIZE_MARKERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_LATEST_MS = 1e13
"""No clock of a browser is so far off, milliseconds; beside such a time all that follow would count as one moment."""
_BARE_MARKERS = {0x01, *range(0xD0, 0xD9)}


class BadFrameError(FormcheckError):
    """A frame that cannot be judged; the message says why."""


def unpack(packet: bytes, limits: Practice) -> tuple[float, NDArray[np.uint8]]:
    """Read one message of the socket.

    Parameters
    ----------
    packet
        Eight bytes: the time of capture, milliseconds, little-endian double; then a JPEG.
    limits
        How large it may be.

    Returns
    -------
    float
        Time of capture, seconds of the browser's clock.
    ndarray
        Shape (rows, columns, 3), uint8, BGR.

    Raises
    ------
    BadFrameError
        Too large, no time, or not a JPEG.
    """
    if len(packet) > limits.largest_frame_kb * 1024:
        raise BadFrameError(Message("refused.too_many_bytes"))
    if len(packet) <= _HEAD.size:
        raise BadFrameError(Message("refused.no_picture"))
    captured_ms = _HEAD.unpack_from(packet)[0]
    if not abs(captured_ms) < _LATEST_MS:
        raise BadFrameError(Message("refused.no_time"))
    data = packet[_HEAD.size :]
    # Asked of the file's head: a few hundred bytes can claim gigabytes of pixels.
    width, height = jpeg_size(data)
    if not 0 < width * height <= limits.largest_frame_mpx * 1e6:
        raise BadFrameError(message("refused.size", width=width, height=height))
    try:
        with silenced():  # libjpeg has its own say of damaged ones
            image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise BadFrameError(Message("refused.broken")) from error
    if image is None:
        raise BadFrameError(Message("refused.broken"))
    return captured_ms / 1000, np.asarray(image, np.uint8)


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a JPEG, pixels, without decoding it.

    Raises
    ------
    BadFrameError
        It is not one.
    """
    if data[:2] != b"\xff\xd8":
        raise BadFrameError(Message("refused.not_jpeg"))
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _SIZE_MARKERS:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker in (0xFF, *_BARE_MARKERS):
            at += 1 if marker == 0xFF else 2
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    raise BadFrameError(Message("refused.cut_off"))
