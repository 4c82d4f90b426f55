"""What is drawn over time, whatever draws it: which angles, with which bands, names and axes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from formcheck.lunge.quantities import PLOTTED
from formcheck.messages.message import Message, message
from formcheck.messages.names import quantity_meaning, quantity_name, source_name
from formcheck.results.series import TUCK_SHARE, Curve, Series
from formcheck.results.summary import FaultSummary, Summary
from formcheck.results.summary_targets import share_limits, summary_targets
from formcheck.settings import BandLimits

LEAST_ROOM_DEG, LEAST_ROOM_SHARE = 3.0, 0.25
"""Room above and below a curve."""


def shown_curves(summary: Summary, series: Series) -> dict[str, BandLimits]:
    """Return the bands of every angle that was measured at all, the most important first; a share beside its tuck."""
    bands = summary_targets(summary)
    known = [name for name in PLOTTED if np.isfinite(series.curve(name)[1]).any()]
    owns = [own for side in summary.sides if (own := side.own_range) is not None and own.counts]
    if owns and "tuck_deg" in known and np.isfinite(series.curve(TUCK_SHARE)[1]).any():
        known.insert(known.index("tuck_deg") + 1, TUCK_SHARE)
        bands[TUCK_SHARE] = share_limits(summary, owns[0])
    return {name: bands[name] for name in known}


def curve_name(quantity: str) -> Message:
    """Return what a curve is called."""
    return Message("plot.share") if quantity == TUCK_SHARE else quantity_name(quantity)


def curve_meaning(quantity: str, summary: Summary) -> Message:
    """Return what the sign of a curve means."""
    if quantity == TUCK_SHARE:
        return Message("plot.share_meaning")
    meaning = quantity_meaning(quantity)
    if quantity != "tuck_deg":
        return meaning
    return message("plot.tuck_meaning", meaning=meaning, source=source_name(summary.pelvis.source))


def axis_range(curve: Curve, limits: BandLimits, least_room: float) -> tuple[float, float]:
    """Range of the vertical axis: the bands and the values with some room."""
    edges = [edge for edge in (*limits.green, *limits.yellow) if math.isfinite(edge)]
    low, high = min(*edges, np.nanmin(curve[1])), max(*edges, np.nanmax(curve[1]))
    room = max(least_room, 0.15 * (high - low))
    return float(low - room), float(high + room)


def zones(limits: BandLimits, axis: tuple[float, float]) -> list[tuple[float, float, str]]:
    """Cut the range of the axis into bands, from below."""
    low, high = axis
    cuts = [low, limits.yellow[0], limits.green[0], limits.green[1], limits.yellow[1], high]
    cuts = [min(max(cut, low), high) for cut in cuts]
    names = ("red", "yellow", "green", "yellow", "red")
    return [(y0, y1, name) for (y0, y1), name in zip(pairwise(cuts), names, strict=True) if y1 > y0]


def together(faults: list[FaultSummary]) -> list[list[FaultSummary]]:
    """Put faults together that one angle showed at one time, such as over-lunging with the knee ahead of the ankle."""
    spans: dict[tuple[float, float | None], list[FaultSummary]] = {}
    for fault in faults:
        spans.setdefault((fault.start_s, fault.end_s), []).append(fault)
    return list(spans.values())
