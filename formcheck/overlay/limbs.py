"""The judged limbs and their angles, drawn over the picture.

The bands are told apart without colour: green is a plain line and a tick in a disc, yellow a dashed line and an
exclamation mark in a triangle, red a double line and a cross in a square.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint
from formcheck.lunge.bands import worst
from formcheck.overlay.drawing import INK, PALE, WHITE, Box, Colour, Pen, Point
from formcheck.records import Band, Measurement, Side

COLOURS: Mapping[Band, Colour] = {Band.GREEN: (140, 208, 52), Band.YELLOW: (48, 200, 255), Band.RED: (82, 82, 255)}


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
            return points[Keypoint[f"{side.upper()}_{joint}"]]

        self.rear = [at(rear, joint) for joint in ("HIP", "KNEE", "ANKLE")]
        self.front = [at(front, joint) for joint in ("HIP", "KNEE", "ANKLE", "FOOT_INDEX")]
        self.mid_hip = (at("left", "HIP") + at("right", "HIP")) / 2
        self.mid_shoulder = (at("left", "SHOULDER") + at("right", "SHOULDER")) / 2


def draw_body(pen: Pen, body: Body, bands: Mapping[str, Band]) -> list[Box]:
    """Draw the limbs with their angles where they are judged, else thin lines that only say: the camera sees you.

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
    return _labels(pen, body, bands, labels)


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
    """A value to be written: which, its word, where, and on which side of there (-1 left, 1 right)."""

    quantity: str
    word: str
    anchor: Point
    side: float


def _seen(*points: NDArray[np.float64]) -> bool:
    return all(np.isfinite(p).all() for p in points)


def _faint(pen: Pen, body: Body) -> None:
    chains = (body.rear, body.front, [body.mid_hip, body.mid_shoulder])
    for chain in chains:
        for a, b in pairwise(chain):
            if _seen(a, b):
                pen.line(tuple(a), tuple(b), 2, PALE)


def _limbs(pen: Pen, body: Body, bands: Mapping[str, Band]) -> None:
    """Draw each limb in the band of the angle it shows."""
    lunge = worst(bands.get("rear_thigh_deg"), bands.get("lunge_deg"))
    parts = (
        (body.front[2], body.front[3], None),
        (body.rear[1], body.rear[2], None),
        (body.mid_hip, body.mid_shoulder, bands.get("trunk_deg")),
        (body.front[0], body.front[1], bands.get("front_knee_deg")),
        (body.front[1], body.front[2], worst(bands.get("front_knee_deg"), bands.get("front_shin_deg"))),
        (body.rear[0], body.rear[1], lunge),
    )
    for a, b, band in parts:
        if _seen(a, b):
            _limb(pen, tuple(a), tuple(b), band)
    for joint in (*body.rear, *body.front, body.mid_shoulder):
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
    """Draw the arcs and give the labels to be written beside them."""
    labels: list[_Label] = []
    hip, knee, ankle = body.front[:3]
    if _known(body, "front_knee_deg") and _seen(hip, knee, ankle):
        radius = 0.3 * min(_length(knee, hip), _length(knee, ankle))
        towards_hip, towards_ankle = _bearing(knee, hip), _bearing(knee, ankle)
        _sweep(pen, knee, towards_hip, towards_ankle, radius, bands.get("front_knee_deg"))
        labels.append(_Label("front_knee_deg", "knee", _shift(knee, body.forward * pen.px(20), 0), body.forward))
    for quantity, word, foot, top, share, side in (
        ("rear_thigh_deg", "thigh", body.rear[1], body.rear[0], 0.55, -1.0),
        ("trunk_deg", "trunk", body.mid_hip, body.mid_shoulder, 0.6, -1.0),
        ("front_shin_deg", "shin", ankle, knee, 0.55, 1.0),
    ):
        quiet = quantity == "front_shin_deg" and bands.get(quantity) in (None, Band.GREEN)
        if quiet or not _known(body, quantity) or not _seen(foot, top):
            continue
        radius = share * _length(foot, top)
        pen.dashes(tuple(foot), _shift(foot, 0, -1.25 * radius), 1.6, PALE, dash=3, gap=5)
        _sweep(pen, foot, -90, _bearing(foot, top), radius, bands.get(quantity))
        lean = share * (top[0] - foot[0]) * side * body.forward
        beside = (max(lean, 0.0) + pen.px(34)) * side * body.forward
        labels.append(_Label(quantity, word, _shift(foot, beside, -radius), side * body.forward))
    return labels


def _known(body: Body, quantity: str) -> bool:
    return math.isfinite(body.angles.get(quantity, math.nan))


def _length(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.hypot(*(a - b)))


def _shift(point: NDArray[np.float64], right: float, down: float) -> Point:
    return float(point[0] + right), float(point[1] + down)


def _labels(pen: Pen, body: Body, bands: Mapping[str, Band], labels: list[_Label]) -> list[Box]:
    """Write the values beside their arcs, none over another."""
    taken: list[Box] = []
    for quantity, word, anchor, side in labels:
        taken.append(_value(pen, word, body.angles[quantity], bands.get(quantity), anchor, side, taken))
        if quantity == "rear_thigh_deg" and bands.get("lunge_deg") in (Band.YELLOW, Band.RED):
            below = (anchor[0], anchor[1] + pen.px(30))
            taken.append(_value(pen, "lunge", body.angles["lunge_deg"], bands["lunge_deg"], below, side, taken))
    return taken


def _value(pen: Pen, word: str, value: float, band: Band | None, anchor: Point, side: float, taken: list[Box]) -> Box:
    """Write one value on a small panel."""
    whole = round(value)
    number = f"{'−' if whole < 0 else ''}{abs(whole)}°"
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
