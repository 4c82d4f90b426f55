"""What has changed between two visits, and whether it means something."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from formcheck.lunge.quantities import PLOTTED
from formcheck.lunge.targets import targets
from formcheck.results.symmetry import smallest_difference
from formcheck.results.visit import FAULTS, HIP_EXTENSION, HIP_EXTENSION_SD, LONGEST_HOLD, TUCK_SD
from formcheck.settings import BandLimits, JudgingSettings

Word = Literal["better", "worse", "changed", "unclear", ""]

LEAST_VISITS = 3
"""From this many values on a person's own scatter from visit to visit is counted."""
STATED_WEIGHT = 3.0
"""By how many steps from visit to visit the stated uncertainty counts beside the own scatter [A]: as many as with the
tries of the posture check."""


@dataclass(frozen=True)
class Change:
    """One measure at two visits.

    Attributes
    ----------
    measure
        Name of the measure.
    before, after
        Its values; NaN where not known.
    smallest
        The smallest change that means something; NaN where none is known.
    word
        ``better`` or ``worse``: nearer to or farther from the target by more than `smallest`; ``changed``: by more than
        `smallest`, on the target both times; ``unclear``; empty where nothing may be said.
    """

    measure: str
    before: float
    after: float
    smallest: float
    word: Word


def compare(
    before: Mapping[str, float],
    after: Mapping[str, float],
    measure: str,
    settings: JudgingSettings | None = None,
    among: Sequence[Mapping[str, float]] = (),
) -> Change:
    """Compare one measure of one side at two visits.

    Parameters
    ----------
    before, after
        The measures of the side at each visit, by name.
    measure
        Which one.
    settings
        The targets.
    among
        The measures of the side at every visit, in their order: how much the person varies from one to the next.
    """
    settings = settings or JudgingSettings()
    old, new = before.get(measure, math.nan), after.get(measure, math.nan)
    smallest = smallest_change(measure, before, after, among)
    return Change(measure, old, new, smallest, _word(measure, old, new, smallest, settings))


def smallest_change(
    measure: str,
    before: Mapping[str, float],
    after: Mapping[str, float],
    among: Sequence[Mapping[str, float]] = (),
) -> float:
    """Return the smallest change that means something, in the unit of the measure; see `smallest_difference`.

    That of the hip extension follows from the uncertainty both visits state and, from three visits on, from how much
    this person varies from visit to visit.
    """
    if measure == HIP_EXTENSION:
        values = [visit[measure] for visit in among if measure in visit]
        own = (own_sd(values, visit.get(HIP_EXTENSION_SD, math.nan)) for visit in (before, after))
        return 1.96 * math.hypot(*own)
    sds = before.get(TUCK_SD, math.nan), after.get(TUCK_SD, math.nan)
    return smallest_difference(measure, sds)


def scatter(values: Sequence[float]) -> float:
    """Return the standard deviation from one value to the next, which a slow change hardly adds to; NaN of too few."""
    if len(values) < LEAST_VISITS:
        return math.nan
    steps = [(new - old) ** 2 for old, new in pairwise(values)]
    return math.sqrt(sum(steps) / len(steps) / 2)


def own_sd(values: Sequence[float], stated_sd: float) -> float:
    """Weigh a stated standard deviation with the own scatter of all values; the stated one where they are too few."""
    own, steps = scatter(values), len(values) - 1
    if math.isnan(own):
        return stated_sd
    return math.sqrt((steps * own**2 + STATED_WEIGHT * stated_sd**2) / (steps + STATED_WEIGHT))


def _word(measure: str, old: float, new: float, smallest: float, settings: JudgingSettings) -> Word:
    if measure == FAULTS or math.isnan(old + new + smallest):
        return ""
    if abs(new - old) <= smallest:
        return "unclear"
    if measure == LONGEST_HOLD:
        return "better" if new > old else "worse"
    limits = targets(settings)[measure] if measure in PLOTTED else None
    nearer = _outside(old, limits) - _outside(new, limits)
    return "changed" if nearer == 0 else "better" if nearer > 0 else "worse"


def _outside(value: float, limits: BandLimits | None) -> float:
    """How far a value lies outside its target."""
    return max(limits.green[0] - value, value - limits.green[1], 0.0) if limits else 0.0
