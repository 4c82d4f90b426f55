"""The person's own range: a tuck is judged against how far this person tucks when asked to.

The size of the learned estimate is off by a factor that belongs to the person, the clothes and the camera, and stays
the same within a session. So where the person has shown their own tuck twice, with the neutral between, what is judged
is the share of that range, not degrees. The rule and its figures are those of the measurement specification
("The own range").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.message import Message
from formcheck.records import OwnRange, RangeOrigin
from formcheck.settings.pelvis import OwnRange as Limits

Kind = Literal["neutral", "tuck", "arch"]

NOT_READ, DID_NOT_MOVE = Message("own_range.not_read"), Message("own_range.did_not_move")
REPEATS_DIFFER, CHEST_MOVED = Message("own_range.repeats_differ"), Message("own_range.chest_moved")
"""Why a range does not count."""

_NEAR_LARGEST = 0.8
"""Of a swing its posture is what lies above this share of its largest value: the rest is the way there and back [A]."""
_SHORTEST_POSTURE_S = 0.6
"""A shorter swing is a stumble of the estimate, which is itself taken over up to a second [A]."""


@dataclass(frozen=True, eq=False)
class Posture:
    """One still posture of the range, as it was read.

    Attributes
    ----------
    kind
        What the person was asked for, or was seen to do.
    times_s, tucks_deg
        Shape (n,): the estimates within it, seconds and degrees, posterior positive; NaN where not known.
    trunk_deg
        Median inclination of the trunk within it, degrees, forward positive; NaN where not known.
    """

    kind: Kind
    times_s: NDArray[np.float64]
    tucks_deg: NDArray[np.float64]
    trunk_deg: float = math.nan

    @property
    def tuck_deg(self) -> float:
        """Median estimate, degrees; NaN where nothing was read."""
        known = self.tucks_deg[np.isfinite(self.tucks_deg)]
        return float(np.median(known)) if len(known) else math.nan

    @property
    def deviations_deg(self) -> list[float]:
        """How far the medians of its seconds lie from its own, degrees."""
        if not len(self.times_s):
            return []
        second = np.floor(self.times_s - self.times_s[0] + 1e-6)
        medians = [_median(self.tucks_deg[second == each]) for each in np.unique(second)]
        return [value - self.tuck_deg for value in medians if math.isfinite(value)]


def own_range(
    postures: Sequence[Posture],
    limits: Limits,
    source: Literal["markers", "contour"] = "contour",
    origin: RangeOrigin = "asked",
) -> OwnRange:
    """Work out the range from the postures that were shown.

    Parameters
    ----------
    postures
        In the order of time, a neutral first and last, and between any two others.
    limits
        When a range counts.
    source, origin
        What they were read from, and how their time is known.

    Returns
    -------
    OwnRange
        With the reason where it does not count.
    """
    neutrals = [posture for posture in postures if posture.kind == "neutral" and math.isfinite(posture.tuck_deg)]
    tucks, arches = (_against_neutrals(postures, kind) for kind in ("tuck", "arch"))
    tuck, arch = _median(np.array(tucks)), -_median(np.array(arches))
    zero = neutrals[-1].tuck_deg if neutrals else math.nan
    drift = zero - neutrals[0].tuck_deg if neutrals else math.nan
    scatter_deg = _pooled_scatter_deg(postures, tucks, arches)
    smaller = min(tuck, arch) if arches else tuck
    d = smaller / scatter_deg if scatter_deg > 0 else math.copysign(math.inf, smaller) if smaller else math.nan
    scatter = scatter_deg / tuck if tuck > 0 else math.nan
    if tuck > 0 and abs(drift) > limits.drift_share * tuck:
        scatter = math.hypot(scatter, limits.drift_counts * drift / tuck)
    reason = _why_not(postures, tucks, arches, d, limits)
    return OwnRange(
        start_s=float(postures[0].times_s[0]) if postures and len(postures[0].times_s) else math.nan,
        end_s=float(postures[-1].times_s[-1]) if postures and len(postures[-1].times_s) else math.nan,
        tuck_deg=tuck,
        arch_deg=arch if arches else limits.arch_per_tuck * tuck,
        arch_shown=bool(arches),
        zero_deg=zero,
        drift_deg=drift,
        scatter=scatter,
        range_d=d,
        counts=reason is None,
        reason=reason,
        source=source,
        origin=origin,
    )


def _why_not(
    postures: Sequence[Posture], tucks: Sequence[float], arches: Sequence[float], d: float, limits: Limits
) -> Message | None:
    """Return why a range does not count; None where it does."""
    if len(tucks) < limits.repeats:
        return NOT_READ
    if min(tucks) <= 0 or (arches and max(arches) >= 0):
        return DID_NOT_MOVE
    if not d >= limits.least_d:
        return DID_NOT_MOVE
    if any(
        min(map(abs, sizes)) < (1 - limits.repeats_agree) * max(map(abs, sizes)) for sizes in (tucks, arches) if sizes
    ):
        return REPEATS_DIFFER
    trunk = {
        kind: _median(np.array([p.trunk_deg for p in postures if p.kind == kind]))
        for kind in ("neutral", "tuck", "arch")
    }
    share_deg = max(limits.trunk_bare_deg, limits.trunk_per_tuck * _median(np.array(tucks)))
    if (
        abs(trunk["tuck"] - trunk["neutral"]) > min(limits.trunk_tuck_deg, share_deg)
        or abs(trunk["arch"] - trunk["tuck"]) > limits.trunk_arch_deg
    ):
        return CHEST_MOVED
    return None


def _against_neutrals(postures: Sequence[Posture], kind: Kind) -> list[float]:
    """Return each posture of a kind that was read against the mean of the neutrals around it, degrees."""
    found = []
    for place, posture in enumerate(postures):
        if posture.kind != kind:
            continue
        before = next((p.tuck_deg for p in reversed(postures[:place]) if p.kind == "neutral"), math.nan)
        after = next((p.tuck_deg for p in postures[place:] if p.kind == "neutral"), math.nan)
        around = [value for value in (before, after) if math.isfinite(value)]
        if around and math.isfinite(posture.tuck_deg):
            found.append(posture.tuck_deg - sum(around) / len(around))
    return found


def _pooled_scatter_deg(postures: Sequence[Posture], tucks: Sequence[float], arches: Sequence[float]) -> float:
    """Return the scatter of repeats and of the seconds within a posture, degrees."""
    deviations = [each for posture in postures for each in posture.deviations_deg]
    freedom = len(deviations) - sum(bool(posture.deviations_deg) for posture in postures)
    for repeats in (tucks, arches):
        if len(repeats) > 1:
            mean = sum(repeats) / len(repeats)
            deviations += [each - mean for each in repeats]
            freedom += len(repeats) - 1
    return math.sqrt(sum(each * each for each in deviations) / freedom) if freedom > 0 else math.nan


def _median(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan


def postures_in(
    times_s: NDArray[np.float64],
    tucks_deg: NDArray[np.float64],
    trunks_deg: NDArray[np.float64],
    limits: Limits,
) -> list[Posture]:
    """Find the postures in a stretch of time in which somebody has shown their range.

    A swing is what lies beyond half of the largest tuck (or arch, where that is at least half as large). Of a swing
    only what lies near its own largest value is its posture, of what lies between only what lies near its middle: the
    ways into a posture and out of it belong to none.

    Parameters
    ----------
    times_s, tucks_deg, trunks_deg
        Shape (n,): seconds, estimates (posterior positive) and inclinations of the trunk, degrees; NaN where not known.
    limits
        How long a share is smoothed.

    Returns
    -------
    list of Posture
        In the order of time; empty where nothing was read.
    """
    known = np.isfinite(tucks_deg)
    times, tucks, trunks = times_s[known], tucks_deg[known], trunks_deg[known]
    return postures_of(times, tucks, trunks, steadied(times, tucks, limits.median_s)) if len(times) else []


def steadied(times_s: NDArray[np.float64], tucks_deg: NDArray[np.float64], over_s: float) -> NDArray[np.float64]:
    """Return the medians over a short time around each of some known estimates, whose times rise."""
    reach_s = over_s / 2 + 1e-6
    first = np.searchsorted(times_s, times_s - reach_s).tolist()
    end = np.searchsorted(times_s, times_s + reach_s, side="right").tolist()
    tucks = tucks_deg.tolist()
    return np.array([median(tucks[a:b]) for a, b in zip(first, end, strict=True)])


def postures_of(
    times: NDArray[np.float64],
    tucks: NDArray[np.float64],
    trunks: NDArray[np.float64],
    steady: NDArray[np.float64],
) -> list[Posture]:
    """Find the postures among known estimates that are steadied already; see `postures_in`."""
    tuck, arch = max(steady.max(), 0.0), max(-steady.min(), 0.0)
    kinds = np.where(steady > tuck / 2, 1, 0)
    if arch >= tuck / 2:
        kinds = np.where(steady < -arch / 2, -1, kinds)
    edges = np.flatnonzero(np.diff(kinds)) + 1
    runs: list[NDArray[np.int_]] = []
    for run in np.split(np.arange(len(times)), edges):
        if times[run[-1]] - times[run[0]] < _SHORTEST_POSTURE_S:
            continue  # a wobble, which parts no posture from itself
        if runs and kinds[runs[-1][0]] == kinds[run[0]]:
            runs[-1] = np.concatenate([runs[-1], run])
        else:
            runs.append(run)
    found = []
    for part in runs:
        way, values = int(kinds[part[0]]), steady[part]
        if way:
            kept = part[np.abs(values) >= _NEAR_LARGEST * np.abs(values).max()]
        else:
            calm = values[np.abs(values - np.median(values)) <= tuck / 4]
            kept = part[np.abs(values - np.median(calm)) <= tuck / 4] if len(calm) else part
        kind: Kind = "tuck" if way > 0 else "arch" if way < 0 else "neutral"
        found.append(Posture(kind, times[kept], tucks[kept], _median(trunks[kept])))
    return found
