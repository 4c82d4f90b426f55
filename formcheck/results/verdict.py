"""The verdict of a review: one message of what was right and what to fix, nested out of knee, holds and faults."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import quantity
from formcheck.lunge.targets import Targets
from formcheck.messages.message import Message, message
from formcheck.messages.names import fault_name, knee_down, quantity_name
from formcheck.records import Fault, Hold, Side

_BOTH: tuple[Side, Side] = ("right", "left")
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


def verdict(
    judged: bool,
    reason: Message | None,
    photo: bool,
    sides: AbstractSet[Side],
    holds: Sequence[Hold],
    faults: Iterable[Fault],
    limits: Targets,
) -> Message:
    """Say what was right and what to fix. Of the tuck it tells only faults that were measured.

    Parameters
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
    limits
        The targets, to tell which of several faults was the worst.
    """
    if not judged:
        return message("verdict.nothing") if reason is None else message("verdict.nothing_because", reason=reason)
    faults = list(faults)
    knee = knee_down(sides)
    if photo:
        return message("verdict.photo", knee=knee, found=_shown(faults))
    found = _done(faults, limits)
    if not holds:
        return message("verdict.one", knee=knee, held=message("verdict.no_hold"), found=found)
    if len({hold.rear_side for hold in holds}) == 1:
        return message("verdict.one", knee=knee, held=_held(holds), found=found)
    first, second = ([hold for hold in holds if hold.rear_side == side] for side in _BOTH)
    return message(
        "verdict.both",
        knee=knee_down({_BOTH[0]}),
        held=_held(first),
        other_knee=knee_down({_BOTH[1]}),
        other_held=_held(second),
        found=found,
    )


def _held(holds: Sequence[Hold]) -> Message:
    good = sum(hold.good_s for hold in holds)
    whole = max(sum((hold.end_s or hold.start_s) - hold.start_s for hold in holds), good)
    good, whole = round(good, _DIGITS), round(whole, _DIGITS)
    if len(holds) == 1:
        return message("verdict.held", good=good, whole=whole)
    return message("verdict.held_often", good=good, whole=whole, holds=len(holds))


def _done(faults: Sequence[Fault], limits: Targets) -> tuple[Message, ...]:
    """Each kind of fault of form once, with how often and how bad."""
    kinds: dict[FaultKind, list[Fault]] = {}
    for fault in faults:
        if fault.kind.of_form and not _shown_already(fault, faults):
            kinds.setdefault(fault.kind, []).append(fault)
    return tuple(
        _with_worst(_how_often(kind, len(kinds[kind])), max(kinds[kind], key=lambda fault: past_target(fault, limits)))
        for kind in FaultKind
        if kind in kinds
    ) or (message("verdict.no_fault"),)


def _how_often(kind: FaultKind, times: int) -> Message:
    did = Message(f"fault.{kind.value}.did")
    if times == 1:
        return message("verdict.once", did=did)
    return message("verdict.twice", did=did) if times == 2 else message("verdict.often", did=did, times=times)


def _with_worst(what: Message, fault: Fault) -> Message:
    worst = worst_of(fault)
    return what if worst is None else message("verdict.with_worst", what=what, worst=worst)


def _shown_already(fault: Fault, faults: Iterable[Fault]) -> bool:
    """Tell whether a knee ahead of the ankle is told as over-lunging, which the same shin showed at the same time."""
    return fault.kind is FaultKind.SHIN_FORWARD and any(
        other.kind is FaultKind.OVER_LUNGING and (other.quantity, other.start_s) == (fault.quantity, fault.start_s)
        for other in faults
    )


def _shown(faults: Iterable[Fault]) -> tuple[Message, ...]:
    return tuple(
        _with_worst(message("verdict.shown", fault=fault_name(fault.kind.value)), fault)
        for fault in faults
        if fault.kind.of_form
    ) or (message("verdict.no_fault"),)
