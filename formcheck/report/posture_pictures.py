"""The pictures of a posture check: levelled, to one scale, the ankles in one place, with the plumb line and the body's.

The colours mean before and after, nothing else: no line is a fault.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.drawing import Font, Pen
from formcheck.posture.occasion import Comparison, Occasion
from formcheck.posture.tries import Try

SIZE_PX = (560, 900)
"""Width and height of one picture."""
_ANKLE, _TALL_PX = (280.0, 830.0), 690.0
"""Where the ankle comes to lie, and how far the ear is above it."""
BEFORE, AFTER, PLUMB, _EDGE = (214, 120, 30), (20, 150, 240), (255, 255, 255), (40, 32, 26)
"""Colours, BGR: blue before, amber after."""
_GROUND = (38, 32, 28)
_STICKERS = (("psis", "asis"), ("c7", "tragus"))
"""Pairs of stickers that are joined."""


def pictures_of(
    found: Occasion | Comparison, images: Sequence[Sequence[NDArray[np.uint8]]]
) -> tuple[list[bytes], bytes | None]:
    """Draw the picture of each occasion, and of two both over each other.

    Parameters
    ----------
    found
        What was measured.
    images
        For each occasion the picture of each try.

    Returns
    -------
    tuple
        JPEGs; None where there is one occasion.
    """
    occasions = (found.before, found.after) if isinstance(found, Comparison) else (found,)
    grounds = [_levelled(o, images[i][o.shown]) for i, o in enumerate(occasions)]
    colours = (BEFORE, AFTER)
    single = []
    for occasion, ground, colour in zip(occasions, grounds, colours, strict=False):
        drawn = ground.copy()
        _plumb(drawn)
        _lines(drawn, occasion, colour)
        single.append(_jpeg(drawn))
    if len(occasions) == 1:
        return single, None
    both = np.asarray(cv2.addWeighted(grounds[0], 0.5, grounds[1], 0.5, 0), dtype=np.uint8)
    _plumb(both)
    for occasion, colour in zip(occasions, colours, strict=True):
        _lines(both, occasion, colour, thin=False)
    return single, _jpeg(both)


def placing(each: Try, roll_deg: float) -> NDArray[np.float64]:
    """Return what takes a try's picture to where it is shown, shape (2, 3): level, to scale, the ankle in its place."""
    standing = each.standing
    turn = 0.0 if math.isnan(roll_deg) else math.radians(roll_deg)
    scale = _TALL_PX / standing.height_px
    c, s = scale * math.cos(turn), scale * math.sin(turn)
    x, y = standing.points_px[4]
    # An upright line's foot lies to the right of its head where the roll is positive: turned clockwise it is upright.
    matrix = np.array([[c, -s, 0.0], [s, c, 0.0]])
    matrix[:, 2] = np.array(_ANKLE) - matrix[:, :2] @ (x, y)
    return matrix


def _levelled(occasion: Occasion, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    matrix = placing(occasion.tries[occasion.shown], occasion.roll_deg)
    placed = cv2.warpAffine(image, matrix, SIZE_PX, flags=cv2.INTER_AREA, borderValue=_GROUND)
    return np.asarray(placed, dtype=np.uint8)


def _plumb(image: NDArray[np.uint8]) -> None:
    pen = Pen(image, Font())
    x, y = _ANKLE
    for width, colour in ((5.0, _EDGE), (2.0, PLUMB)):
        pen.dashes((x, 20.0), (x, y + 40), width, colour, 12, 9)


def _lines(image: NDArray[np.uint8], occasion: Occasion, colour: tuple[int, int, int], *, thin: bool = True) -> None:
    """Draw the body's line of the try that is shown, and those of the others as thin lines."""
    pen = Pen(image, Font())
    placed = [_placed(each, occasion.roll_deg) for each in occasion.tries]
    if thin:
        for points in placed:
            pen.path(points, 1.2, colour)
    shown = placed[occasion.shown]
    pen.path(shown, 5.5, _EDGE)
    pen.path(shown, 3.2, colour)
    for point in shown:
        pen.dot(point, 5.5, _EDGE)
        pen.dot(point, 4.0, colour)
    each = occasion.tries[occasion.shown]
    for pair in _STICKERS:
        marks = [each.standing.marks_px[name] for name in pair if name in each.standing.marks_px]
        if len(marks) == len(pair):
            line = _at(each, occasion.roll_deg, np.array(marks))
            pen.path(line, 3.5, _EDGE)
            pen.path(line, 1.8, colour)


def _placed(each: Try, roll_deg: float) -> list[tuple[float, float]]:
    return _at(each, roll_deg, each.standing.points_px)


def _at(each: Try, roll_deg: float, points_px: NDArray[np.float64]) -> list[tuple[float, float]]:
    matrix = placing(each, roll_deg)
    points = points_px @ matrix[:, :2].T + matrix[:, 2]
    return [(float(x), float(y)) for x, y in points]


def _jpeg(image: NDArray[np.uint8]) -> bytes:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 88])
    return data.tobytes()
