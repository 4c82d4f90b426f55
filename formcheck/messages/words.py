"""Names and sentences of a review: what a quantity, a fault and a hold are called, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.quantities import QUANTITIES
from formcheck.lunge.targets import Targets
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.messages.message import Message
from formcheck.records import Fault, Hold, Side
from formcheck.settings import BandLimits

Tell = Callable[[Message | str], str]
"""Gives an English text in another language; `str` leaves it as it is."""

_ENGLISH = catalogue(DEFAULT).sentences
QUANTITY_NAMES = {name: _ENGLISH[f"quantity.{name}.name"] for name in QUANTITIES}
QUANTITY_MEANINGS = {name: _ENGLISH[f"quantity.{name}.meaning"] for name in QUANTITIES}
FAULT_NAMES = {kind: _ENGLISH[f"fault.{kind}.name"] for kind in FaultKind}
_DID = {kind: _ENGLISH[f"fault.{kind}.did"] for kind in FaultKind if kind.of_form}
"""Faults of form. A lost view or another shape is none: `not judged` tells of it."""

_BOTH: tuple[Side, Side] = ("right", "left")
_KNEES_DOWN: dict[frozenset[Side], str] = {
    frozenset(): "One knee down",
    frozenset({"left"}): "Left knee down",
    frozenset({"right"}): "Right knee down",
    frozenset({"left", "right"}): "Left and right knee down",
}
_HELD_OFTEN = "held {good} in good form of {whole} in {holds} holds"
_NO_FAULT = "no fault in what was measured"

TUCK_NOT_MEASURED = "The tuck was not measured."
SOURCE_NAMES = {"markers": "stickers", "contour": "the outline of the low back", "none": "nothing"}
"""What the tuck was seen from."""


def degrees(value: float) -> str:
    """Write an angle for reading: whole degrees with a true minus sign."""
    whole = round(value)
    return f"{'−' if whole < 0 else ''}{abs(whole)}°"


def seconds(value: float) -> str:
    """Write a time span for reading; never rounded up, so that no hold looks longer than it was."""
    return f"{math.floor(value + 1e-6)} s" if value >= 10 else f"{math.floor(10 * value + 1e-6) / 10:g} s"


def clock(time_s: float | None) -> str:
    """Write a moment as minutes and seconds, such as ``1:04.2``."""
    if time_s is None:
        return "the end"
    minutes, rest = divmod(round(time_s, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}"


def percent(share: float) -> str:
    """Write a share in whole percents; something is never nothing and part is never all."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "under 1 %"
    if whole == 100 and share < 1:
        return "over 99 %"
    return f"{whole} %"


def target_in_words(limits: BandLimits) -> str:
    """Write the target of an angle, such as ``80° to 100°``."""
    low, high = limits.green
    if math.isinf(low):
        return f"at most {degrees(high)}"
    if math.isinf(high):
        return f"at least {degrees(low)}"
    return f"{degrees(low)} to {degrees(high)}"


def past_target(fault: Fault, limits: Targets) -> float:
    """How far the worst value of a fault lies outside its target, degrees; 0 where it has no value."""
    edges = limits.get(fault.quantity)
    if edges is None or not math.isfinite(fault.worst):
        return 0.0
    return max(edges.green[0] - fault.worst, fault.worst - edges.green[1], 0.0)


def worst_in_words(fault: Fault, tell: Tell = str) -> str:
    """Say how bad a fault was at its worst, such as ``12° past neutral``; empty where there is no value.

    The tuck has a direction in words and no size: that is shown only beside its uncertainty.
    """
    if not math.isfinite(fault.worst) or fault.quantity == "tuck_deg":
        return ""
    if fault.quantity == "lunge_deg":
        return tell("{degrees} past neutral").format(degrees=degrees(fault.worst))
    name = QUANTITY_NAMES.get(fault.quantity, fault.quantity)
    return f"{tell(name).lower()} {degrees(fault.worst)}"


def verdict(
    judged: bool,
    reason: str,
    photo: bool,
    sides: AbstractSet[Side],
    holds: Sequence[Hold],
    faults: Iterable[Fault],
    limits: Targets,
    tell: Tell = str,
) -> str:
    """Say in one sentence what was right and what to mend. Of the tuck it tells only faults that were measured.

    Parameters
    ----------
    judged
        Whether anything was judged.
    reason
        What stood most in the way, a sentence.
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
    tell
        Gives an English text in the language wanted.
    """
    if not judged:
        nothing = tell("Nothing could be judged")
        return f"{nothing} – {_small(tell(reason))}" if reason else f"{nothing}."
    head = tell(_KNEES_DOWN[frozenset(sides)])
    if photo:
        parts = [tell("{knee} in a single picture: {found}").format(knee=head, found=_shown(faults, tell))]
    elif not holds:
        parts = [f"{head}: {tell('no hold was found')}", *_done(faults, limits, tell)]
    elif len({hold.rear_side for hold in holds}) == 1:
        parts = [f"{head}: {_held(holds, tell)}", *_done(faults, limits, tell)]
    else:
        each = [(tell(_KNEES_DOWN[frozenset({side})]), [h for h in holds if h.rear_side == side]) for side in _BOTH]
        parts = [f"{knee}: {_held(own, tell)}" for knee, own in each]
        parts = [parts[0], _small(parts[1]), *_done(faults, limits, tell)]
    return "; ".join(parts) + "."


def _held(holds: Sequence[Hold], tell: Tell) -> str:
    good = sum(hold.good_s for hold in holds)
    whole = sum((hold.end_s or hold.start_s) - hold.start_s for hold in holds)
    held = tell("held {good} in good form of {whole}" if len(holds) == 1 else _HELD_OFTEN)
    return held.format(good=seconds(good), whole=seconds(max(whole, good)), holds=len(holds))


def _done(faults: Iterable[Fault], limits: Targets, tell: Tell) -> list[str]:
    """Each kind of fault once, with how often and how bad."""
    faults = list(faults)
    kinds: dict[FaultKind, list[Fault]] = {}
    for fault in faults:
        if _said_already(fault, faults):
            continue
        if fault.kind in _DID:
            kinds.setdefault(fault.kind, []).append(fault)
    if not kinds:
        return [tell(_NO_FAULT)]
    found = []
    for kind in sorted(kinds, key=list(FaultKind).index):
        often = len(kinds[kind])
        times = tell({1: "once", 2: "twice"}.get(often, "{times} times")).format(times=often)
        words = worst_in_words(max(kinds[kind], key=lambda fault: past_target(fault, limits)), tell)
        found.append(f"{tell(_DID[kind])} {times}" + (f" ({words})" if words else ""))
    return [", ".join(found)]


def _said_already(fault: Fault, faults: Iterable[Fault]) -> bool:
    """Tell whether a knee ahead of the ankle is told as over-lunging, which the same shin showed at the same time."""
    return fault.kind is FaultKind.SHIN_FORWARD and any(
        other.kind is FaultKind.OVER_LUNGING and (other.quantity, other.start_s) == (fault.quantity, fault.start_s)
        for other in faults
    )


def _shown(faults: Iterable[Fault], tell: Tell) -> str:
    named = [
        tell(FAULT_NAMES[fault.kind]).lower() + (f" ({words})" if (words := worst_in_words(fault, tell)) else "")
        for fault in faults
        if fault.kind in _DID
    ]
    return ", ".join(named) or tell(_NO_FAULT)


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
