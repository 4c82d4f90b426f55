"""The person's own range: "arch your back … now tuck", twice, in live practice.

Each step lasts a fixed time, so that somebody who does not follow, or is not seen, holds nothing up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.settings import Calibration as Limits

Step = Literal["arch", "tuck"]
_STEPS: tuple[Step, Step] = ("arch", "tuck")


@dataclass(frozen=True)
class OwnRange:
    """How far the person can arch and tuck.

    Attributes
    ----------
    tuck_deg
        Median of the largest tucks, degrees, posterior positive; NaN where none was seen.
    arch_deg
        Median of the largest arches, degrees, on the same axis, so negative; NaN where none was seen.
    t_max_deg
        The own largest tuck to judge by, clipped to what people can do; None where it is not known.
    reliable
        False where the person was seen and hardly any tuck, or it went the wrong way: then nothing is said of it.
    """

    tuck_deg: float
    arch_deg: float
    t_max_deg: float | None
    reliable: bool


class CalibrationRun:
    """One calibration, step after step.

    Parameters
    ----------
    limits
        How long, how often and how much.
    longest_step_s
        A longer time between two frames is a pause of the stream and counts as no more than this, seconds.
    """

    def __init__(self, limits: Limits, longest_step_s: float) -> None:
        self._limits = limits
        self._longest_step_s = longest_step_s
        self._elapsed_s = 0.0
        self._last_s: float | None = None
        self._peaks: dict[int, float] = {}

    @property
    def asked(self) -> Step | None:
        """What the person is asked to do now; None once it is over."""
        return _STEPS[self._number % 2] if self._number < 2 * self._limits.rounds else None

    def step(self, time_s: float, tuck_deg: float) -> None:
        """Take one frame's tuck, degrees; NaN where it is not known."""
        if self._last_s is not None:
            self._elapsed_s += min(time_s - self._last_s, self._longest_step_s)
        self._last_s = time_s
        # At first the person is still where the step before asked them to be.
        beginning = self._elapsed_s - self._number * self._limits.step_s < self._limits.react_s
        if self.asked is None or beginning or math.isnan(tuck_deg):
            return
        larger = max if self.asked == "tuck" else min
        self._peaks[self._number] = larger(tuck_deg, self._peaks.get(self._number, tuck_deg))

    def result(self) -> OwnRange:
        """Say what was found so far."""
        arch, tuck = (
            float(np.median(peaks)) if (peaks := [v for n, v in self._peaks.items() if n % 2 == i]) else math.nan
            for i in range(2)
        )
        if math.isnan(tuck):
            return OwnRange(tuck, arch, None, True)
        least, (low, high) = self._limits.least_deg, self._limits.range_deg
        if tuck < least or tuck - arch < least:
            return OwnRange(tuck, arch, None, False)
        return OwnRange(tuck, arch, min(max(tuck, low), high), True)

    @property
    def _number(self) -> int:
        return int((self._elapsed_s + 1e-6) / self._limits.step_s)
