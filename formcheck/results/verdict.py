"""The verdict of a review: one message of what was right and what to fix, nested out of knee, holds and faults."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import quantity
from formcheck.lunge.targets import Targets
from formcheck.messages.message import Message, Parameter, message
from formcheck.messages.names import fault_name, knee_down, quantity_name
from formcheck.records import Fault, Hold, Side
from formcheck.records.judgement import FOOT_CLOSE
from formcheck.results.borderline import NearEdge, fault_is_borderline
from formcheck.results.hold_tuck import tuck_in, tuck_message
from formcheck.settings.pelvis import HoldTuckWords

_BOTH: tuple[Side, Side] = ("right", "left")
_NEARLY_ALL = 0.8
"""Share of a recording from which on a verdict need not say how much of it was judged: people kneel down and get up."""
_TO_THE_END_S = 0.3
"""A fault that ends so shortly before what was judged lasted to its end: an angle may blink once, seconds."""
_DIGITS = 4
"""Decimals of the numbers in a message, so that the stored message gives the very words of the verdict."""


def past_target(fault: Fault, limits: Targets) -> float:
    """How far the worst value of a fault lies outside its target, degrees; 0 where it has no value."""
    edges = limits.get(fault.quantity)
    if edges is None or not math.isfinite(fault.worst):
        return 0.0
    return max(edges.green[0] - fault.worst, fault.worst - edges.green[1], 0.0)


def worst_of(fault: Fault) -> Message | None:
    """Say how bad a fault was at its worst, such as ``12° past neutral``; None where there is no value.

    The tuck has a direction in words and no size: that is shown only beside its uncertainty.
    """
    if not math.isfinite(fault.worst) or not fault.quantity:
        return None
    line = quantity(fault.quantity)
    if line.of_pelvis:
        return None
    angle = round(float(fault.worst), _DIGITS)
    if line.neutral_of:
        return message("worst.past_neutral", angle=angle)
    return message("worst.angle", quantity=quantity_name(fault.quantity), angle=angle)


@dataclass(frozen=True)
class Findings:
    """What a review has found, as far as its verdict tells it.

    Attributes
    ----------
    judged
        Whether anything was judged.
    reason
        What stood most in the way; None where nothing is known of it.
    photo
        A single picture.
    sides
        Which knees were down.
    holds
        Every hold, complete.
    faults
        Every fault that counted.
    asked_s
        How many seconds of good form a hold was asked for.
    by_own_range
        Sides whose tuck was judged by the own range or by stickers: there "never tucked" is sure.
    mostly_red
        Share of the judged time in which a quantity was red, 0-1, of those that were red for most of it.
    borderline
        Angles within their own error of a limit, of which no fault counted.
    sds_deg
        Standard deviation of the worst value of each fault, by its kind and start, degrees.
    judged_s, whole_s
        How long anything was judged, and how long the recording is, seconds.
    judged_until_s
        When anything was judged last, seconds.
    doubts
        Of each side the neutrals that are not believed, as what is wrong with them.
    """

    judged: bool
    reason: Message | None = None
    photo: bool = False
    sides: AbstractSet[Side] = frozenset()
    holds: Sequence[Hold] = ()
    faults: Sequence[Fault] = ()
    asked_s: float = 30.0
    by_own_range: AbstractSet[Side] = frozenset()
    mostly_red: Mapping[str, float] = field(default_factory=dict)
    borderline: Sequence[NearEdge] = ()
    sds_deg: Mapping[tuple[FaultKind, float], float] = field(default_factory=dict)
    judged_s: float = 0.0
    whole_s: float = 0.0
    judged_until_s: float = math.inf
    doubts: Mapping[Side, Sequence[Message]] = field(default_factory=dict)


def verdict(found: Findings, limits: Targets, tuck_limits: HoldTuckWords) -> Message:
    """Say what was right and what to fix, how much of the hold was tucked, and how much was judged.

    Parameters
    ----------
    found
        What was found.
    limits
        The targets, to tell which of several faults was the worst.
    tuck_limits
        What is a tuck that was kept.
    """
    if not found.judged:
        if found.reason is None:
            return message("verdict.nothing")
        return message("verdict.nothing_because", reason=found.reason)
    knee = knee_down(found.sides)
    if found.photo:
        return message("verdict.photo", knee=knee, found=_shown(found, limits))
    said = _found(found, knee, _done(found, limits), tuck_limits)
    for doubt in (doubt for side in _BOTH for doubt in found.doubts.get(side, ())):
        said = message("verdict.doubted", verdict=said, doubt=doubt)
    share = found.judged_s / found.whole_s if found.whole_s > 0 else 1.0
    if share >= _NEARLY_ALL:
        return said
    how_much: dict[str, Parameter] = {
        "verdict": said,
        "judged": round(found.judged_s, _DIGITS),
        "whole": round(found.whole_s, _DIGITS),
        "share": round(share, _DIGITS),
    }
    if found.reason is None:
        return message("verdict.partly", **how_much)
    return message("verdict.partly_because", **how_much, reason=found.reason)


def _found(found: Findings, knee: Message, faults: tuple[Message, ...], tuck_limits: HoldTuckWords) -> Message:
    holds = found.holds
    if not holds:
        return message("verdict.one", knee=knee, held=message("verdict.no_hold"), found=faults)

    def held(part: Sequence[Hold]) -> Message:
        observed, side = tuck_in(part), part[0].rear_side
        if found.doubts.get(side) and observed.tuck.observed_s <= 0:
            tuck = message("verdict.tuck.not_judged")
        else:
            tuck = tuck_message(observed, tuck_limits, side in found.by_own_range)
        return message("verdict.held_and_tuck", held=_held(part, found.asked_s), tuck=tuck)

    if len({hold.rear_side for hold in holds}) == 1:
        return message("verdict.one", knee=knee, held=held(holds), found=faults)
    first, second = ([hold for hold in holds if hold.rear_side == side] for side in _BOTH)
    return message(
        "verdict.both",
        knee=knee_down({_BOTH[0]}),
        held=held(first),
        other_knee=knee_down({_BOTH[1]}),
        other_held=held(second),
        found=faults,
    )


def _held(holds: Sequence[Hold], asked_s: float) -> Message:
    good = sum(hold.good_s for hold in holds)
    whole = max(sum((hold.end_s or hold.start_s) - hold.start_s for hold in holds), good)
    good, whole = round(good, _DIGITS), round(whole, _DIGITS)
    if len(holds) == 1:
        return message("verdict.held", good=good, whole=whole, asked=asked_s)
    return message("verdict.held_often", good=good, whole=whole, holds=len(holds), asked=asked_s)


def _done(found: Findings, limits: Targets) -> tuple[Message, ...]:
    """Each kind of fault of form once, with how often and how bad, and what was red for most of the time besides."""
    faults, kinds = found.faults, dict[FaultKind, list[Fault]]()
    for fault in faults:
        if fault.kind.of_form and not _shown_already(fault, faults):
            kinds.setdefault(fault.kind, []).append(fault)
    counted = [
        _with_worst(
            _how_often(kinds[kind], found),
            max(kinds[kind], key=lambda fault: past_target(fault, limits)),
            found,
            limits,
        )
        for kind in FaultKind
        if kind in kinds
    ]
    told = {fault.quantity for fault in faults}
    red = [
        message("verdict.mostly_red", quantity=quantity_name(name), share=round(share, _DIGITS))
        for name, share in found.mostly_red.items()
        if name not in told
    ]
    return (*counted, *red, *_borderline(found)) or (message("verdict.no_fault"),)


def _borderline(found: Findings) -> list[Message]:
    return [
        message(
            "verdict.borderline",
            quantity=quantity_name(near.quantity),
            angle=round(near.value_deg, _DIGITS),
            sd=round(near.sd_deg, _DIGITS),
            limit=near.limit_deg,
        )
        for near in found.borderline
    ]


def _how_often(faults: Sequence[Fault], found: Findings) -> Message:
    # With the hips forward once, it is over-lunging, however close the foot stands.
    words = min((fault.words for fault in faults), key=lambda name: name == FOOT_CLOSE)
    did, times = Message(f"fault.{words}.did"), len(faults)
    if times == 1 and _to_the_end(faults[0], found):
        return message("verdict.from", did=did, start=round(faults[0].start_s, _DIGITS))
    if times == 1:
        return message("verdict.once", did=did)
    return message("verdict.twice", did=did) if times == 2 else message("verdict.often", did=did, times=times)


def _to_the_end(fault: Fault, found: Findings) -> bool:
    """Tell whether a fault lasted to the end of what was judged."""
    return fault.end_s is None or fault.end_s >= found.judged_until_s - _TO_THE_END_S


def _with_worst(what: Message, fault: Fault, found: Findings, limits: Targets) -> Message:
    worst = worst_of(fault)
    if worst is None:
        return what
    sd_deg = found.sds_deg.get((fault.kind, fault.start_s), math.nan)
    if fault_is_borderline(fault, limits, sd_deg):
        return message("verdict.with_borderline", what=what, worst=worst, sd=round(sd_deg, _DIGITS))
    return message("verdict.with_worst", what=what, worst=worst)


def _shown_already(fault: Fault, faults: Iterable[Fault]) -> bool:
    """Tell whether a knee ahead of the ankle is told as over-lunging, which the same shin showed at the same time."""
    return fault.kind is FaultKind.SHIN_FORWARD and any(
        other.kind is FaultKind.OVER_LUNGING and (other.quantity, other.start_s) == (fault.quantity, fault.start_s)
        for other in faults
    )


def _shown(found: Findings, limits: Targets) -> tuple[Message, ...]:
    shown = [
        _with_worst(message("verdict.shown", fault=fault_name(fault.words)), fault, found, limits)
        for fault in found.faults
        if fault.kind.of_form
    ]
    return (*shown, *_borderline(found)) or (message("verdict.no_fault"),)
