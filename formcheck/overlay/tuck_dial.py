"""The dial of the tuck, as on the patient's page: from the own arch over the neutral to the own tuck, with its zones.

A grey half circle; from where it counts the target is a thick green arc, the arch a dashed red one; the needle is where
the pelvis is, the pale arc behind it its uncertainty. While the own range is being shown there are no zones: what was
asked for is neither right nor wrong. Grey and without a needle where the pelvis is not observed.
"""

from __future__ import annotations

import math

from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message
from formcheck.overlay.drawing import INK, PALE, WHITE, Box, Colour, Pen, Point
from formcheck.overlay.limbs import COLOURS
from formcheck.records import Assessment, Band, Phase
from formcheck.settings import JudgingSettings

END = 1.25
"""The needle goes no further; that is the end of the half circle."""
_WITH_DIAL = (Phase.CALIBRATE, Phase.TUCK, Phase.HOLD)
_RADIUS, _EDGE, _TOP = 38.0, 10.0, 116.0
"""Units of a 480-line picture; it hangs under the clock of the hold."""
_DASHES = 4
_GREY: Colour = (104, 98, 88)


def draw_dial(pen: Pen, assessment: Assessment, settings: JudgingSettings, words: Catalogue) -> list[Box]:
    """Draw it where something observes the pelvis, from the first neutral to the end of the kneel.

    Returns
    -------
    list
        Its box, pixels, where it is drawn.
    """
    pelvis = assessment.measurement.pelvis
    if assessment.phase not in _WITH_DIAL or (pelvis.source == "none" and pelvis.reason is None):
        return []
    radius, edge = pen.px(_RADIUS), pen.px(_EDGE)
    centre = (float(pen.width - 2 * edge - radius - pen.px(4)), float(pen.px(_TOP) + edge + radius))
    left, right = round(centre[0] - radius - edge - pen.px(4)), pen.width - edge
    bottom = round(centre[1] + pen.px(24))
    box = (left, pen.px(_TOP) - pen.px(2), right, bottom)
    pen.panel(box, 8)
    _arc(pen, centre, -END, END, 9, _GREY)
    observed = math.isfinite(pelvis.on_dial)
    if observed and assessment.phase is not Phase.CALIBRATE:
        zones = settings.pelvis.own_range
        _arc(pen, centre, zones.tucked, END, 14, COLOURS[Band.GREEN])
        step = (END - zones.arching) / _DASHES
        for start in range(_DASHES):
            _arc(pen, centre, -END + start * step, -END + (start + 0.3) * step, 9, COLOURS[Band.RED])
    pen.line(_end(centre, 0.0, radius - 6 * pen.unit), _end(centre, 0.0, radius + 7 * pen.unit), 2, WHITE)
    if observed:
        sd = pelvis.on_dial_sd if math.isfinite(pelvis.on_dial_sd) else 0.0
        _arc(pen, centre, pelvis.on_dial - sd, pelvis.on_dial + sd, 5, PALE)
        tip = _end(centre, pelvis.on_dial, radius - 2 * pen.unit)
        pen.line(centre, tip, 6, INK)
        pen.line(centre, tip, 4, WHITE)
        pen.dot(centre, 4.5, WHITE)
    for code, at in (("arch", -1), ("tuck", 1)):
        word = words.text(Message(f"overlay.dial_{code}"))
        width = pen.text_width(word, 12, 500)
        x = centre[0] + at * (radius + pen.px(4)) - (width if at > 0 else 0)
        pen.text(word, (x, centre[1] + pen.px(14)), 12, PALE, 500)
    return [box]


def _arc(pen: Pen, centre: Point, start: float, end: float, width: float, colour: Colour) -> None:
    """Draw the piece of the half circle between two places on the dial."""
    if end > start:
        pen.arc(centre, pen.px(_RADIUS), -90 + _turn_deg(start), -90 + _turn_deg(end), width, colour)


def _end(centre: Point, at: float, radius: float) -> Point:
    turn = math.radians(_turn_deg(at))
    return centre[0] + radius * math.sin(turn), centre[1] - radius * math.cos(turn)


def _turn_deg(at: float) -> float:
    return 90 * min(max(at, -END), END) / END
