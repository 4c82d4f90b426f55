"""Left against right: the same angles in the holds of both sides."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.error_figures import within_95
from formcheck.lunge.targets import targets
from formcheck.messages.words import QUANTITY_NAMES, degrees, seconds
from formcheck.records import Side
from formcheck.results.series import TILT_SD, Series
from formcheck.results.summary import Summary


@dataclass(frozen=True)
class SymmetryRow:
    """One line of the comparison, in words.

    Attributes
    ----------
    name
        Of the angle.
    left, right
        Its median in the holds with that knee down.
    difference
        Left minus right, with its sign.
    word
        ``clear`` or ``no clear difference``; empty where nothing may be said.
    """

    name: str
    left: str
    right: str
    difference: str = ""
    word: str = ""


def smallest_difference(quantity: str, sds_deg: tuple[float, float] = (math.nan, math.nan)) -> float:
    """Return the smallest difference between two measurements that means something; NaN where none is known.

    Both err, so it must exceed √2 times what 95 % of the errors stay within. Of the tuck, whose uncertainty each
    measurement tells itself, that is 1.96 · √(sd₁² + sd₂²).

    Parameters
    ----------
    quantity
        Name of an angle, or ``longest_hold_s``.
    sds_deg
        Standard deviations of the tuck in both measurements, degrees.
    """
    if quantity == "tuck_deg":
        return 1.96 * math.hypot(*sds_deg)
    return math.sqrt(2) * within_95(quantity)


def left_against_right(summary: Summary, series: Series) -> list[SymmetryRow]:
    """Compare the holds of both sides; empty where only one has any."""
    if len({hold.rear_side for hold in summary.holds}) < 2:
        return []
    good = {side: sum(h.good_s for h in summary.holds if h.rear_side == side) for side in ("left", "right")}
    rows = [SymmetryRow("Held in good form", seconds(good["left"]), seconds(good["right"]))]
    names = targets(summary.settings, summary.pelvis.source)
    for name in sorted(names, key=lambda name: name != "tuck_deg"):
        left, right = (_median(summary, series, name, side) for side in ("left", "right"))
        sds = (_median(summary, series, TILT_SD, "left"), _median(summary, series, TILT_SD, "right"))
        rows.append(_row(QUANTITY_NAMES[name], left, right, smallest_difference(name, sds)))
    return rows


def _row(name: str, left: float, right: float, smallest: float) -> SymmetryRow:
    known = math.isfinite(left) and math.isfinite(right)
    left_words, right_words = (degrees(value) if math.isfinite(value) else "–" for value in (left, right))
    if not known:
        return SymmetryRow(name, left_words, right_words)
    apart = left - right
    word = "" if math.isnan(smallest) else "clear" if abs(apart) > smallest else "no clear difference"
    return SymmetryRow(name, left_words, right_words, ("+" if round(apart) > 0 else "") + degrees(apart), word)


def _median(summary: Summary, series: Series, name: str, side: Side) -> float:
    spans: list[NDArray[np.float64]] = [
        series.within(name, hold.start_s, hold.end_s) for hold in summary.holds if hold.rear_side == side
    ]
    values = np.concatenate(spans) if spans else np.empty(0)
    return float(np.median(values)) if len(values) else math.nan
