"""The box with the one sentence, where it covers neither the legs that it speaks of nor what is written about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.drawing import WHITE, Box, Colour, Pen, Point
from formcheck.overlay.limbs import Body, symbol
from formcheck.records import Band

_SIZES = (29.0, 25.0, 21.0, 18.0, 15.0)
"""Height of the letters, the first that finds a free place; units of a 480-line picture."""
_MARGIN, _EDGE, _BADGE, _ABOVE, _GAP = 10.0, 16.0, 40.0, 7.0, 8.0
_WEIGHT = 600
_LEGS = ("rear.hip", "rear.knee", "rear.ankle", "rear.toe"), ("front.hip", "front.knee", "front.ankle", "front.toe")
_TRUNK = ("hips", "shoulders")
_HEAD = 0.5
"""How far the head reaches above the shoulders, trunk lengths."""
_CLEAR = 12.0
"""A leg is so thick on either side of its line, units."""
_LEG, _WRITTEN, _REST = 20.0, 6.0, 1.0
"""What it costs to cover a whole leg, a number beside it, or the trunk and head."""
_MOVES = 0.5
"""What it costs to jump to another place than that of the picture before."""


@dataclass(frozen=True)
class _Place:
    box: Box
    size: float
    lines: tuple[str, ...]
    name: str


class Banner:
    """Writes sentences. It remembers where the last one stood, so that the box does not jump with every movement."""

    def __init__(self) -> None:
        self._last = ""

    def write(
        self,
        pen: Pen,
        text: str,
        colour: Colour,
        band: Band | None,
        body: Body,
        written: Iterable[Box] = (),
        taken: Sequence[Box] = (),
    ) -> Box:
        """Write one sentence where it covers least.

        Parameters
        ----------
        pen, text, colour
            The picture, the sentence, and the colour of its edge.
        band
            Whose sign is drawn before it; None for none.
        body
            Where the legs are.
        written
            The boxes of what is written about them.
        taken
            Boxes in which something else stands: it goes beside them.

        Returns
        -------
        tuple
            The box, pixels.
        """
        legs = [_along([body.points[point] for point in leg]) for leg in _LEGS]
        hips, shoulders = body.places(_TRUNK)
        trunk = _along([hips, shoulders, shoulders + _HEAD * (shoulders - hips)])
        boxes = list(written)
        room = pen.px(_CLEAR)
        best: tuple[float, float, _Place] | None = None
        for size in _SIZES:
            for place in _places(pen, text, size, band is not None, taken):
                covers = sum(_covered(place.box, leg, room) for leg in legs)
                cost = _LEG * covers + _REST * _covered(place.box, trunk, room)
                cost += _WRITTEN * sum(_overlap(place.box, box) for box in boxes) / max(len(boxes), 1)
                cost += _MOVES * (place.name != self._last) + 0.01 * (place.name != "foot")
                if best is None or cost < best[0] - 1e-9:
                    best = (cost, covers, place)
            if best is not None and best[1] == 0:
                break  # smaller letters are for where there is no room
        assert best is not None
        place = best[2]
        self._last = place.name
        _draw(pen, place, colour, band)
        return place.box


def _places(pen: Pen, text: str, size: float, badge: bool, taken: Sequence[Box]) -> list[_Place]:
    """List where a sentence can stand: at the foot, at the head, and in the corners, narrow."""
    places = []
    margin, gap = pen.px(_MARGIN), pen.px(_GAP)
    whole = pen.width - 2 * margin
    for width_px, sides in ((whole, ("middle",)), (whole * 0.55, ("left", "right")), (whole * 0.4, ("left", "right"))):
        lines, width, height = _size(pen, text, size, badge, width_px)
        for side in sides:
            left = {"left": margin, "middle": (pen.width - width) // 2, "right": pen.width - margin - width}[side]
            foot = pen.height - margin - height
            head = margin
            for box in sorted(taken, key=lambda box: box[1]):
                if left < box[2] + gap and box[0] - gap < left + width and head < box[3] + gap:
                    head = box[3] + gap
            name = "" if side == "middle" else f" {side} {width_px / whole:.2f}"
            for where, top in (("foot", foot), ("head", head)):
                if top >= 0 and top + height <= pen.height:
                    places.append(_Place((left, top, left + width, top + height), size, lines, where + name))
    if not places:
        lines, width, height = _size(pen, text, size, badge, whole)
        left, top = (pen.width - width) // 2, pen.height - margin - height
        places.append(_Place((left, top, left + width, top + height), size, lines, "foot"))
    return places


def _size(pen: Pen, text: str, size: float, badge: bool, width_px: float) -> tuple[tuple[str, ...], int, int]:
    """Break a sentence into lines; return them with the width and height of their box, pixels."""
    beside = 2 * pen.px(_EDGE) + (pen.px(_BADGE) if badge else 0)
    lines = tuple(pen.wrap(text, size, _WEIGHT, width_px - beside))
    width = max((pen.text_width(line, size, _WEIGHT) for line in lines), default=0) + beside
    return lines, width, len(lines) * pen.px(size * 1.2) + 2 * pen.px(_ABOVE)


def _along(points: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return points along the lines that join some, shape (n, 2); those that are not known are left out."""
    steps = np.linspace(0, 1, 9)[:, None]
    pieces = [a + (b - a) * steps for a, b in pairwise(points)]
    known = np.concatenate(pieces)
    return known[np.isfinite(known).all(axis=1)]


def _covered(box: Box, points: NDArray[np.float64], room: float) -> float:
    """Return which share of some points a box covers, or comes nearer to than `room`."""
    if len(points) == 0:
        return 0.0
    left, top, right, bottom = box
    low, high = (left - room, top - room), (right + room, bottom + room)
    return float(((points > low) & (points < high)).all(axis=1).mean())


def _overlap(one: Box, other: Box) -> float:
    """Return 1 where two boxes share anything."""
    return float(one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def _draw(pen: Pen, place: _Place, colour: Colour, band: Band | None) -> None:
    left, top, right, bottom = place.box
    edge, badge = pen.px(_EDGE), pen.px(_BADGE) if band else 0
    pen.panel((left, top, right, bottom), 10, opacity=0.8)
    pen.panel((left, top, left + pen.px(6), bottom), 3, colour, 1.0)
    if band:
        at: Point = (left + edge + pen.px(14), (top + bottom) / 2)
        symbol(pen, band, at, 14)
    step = pen.px(place.size * 1.2)
    for row, line in enumerate(place.lines):
        y = top + pen.px(_ABOVE) + (row + 0.5) * step
        pen.text(line, (left + edge + badge, y), place.size, WHITE, _WEIGHT)
