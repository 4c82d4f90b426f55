"""The best second of a hold: the one in which the angles lay nearest to their targets."""

from __future__ import annotations

import math
from collections import deque

from formcheck.lunge.targets import targets
from formcheck.records import Assessment
from formcheck.settings import BandLimits, JudgingSettings

_LENGTH_S = 1.0
_STEP = 0.05
"""A second counts as better from here on, so that few pictures are taken of many that are nearly as good."""


class BestSecond:
    """Tells of each frame how good the second was that ends with it; see `value`.

    Parameters
    ----------
    settings
        The targets.
    """

    def __init__(self, settings: JudgingSettings) -> None:
        self._limits = {source: targets(settings, source) for source in ("markers", "contour", "none")}
        self._hold_s = math.nan
        self._lately: deque[tuple[float, float]] = deque()

    def value(self, assessment: Assessment) -> float | None:
        """Take the next frame and return the value of its second, the higher the better.

        Parameters
        ----------
        assessment
            The frame, judged.

        Returns
        -------
        float or None
            Minus the mean distance of the judged angles from their targets (0 in the middle, 1 at the edge), in steps;
            None where no hold has run for a whole second.
        """
        hold = assessment.hold
        distance = self._distance(assessment)
        if hold is None or not assessment.hold_running or math.isnan(distance):
            self._lately.clear()
            return None
        if hold.start_s != self._hold_s:
            self._hold_s = hold.start_s
            self._lately.clear()
        now = assessment.time_s
        self._lately.append((now, distance))
        while len(self._lately) > 1 and now - self._lately[1][0] >= _LENGTH_S:
            self._lately.popleft()
        if now - self._lately[0][0] < _LENGTH_S:
            return None
        mean = sum(value for _, value in self._lately) / len(self._lately)
        return -_STEP * round(mean / _STEP)

    def _distance(self, assessment: Assessment) -> float:
        """Mean over the judged angles; NaN where none is."""
        measured = assessment.measurement
        limits = self._limits[measured.pelvis.source]
        known = [
            _from_target(measured.angles_deg[name], edges)
            for name, edges in limits.items()
            if math.isfinite(measured.angles_deg[name])
        ]
        return sum(known) / len(known) if known else math.nan


def _from_target(value: float, limits: BandLimits) -> float:
    """0 in the middle of a target, 1 at its edge and more beyond; of one that is open to a side, 0 inside."""
    low, high = limits.green
    if math.isfinite(low) and math.isfinite(high):
        return abs(value - (low + high) / 2) / ((high - low) / 2)
    past = max(low - value, value - high)
    return 1 + past / (limits.hysteresis_deg or 1.0) if past > 0 else 0.0
