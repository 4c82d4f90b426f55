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
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.message import Message
from formcheck.settings.pelvis import OwnRange as Limits

Kind = Literal["neutral", "tuck", "arch"]

NOT_READ, DID_NOT_MOVE = Message("own_range.not_read"), Message("own_range.did_not_move")
REPEATS_DIFFER, CHEST_MOVED = Message("own_range.repeats_differ"), Message("own_range.chest_moved")
"""Why a range does not count."""


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


@dataclass(frozen=True)
class OwnRange:
    """What the person has shown.

    Attributes
    ----------
    start_s, end_s
        From the first neutral to the last, seconds.
    tuck_deg
        Median estimate of the own full tucks, each against the neutrals around it, degrees, posterior positive; NaN
        where none was read.
    arch_deg
        Likewise of the own full arches, as a positive size; where none was shown `Limits.arch_per_tuck` times the tuck.
    arch_shown
        Whether it was shown.
    zero_deg
        The neutral after the range: where the shares begin, degrees.
    drift_deg
        How far the neutral has moved over the range: cloth rides.
    scatter
        Uncertainty of a share: the scatter of repeats and of seconds within a posture, with the drift where that is
        large, by the own tuck.
    range_d
        The own tuck (or arch, where it was shown and is smaller) by the scatter in degrees.
    counts
        Whether words may rest on it.
    reason
        Why not; None where it counts.
    """

    start_s: float
    end_s: float
    tuck_deg: float
    arch_deg: float
    arch_shown: bool
    zero_deg: float
    drift_deg: float
    scatter: float
    range_d: float
    counts: bool
    reason: Message | None = None

    @property
    def rides(self) -> bool:
        """Whether the neutral has moved so far that clothes must be closer."""
        return self.reason is None and self.scatter > 0 and abs(self.drift_deg) > self.tuck_deg / 3

    def tuck_share(self, tuck_deg: float) -> float:
        """Return an estimate as a share of the own tuck: 0 the own neutral, 1 the own full tuck."""
        return (tuck_deg - self.zero_deg) / self.tuck_deg

    def arch_share(self, tuck_deg: float) -> float:
        """Return an estimate as a share of the own arch: 0 the own neutral, 1 the own full arch."""
        return (self.zero_deg - tuck_deg) / self.arch_deg


def own_range(postures: Sequence[Posture], limits: Limits) -> OwnRange:
    """Work out the range from the postures that were shown.

    Parameters
    ----------
    postures
        In the order of time, a neutral first and last, and between any two others.
    limits
        When a range counts.

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
        scatter = math.hypot(scatter, drift / tuck)
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
    if (
        abs(trunk["tuck"] - trunk["neutral"]) > limits.trunk_tuck_deg
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
