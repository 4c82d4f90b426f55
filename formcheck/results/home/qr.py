"""QR codes: drawn as SVG, and found in a picture."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.video.photo_size import claimed_pixels_in

MOST_LETTERS = 900
"""So much makes a code of 97 x 97 squares or fewer. Held before a drawn webcam of 1280 x 720 or more in six positions,
codes of up to 900 letters were read in every one, of 1250 in five [C]."""
_MOST_PIXELS = 60_000_000
"""Of a picture with a code in it; telephones take up to 50 million."""
_FINE = 1600
"""A larger picture is made smaller first: the camera's grain goes, the squares stay."""


def svg_code(text: str) -> bytes:
    """Draw a text as a QR code with its quiet margin: SVG, as sharp on paper as on a screen."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    return drawn.getvalue()


def find_code(image: NDArray[np.uint8]) -> str:
    """Return the text of the QR code in a picture; empty where there is none that can be read.

    Parameters
    ----------
    image
        Shape (rows, columns, 3), BGR, or (rows, columns).
    """
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    largest = max(grey.shape)
    if largest > _FINE:
        grey = _scaled(grey, _FINE / largest)
    found = _decoded(grey)
    # A small code is found once its squares are larger.
    return found or (_decoded(_scaled(grey, 2.0)) if largest <= _FINE // 2 else "")


def carried_by_file(path: Path, no_code: str) -> str:
    """Return what a file carries: see `carried_by`.

    Raises
    ------
    FormcheckError
        There is no such file, it cannot be read, or it is a picture without a code.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormcheckError(message("plan.refused.not_read", path=str(path), why=str(error.strerror))) from error
    return carried_by(data, no_code)


def carried_by(data: bytes, no_code: str) -> str:
    """Return what the bytes of a file carry: their own text, or that of the QR code where they are a picture.

    Parameters
    ----------
    data
        The file.
    no_code
        Code of the message where it is neither a text nor a picture with a code that can be read.

    Raises
    ------
    FormcheckError
        It is neither.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = find_code(image) if (image := _picture(data)) is not None else ""
        if not found:
            raise FormcheckError(message(no_code)) from error
        return found


def _picture(data: bytes) -> NDArray[np.uint8] | None:
    # Asked of the file's head: a few hundred bytes can claim gigabytes of pixels.
    if not 0 < claimed_pixels_in(io.BytesIO(data)) <= _MOST_PIXELS:
        return None
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    return None if image is None else np.asarray(image, np.uint8)


def _decoded(grey: NDArray[np.uint8]) -> str:
    # The first reads large codes that are turned or blurred far more often (all of 18 against 8 of 18 with 700
    # letters); the second now and then one that the first does not find.
    for detector in (cv2.QRCodeDetectorAruco, cv2.QRCodeDetector):
        try:
            found = str(detector().detectAndDecode(grey)[0])
        except cv2.error:  # a corner that seems to lie outside of the picture, for instance
            continue
        if found:
            return found
    return ""


def _scaled(grey: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how), np.uint8)
