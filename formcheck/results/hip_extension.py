"""How far the hip was extended: the rear thigh's lean and the tuck together, in the best five seconds in good form.

It is what the stretch is about, and read in passing: nobody is asked to go deeper for it. Pelvic tilt alone or the
thigh alone is not it, for the pelvis moves along (Vigotsky 2016).
"""

from __future__ import annotations

import math
from collections import deque
from statistics import median

from formcheck.records import Assessment, Band
from formcheck.results.borderline import error_sd_deg
from formcheck.results.summary import HipExtensionSummary

SURE_SDS = 1.96
"""A patient is told that the hip opened where that is nineteen times of twenty sure."""
BEST_S = 5.0
"""How long it has to last."""
_STEP_S = 0.1
"""Closest times that are kept: a second of film may have many frames, and the median needs few."""
_BREAK_S = 0.5
"""A gap as long as this ends a piece."""


class HipExtension:
    """The best five seconds so far with one knee down; its memory is that of five seconds."""

    def __init__(self) -> None:
        self._lately: deque[tuple[float, float, float]] = deque()
        self._rank = (-math.inf, -math.inf)
        self._best: tuple[float, float, float] | None = None

    def count(self, a: Assessment) -> None:
        """Take one frame."""
        angles = a.measurement.angles_deg
        value, sd = angles["rear_thigh_deg"] + angles["tuck_deg"], _sd_deg(a)
        good = a.hold_running and Band.RED not in a.bands.values()
        doubted = a.baseline is None or a.baseline.doubt is not None
        if not good or doubted or not math.isfinite(value + sd):
            self._lately.clear()
            return
        now = a.time_s
        if self._lately and now - self._lately[-1][0] > _BREAK_S:
            self._lately.clear()
        if self._lately and now - self._lately[-1][0] < _STEP_S:
            return
        self._lately.append((now, value, sd))
        while len(self._lately) > 1 and now - self._lately[1][0] >= BEST_S:
            self._lately.popleft()
        if now - self._lately[0][0] >= BEST_S - _STEP_S:
            values = [each for _, each, _ in self._lately]
            rank = median(values), sum(values) / len(values)  # of two medians that are alike the steadier one
            if rank > self._rank:
                self._rank = rank
                self._best = (rank[0], median(each for _, _, each in self._lately), self._lately[0][0])

    def facts(self) -> HipExtensionSummary | None:
        """Write it down; None where no five seconds were in good form with the tuck known."""
        if self._best is None:
            return None
        value, sd, start_s = self._best
        return HipExtensionSummary(hip_extension_deg=round(value, 2), sd_deg=round(sd, 2), start_s=round(start_s, 2))


def _sd_deg(a: Assessment) -> float:
    """Return the standard deviation of thigh and tuck together, degrees, as far as the picture makes it grow."""
    tuck_sd, thigh_sd = a.measurement.pelvis.sd_deg, error_sd_deg("rear_thigh_deg", a.measurement.sd_growth)
    return tuck_sd if math.isnan(thigh_sd) else math.hypot(tuck_sd, thigh_sd)


def opened(found: HipExtensionSummary | None) -> bool:
    """Whether the thigh surely came behind the pelvis."""
    return found is not None and found.hip_extension_deg > SURE_SDS * found.sd_deg
