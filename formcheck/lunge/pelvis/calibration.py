"""The run that shows the own range in live practice: relax, tuck, relax, tuck, relax.

Each step lasts a fixed time, so that somebody who does not follow, or is not observed, holds nothing up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.lunge.pelvis.own_range import Posture
from formcheck.settings import Calibration as Limits

Step = Literal["relax", "tuck"]


@dataclass(frozen=True)
class LargestTuck:
    """How far the person can tuck, in degrees that stickers measure.

    Attributes
    ----------
    t_max_deg
        The own largest tuck to judge by, clipped to what people can do; None where it is not known.
    reliable
        False where the person was observed and hardly tucked: then nothing is said of it.
    """

    t_max_deg: float | None
    reliable: bool


class CalibrationRun:
    """One run, step after step.

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
        self._steps: tuple[Step, ...] = (*("relax", "tuck") * limits.rounds, "relax")
        self._elapsed_s = 0.0
        self._last_s: float | None = None
        self._readings: list[list[tuple[float, float, float]]] = [[] for _ in self._steps]

    @property
    def first(self) -> bool:
        """Whether the first step is on."""
        return self._number == 0

    @property
    def asked(self) -> Step | None:
        """What the person is asked to do now; None once it is over."""
        return self._steps[self._number] if self._number < len(self._steps) else None

    def step(self, time_s: float, tuck_deg: float, trunk_deg: float) -> None:
        """Take one frame.

        Parameters
        ----------
        time_s
            Seconds, rising.
        tuck_deg
            Posterior positive, degrees; NaN where it is not known.
        trunk_deg
            Inclination of the trunk, degrees; NaN where it is not known.
        """
        if self._last_s is not None:
            self._elapsed_s += min(time_s - self._last_s, self._longest_step_s)
        self._last_s = time_s
        # At first the person is still where the step before asked them to be.
        beginning = self._elapsed_s - self._number * self._limits.step_s < self._limits.react_s
        if self.asked is not None and not beginning and not math.isnan(tuck_deg):
            self._readings[self._number].append((time_s, tuck_deg, trunk_deg))

    @property
    def postures(self) -> list[Posture]:
        """What was read in each step so far."""
        return [
            Posture("neutral" if step == "relax" else "tuck", times, tucks, _median(trunks))
            for step, readings in zip(self._steps, self._readings, strict=True)
            for times, tucks, trunks in [np.array(readings, dtype=float).reshape(-1, 3).T]
        ]

    def largest_tuck(self) -> LargestTuck:
        """Return the own largest tuck; see `largest_tuck`."""
        return largest_tuck(self.postures, self._limits)

    @property
    def _number(self) -> int:
        return int((self._elapsed_s + 1e-6) / self._limits.step_s)


def largest_tuck(postures: Sequence[Posture], limits: Limits) -> LargestTuck:
    """Return the own largest tuck, the median of the peaks, for a source whose degrees can be trusted."""
    peaks = [float(np.max(p.tucks_deg)) for p in postures if p.kind == "tuck" and len(p.tucks_deg)]
    if not peaks:
        return LargestTuck(None, True)
    neutral = _median(np.array([p.tuck_deg for p in postures if p.kind == "neutral"]))
    largest = float(np.median(peaks))
    least, (low, high) = limits.least_deg, limits.range_deg
    if largest < least or largest - neutral < least:
        return LargestTuck(None, False)
    return LargestTuck(min(max(largest, low), high), True)


def _median(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan
