"""Pictures of a film as they lie in its file, and their colours as everything else wants them: BGR, at once or later.

Of a recording only the looks, ten a second, and what is drawn need the colours of their pictures: the others are not
converted at all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from formcheck.video.hdr import is_hdr, tone_mapped

_COLOURSPACES = frozenset({0, 1, 2, 4, 5, 6, 7, 9})
"""What the converter takes, as ITU-T H.273 numbers it."""
_USUAL = 5
"""For what only a few films and damaged ones name: they lose a little of their colours."""

Finish = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


class _OfThread(threading.local):
    """A converter for each thread, set up once.

    To set one up for each picture, with threads of its own, takes four times as long as the work.
    """

    converter: Any = None

    def get(self) -> VideoReformatter:
        self.converter = self.converter or VideoReformatter()
        return self.converter  # type: ignore[no-any-return]


_OF_THREAD = _OfThread()


def converted(frame: VideoFrame, size_px: tuple[int, int], transfer: int) -> NDArray[np.uint8]:
    """Return a picture in BGR.

    Parameters
    ----------
    frame
        As it was decoded.
    size_px
        Width and height wanted.
    transfer
        The transfer characteristic of the film, see `formcheck.video.hdr`.

    Returns
    -------
    ndarray
        Shape (height, width, 3), uint8.
    """
    named = None if int(frame.colorspace) in _COLOURSPACES else _USUAL  # one byte is not to cost the whole film
    if is_hdr(transfer):
        return tone_mapped(frame, transfer, size_px)
    picture = _OF_THREAD.get().reformat(
        frame,
        format="bgr24",
        width=size_px[0],
        height=size_px[1],
        interpolation="AREA",
        threads=1,
        src_colorspace=named,
        dst_colorspace=named,
    )
    plane = picture.planes[0]
    if plane.line_size != 3 * picture.width:
        return np.asarray(picture.to_ndarray(), dtype=np.uint8)
    rows = np.frombuffer(memoryview(plane), np.uint8)[: picture.height * plane.line_size]  # not copied
    return rows.reshape(picture.height, picture.width, 3)


class WaitingPicture:
    """A decoded picture whose colours are converted when somebody asks for them; see `formcheck.records.Waiting`.

    Parameters
    ----------
    frame, size_px, transfer
        See `converted`.
    finish
        What is to be done with the picture then: it is turned upright.
    """

    def __init__(self, frame: VideoFrame, size_px: tuple[int, int], transfer: int, finish: Finish) -> None:
        self._given = frame, size_px, transfer
        self._finish = finish
        self.nbytes = frame.width * frame.height * 3 // 2

    def image(self) -> NDArray[np.uint8]:
        """Return the picture, shape (rows, columns, 3), uint8, BGR."""
        return self._finish(converted(*self._given))
