"""What lay within its own error of a red edge: neither clearly a fault nor clearly none, and so told as borderline.

An angle counts with the largest value that it kept for as long as a fault must last, so that a blink of the network
makes nothing borderline. Its error is the one that the laboratory measured, grown as far as the picture makes it grow
(`formcheck.lunge.uncertainty`).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.error_figures import within_95
from formcheck.lunge.quantities import BETWEEN_LIMBS
from formcheck.lunge.targets import Targets
from formcheck.records import Fault
from formcheck.settings import BandLimits

_SDS_95 = 1.96
_BOTH_LIMBS = 2
"""The angle between two limbs has the errors of both, and its error grows with the square: of 25 drawn kneels seen from
15 to 35° off the side, 79 % of the errors of the rear knee and 91 % of those of the front knee lie within two sd that
grow as those of one limb, 91 and 98 % within these."""


def own_growth(quantity: str, growth: float) -> float:
    """Return how many times larger the error of one angle is where those of single limbs are so many times larger."""
    return growth**_BOTH_LIMBS if quantity in BETWEEN_LIMBS else growth


def error_sd_deg(quantity: str, growth: float = 1.0) -> float:
    """Return the standard deviation of one angle, degrees.

    Parameters
    ----------
    quantity
        Its name.
    growth
        How many times larger it is in this picture; not known counts as 1.

    Returns
    -------
    float
        NaN where nobody has measured its errors.
    """
    return within_95(quantity) / _SDS_95 * own_growth(quantity, growth if math.isfinite(growth) else 1.0)


def fault_is_borderline(fault: Fault, limits: Targets, sd_deg: float) -> bool:
    """Tell whether the worst value of a fault lies within its own error of the red edge that it went past."""
    edges = limits.get(fault.quantity)
    if edges is None or not (math.isfinite(fault.worst) and math.isfinite(sd_deg)):
        return False
    return min(abs(fault.worst - edge) for edge in edges.yellow) <= sd_deg


@dataclass(frozen=True)
class NearEdge:
    """An angle that lay within its own error of a red edge.

    Attributes
    ----------
    quantity
        Its name.
    value_deg, sd_deg
        What it kept for as long as a fault must last, and its standard deviation, degrees.
    limit_deg
        The red edge, degrees.
    time_s
        The end of the time for which it was kept, seconds.
    """

    quantity: str
    value_deg: float
    sd_deg: float
    limit_deg: float
    time_s: float


class EdgeWatch:
    """Follows how near every angle came to its red edges; its memory does not grow.

    Parameters
    ----------
    limits
        The bands by quantity.
    gap_s
        After a longer gap what was kept begins again, seconds.
    photo
        A single picture: nothing has to be kept.
    """

    def __init__(self, limits: Targets, gap_s: float, *, photo: bool = False) -> None:
        self._photo = photo
        self._kept: dict[tuple[str, int], _Kept] = {}
        self._limits = {name: edges for name, edges in limits.items() if math.isfinite(within_95(name))}
        self._gap_s = gap_s

    def step(self, angles_deg: Mapping[str, float], judged: Mapping[str, object], growth: float, time_s: float) -> None:
        """Take one frame: only those angles count that were judged in it."""
        for name, edges in self._limits.items():
            dwell_s = 0.0 if self._photo else edges.dwell_s
            value = angles_deg.get(name, math.nan)
            if name not in judged or not math.isfinite(value):
                continue
            for sign in (-1, 1):
                if math.isfinite(_edge(edges, sign)):
                    kept = self._kept.setdefault((name, sign), _Kept(dwell_s, self._gap_s))
                    kept.step(sign * value, growth, time_s)

    def near(self) -> list[NearEdge]:
        """Return every angle whose largest value is within its own error of a red edge, each with its worse side."""
        found: dict[str, tuple[float, NearEdge]] = {}
        for (name, sign), kept in self._kept.items():
            limit = _edge(self._limits[name], sign)
            sd_deg = error_sd_deg(name, kept.growth)
            past = kept.most - sign * limit
            # Past the edge, but not by the hysteresis past which a fault begins, it is no fault and not in order.
            beyond = max(sd_deg, self._limits[name].hysteresis_deg)
            if -sd_deg <= past <= beyond and (name not in found or past > found[name][0]):
                found[name] = past, NearEdge(name, sign * kept.most, sd_deg, limit, kept.time_s)
        return [near for _, near in found.values()]


class _Kept:
    """The largest value that was kept for a dwell: the largest of the smallest values of every such span."""

    def __init__(self, dwell_s: float, gap_s: float) -> None:
        self._dwell_s, self._gap_s = dwell_s, gap_s
        self._from_s = self._last_s = -math.inf
        self._rising: deque[tuple[float, float]] = deque()  # of the last dwell, each smaller than all that follow
        self.most, self.growth, self.time_s = -math.inf, 1.0, math.nan

    def step(self, value: float, growth: float, time_s: float) -> None:
        """Take one value."""
        if time_s - self._last_s > self._gap_s:
            self._rising.clear()
            self._from_s = time_s
        self._last_s = time_s
        while self._rising and self._rising[-1][1] >= value:
            self._rising.pop()
        self._rising.append((time_s, value))
        while self._rising[0][0] < time_s - self._dwell_s - 1e-3:
            self._rising.popleft()
        if time_s - self._from_s >= self._dwell_s - 1e-3 and self._rising[0][1] > self.most:
            self.most, self.growth, self.time_s = self._rising[0][1], growth, time_s


def _edge(edges: BandLimits, sign: int) -> float:
    return edges.yellow[1] if sign > 0 else edges.yellow[0]
