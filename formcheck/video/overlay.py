"""What is drawn over the picture: the judged limbs, their angles, the hold clock and the cue.

The bands are told apart without colour: green is a plain line and a tick in a disc, yellow a dashed line and an
exclamation mark in a triangle, red a double line and a cross in a square.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.assessment import Assessment, Band, Cue, Level, Measurement, Phase, Side
from formcheck.pose.body import Keypoint
from formcheck.settings import Settings
from formcheck.video.drawing import INK, PALE, WHITE, Box, Colour, Font, Pen, Point

COLOURS: Mapping[Band, Colour] = {Band.GREEN: (140, 208, 52), Band.YELLOW: (48, 200, 255), Band.RED: (82, 82, 255)}
BLUE: Colour = (255, 190, 110)
_SEVERITY = (None, Band.GREEN, Band.YELLOW, Band.RED)

PHASE_NAMES: Mapping[Phase, str] = {
    Phase.SCREEN: "Before you start",
    Phase.FRAME: "Getting you in the picture",
    Phase.SETUP: "Take your position",
    Phase.BASELINE: "Keep still",
    Phase.CALIBRATE: "Calibrate",
    Phase.TUCK: "Tuck",
    Phase.HOLD: "Hold",
    Phase.RELEASE: "Release",
    Phase.SWITCH: "Switch sides",
    Phase.DONE: "Done",
}


class Overlay:
    """Draws assessments on pictures.

    It remembers one thing: the last cue, which stays to be read for a few seconds.

    Parameters
    ----------
    size_px
        Width and height of the picture the keypoints are measured in; the picture drawn on may have another size.
    settings
        The hold target, and how long a cue stays.
    mirror
        Mirror the picture (not the words), as a person at a webcam expects to see themselves.
    photo
        A single picture: there is no phase to name.
    """

    def __init__(
        self, size_px: tuple[int, int], settings: Settings, *, mirror: bool = False, photo: bool = False
    ) -> None:
        self._size_px = size_px
        self._settings = settings
        self._mirror = mirror
        self._photo = photo
        self._font = Font()
        self._cue: Cue | None = None

    def draw(self, image: NDArray[np.uint8], assessment: Assessment) -> NDArray[np.uint8]:
        """Return a copy of the picture with the assessment drawn on it.

        Parameters
        ----------
        image
            Shape (rows, columns, 3), uint8, BGR, un-mirrored.
        assessment
            What was found in it.

        Returns
        -------
        ndarray
            Shape of `image`, uint8, BGR.
        """
        canvas = image[:, ::-1].copy() if self._mirror else image.copy()
        pen = Pen(canvas, self._font)
        body = _Body(assessment.measurement, self._points(assessment.measurement, pen), self._facing(assessment))
        if body.judged:
            labels = _angles(pen, body, assessment.bands)
            _limbs(pen, body, assessment.bands)
            _labels(pen, body, assessment.bands, labels)
        else:
            _faint(pen, body)
        title = "" if self._photo else PHASE_NAMES[assessment.phase]
        _status(pen, title, _side_and_view(assessment.measurement, body.facing))
        if assessment.hold is not None:
            share = assessment.hold.good_s / self._settings.phases.hold_target_s
            _clock(pen, assessment.hold.good_s, share, assessment.hold_running)
        self._banner(pen, assessment)
        return canvas

    def _points(self, measurement: Measurement, pen: Pen) -> NDArray[np.float64]:
        """Keypoints in pixels of the picture drawn on."""
        points = measurement.keypoints_px * np.array([pen.width / self._size_px[0], pen.height / self._size_px[1]])
        if self._mirror:
            points[:, 0] = pen.width - 1 - points[:, 0]
        return points

    def _facing(self, assessment: Assessment) -> Side | None:
        """Which way the person faces in the picture as it is shown."""
        facing = assessment.measurement.facing
        if facing is None or not self._mirror:
            return facing
        return "left" if facing == "right" else "right"

    def _banner(self, pen: Pen, assessment: Assessment) -> None:
        """Show the cue for as long as it can be read; what is missing takes its place."""
        if assessment.cue is not None:
            self._cue = assessment.cue
        if self._cue is not None and not 0 <= assessment.time_s - self._cue.time_s <= self._settings.coaching.shown_s:
            self._cue = None
        if assessment.message:
            _sentence(pen, assessment.message, BLUE, None)
        elif self._cue is not None:
            band = {"praise": Band.GREEN, "remind": None, "guide": None}.get(self._cue.kind, Band.RED)
            _sentence(pen, self._cue.text, COLOURS[band] if band else BLUE, band)


class _Body:
    """The joints by their part in the lunge, in pixels of the picture shown."""

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


def _worst(*bands: Band | None) -> Band | None:
    return max(bands, key=_SEVERITY.index)


def _seen(*points: NDArray[np.float64]) -> bool:
    return all(np.isfinite(p).all() for p in points)


def _faint(pen: Pen, body: _Body) -> None:
    """Thin lines that only say: the camera sees you."""
    chains = (body.rear, body.front, [body.mid_hip, body.mid_shoulder])
    for chain in chains:
        for a, b in pairwise(chain):
            if _seen(a, b):
                pen.line(tuple(a), tuple(b), 2, PALE)


def _limbs(pen: Pen, body: _Body, bands: Mapping[str, Band]) -> None:
    """Draw each limb in the band of the angle it shows."""
    lunge = _worst(bands.get("rear_thigh_deg"), bands.get("lunge_deg"))
    parts = (
        (body.front[2], body.front[3], None),
        (body.rear[1], body.rear[2], None),
        (body.mid_hip, body.mid_shoulder, bands.get("trunk_deg")),
        (body.front[0], body.front[1], bands.get("front_knee_deg")),
        (body.front[1], body.front[2], _worst(bands.get("front_knee_deg"), bands.get("front_shin_deg"))),
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


def _angles(pen: Pen, body: _Body, bands: Mapping[str, Band]) -> list[tuple[str, str, Point, float]]:
    """Draw the arcs; give each label's quantity, word, anchor, and on which side of it it stands."""
    labels: list[tuple[str, str, Point, float]] = []
    hip, knee, ankle = body.front[:3]
    if _known(body, "front_knee_deg") and _seen(hip, knee, ankle):
        radius = 0.3 * min(_length(knee, hip), _length(knee, ankle))
        towards_hip, towards_ankle = _bearing(knee, hip), _bearing(knee, ankle)
        _sweep(pen, knee, towards_hip, towards_ankle, radius, bands.get("front_knee_deg"))
        labels.append(("front_knee_deg", "knee", _shift(knee, body.forward * pen.px(20), 0), body.forward))
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
        labels.append((quantity, word, _shift(foot, beside, -radius), side * body.forward))
    return labels


def _known(body: _Body, quantity: str) -> bool:
    return math.isfinite(body.angles.get(quantity, math.nan))


def _length(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.hypot(*(a - b)))


def _shift(point: NDArray[np.float64], right: float, down: float) -> Point:
    return float(point[0] + right), float(point[1] + down)


def _labels(pen: Pen, body: _Body, bands: Mapping[str, Band], labels: list[tuple[str, str, Point, float]]) -> list[Box]:
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


def _status(pen: Pen, title: str, line: str) -> None:
    """Write the phase, and under it in small letters the side and the view."""
    rows = [row for row in ((title, 21, 600, WHITE, 24), (line, 13, 400, PALE, 19)) if row[0]]
    if not rows:
        return
    left, y, edge = pen.px(10), pen.px(10) + pen.px(5), pen.px(11)
    width = max(pen.text_width(text, size, weight) for text, size, weight, _, _ in rows) + 2 * edge
    height = sum(pen.px(room) for *_, room in rows)
    pen.panel((left, pen.px(10), left + width, y + height + pen.px(5)))
    for text, size, weight, colour, room in rows:
        pen.text(text, (left + edge, y + pen.px(room) / 2), size, colour, weight)
        y += pen.px(room)


def _side_and_view(measurement: Measurement, facing: Side | None) -> str:
    parts = []
    if facing:
        parts.append(f"facing {facing}")
    if measurement.rear_side and measurement.half_kneeling:
        parts.append(f"{measurement.rear_side} knee down")
    if math.isfinite(measurement.view_off_side_deg):
        view = next((gate.level for gate in measurement.gates if gate.name == "view"), Level.PASS)
        warning = "" if view is Level.PASS else " (!)"
        parts.append(f"camera {round(measurement.view_off_side_deg)}° off the side{warning}")
    return " · ".join(parts).capitalize()


def _clock(pen: Pen, good_s: float, share: float, running: bool) -> None:
    """Draw the ring that fills towards the target; it turns amber with two bars where the clock stands still."""
    radius = pen.px(33)
    centre = (pen.width - radius - pen.px(20), radius + pen.px(20))
    colour = COLOURS[Band.GREEN] if running or share >= 1 else COLOURS[Band.YELLOW]
    pen.dot(centre, 43, INK)
    pen.arc(centre, radius, 0, 360, 8, (84, 74, 66))
    if share > 0:
        pen.arc(centre, radius, -90, -90 + 360 * min(share, 1.0), 8, colour)
    seconds = f"{math.floor(good_s)}"
    lift = 0 if running else pen.px(5)
    unit_width = pen.text_width("s", 13, 400)
    width = pen.text_width(seconds, 24, 650) + pen.px(2) + unit_width
    x = centre[0] - width / 2
    x += pen.text(seconds, (x, centre[1] - lift), 24, WHITE, 650) + pen.px(2)
    pen.text("s", (x, centre[1] - lift + pen.px(3)), 13, PALE, 400)
    if not running:
        top, bottom = centre[1] + 10 * pen.unit, centre[1] + 20 * pen.unit
        for left in (-5.5 * pen.unit, 1.5 * pen.unit):
            x0, x1 = centre[0] + left, centre[0] + left + 4 * pen.unit
            pen.polygon([(x0, top), (x1, top), (x1, bottom), (x0, bottom)], colour)


def _sentence(pen: Pen, text: str, colour: Colour, band: Band | None) -> None:
    """Write one sentence in large letters on a banner at the foot of the picture."""
    size, weight = 29, 600
    margin, edge, badge = pen.px(10), pen.px(16), pen.px(40) if band else 0
    lines = pen.wrap(text, size, weight, pen.width - 2 * margin - 2 * edge - badge)
    width = max(pen.text_width(line, size, weight) for line in lines) + 2 * edge + badge
    step = pen.px(size * 1.2)
    left, bottom = (pen.width - width) // 2, pen.height - margin
    top = bottom - len(lines) * step - 2 * pen.px(7)
    pen.panel((left, top, left + width, bottom), 10, opacity=0.8)
    pen.panel((left, top, left + pen.px(6), bottom), 3, colour, 1.0)
    if band:
        symbol(pen, band, (left + edge + pen.px(14), (top + bottom) / 2), 14)
    for row, line in enumerate(lines):
        pen.text(line, (left + edge + badge, top + pen.px(7) + (row + 0.5) * step), size, WHITE, weight)
