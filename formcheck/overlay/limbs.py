"""The judged limbs and their angles, drawn over the picture.

The bands differ without colour, too: green is a plain line and a tick in a disc, yellow a dashed line and an
exclamation mark in a triangle, red a double line and a cross in a square.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint
from formcheck.lunge.bands import limb_bands
from formcheck.lunge.quantities import LIMBS, TABLE, Arc
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.formats import degrees
from formcheck.messages.message import Message
from formcheck.overlay.drawing import INK, PALE, WHITE, Box, Colour, Pen, Point
from formcheck.records import Band, Measurement, Side

COLOURS: Mapping[Band, Colour] = {Band.GREEN: (140, 208, 52), Band.YELLOW: (48, 200, 255), Band.RED: (82, 82, 255)}

_ARCS = sorted(((line, line.arc) for line in TABLE if line.arc), key=lambda each: each[1].quiet)
_JOINTS = {point for limb in LIMBS.values() for point in limb} - {"hips"}
"""Points that are marked; the middle of the hips is none that anybody could point at."""


class Body:
    """The joints by their part in the lunge.

    Parameters
    ----------
    measurement
        What was measured.
    points
        Shape (33, 2), its keypoints in pixels of the picture shown; NaN where not known.
    facing
        Which way the person faces in the picture shown.
    """

    def __init__(self, measurement: Measurement, points: NDArray[np.float64], facing: Side | None) -> None:
        self.angles = measurement.angles_deg
        self.facing = facing
        self.forward = -1.0 if facing == "left" else 1.0
        self.judged = bool(measurement.half_kneeling) and measurement.rear_side is not None and facing is not None
        rear = measurement.rear_side or "left"
        front = "left" if rear == "right" else "right"

        def at(side: str, joint: str) -> NDArray[np.float64]:
            point: NDArray[np.float64] = points[Keypoint[f"{side.upper()}_{joint}"]]
            return point

        self.points = {
            f"{leg}.{point}": at(side, joint)
            for leg, side in (("rear", rear), ("front", front))
            for point, joint in (("hip", "HIP"), ("knee", "KNEE"), ("ankle", "ANKLE"), ("toe", "FOOT_INDEX"))
        }
        self.points["hips"] = (at("left", "HIP") + at("right", "HIP")) / 2
        self.points["shoulders"] = (at("left", "SHOULDER") + at("right", "SHOULDER")) / 2

    def places(self, points: Iterable[str]) -> list[NDArray[np.float64]]:
        """Return where points are, named as in `formcheck.lunge.quantities`, pixels."""
        return [self.points[point] for point in points]


def draw_body(pen: Pen, body: Body, bands: Mapping[str, Band], words: Catalogue) -> list[Box]:
    """Draw the limbs with their angles where they are judged, else thin lines that only say: the camera sees you.

    Parameters
    ----------
    pen, body
        What is drawn, and on which picture.
    bands
        Band of each judged quantity.
    words
        Language of the labels.

    Returns
    -------
    list
        The boxes of what was written.
    """
    if not body.judged:
        _faint(pen, body)
        return []
    labels = _angles(pen, body, bands)
    _limbs(pen, body, bands)
    return _labels(pen, body, bands, labels, words)


def symbol(pen: Pen, band: Band, centre: Point, radius: float) -> None:
    """Draw the sign of a band: tick in a disc, exclamation mark in a triangle, cross in a square."""
    x, y = centre
    r = radius * pen.unit
    if band is Band.GREEN:
        pen.dot(centre, radius, COLOURS[band])
        tick = [(x - 0.48 * r, y + 0.02 * r), (x - 0.12 * r, y + 0.4 * r), (x + 0.5 * r, y - 0.38 * r)]
        pen.path(tick, 0.3 * radius, INK)
    elif band is Band.YELLOW:
        pen.polygon([(x, y - 1.1 * r), (x + 1.15 * r, y + 0.9 * r), (x - 1.15 * r, y + 0.9 * r)], COLOURS[band])
        pen.line((x, y - 0.4 * r), (x, y + 0.25 * r), 0.28 * radius, INK)
        pen.dot((x, y + 0.62 * r), 0.16 * radius, INK)
    else:
        side = 0.92 * r
        corners = [(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)]
        pen.polygon(corners, COLOURS[band])
        for slope in (-1, 1):
            pen.line((x - 0.5 * r, y - 0.5 * r * slope), (x + 0.5 * r, y + 0.5 * r * slope), 0.3 * radius, INK)


class _Label(NamedTuple):
    """A value to be written: which, where, and on which side of there (-1 left, 1 right)."""

    quantity: str
    anchor: Point
    side: float


def _seen(*points: NDArray[np.float64]) -> bool:
    return all(np.isfinite(p).all() for p in points)


def _faint(pen: Pen, body: Body) -> None:
    for limb in LIMBS.values():
        a, b = body.places(limb)
        if _seen(a, b):
            pen.line(tuple(a), tuple(b), 2, PALE)


def _limbs(pen: Pen, body: Body, bands: Mapping[str, Band]) -> None:
    """Draw each limb in the band of the angles it shows, and the joints over it."""
    shown = limb_bands(bands)
    for name, limb in LIMBS.items():
        a, b = body.places(limb)
        if _seen(a, b):
            _limb(pen, tuple(a), tuple(b), shown.get(name))
    for joint in (body.points[point] for point in body.points if point in _JOINTS):
        if _seen(joint):
            pen.dot(tuple(joint), 5, INK)
            pen.dot(tuple(joint), 3.5, WHITE)


def _limb(pen: Pen, a: Point, b: Point, band: Band | None) -> None:
    if band is None:
        pen.line(a, b, 5, INK)
        pen.line(a, b, 3, PALE)
    elif band is Band.GREEN:
        pen.line(a, b, 7, INK)
        pen.line(a, b, 5, COLOURS[band])
    elif band is Band.YELLOW:
        pen.line(a, b, 7, INK)
        pen.dashes(a, b, 5, COLOURS[band])
    else:
        pen.line(a, b, 11, INK)
        pen.line(a, b, 9, COLOURS[band])
        pen.line(a, b, 2.5, INK)


def _bearing(centre: NDArray[np.float64], point: NDArray[np.float64]) -> float:
    """Direction on the screen, degrees clockwise from image-right."""
    return math.degrees(math.atan2(point[1] - centre[1], point[0] - centre[0]))


def _sweep(pen: Pen, centre: NDArray[np.float64], a: float, b: float, radius_px: float, band: Band | None) -> None:
    """Draw the arc between two bearings, the short way round."""
    turn = (b - a + 180) % 360 - 180
    start, end = sorted((a, a + turn))
    pen.arc(tuple(centre), radius_px, start, end, 4, INK)
    pen.arc(tuple(centre), radius_px, start, end, 2.2, COLOURS[band] if band else PALE)


def _angles(pen: Pen, body: Body, bands: Mapping[str, Band]) -> list[_Label]:
    """Draw the arcs and give the labels to be written beside them, what is always drawn before the rest."""
    labels: list[_Label] = []
    for line, arc in _ARCS:
        band = bands.get(line.name)
        if (arc.quiet and band in (None, Band.GREEN)) or not _known(body, line.name):
            continue
        places = body.places(line.points)
        if _seen(*places):
            draw = _inner_angle if len(places) == 3 else _lean
            anchor, side = draw(pen, body, arc, band, *places)
            labels.append(_Label(line.name, anchor, side))
    return labels


def _inner_angle(
    pen: Pen,
    body: Body,
    arc: Arc,
    band: Band | None,
    a: NDArray[np.float64],
    vertex: NDArray[np.float64],
    b: NDArray[np.float64],
) -> tuple[Point, float]:
    """Draw the arc between two limbs; return where its value is written, and on which side of there."""
    radius = arc.share * min(_length(vertex, a), _length(vertex, b))
    _sweep(pen, vertex, _bearing(vertex, a), _bearing(vertex, b), radius, band)
    side = arc.side * body.forward
    return _shift(vertex, side * pen.px(20), 0), side


def _lean(
    pen: Pen, body: Body, arc: Arc, band: Band | None, foot: NDArray[np.float64], top: NDArray[np.float64]
) -> tuple[Point, float]:
    """Draw the arc between a line and the vertical through its foot; return as `_inner_angle` does."""
    radius = arc.share * _length(foot, top)
    pen.dashes(tuple(foot), _shift(foot, 0, -1.25 * radius), 1.6, PALE, dash=3, gap=5)
    _sweep(pen, foot, -90, _bearing(foot, top), radius, band)
    side = arc.side * body.forward
    lean = arc.share * (top[0] - foot[0]) * side
    return _shift(foot, (max(lean, 0.0) + pen.px(34)) * side, -radius), side


def _known(body: Body, quantity: str) -> bool:
    return math.isfinite(body.angles.get(quantity, math.nan))


def _length(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.hypot(*(a - b)))


def _shift(point: NDArray[np.float64], right: float, down: float) -> Point:
    return float(point[0] + right), float(point[1] + down)


def _labels(pen: Pen, body: Body, bands: Mapping[str, Band], labels: list[_Label], words: Catalogue) -> list[Box]:
    """Write the values beside their arcs, none over another."""
    taken: list[Box] = []
    for name, anchor, side in labels:
        taken.append(_value(pen, _word(name, words), body.angles[name], bands.get(name), anchor, side, taken))
        for change in (line.name for line in TABLE if line.neutral_of == name and line.limbs):
            if bands.get(change) in (Band.YELLOW, Band.RED):
                below = (anchor[0], anchor[1] + pen.px(30))
                taken.append(_value(pen, _word(change, words), body.angles[change], bands[change], below, side, taken))
    return taken


def _word(quantity: str, words: Catalogue) -> str:
    return words.text(Message(f"quantity.{quantity}.label"))


def _value(pen: Pen, word: str, value: float, band: Band | None, anchor: Point, side: float, taken: list[Box]) -> Box:
    """Write one value on a small panel."""
    number = degrees(value)
    height, edge, badge = pen.px(25), pen.px(6), pen.px(20) if band else 0
    word_width, number_width = pen.text_width(word, 12.5, 400), pen.text_width(number, 18, 650)
    width = edge + badge + number_width + pen.px(5) + word_width + edge
    left = anchor[0] + (side - 1) / 2 * width
    left = round(min(max(left, pen.px(4)), pen.width - width - pen.px(4)))
    top = round(min(max(anchor[1] - height / 2, pen.px(4)), pen.height - height - pen.px(4)))
    for box in taken:
        if left < box[2] and box[0] < left + width and top < box[3] and box[1] < top + height:
            top = box[3] + pen.px(3)
    pen.panel((left, top, left + width, top + height), 6)
    middle, x = top + height / 2, left + edge
    if band:
        symbol(pen, band, (x + badge / 2 - pen.px(2), middle), 7.5)
        x += badge
    x += pen.text(number, (x, middle), 18, WHITE, 650) + pen.px(5)
    pen.text(word, (x, middle + pen.px(1)), 12.5, PALE, 400)
    return left, top, left + width, top + height
