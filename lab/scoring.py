"""Compares what was answered of a clip with what is true of it. Pure functions of arrays.

One value a frame; NaN, None or "" where there is none. Angles in degrees, times in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.faults import FaultKind
from formcheck.settings import Bands
from lab.truth import FAULTS_BELOW_ABOVE

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Points = Mapping[str, Array]
"""Shape (frames, 2), pixels, by name: ``left_knee`` ..."""

CHANGE_S = 0.5
"""So near a change between kneeling and not kneeling, neither counts."""
MUST_DEG = 5.0
"""A fault must be told where the truth gets this far past its red edge: the hysteresis and the error aimed at."""
MAY_DEG = 3.0
"""It may be told where the truth comes this near before the edge."""
LATE_S = 0.5
"""A fault is late when it is found this much after its dwell."""
LIMB_FAULTS = frozenset(str(kind) for sides in FAULTS_BELOW_ABOVE.values() for kinds in sides for kind in kinds)


@dataclass(frozen=True)
class Told:
    """A fault that was told.

    Attributes
    ----------
    kind
        Name of a `FaultKind`.
    first_s, last_s
        First and last frame in which it counted.
    """

    kind: str
    first_s: float
    last_s: float


@dataclass(frozen=True)
class FaultScore:
    """What came of the faults of one clip, by name of the kind.

    Attributes
    ----------
    in_time, late, missed
        Of those that had to be told.
    invented
        Told where nothing was near its red edge.
    delays_s
        From the true start, of those found.
    """

    in_time: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    delays_s: tuple[float, ...] = ()


def surely(flags: Flags, times_s: Array, margin_s: float = CHANGE_S) -> Flags:
    """Where a flag is True and does not change within a margin.

    Parameters
    ----------
    flags, times_s
        Shape (frames,).
    margin_s
        Seconds on both sides.
    """
    unsure = np.zeros(len(flags), dtype=bool)
    for change_s in times_s[1:][flags[1:] != flags[:-1]]:
        unsure |= np.abs(times_s - change_s) <= margin_s
    return flags & ~unsure


def legs_exchanged(points: Points, true: Points, joint: str) -> Array:
    """Where the left and the right joint of an answer lie nearer to each other's true places.

    Parameters
    ----------
    points, true
        With both joints.
    joint
        ``knee`` or ``ankle``.

    Returns
    -------
    ndarray
        Shape (frames,): 1 exchanged, 0 not, NaN where a point is not known.
    """
    sides = (f"left_{joint}", f"right_{joint}")

    def apart(pairs: Sequence[tuple[str, str]]) -> Array:
        return np.sum([np.linalg.norm(points[a] - true[b], axis=1) for a, b in pairs], axis=0)

    straight = apart(list(zip(sides, sides, strict=True)))
    crossed = apart(list(zip(sides, sides[::-1], strict=True)))
    return np.where(np.isnan(straight + crossed), np.nan, (crossed < straight).astype(float))


def legs_wrong(
    points: Points, true: Points, rear_sides: Sequence[str] | None = None, rear_side: str | None = None
) -> Array:
    """Where knees or ankles are exchanged, or the wrong leg is called the kneeling one.

    Parameters
    ----------
    points, true
        Knees and ankles of both legs.
    rear_sides, rear_side
        What was answered frame by frame, and what is true; left out of an answer that does not tell.

    Returns
    -------
    ndarray
        Shape (frames,): 1 wrong, 0 right, NaN where not known.
    """
    wrong = np.fmax(legs_exchanged(points, true, "knee"), legs_exchanged(points, true, "ankle"))
    if rear_sides is not None:
        told = np.array([np.nan if not side else float(side != rear_side) for side in rear_sides])
        wrong = np.where(np.isnan(told), np.nan, np.fmax(wrong, told))
    return wrong


def told_faults(rows: Sequence[Sequence[str]], times_s: Array) -> list[Told]:
    """Gather the faults named frame by frame into spells.

    Parameters
    ----------
    rows
        The names in each frame.
    times_s
        Shape (frames,).
    """
    found: list[Told] = []
    open_: dict[str, Told] = {}
    for names, time_s in zip(rows, times_s.tolist(), strict=True):
        found += [open_.pop(kind) for kind in list(open_) if kind not in names]
        for kind in names:
            open_[kind] = Told(kind, open_[kind].first_s if kind in open_ else time_s, time_s)
    return sorted([*found, *open_.values()], key=lambda told: told.first_s)


def excess_deg(angles: Mapping[str, Array], bands: Bands) -> dict[str, Array]:
    """How far each kind of limb fault is past its red edge, shape (frames,); negative before it, NaN where unknown.

    Parameters
    ----------
    angles
        The true quantities over time.
    bands
        Red edges.
    """
    table: dict[str, Array] = {}
    for quantity, (below, above) in FAULTS_BELOW_ABOVE.items():
        low, high = getattr(bands, quantity).yellow
        for kinds, past in ((below, low - angles[quantity]), (above, angles[quantity] - high)):
            for kind in kinds:
                table[str(kind)] = np.fmax(table[str(kind)], past) if str(kind) in table else past
    return table


def dwell_s(kind: str, bands: Bands) -> float:
    """Return the dwell of a limb fault: the longest of the quantities that show it."""
    return max(
        getattr(bands, quantity).dwell_s
        for quantity, sides in FAULTS_BELOW_ABOVE.items()
        if FaultKind(kind) in (*sides[0], *sides[1])
    )


def score_faults(told: Sequence[Told], angles: Mapping[str, Array], times_s: Array, bands: Bands) -> FaultScore:
    """Compare told and true faults of the limbs.

    A fault has to be told where the truth is past the red edge for its dwell and `LATE_S` and gets `MUST_DEG` beyond.
    It is invented where the truth did not come within `MAY_DEG` of the edge in the dwell and `LATE_S` before it was
    told. What lies between is a matter of a degree or two and counts neither way.

    Parameters
    ----------
    told
        All faults told; those not of the limbs are left out.
    angles
        The true quantities over time, NaN where they have no meaning.
    times_s
        Shape (frames,).
    bands
        Red edges and dwells.
    """
    results: dict[str, list[str]] = {"in_time": [], "late": [], "missed": [], "invented": []}
    delays = []
    for kind, past in excess_deg(angles, bands).items():
        dwell = dwell_s(kind, bands)
        spells = [t for t in told if t.kind == kind]
        for start_s, end_s in _spells(times_s, past > 0):
            inside = (times_s >= start_s) & (times_s <= end_s)
            if end_s - start_s < dwell + LATE_S or past[inside].max() < MUST_DEG:
                continue
            found = [t.first_s for t in spells if t.last_s >= start_s and t.first_s <= end_s + LATE_S]
            if not found:
                results["missed"].append(kind)
                continue
            delays.append(min(found) - start_s)
            results["in_time" if delays[-1] <= dwell + LATE_S + 1e-6 else "late"].append(kind)
        for spell in spells:
            before = (times_s >= spell.first_s - dwell - LATE_S) & (times_s <= spell.first_s)
            if not np.any(past[before] > -MAY_DEG):
                results["invented"].append(kind)
    return FaultScore(**{name: tuple(kinds) for name, kinds in results.items()}, delays_s=tuple(delays))


def _spells(times_s: Array, flags: Flags) -> list[tuple[float, float]]:
    """First and last time of every stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int))).reshape(-1, 2)
    return [(float(times_s[a]), float(times_s[b - 1])) for a, b in edges]
