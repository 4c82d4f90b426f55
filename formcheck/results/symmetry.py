"""Left against right: the same angles in the holds of both sides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.error_figures import within_95
from formcheck.lunge.targets import targets
from formcheck.messages.message import Message, message
from formcheck.messages.names import quantity_name
from formcheck.records import Side
from formcheck.results.series import TILT_SD, Series
from formcheck.results.summary import Summary


@dataclass(frozen=True)
class SymmetryRow:
    """One line of the comparison.

    Attributes
    ----------
    name
        What is compared.
    left, right
        Its median in the holds with that knee down, or the seconds held; NaN where not known.
    unit
        ``degrees`` or ``seconds``.
    word
        ``clear`` or ``unclear``, of the difference; empty where nothing may be said.
    """

    name: Message
    left: float
    right: float
    unit: Literal["degrees", "seconds"] = "degrees"
    word: Literal["clear", "unclear", ""] = ""

    @property
    def difference(self) -> float:
        """Left minus right, degrees; NaN where not known, or where seconds are told."""
        return self.left - self.right if self.unit == "degrees" else math.nan


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
    rows = [SymmetryRow(message("report.held"), good["left"], good["right"], "seconds")]
    names = targets(summary.settings, summary.pelvis.source)
    for name in sorted(names, key=lambda name: name != "tuck_deg"):
        left, right = (_median(summary, series, name, side) for side in ("left", "right"))
        sds = (_median(summary, series, TILT_SD, "left"), _median(summary, series, TILT_SD, "right"))
        rows.append(_row(quantity_name(name), left, right, smallest_difference(name, sds)))
    return rows


def _row(name: Message, left: float, right: float, smallest: float) -> SymmetryRow:
    if math.isnan(left - right) or math.isnan(smallest):
        return SymmetryRow(name, left, right)
    return SymmetryRow(name, left, right, word="clear" if abs(left - right) > smallest else "unclear")


def _median(summary: Summary, series: Series, name: str, side: Side) -> float:
    spans: list[NDArray[np.float64]] = [
        series.within(name, hold.start_s, hold.end_s) for hold in summary.holds if hold.rear_side == side
    ]
    values = np.concatenate(spans) if spans else np.empty(0)
    return float(np.median(values)) if len(values) else math.nan
