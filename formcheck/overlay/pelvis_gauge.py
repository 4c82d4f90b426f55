"""The pelvis, drawn as a gauge at the hip: how far it is turned from the own neutral, in the colour of its band.

A dashed level line is the neutral; the wedge opens from it, front end up for a tuck, down for an arch. It opens three
times as far as the pelvis turns, because a few degrees would hardly show, and bears no number. Filled, with its
word, where something may be said; hollow and grey where not; nothing where the pelvis is not observed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message
from formcheck.overlay.drawing import INK, PALE, WHITE, Box, Pen, Point
from formcheck.overlay.limbs import COLOURS, Body, symbol
from formcheck.records import Band, PelvisEstimate

GAIN = 3.0
"""Degrees drawn for each degree of the pelvis."""
_STEEPEST_DEG = 45.0
_REACH = 0.36
"""Half the length of the pelvis drawn, trunk lengths."""
_GREY = (150, 146, 140)


def draw_gauge(pen: Pen, body: Body, pelvis: PelvisEstimate, band: Band | None) -> None:
    """Draw the wedge; what is drawn later, the limbs, lies over it."""
    hip, reach = _place(body)
    tuck_deg = body.angles.get("tuck_deg", math.nan)
    if pelvis.source == "none" or not math.isfinite(tuck_deg + reach):
        return
    turn = math.radians(min(max(GAIN * tuck_deg, -_STEEPEST_DEG), _STEEPEST_DEG))
    clear = pelvis.statement not in ("", "no clear change") and band is not None
    colour = COLOURS[band] if clear and band else _GREY
    front, back = _end(hip, body.forward * reach, turn), _end(hip, -body.forward * reach, -turn)
    level_front, level_back = _end(hip, body.forward * reach, 0.0), _end(hip, -body.forward * reach, 0.0)
    if clear:
        for level, end in ((level_front, front), (level_back, back)):
            pen.polygon([hip, level, end], colour)
    pen.dashes(level_back, level_front, 1.6, PALE, dash=3, gap=5)
    pen.line(back, front, 11 if clear else 6, INK)
    pen.line(back, front, 7 if clear else 3, colour)
    for end in (front, back):
        pen.dot(end, 7 if clear else 4.5, INK)
        pen.dot(end, 5 if clear else 3, WHITE if clear else colour)


def draw_stickers(pen: Pen, points: Iterable[Point]) -> None:
    """Ring the stickers that were found."""
    for point in points:
        pen.arc(point, pen.px(8), 0, 360, 3.2, INK)
        pen.arc(point, pen.px(8), 0, 360, 1.6, WHITE)


def write_word(
    pen: Pen, body: Body, pelvis: PelvisEstimate, band: Band | None, words: Catalogue, taken: list[Box]
) -> None:
    """Write the one word behind the hip, clear of what is written already."""
    if band is None or pelvis.statement in ("", "no clear change"):
        return
    word = words.text(Message(f"statement.{pelvis.statement.replace(' ', '_')}")).upper()
    hip, reach = _place(body)
    height, edge, badge = pen.px(34), pen.px(8), pen.px(27)
    width = 2 * edge + badge + pen.text_width(word, 21, 700)
    behind = hip[0] - body.forward * (reach + pen.px(16))
    left = round(behind - (width if body.forward > 0 else 0))
    left = min(max(left, pen.px(4)), pen.width - width - pen.px(4))
    top = round(min(max(hip[1] - height / 2, pen.px(4)), pen.height - height - pen.px(4)))
    for box in sorted(taken, key=lambda box: box[1], reverse=True):
        if left < box[2] and box[0] < left + width and top < box[3] and box[1] < top + height:
            top = box[1] - height - pen.px(3)
    pen.panel((left, top, left + width, top + height), 7, opacity=0.82)
    symbol(pen, band, (left + edge + pen.px(10), top + height / 2), 10.5)
    pen.text(word, (left + edge + badge, top + height / 2), 21, WHITE, 700)


def _place(body: Body) -> tuple[Point, float]:
    """Middle of the hips, and how far the pelvis is drawn to each side of it, pixels; NaN where not known."""
    hip: NDArray[np.float64] = body.points["hips"]
    return (float(hip[0]), float(hip[1])), _REACH * float(np.hypot(*(body.points["shoulders"] - hip)))


def _end(hip: Point, reach: float, up: float) -> Point:
    """End of a line from the hip that is raised by an angle, radians."""
    return hip[0] + reach * math.cos(up), hip[1] - abs(reach) * math.sin(up)
