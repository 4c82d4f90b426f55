"""What has changed between two visits, and whether it means something."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from formcheck.lunge.quantities import PLOTTED
from formcheck.lunge.targets import targets
from formcheck.results.symmetry import smallest_difference
from formcheck.results.visit import FAULTS, HIP_EXTENSION, HIP_EXTENSION_SD, LONGEST_HOLD, TUCK_SD
from formcheck.settings import BandLimits, JudgingSettings

Word = Literal["better", "worse", "changed", "unclear", ""]


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
    before: Mapping[str, float], after: Mapping[str, float], measure: str, settings: JudgingSettings | None = None
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
    """
    settings = settings or JudgingSettings()
    old, new = before.get(measure, math.nan), after.get(measure, math.nan)
    smallest = smallest_change(measure, before, after)
    return Change(measure, old, new, smallest, _word(measure, old, new, smallest, settings))


def smallest_change(measure: str, before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """Return the smallest change that means something, in the unit of the measure; see `smallest_difference`."""
    if measure == HIP_EXTENSION:
        return 1.96 * math.hypot(before.get(HIP_EXTENSION_SD, math.nan), after.get(HIP_EXTENSION_SD, math.nan))
    sds = before.get(TUCK_SD, math.nan), after.get(TUCK_SD, math.nan)
    return smallest_difference(measure, sds)


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
