"""Bands of every quantity as they were in one review: the tuck's are those of the own range where that decided."""

from __future__ import annotations

import math

from formcheck.lunge.targets import targets
from formcheck.records import Side
from formcheck.results.summary import OwnRangeSummary, Summary
from formcheck.settings import BandLimits


def own_range_of(summary: Summary, rear_side: Side) -> OwnRangeSummary | None:
    """Return the own range by which the tuck was judged with one knee down; None where it was judged by degrees."""
    for side in summary.sides:
        own = side.own_range
        if side.rear_side == rear_side and own is not None and own.counts and own.source == "contour":
            return own
    return None


def summary_targets(summary: Summary, rear_side: Side | None = None) -> dict[str, BandLimits]:
    """Return the bands by quantity.

    Parameters
    ----------
    summary
        The review.
    rear_side
        Of which side; None: of the whole review. Of several sides each may have its own range, and then the bands of
        the whole are those of the usual degrees.
    """
    found = targets(summary.settings, summary.pelvis.source)
    if rear_side is None and len(summary.sides) == 1:
        rear_side = summary.sides[0].rear_side
    own = own_range_of(summary, rear_side) if rear_side is not None else None
    if own is None or "tuck_deg" not in found:
        return found
    shares = summary.settings.pelvis.own_range
    zero, tuck, arch = own.zero_deg or 0.0, own.tuck_deg or 0.0, own.arch_deg or 0.0
    limits = BandLimits(
        green=(zero + shares.tucked * tuck, math.inf),
        yellow=(zero - shares.arching * arch, math.inf),
        hysteresis_deg=0.0,
        dwell_s=shares.arched_dwell_s,
    )
    return found | {"tuck_deg": limits}


def share_limits(summary: Summary, own: OwnRangeSummary) -> BandLimits:
    """Return the bands of the tuck as a share of the own."""
    shares = summary.settings.pelvis.own_range
    arching = -shares.arching * (own.arch_deg or 0.0) / (own.tuck_deg or math.nan)
    return BandLimits(
        green=(shares.tucked, math.inf), yellow=(arching, math.inf), hysteresis_deg=0.0, dwell_s=shares.arched_dwell_s
    )
