"""What is drawn over the picture: the judged limbs, their angles, the hold clock and the cue."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.coaching.cues import TUCK_REMINDER
from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import DEFAULT, Catalogue, catalogue
from formcheck.messages.message import Message, message
from formcheck.overlay.banner import Banner
from formcheck.overlay.drawing import INK, PALE, WHITE, Box, Colour, Font, Pen
from formcheck.overlay.limbs import COLOURS, Body, draw_body
from formcheck.overlay.pelvis_gauge import draw_gauge, draw_stickers, write_word
from formcheck.overlay.tuck_dial import draw_dial
from formcheck.records import Assessment, Band, Cue, Level, Measurement, Side
from formcheck.settings import JudgingSettings

BLUE: Colour = (255, 190, 110)


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
    language
        Of the words.
    """

    def __init__(
        self,
        size_px: tuple[int, int],
        settings: JudgingSettings,
        *,
        mirror: bool = False,
        photo: bool = False,
        language: str = DEFAULT,
    ) -> None:
        self._size_px = size_px
        self._settings = settings
        self._mirror = mirror
        self._photo = photo
        self._words = catalogue(language)
        self._font = Font()
        self._banner = Banner()
        self._cue: Cue | None = None

    def draw(self, image: NDArray[np.uint8], assessment: Assessment, *, in_place: bool = False) -> NDArray[np.uint8]:
        """Return the picture with the assessment drawn on it.

        Parameters
        ----------
        image
            Shape (rows, columns, 3), uint8, BGR, un-mirrored.
        assessment
            What was found in it.
        in_place
            Whether the picture itself may be drawn on; one that is mirrored is copied all the same.

        Returns
        -------
        ndarray
            Shape of `image`, uint8, BGR.
        """
        shown = image[:, ::-1] if self._mirror else image
        canvas = np.ascontiguousarray(shown) if in_place else shown.copy()
        pen = Pen(canvas, self._font)
        body = Body(
            assessment.measurement,
            self._place(assessment.measurement.keypoints_px, pen),
            self._facing(assessment),
        )
        pelvis, band = assessment.measurement.pelvis, assessment.bands.get("tuck_deg")
        if body.judged:
            draw_gauge(pen, body, pelvis, band)
        written = draw_body(pen, body, assessment.bands, self._words)
        if body.judged:
            draw_stickers(pen, [(float(x), float(y)) for x, y in self._place(pelvis.points_px.values(), pen)])
            write_word(pen, body, pelvis, band, self._words, written)
        title = "" if self._photo else self._words.text(Message(f"phase.{assessment.phase}"))
        taken = _status(pen, title, _side_and_view(assessment.measurement, body.facing, self._words))
        if assessment.hold is not None:
            share = assessment.hold.good_s / self._settings.phases.hold_target_s
            taken.append(_clock(pen, assessment.hold.good_s, share, assessment.hold_running))
        if not self._photo:
            taken += draw_dial(pen, assessment, self._settings, self._words)
        self._say(pen, assessment, body, written, taken)
        return canvas

    def _place(self, points_px: Iterable[Sequence[float]], pen: Pen) -> NDArray[np.float64]:
        """Points, shape (n, 2), in pixels of the picture drawn on."""
        scale = np.array([pen.width / self._size_px[0], pen.height / self._size_px[1]])
        points: NDArray[np.float64] = np.array(list(points_px), dtype=float).reshape(-1, 2) * scale
        if self._mirror:
            points[:, 0] = pen.width - 1 - points[:, 0]
        return points

    def _facing(self, assessment: Assessment) -> Side | None:
        """Which way the person faces in the picture as it is shown."""
        facing = assessment.measurement.facing
        if facing is None or not self._mirror:
            return facing
        return "left" if facing == "right" else "right"

    def _say(self, pen: Pen, assessment: Assessment, body: Body, written: list[Box], taken: list[Box]) -> None:
        """Show the cue for as long as it can be read; what is missing takes its place."""
        if assessment.cue is not None:
            self._cue = assessment.cue
        if self._cue is not None and not 0 <= assessment.time_s - self._cue.time_s <= self._settings.coaching.shown_s:
            self._cue = None
        if self._cue is not None and _is_over(self._cue, assessment):
            self._cue = None
        if assessment.message is not None:
            self._banner.write(pen, self._words.text(assessment.message), BLUE, None, body, written, taken)
        elif self._cue is not None:
            band = {"praise": Band.GREEN, "remind": None, "guide": None}.get(self._cue.kind, Band.RED)
            colour = COLOURS[band] if band else BLUE
            self._banner.write(pen, self._words.text(self._cue.message), colour, band, body, written, taken)


def _is_over(cue: Cue, assessment: Assessment) -> bool:
    """Whether a cue is true no longer: its fault has ended, praise is past red, the tuck it reminds of is there."""
    if isinstance(cue.kind, FaultKind):
        return cue.kind in {fault.kind for fault in assessment.ended_faults}
    if cue.kind == "remind":
        return cue.message == TUCK_REMINDER and assessment.measurement.pelvis.statement == "tucked"
    return cue.kind == "praise" and Band.RED in assessment.bands.values()


def _status(pen: Pen, title: str, line: str) -> list[Box]:
    """Write the phase, and under it in small letters the side and the view; return the box, if there is one."""
    rows = [row for row in ((title, 21, 600, WHITE, 24), (line, 13, 400, PALE, 19)) if row[0]]
    if not rows:
        return []
    left, y, edge = pen.px(10), pen.px(10) + pen.px(5), pen.px(11)
    width = max(pen.text_width(text, size, weight) for text, size, weight, _, _ in rows) + 2 * edge
    height = sum(pen.px(room) for *_, room in rows)
    box = (left, pen.px(10), left + width, y + height + pen.px(5))
    pen.panel(box)
    for text, size, weight, colour, room in rows:
        pen.text(text, (left + edge, y + pen.px(room) / 2), size, colour, weight)
        y += pen.px(room)
    return [box]


def _side_and_view(measurement: Measurement, facing: Side | None, words: Catalogue) -> str:
    parts = []
    if facing:
        parts.append(words.text(Message(f"overlay.facing_{facing}")))
    if measurement.rear_side and measurement.half_kneeling:
        parts.append(words.text(Message(f"overlay.{measurement.rear_side}_knee")))
    if math.isfinite(measurement.view_off_side_deg):
        view = next((gate.level for gate in measurement.gates if gate.name == "view"), Level.PASS)
        warning = "" if view is Level.PASS else " (!)"
        parts.append(words.text(message("overlay.off_side", angle=measurement.view_off_side_deg)) + warning)
    return " · ".join(parts).capitalize()


def _clock(pen: Pen, good_s: float, share: float, running: bool) -> Box:
    """Draw the ring that fills towards the target; it turns amber with two bars where the clock stands still.

    Returns
    -------
    tuple
        Its box, pixels.
    """
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
    half = pen.px(43)
    return (round(centre[0]) - half, round(centre[1]) - half, round(centre[0]) + half, round(centre[1]) + half)
