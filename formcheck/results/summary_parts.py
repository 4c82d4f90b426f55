"""The parts of a summary: what is written of one hold, fault, neutral, own range, or what is borderline, rounded."""

from __future__ import annotations

import math
from collections.abc import Sequence

from formcheck.lunge.corrections import Span
from formcheck.lunge.targets import targets
from formcheck.messages.message import in_english
from formcheck.messages.names import fault_name
from formcheck.records import Baseline, Fault, Hold, OwnRange
from formcheck.results.borderline import NearEdge, fault_is_borderline
from formcheck.results.hold_tuck import tuck_in
from formcheck.results.summary import (
    BaselineSummary,
    BorderlineSummary,
    FaultSummary,
    HoldSummary,
    HoldTuckSummary,
    OwnRangeSummary,
)
from formcheck.results.verdict import past_target
from formcheck.settings import JudgingSettings


def hold_summary(hold: Hold, settings: JudgingSettings) -> HoldSummary:
    """Return what the summary says of a hold."""
    return HoldSummary(
        rear_side=hold.rear_side,
        start_s=round(hold.start_s, 4),
        end_s=round(hold.end_s if hold.end_s is not None else hold.start_s, 4),
        good_s=round(hold.good_s, 3),
        target_s=settings.phases.hold_target_s,
        complete=hold.complete,
        shares={
            name: {band: round(share, 4) for band, share in shares.items()} for name, shares in hold.shares.items()
        },
        tuck=_hold_tuck_summary(hold, settings),
    )


def _hold_tuck_summary(hold: Hold, settings: JudgingSettings) -> HoldTuckSummary:
    tuck = hold.tuck
    return HoldTuckSummary(
        state=tuck_in([hold]).state(settings.pelvis.hold),
        observed_s=round(tuck.observed_s, 3),
        tucked_s=round(tuck.tucked_s, 3),
        tucked_share=_known(tuck.share, 4),
        arched_s=round(tuck.arched_s, 3),
        first_s=None if tuck.first_s is None else round(tuck.first_s, 4),
        lost_s=[round(time_s, 4) for time_s in tuck.lost_s],
        unclear_s=[round(time_s, 4) for time_s in tuck.unclear_s],
    )


def fault_summary(fault: Fault, settings: JudgingSettings, sd_deg: float) -> FaultSummary:
    """Return what the summary says of a fault, with the standard deviation of its angle."""
    measured = math.isfinite(fault.worst)
    return FaultSummary(
        kind=fault.kind,
        name=str(fault_name(fault.words)),
        start_s=round(fault.start_s, 4),
        found_s=round(fault.found_s, 4),
        end_s=round(fault.end_s, 4) if fault.end_s is not None else None,
        quantity=fault.quantity or None,
        worst_deg=_known(fault.worst),
        past_target_deg=round(past_target(fault, targets(settings)), 2) if measured else None,
        worst_frame=fault.worst_frame if measured else None,
        worst_s=_known(fault.worst_s, 4) if measured else None,
        reason=in_english(fault.reason),
        reason_message=fault.reason,
        borderline=fault_is_borderline(fault, targets(settings), sd_deg),
        sd_deg=_known(sd_deg) if measured and fault.quantity else None,
        foot_close=fault.foot_close,
    )


def own_range_summary(own: OwnRange) -> OwnRangeSummary:
    """Return what the summary says of the own range."""
    return OwnRangeSummary(
        start_s=_known(own.start_s, 3),
        end_s=_known(own.end_s, 3),
        tuck_deg=_known(own.tuck_deg, 3),
        arch_deg=_known(own.arch_deg, 3),
        arch_shown=own.arch_shown,
        zero_deg=_known(own.zero_deg, 3),
        drift_deg=_known(own.drift_deg, 3),
        scatter=_known(own.scatter, 3),
        range_d=_known(own.range_d, 3),
        counts=own.counts,
        reason=in_english(own.reason),
        reason_message=own.reason,
        source=own.source,
        origin=own.origin,
    )


def baseline_summary(baseline: Baseline) -> BaselineSummary:
    """Return what the summary says of a neutral."""
    return BaselineSummary(
        start_s=round(baseline.start_s, 4),
        end_s=round(baseline.end_s, 4),
        rear_thigh_deg=round(baseline.rear_thigh_deg, 2),
        pelvic_tilt_deg=_known(baseline.pelvic_tilt_deg),
        doubt=in_english(baseline.doubt),
        doubt_message=baseline.doubt,
    )


def borderline_summary(near: NearEdge) -> BorderlineSummary:
    """Return what the summary says of what is borderline."""
    return BorderlineSummary(
        quantity=near.quantity,
        value_deg=round(near.value_deg, 2),
        sd_deg=round(near.sd_deg, 2),
        limit_deg=near.limit_deg,
        time_s=round(near.time_s, 4),
    )


def rounded(spans_s: Sequence[Span]) -> tuple[Span, ...]:
    """Round spans of time as all times of a summary are."""
    return tuple((round(start_s, 4), round(end_s, 4)) for start_s, end_s in spans_s)


def _known(value: float, digits: int = 2) -> float | None:
    return round(value, digits) if math.isfinite(value) else None
