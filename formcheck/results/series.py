"""The angles over time, for the plots of the report."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.quantities import QUANTITIES
from formcheck.records import Assessment

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Times in seconds and values in degrees, same shape (n,)."""

TILT_SD = "pelvic_tilt_sd_deg"
"""Standard deviation of the pelvic tilt, and so of the tuck."""


TUCK_SHARE = "tuck_share"
"""The tuck as a share of the person's own; NaN where the own range is not known."""
SD_GROWTH = "sd_growth"
"""How many times larger the errors of the angles are than in a good picture; see `Measurement`."""
BESIDE = (TILT_SD, TUCK_SHARE, SD_GROWTH)


class Series:
    """Collects every angle of every frame: 56 bytes a frame, two megabytes for twenty minutes."""

    def __init__(self) -> None:
        self._times = array("d")
        self._values = {quantity: array("f") for quantity in (*QUANTITIES, *BESIDE)}

    @classmethod
    def of(cls, times_s: NDArray[np.float64], angles_deg: Mapping[str, NDArray[np.float64]]) -> Series:
        """Make a series of curves that are known already: times, shape (n,), each angle and `BESIDE` by name."""
        series = cls()
        series._times = array("d", times_s)
        unknown = np.full(len(times_s), np.nan)
        series._values = {quantity: array("f", angles_deg.get(quantity, unknown)) for quantity in series._values}
        return series

    def __len__(self) -> int:
        return len(self._times)

    def add(self, assessment: Assessment) -> None:
        """Take one frame."""
        self._times.append(assessment.time_s)
        m = assessment.measurement
        beside = {TILT_SD: m.pelvis.sd_deg, TUCK_SHARE: m.pelvis.tuck_share, SD_GROWTH: m.sd_growth}
        angles = {**m.angles_deg, **beside}
        for quantity, values in self._values.items():
            values.append(angles.get(quantity, math.nan))

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Times of the frames, seconds, shape (n,)."""
        return np.array(self._times, dtype=float)

    def curve(self, quantity: str) -> Curve:
        """Return one angle, or one of `BESIDE`, over time; NaN where it was not known."""
        return self.times_s, np.array(self._values[quantity], dtype=float)

    def within(self, quantity: str, start_s: float, end_s: float) -> NDArray[np.float64]:
        """Return the known values of one angle in a span of time."""
        times, values = self.curve(quantity)
        inside = values[(times >= start_s) & (times <= end_s)]
        return inside[np.isfinite(inside)]


def thinned(curve: Curve, most: int) -> Curve:
    """Thin a curve for drawing without losing a peak: the lowest and the highest value of each of many short spans.

    Parameters
    ----------
    curve
        Times and values.
    most
        At most this many points come back, at least 2.

    Returns
    -------
    tuple
        Times and values; NaN where a whole span was not known.
    """
    if len(curve[0]) <= most:
        return curve
    keep = kept(curve[1], most)
    return curve[0][keep], curve[1][keep]


def kept(values: NDArray[np.float64], most: int) -> list[int]:
    """Return which of the values are to be drawn; see `thinned`."""
    if len(values) <= most:
        return list(range(len(values)))
    keep: list[int] = []
    for span in np.array_split(np.arange(len(values)), max(1, most // 2)):
        known = span[np.isfinite(values[span])]
        if len(known) == 0:
            keep.append(int(span[0]))
        else:
            keep += sorted({int(known[values[known].argmin()]), int(known[values[known].argmax()])})
    return keep
