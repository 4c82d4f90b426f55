"""Where in a recording the person shows their own range, though nobody has said so.

Two swings to the posterior side that follow the neutral, with a return to it between them and after them, are a range;
arches may lie between. Only the pelvis moves in it, and it must count by the rule of `own_range`; whatever else moves
is left to be judged.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.corrections import Span
from formcheck.lunge.pelvis.own_range import Posture, own_range, postures_of, steadied
from formcheck.records import Assessment, Baseline
from formcheck.settings.pelvis import OwnRange as Limits

_STEP_S = 0.25
"""The end of a range is looked for in such steps."""
_LAST_NEUTRAL_S = 2.0
"""Of the neutral after the range so much belongs to it: the zero of the shares, as long as the neutral before it."""
_LATE_S = 5.0
"""So long after a range could still be shown it is asked for: whoever asks now and then asks once more."""
_AWAITED_S = 30.0
"""A range is shown at the beginning or not at all: after so long nobody waits for one any more [A]."""
_NEUTRAL_AWAITED_S, _FIRST_TUCK_S, _READ_S = 15.0, 6.0, 3.0
"""It is waited for so long until there is a neutral, so long after that for a first tuck, and so long for the pelvis to
be estimated at all [A]."""
LIMBS = ("rear_thigh_deg", "front_shin_deg")
"""What stands still while only the pelvis moves; the trunk has a rule of its own."""


class RangeFinder:
    """Gathers what follows each neutral of a recording, and finds the ranges in it.

    Parameters
    ----------
    limits
        When a range counts, and how long its swings are.
    holds_s
        Holds that somebody has named: a range lies before them.
    """

    def __init__(self, limits: Limits, holds_s: Sequence[Span] = ()) -> None:
        self._limits = limits
        self._holds_from_s = [start_s for start_s, _ in holds_s]
        self._after: list[_AfterNeutral] = []

    def add(self, assessment: Assessment) -> None:
        """Take one judged frame."""
        neutral, seen = assessment.baseline, assessment.measurement
        if neutral is None:
            return
        if not self._after or self._after[-1].neutral != neutral:
            next_hold_s = min((s for s in self._holds_from_s if s >= neutral.end_s), default=math.inf)
            self._after.append(_AfterNeutral(neutral, min(neutral.end_s + self._limits.found_within_s, next_hold_s)))
        angles = seen.angles_deg
        self._after[-1].add(
            assessment.time_s,
            seen.pelvis.source,
            (angles["tuck_deg"], angles["trunk_deg"], *(angles[name] for name in LIMBS)),
        )

    def shown_by(self, time_s: float) -> bool:
        """Tell whether a range has been shown after the last neutral; False once it is too late for one, seconds."""
        if not self._after or time_s > self._after[-1].until_s + _LATE_S:
            return False
        return self._after[-1].find(self._limits) is not None

    def awaited(self, time_s: float) -> bool:
        """Tell whether a range may still be shown at the beginning, as far as is known by now, seconds.

        Nothing is judged by it: it only says whether what is drawn now may have to be drawn once more.
        """
        if time_s > _AWAITED_S:
            return False
        if not self._after:
            return time_s <= _NEUTRAL_AWAITED_S
        return self._after[-1].may_be_shown(time_s, self._limits)

    def found_s(self) -> tuple[Span, ...]:
        """Return from when to when each range that was found is shown, seconds."""
        found = (part.find(self._limits) for part in self._after)
        return tuple(span for span in found if span is not None)


class _AfterNeutral:
    """What follows one neutral, seen from one source."""

    def __init__(self, neutral: Baseline, until_s: float) -> None:
        self.neutral = neutral
        self.until_s = until_s
        self._source = "none"
        self._rows: list[tuple[float, ...]] = []
        self._found: tuple[int, Span | None] = 0, None

    def add(self, time_s: float, source: str, angles_deg: tuple[float, ...]) -> None:
        if time_s > self.until_s:
            return
        if self._source == "none":
            self._source = source
        known = source == self._source != "none"
        self._rows.append((time_s, angles_deg[0] if known else math.nan, *angles_deg[1:]))

    def may_be_shown(self, time_s: float, limits: Limits) -> bool:
        """Tell whether what has been observed so far may become a range, seconds."""
        since_s = time_s - self.neutral.end_s
        if not self._rows or time_s > self.until_s:
            return time_s <= self.until_s and since_s <= _READ_S
        times, tucks, trunks = np.array(self._rows, dtype=float)[:, :3].T
        known = np.isfinite(tucks)
        if not known.any():
            return since_s <= _READ_S
        times, tucks, trunks = times[known], tucks[known], trunks[known]
        postures = postures_of(times, tucks, trunks, steadied(times, tucks, limits.median_s))
        shown = [p for p in postures if p.kind == "tuck" and p.tuck_deg >= limits.found_least_deg]
        if not shown:
            return since_s <= _FIRST_TUCK_S
        longest_s = max(posture.times_s[-1] - posture.times_s[0] for posture in shown)
        return bool(len(shown) <= limits.repeats and longest_s <= limits.found_swing_s)

    def find(self, limits: Limits) -> Span | None:
        """Find the range in what has been observed; where nothing was added, what was found before still holds."""
        if self._found[0] != len(self._rows):
            times, tucks, trunks, *limbs = np.array(self._rows, dtype=float).T
            self._found = len(self._rows), find_range(times, tucks, trunks, np.array(limbs), limits)
        return self._found[1]


def find_range(
    times_s: NDArray[np.float64],
    tucks_deg: NDArray[np.float64],
    trunks_deg: NDArray[np.float64],
    limbs_deg: NDArray[np.float64],
    limits: Limits,
) -> Span | None:
    """Find the own range in what follows a neutral.

    Parameters
    ----------
    times_s, tucks_deg, trunks_deg
        Shape (n,): seconds, estimates (posterior positive) and inclinations of the trunk, degrees, from the neutral on;
        NaN where not known.
    limbs_deg
        Shape (m, n): angles that stand still while only the pelvis moves, degrees.
    limits
        When a range counts, and how long its swings are.

    Returns
    -------
    (float, float) or None
        From the first to the last moment of it, seconds; None where none is shown.
    """
    known = np.isfinite(tucks_deg)
    if not known.any():
        return None
    start_s = float(times_s[0])
    times, tucks, trunks, limbs = times_s[known], tucks_deg[known], trunks_deg[known], limbs_deg[:, known]
    steady = steadied(times, tucks, limits.median_s)
    found: Span | None = None
    for until_s in np.arange(times[0] + _STEP_S, times[-1] + _STEP_S, _STEP_S):
        n = int(np.searchsorted(times, until_s, side="right"))
        postures = postures_of(times[:n], tucks[:n], trunks[:n], steady[:n])
        if not (
            _are_range(postures, limits)
            and _is_back(steady[n - 1], postures)
            and _limbs_stand_still(times, limbs, postures, limits.found_limb_deg)
            and own_range(postures, limits).counts
        ):
            if found:
                break
            continue
        found = start_s, float(times[n - 1])
        if found[1] - postures[-1].times_s[0] >= _LAST_NEUTRAL_S:
            break
    return found


def _are_range(postures: Sequence[Posture], limits: Limits) -> bool:
    """Whether there are as many short tucks as make a range, a neutral between any two, and one at the end."""
    tucks = [place for place, posture in enumerate(postures) if posture.kind == "tuck"]
    if len(tucks) != limits.repeats or postures[-1].kind != "neutral":
        return False
    between = (postures[before + 1 : after] for before, after in itertools.pairwise(tucks))
    if not all(any(posture.kind == "neutral" for posture in part) for part in between):
        return False
    swings = [posture for posture in postures if posture.kind != "neutral"]
    lengths_s = [posture.times_s[-1] - posture.times_s[0] for posture in swings]
    least_deg = min(postures[place].tuck_deg for place in tucks)
    return bool(max(lengths_s) <= limits.found_swing_s and least_deg >= limits.found_least_deg)


def _is_back(now_deg: float, postures: Sequence[Posture]) -> bool:
    """Whether the last of the estimates belongs to the neutral at the end, not to the way out of it."""
    tuck_deg = min(posture.tuck_deg for posture in postures if posture.kind == "tuck")
    return bool(abs(now_deg - postures[-1].tuck_deg) <= tuck_deg / 4)


def _limbs_stand_still(
    times_s: NDArray[np.float64], limbs_deg: NDArray[np.float64], postures: Sequence[Posture], most_deg: float
) -> bool:
    """Whether no limb is elsewhere in the tucks than in the neutrals."""

    def within(kind: str) -> NDArray[np.bool_]:
        shown = [posture.times_s for posture in postures if posture.kind == kind]
        return np.isin(times_s, np.concatenate(shown)) if shown else np.zeros(len(times_s), dtype=bool)

    tucked, neutral = within("tuck"), within("neutral")
    for limb in limbs_deg:
        there, here = limb[tucked & np.isfinite(limb)], limb[neutral & np.isfinite(limb)]
        if len(there) and len(here) and abs(np.median(there) - np.median(here)) > most_deg:
            return False
    return True
