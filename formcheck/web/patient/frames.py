"""Pictures as the browser sends them: the time of capture, then a JPEG. What is not that is refused.

Once the page knows where the body is, most of them show only that part: what surrounds it stays that of the last whole
picture, which comes twice a second. A wall does not change, and to send, pack and unpack it costs a phone's radio and a
slow computer more than anything else on the way.
"""

from __future__ import annotations

import math
import struct

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.records import Pose
from formcheck.settings import Practice
from formcheck.system.native_output import silenced
from formcheck.web.patient.socket_messages import PicturePart

_HEAD = struct.Struct("<d")
_PLACE = struct.Struct("<HH")
_JPEG = b"\xff\xd8"
_SIZE_MARKERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_LATEST_MS = 1e13
"""No clock of a browser is so far off, milliseconds; beside such a time all that follow would count as one moment."""
_BARE_MARKERS = {0x01, *range(0xD0, 0xD9)}


class BadFrameError(FormcheckError):
    """A frame that cannot be judged; the message says why."""


Place = tuple[int, int]
"""Left and top of a part, pixels of the whole picture."""


def unpack(packet: bytes, limits: Practice) -> tuple[float, NDArray[np.uint8], Place | None]:
    """Read one message of the socket.

    Parameters
    ----------
    packet
        Eight bytes: the time of capture, milliseconds, little-endian double; of a part of a picture its left and top,
        two bytes each, little-endian; then a JPEG.
    limits
        How large it may be.

    Returns
    -------
    float
        Time of capture, seconds of the browser's clock.
    ndarray
        Shape (rows, columns, 3), uint8, BGR.
    tuple or None
        Where in the whole picture it lies; None where it is the whole.

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
    data, place = packet[_HEAD.size :], None
    if data[:2] != _JPEG and data[_PLACE.size :][:2] == _JPEG:
        place, data = _PLACE.unpack_from(data), data[_PLACE.size :]
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
    return captured_ms / 1000, np.asarray(image, np.uint8), place


class WholePicture:
    """The whole picture of a camera, most of whose pictures come as the part round the body."""

    def __init__(self) -> None:
        self._last: NDArray[np.uint8] | None = None

    def take(self, image: NDArray[np.uint8], place: Place | None) -> NDArray[np.uint8]:
        """Return the whole picture that a picture from the page belongs to.

        Parameters
        ----------
        image
            Shape (rows, columns, 3), uint8.
        place
            See `unpack`.

        Raises
        ------
        BadFrameError
            A part of no whole that has come.
        """
        if place is None:
            self._last = image
            return image
        (left, top), (rows, columns) = place, image.shape[:2]
        if self._last is None or left + columns > self._last.shape[1] or top + rows > self._last.shape[0]:
            raise BadFrameError(Message("refused.part"))
        whole = self._last.copy()  # whoever keeps the one before keeps it as it was
        whole[top : top + rows, left : left + columns] = image
        self._last = whole
        return whole


_STEP_PX = 32
"""Parts begin and end at multiples of this: whoever breathes and sways stays in one and the same."""
_ROOM = 0.15
"""Round the body there is so much room, share of the longer side of its box: farther nobody gets in a tenth of a
second, and hands are there that are raised next."""
_WORTH = 0.8
"""A part that is a larger share of the picture is not worth its seams."""


def part_of_body(pose: Pose | None, size_px: tuple[int, int]) -> PicturePart | None:
    """Return the part of the pictures that the page is to send next; None for the whole.

    Parameters
    ----------
    pose
        What was found in the last one.
    size_px
        Width and height of the whole picture, pixels.

    Returns
    -------
    PicturePart or None
        None as well where nobody or more than one is there, or the body leaves the picture.
    """
    if pose is None or pose.people != 1:
        return None
    low, high = pose.keypoints_px.min(axis=0), pose.keypoints_px.max(axis=0)
    if not (np.isfinite(low + high).all() and (low >= 0).all() and (high <= size_px).all()):
        return None
    room = _ROOM * float((high - low).max())
    left, top = (max(0, math.floor((at - room) / _STEP_PX) * _STEP_PX) for at in low)
    right, bottom = (
        min(side, math.ceil((at + room) / _STEP_PX) * _STEP_PX) for at, side in zip(high, size_px, strict=True)
    )
    width, height = right - left, bottom - top
    if width * height > _WORTH * size_px[0] * size_px[1]:
        return None
    return {"left": left, "top": top, "width": width, "height": height}


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a JPEG, pixels, without decoding it.

    Raises
    ------
    BadFrameError
        It is not one.
    """
    if data[:2] != _JPEG:
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
